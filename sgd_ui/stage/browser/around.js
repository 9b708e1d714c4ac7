// What the page lays out around a stage by: marks on the container that the stage stands in, where it has one.

export class Around {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    this.container = host.closest(".st-key-stage");
    host.addEventListener("toggle", () => this.unfold(host.querySelector(".sw-fold[open]") !== null), true);
  }

  /** @param {boolean} open */
  unfold(open) {
    this.container?.toggleAttribute("data-unfolded", open);
  }

  /**
   * What stands below comes with the picture.
   * @param {boolean} stands
   */
  draw(stands) {
    this.container?.toggleAttribute("data-drawn", stands);
  }

  /** Another stage may come to stand in the same container. */
  dispose() {
    this.unfold(false);
    this.draw(false);
  }
}
