// A ladder that stands alone: Python is asked for the rate that a hand rests on, or lets go of.

import { Track } from "./track.js";

/** How long the hand has to rest before its rate is asked for. */
const ASK_MS = 250;

/**
 * What Python hands over.
 * @typedef {object} Scale
 * @property {number} rate
 * @property {LadderFacts} ladder
 */

/** @type {WeakMap<HTMLElement, Ruler>} */
const rulers = new WeakMap();

/** @param {Component<Scale>} component */
export default function ({ data, parentElement, setTriggerValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".sw-ladder"));
  const ruler = rulers.get(root) ?? new Ruler(root);
  rulers.set(root, ruler);
  ruler.pick = (text) => setTriggerValue("rate", text);
  ruler.load(data);
  return () => {
    clearTimeout(ruler.resting);
    rulers.delete(root);
  };
}

class Ruler {
  /** @type {Scale} */
  data;
  /** @type {(text: string) => void} */
  pick;
  /** @type {number | undefined} */
  resting;
  held = false;
  /** What was asked for last, and where the hand is. */
  asked = 0;
  rate = 0;
  /** Where it was taken. */
  before = 0;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.track = new Track(root, {
      take: () => {
        this.held = true;
        this.before = this.rate;
      },
      move: (rate) => {
        this.rate = rate;
        this.track.show(rate);
        clearTimeout(this.resting);
        this.resting = setTimeout(() => this.ask(), ASK_MS);
      },
      leave: (kept) => {
        this.held = false;
        if (!kept) this.rate = this.before;
        this.track.show(this.rate);
        this.ask();
      },
    });
  }

  ask() {
    clearTimeout(this.resting);
    if (this.rate === this.asked) return;
    this.asked = this.rate;
    this.pick(String(this.rate));
  }

  /** @param {Scale} data */
  load(data) {
    // What a hand is still moving is newer than what comes back from an earlier place.
    if (!this.held) this.asked = this.rate = data.rate;
    this.data = data;
    this.track.load(data.ladder);
    this.track.show(this.rate);
  }
}
