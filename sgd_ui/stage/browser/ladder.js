// The learning rate as a place among the limits that theory names for these samples.

/** The ladder, along which the rate can be dragged. */
export class Ladder {
  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
    this.root = scene.part("ladder");
  }

  /** Takes the run that is in view now. */
  load() {}

  /** @param {Moment} _moment */
  show(_moment) {}
}
