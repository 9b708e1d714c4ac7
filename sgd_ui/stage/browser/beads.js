// The updates of a run as beads on a string, each in the colour and shape of its sample.

/** Draws the beads around the update in view; a press on one goes there. */
export class Beads {
  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
    this.root = scene.part("beads");
  }

  /** Takes the run that is in view now. */
  load() {}

  /** @param {Moment} _moment */
  show(_moment) {}
}
