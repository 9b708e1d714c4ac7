// What the words of the stage mean, each told once in a visit, and what a single pull comes from, at every step.

import { together } from "./sentences.js";
import { filled } from "./telling.js";

/** How long a word's meaning stands before another takes its place. */
const READ_MS = 4000;
/** How many updates before the one in view may lend it the numbers of a pull: nothing may pull in a million. */
const LOOKED_BACK = 1000;

/** @typedef {"loss" | "gradient" | "rate"} Word */

/** The words that have been explained in this visit. @type {Set<Word>} */
const explained = new Set();

/** In the order in which they are met: the first before anything has moved. @type {Word[]} */
const MET = ["loss", "gradient", "rate"];

/** Explains one word at a time, where it is met first. */
export class Glossary {
  constructor() {
    /** @type {{ word: Word, u: number, since: number } | null} */
    this.current = null;
  }

  /**
   * What there is to explain at a moment, as a sentence; nothing where many are told of together.
   * @param {Moment} moment
   * @param {boolean} many
   * @param {import("./telling.js").Telling} telling
   * @returns {import("./telling.js").Told | null}
   */
  term({ told: u, phase, held }, many, telling) {
    // What pulls nowhere is no example of a pull.
    if (many || (u && !telling.pulls(u))) return null;
    // Who turns the line has in view what is to become small.
    if (held) return u ? null : { key: "loss", pieces: this.meaning("loss", u, telling) };
    const now = performance.now();
    const { current } = this;
    // What a gradient is belongs to the stage of slow motion that shows it.
    const early = phase > 0 && phase < 3;
    const unread = current && u > 0 && current.u > 0 && now - current.since < READ_MS;
    const stays = current && (early || current.u === u || unread);
    if (!stays) this.current = this.next(u, now);
    return this.current && { key: this.current.word, pieces: this.meaning(this.current.word, u, telling) };
  }

  /**
   * What a gradient is, once more, in the numbers of another update by one sample.
   * @param {number} u
   * @param {import("./telling.js").Telling} telling
   */
  again(u, telling) {
    if (telling.by || !telling.words.term_gradient.includes("{gradient}")) return null;
    if (!("gradient" in telling.pulling(u))) return null;
    return { key: "gradient", pieces: this.meaning("gradient", u, telling) };
  }

  /**
   * What all of them mean, in the numbers of an update that pulls: of u, or else of one not long before it.
   * @param {number} u
   * @param {import("./telling.js").Telling} telling
   */
  all(u, telling) {
    let at = u;
    while (at && !telling.pulls(at)) at = u - at < LOOKED_BACK ? at - 1 : 0;
    return MET.filter((word) => at || word !== "gradient").map((word) => this.meaning(word, at, telling));
  }

  /**
   * @param {number} u
   * @param {number} since
   */
  next(u, since) {
    const word = (u ? MET : MET.slice(0, 1)).find((each) => !explained.has(each));
    if (!word) return null;
    explained.add(word);
    return { word, u, since };
  }

  /**
   * @param {Word} word
   * @param {number} u
   * @param {import("./telling.js").Telling} telling
   */
  meaning(word, u, telling) {
    const { words, by, facts } = telling;
    const names = together(facts);
    const meanings = {
      loss: words.term_loss,
      gradient: by ? words.term_gradient_by : words.term_gradient,
      rate: by ? words.term_rate_by : words.term_rate,
    };
    return filled(meanings[word], { by, names, ...telling.pulling(u) });
  }
}
