// What can be taken by hand: samples, the line, the ball on the loss, the rate.

/** The handles on the charts, and the run as a hand would have it. */
export class Grasp {
  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
  }

  /** Takes the run that Python sent. */
  load() {}

  /**
   * Something is taken; from here on the run in view is the hand's.
   * @param {Held} _held
   */
  take(_held) {}

  /**
   * Shows the run with what the hand has changed of it.
   * @param {EngineChanges} _changes
   */
  draft(_changes) {}

  /**
   * What was held is let go of: Python is to confirm it, or all is as before.
   * @param {boolean} _kept
   */
  leave(_kept) {}

  /** @param {Moment} _moment */
  show(_moment) {}
}
