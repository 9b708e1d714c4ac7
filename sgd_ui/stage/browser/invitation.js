// Before anything has been played, the handle of the line asks to be taken.

/** Whether a hand has turned the line on this page. */
export class Invitation {
  taken = false;

  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
  }

  /**
   * @param {Moment} moment
   * @param {HTMLElement} handle
   */
  show({ held, tick }, handle) {
    const { scene } = this;
    this.taken ||= held === "start";
    handle.classList.toggle("sw-inviting", !this.taken && tick === 0 && !scene.earned && !scene.spec.listing);
  }
}
