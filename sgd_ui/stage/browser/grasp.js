// What can be taken by hand: samples, the line, the ball on the loss, the rate.

/** The handles on the charts, and the run as a hand would have it. */
export class Grasp {
  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
  }

  /** Takes the run that Python sent. */
  load() {}

  /** @param {Moment} _moment */
  show(_moment) {}
}
