// Numbers that were thinned out, which Python sends where the clock rests.

/** How long to wait for numbers before asking for them again. */
const PATIENCE_MS = 3000;

/** Asks for the numbers around the update in view; one request at a time. */
export class Requests {
  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
    /** @type {number | null} */
    this.asked = null;
  }

  /** What was asked for is no longer wanted. */
  forget() {
    if (this.asked !== null) clearTimeout(this.asked);
    this.asked = null;
  }

  /**
   * Asks Python for the numbers around the clock's update, where some are missing or soon will be.
   * @param {Moment} moment
   */
  ask({ complete, hurried }) {
    const { arithmetic, rows, clock } = this.scene;
    const { windowed, updates } = rows.facts;
    if (!arithmetic || !windowed || hurried || this.asked) return;
    const u = clock.tick;
    const { reach } = rows;
    const near = (/** @type {number} */ by) => rows.inWindow(Math.max(1, Math.min(updates, u + by)));
    if (complete && near(-reach) && near(reach)) return;
    // A request that is lost is made again.
    this.asked = setTimeout(() => this.answered(), PATIENCE_MS);
    document.dispatchEvent(new CustomEvent("samplewise-exact", { detail: u }));
  }

  answered() {
    this.forget();
    if (!this.scene.clock.playing) this.scene.show();
  }

  /**
   * Takes the numbers of every update from `first` to `last`.
   * @param {ExactDocument} window
   * @param {Columns} columns
   */
  receive({ key, first, last }, columns) {
    if (key !== this.scene.spec?.key) return;
    this.scene.rows.exact = { first, last, columns };
    this.answered();
  }
}
