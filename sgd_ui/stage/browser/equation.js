// The arithmetic of the update in view, in one line.

/** The line, whose terms light up one after the other. */
export class Equation {
  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
    this.root = scene.part("equation");
  }

  /** Takes the run that is in view now. */
  load() {}

  /** @param {Moment} _moment */
  show(_moment) {}
}
