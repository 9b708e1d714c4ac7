// What the page lays out around a stage by: marks on the container that the stage stands in, where it has one.

/** How high the first picture is on a telephone, and the transport under it, in pixels. */
const WHOLE = 400;

export class Around {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    this.container = host.closest(".st-key-stage");
    const below = { rootMargin: `0px 0px -${WHOLE}px` };
    this.observer = new IntersectionObserver((entries) => this.meet(entries), below);
    const pictures = host.querySelector(".sw-charts");
    if (pictures) this.observer.observe(pictures);
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

  /**
   * What stays at hand while the pictures are looked at must not lie over the first of them before it is seen whole.
   * @param {IntersectionObserverEntry[]} entries
   */
  meet(entries) {
    const { isIntersecting, boundingClientRect } = entries[entries.length - 1];
    this.container?.toggleAttribute("data-met", isIntersecting || boundingClientRect.top < 0);
  }

  /** Another stage may come to stand in the same container. */
  dispose() {
    this.observer.disconnect();
    this.unfold(false);
    this.draw(false);
  }
}
