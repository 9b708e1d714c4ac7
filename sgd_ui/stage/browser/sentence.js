// What happens, in one sentence, computed from the run.

/** The sentence above the pictures. */
export class Sentence {
  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
    this.root = scene.part("sentence");
  }

  /** Takes the run that is in view now. */
  load() {}

  /** @param {Moment} _moment */
  show(_moment) {}
}
