// Numbers in a sentence that a hand can change: the start, and the learning rate.

import { make } from "./elements.js";
import { makeHandle } from "./handles.js";
import { glance } from "./numbers.js";
import { fill } from "./sentences.js";

/** So many pixels make the rate ten times as large, and so many steps by key. */
const DECADE_PX = 150;
const DECADE_STEPS = 25;
/** The digits that a rate keeps. */
const RATE_DIGITS = 3;

/**
 * A number that can be dragged.
 * @typedef {{ element: HTMLElement, value: () => number, is: () => boolean, label: () => string }} Dial
 */

/** The elements of a sentence, some of which are handles. */
export class Dials {
  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
    /** @type {Record<string, Dial>} */
    this.dials = { rate: this.rate() };
  }

  /** Takes the run that is in view now. */
  load() {
    this.scene.rows.facts.parameters.forEach((name, k) => {
      const key = `start-${k}`;
      if (this.dials[key]?.element.dataset.grab !== grabOf(name)) this.dials[key] = this.start(name, k);
    });
  }

  /**
   * The element of a piece of a sentence.
   * @param {import("./telling.js").Piece} piece
   */
  element({ of = "" }) {
    const dial = this.dials[of];
    if (dial?.is()) return dial.element;
    const named = of.startsWith("start-") ? "w" : of;
    return named ? make("b", "", "", { "data-of": named }) : make("span");
  }

  /** Says of each handle in sight what it holds. */
  show() {
    for (const { element, value, label } of Object.values(this.dials)) {
      if (!element.isConnected) continue;
      element.setAttribute("aria-label", label());
      element.setAttribute("aria-valuenow", String(value()));
      element.setAttribute("aria-valuetext", glance(value()));
    }
  }

  /**
   * @param {string} name
   * @param {number} k
   * @returns {Dial}
   */
  start(name, k) {
    const { scene } = this;
    const now = () => scene.rows.parameters(0);
    let from = [0];
    const move = (/** @type {number} */ steps) => {
      const w0 = [...from];
      w0[k] = stepped(from[k], steps);
      scene.grasp.draft({ w0 });
    };
    const label = () => fill(scene.spec.words.told_dial_start, { name });
    const element = this.dial(grabOf(name), "start", () => (from = now()), move, move);
    return { element, value: () => now()[k], is: () => this.steers, label };
  }

  /** @returns {Dial} */
  rate() {
    const { scene } = this;
    const now = () => scene.rows.rate(1);
    let from = 0;
    const by = (/** @type {number} */ decades) => {
      scene.grasp.draft({ lr: Number((from * 10 ** decades).toPrecision(RATE_DIGITS)) });
    };
    const element = this.dial(
      "number-rate",
      "rate",
      () => (from = now()),
      (across) => by(across / DECADE_PX),
      (steps) => by(steps / DECADE_STEPS),
    );
    const one = () =>
      this.steers && scene.rows.facts.rates.length === 1 && !scene.rows.columns.lr && now() > 0;
    return { element, value: now, is: one, label: () => scene.spec.words.told_dial_rate };
  }

  get steers() {
    return Boolean(this.scene.spec.steers);
  }

  /**
   * A number that is a handle.
   * @param {string} grab
   * @param {Held} held
   * @param {() => void} take
   * @param {(px: number) => void} drag
   * @param {(steps: number) => void} step
   */
  dial(grab, held, take, drag, step) {
    const element = make("b", "sw-dial");
    const { grasp } = this.scene;
    let steps = 0;
    makeHandle(element, {
      grab,
      take: () => {
        steps = 0;
        take();
        grasp.take(held);
      },
      drag: (across, up) => drag(Math.abs(across) > Math.abs(up) ? across : up),
      step: (across, up) => {
        steps += across + up;
        step(steps);
      },
      leave: (kept) => grasp.leave(kept),
    });
    return element;
  }
}

/** @param {string} name */
function grabOf(name) {
  return `number-${name}0`;
}

/**
 * A number so many hundredths of its own size from where it was, be that nothing.
 * @param {number} from
 * @param {number} steps
 */
function stepped(from, steps) {
  const size = 10 ** (Math.floor(Math.log10(Math.max(Math.abs(from), 1))) - 2);
  return Number((Math.round((from + steps * size) / size) * size).toPrecision(12));
}
