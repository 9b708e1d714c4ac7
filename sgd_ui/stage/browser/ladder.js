// The learning rate as a place among the limits that theory names for these samples.

import { Track } from "./track.js";

/** The ladder, along which the rate can be dragged. */
export class Ladder {
  /**
   * What a hand has made of the rate, until Python confirms it.
   * @type {number | null}
   */
  drafted = null;

  /** @type {Track | undefined} */
  track;

  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
    this.root = scene.part("ladder");
  }

  /** Takes the run that is in view now. */
  load() {
    const { ladder } = this.scene.spec;
    this.root.hidden = !ladder;
    if (!ladder) return;
    this.drafted = null;
    this.track ??= new Track(this.root, this.steering());
    this.track.load(ladder);
    this.track.show(this.rate());
  }

  /** @returns {import("./track.js").Steering} */
  steering() {
    const { grasp } = this.scene;
    return {
      take: () => grasp.take("rate"),
      move: (lr) => {
        this.drafted = lr;
        this.track?.show(lr);
        grasp.draft({ lr });
      },
      leave: (kept) => {
        grasp.leave(kept);
        if (kept) return;
        this.drafted = null;
        this.track?.show(this.rate());
      },
    };
  }

  /** @param {Moment} moment */
  show(moment) {
    if (this.root.hidden) return;
    // Limits are those of the samples: while these are held, nobody knows them.
    this.root.classList.toggle("sw-stale", moment.held === "samples");
    if (moment.held !== "rate") this.drafted = null;
    this.track?.show(this.rate());
  }

  /** The learning rate that the run begins with. */
  rate() {
    return this.drafted ?? this.scene.rows.rate(1);
  }
}
