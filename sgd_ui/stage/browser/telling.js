// What is told of a moment of a run: which template of the catalogue, filled in with the numbers of that moment.

import { drawnColour } from "./colours.js";
import { evaluate } from "./formulas.js";
import { MOVE_PHASE } from "./motion.js";
import { glance, grouped, readBack } from "./numbers.js";
import { endingAt, factorAt, growthAt, meanLossAt, tookTurns } from "./outcome.js";
import { predictAt } from "./predictions.js";
import { timesDrawn, together } from "./sentences.js";
import { factorsInFull } from "./sums.js";

/** Of more samples than this the others are left out. */
const MOST_NAMED = 6;

/**
 * A piece of a sentence: a text, what it is about, and in which colour.
 * @typedef {{ text: string, of?: string, colour?: string }} Piece
 */

/**
 * A sentence: its pieces, and whether it warns; `key` is the same as long as only its numbers change.
 * @typedef {{ key: string, pieces: Piece[], warns?: boolean }} Told
 */

/** @typedef {string | number | Piece | Piece[]} Filling */

/** Tells of one run. */
export class Telling {
  /**
   * @param {ArithmeticSpec} spec
   * @param {Rows} rows
   * @param {Columns} columns
   */
  constructor(spec, rows, columns) {
    this.spec = spec;
    this.words = spec.words;
    this.rows = rows;
    this.facts = rows.facts;
    this.columns = columns;
    this.by = spec.told?.by ?? "";
  }

  // The sentence itself.

  /** Before the first update. */
  start() {
    const values = this.rows.parameters(0);
    return told("start", this.words.told_start, { place: this.places(values, (k) => `start-${k}`) });
  }

  /**
   * After update u, or in the course of it.
   * @param {number} u
   * @param {{ phase: number, coming: boolean, fast: boolean, settled: boolean, x: number }} how
   * @returns {Told}
   */
  after(u, { phase, coming, fast, settled, x }) {
    const row = this.rows.row(u);
    if (!row) return told("unknown", "", {});
    if (phase && phase !== MOVE_PHASE) return this.stage(row, phase);
    if (coming) return this.begin(row);
    const ending = endingAt(this.rows, u);
    if (ending) return this.end(row, ending, x);
    if (settled) return told("still", this.words.told_still, { place: this.places(this.rows.parameters(u)) });
    return fast ? this.passing(row) : this.pull(row);
  }

  /**
   * An update that has not moved yet: who pulls; what has come of it is not told before.
   * @param {Row} row
   */
  begin(row) {
    const pulled = this.pull(row);
    return pulled.key === "pull" ? pulled : this.stage(row, 1);
  }

  /**
   * A stage of an update before it moves, or after that.
   * @param {Row} row
   * @param {number} phase
   */
  stage(row, phase) {
    const { words, columns } = this;
    const [i] = row.samples ?? [];
    const single = row.samples?.length === 1;
    const gradient = this.listed((name) => row[`grad_${name}`]);
    const values = { sample: this.named(row), gradient, loss: row.loss };
    if (!single) {
      if (phase < 3) return told("drawn", words.told_drawn_several, values);
      return phase === 3
        ? told("gradient", words.told_gradient_several, values)
        : told("loss", words.told_loss_several, values);
    }
    const [x, y] = [columns.x[i], columns.y[i]];
    const all = { ...values, x, y, prediction: this.predicted(row, x, y) };
    if (phase === 1) return told("drawn", words.told_drawn, all);
    if (phase === 2) return told("predicts", words.told_predicts, all);
    return phase === 3 ? told("gradient", words.told_gradient, all) : told("loss", words.told_loss, all);
  }

  /**
   * What the model said of a sample before an update.
   * @param {Row} row
   * @param {number} x
   * @param {number} y
   */
  predicted(row, x, y) {
    const before = Object.fromEntries(this.facts.parameters.map((name) => [name, row[`${name}_before`]]));
    return evaluate(this.spec.prediction, { ...before, x, y });
  }

  /**
   * Of an update by one sample: by how much the model was beside it, and the slope of its loss there.
   * @param {number} u
   * @returns {Record<string, string>}
   */
  pulling(u) {
    const row = this.rows.row(u);
    if (row?.samples?.length !== 1) return {};
    const [x, y] = [this.columns.x[row.samples[0]], this.columns.y[row.samples[0]]];
    const gradient = row[`grad_${this.facts.parameters[0]}`];
    const parts = factorsInFull(x, this.predicted(row, x, y) - y, gradient).map(factor);
    return { x: parts[0], miss: parts[1], gradient: glance(gradient) };
  }

  /**
   * Who pulled, and what moved by it.
   * @param {Row} row
   */
  pull(row) {
    const { words, facts } = this;
    const sample = this.named(row);
    const place = this.places(this.rows.parameters(row.u));
    const still = (/** @type {string} */ name) => row[name] === row[`${name}_before`];
    const idle = this.idles(row);
    const seen = facts.parameters.some((name) => isSeen(row, name));
    const at = { who: this.who(row), rest: this.rest(row), place };
    if (facts.parameters.every(still))
      return idle ? told("idle", words.told_idle, at) : told("unmoved", words.told_unmoved, at);
    if (!seen) return idle ? told("drifts", words.told_drifts, at) : told("hardly", words.told_hardly, at);
    const by = this.by ? filled(words.told_by, { by: this.by }) : "";
    const values = { ...at, sample, n: facts.samples, by, moves: this.moves(row) };
    if (idle) return told("coasts", words.told_coasts, { ...values, mover: this.by });
    const template = this.byCount(row, words.told_pull, words.told_pull_batch, words.told_pull_all);
    return told("pull", template, values);
  }

  /**
   * Whether what an update was handed is 0.
   * @param {Row} row
   */
  idles(row) {
    return this.facts.parameters.every((name) => row[`grad_${name}`] === 0);
  }

  /**
   * Whether update u is known, and was handed something.
   * @param {number} u
   */
  pulls(u) {
    const row = this.rows.row(u);
    return row && !this.idles(row);
  }

  /**
   * Where it is, while it passes too fast to be told update by update.
   * @param {Row} row
   */
  passing(row) {
    const place = this.places(this.rows.parameters(row.u));
    const values = { epoch: row.epoch + 1, epochs: this.epochs, place };
    return {
      ...told("fast", this.words.told_fast, values),
      warns: growthAt(this.rows, this.columns, row.u) !== null,
    };
  }

  /**
   * How the run has ended.
   * @param {Row} row
   * @param {string} ending
   * @param {number} x
   */
  end({ u }, ending, x) {
    const { words, rows, facts } = this;
    if (ending === "diverged") {
      return { ...told("diverged", words.told_diverged, { u }), warns: true };
    }
    const factor = growthAt(rows, this.columns, u);
    if (factor !== null) {
      return {
        ...told("grown", this.grown(factor, u), { updates: u, factor, ...this.losses(u) }),
        warns: true,
      };
    }
    const w = rows.parameters(u);
    const prediction = { text: glance(predictAt(this.spec, facts, w, x)), of: "predict" };
    const values = { updates: u, place: this.places(w), x, prediction };
    return told("end", u === 1 ? words.told_end_one : words.told_end, values);
  }

  /**
   * How it is told that the mean loss is so many times what it was.
   * @param {number} factor
   * @param {number} u
   */
  grown(factor, u) {
    const { words, rows, flies } = this;
    if (Number.isFinite(factor)) return flies ? words.told_grown : words.told_grew;
    if (!Number.isFinite(meanLossAt(rows, u))) return words.told_grown_beyond;
    return flies ? words.told_grown_from : words.told_grew_from;
  }

  /**
   * The mean loss at the start and after update u.
   * @param {number} u
   */
  losses(u) {
    return { start: meanLossAt(this.rows, 0), loss: meanLossAt(this.rows, u) };
  }

  // What stands below it.

  /**
   * What else is to be said of update u, if anything.
   * @param {number} u
   * @returns {Told | null}
   */
  beside(u) {
    const { rows, facts } = this;
    const ending = endingAt(rows, u);
    if (ending) return this.besideEnd(u, ending);
    if (u && growthAt(rows, this.columns, u) !== null) return this.apart(u);
    return u && facts.perEpoch > 1 && rows.endsEpoch(u) ? this.epoch(u) : null;
  }

  /** @param {number} u */
  apart(u) {
    const { words, rows, facts, flies } = this;
    const factor = factorAt(rows, u);
    const [by, loss] = flies
      ? [words.told_apart, words.told_apart_loss]
      : [words.told_farther, words.told_grows_loss];
    const sentence =
      factor === null
        ? told("apart", loss, this.losses(u))
        : told("apart", by, { names: together(facts), factor });
    return { ...sentence, warns: true };
  }

  /** @param {number} u */
  epoch(u) {
    const { words, rows, facts } = this;
    const row = /** @type {Row} */ (rows.row(u));
    const values = {
      sample: this.named(row),
      epoch: u / facts.perEpoch,
      epochs: this.epochs,
      n: facts.samples,
      loss: row.loss,
    };
    return told("epoch", tookTurns(rows, u) ? words.told_epoch : words.told_epoch_drawn, values);
  }

  /**
   * @param {number} u
   * @param {string} ending
   * @returns {Told | null}
   */
  besideEnd(u, ending) {
    const { words, rows, facts, spec } = this;
    const factor = factorAt(rows, u);
    if (factor !== null && (ending === "diverged" || growthAt(rows, this.columns, u) !== null)) {
      const values = { names: together(facts), factor };
      return { ...told("factor", words.told_factor, values), warns: true };
    }
    if (ending === "settled") {
      const epoch = Math.ceil(u / facts.perEpoch);
      return told("settled", words.told_settled, { epoch, tol: spec.told?.tol ?? "" });
    }
    return null;
  }

  /**
   * Whether the distance is known to grow without bound at this rate; of samples that a hand has changed
   * nothing is known.
   */
  get flies() {
    const { rows, facts, spec } = this;
    if (!facts.best) return false;
    const rate = rows.rate(1);
    return (spec.told?.apart ?? []).some(([low, high]) => low < rate && (high === null || rate < high));
  }

  // Of which pieces.

  get epochs() {
    return Math.ceil(this.facts.planned / this.facts.perEpoch);
  }

  /**
   * The samples of an update, each in its colour.
   * @param {Row} row
   * @returns {Piece[]}
   */
  named({ samples }) {
    if (!samples) return [{ text: "…" }];
    const { comma } = this.words;
    const drawn = timesDrawn(samples);
    const pieces = drawn
      .slice(0, MOST_NAMED)
      .flatMap(({ i, name }) => [
        { text: comma },
        { text: name, of: "sample", colour: drawnColour(this.spec, i) },
      ]);
    return [...pieces.slice(1), ...(drawn.length > MOST_NAMED ? [{ text: `${comma}…` }] : [])];
  }

  /**
   * The same as the one that does something.
   * @param {Row} row
   */
  who(row) {
    const { words, facts } = this;
    const template = this.byCount(row, words.told_who, words.told_who_batch, words.told_who_all);
    return filled(template, { sample: this.named(row), n: facts.samples });
  }

  /**
   * That what the update was handed is 0: of a sample that did not pull, or of pulls that cancel.
   * @param {Row} row
   */
  rest(row) {
    const { words, facts } = this;
    const template = this.byCount(row, words.told_rest, words.told_rest_batch, words.told_rest_all);
    return filled(template, { who: this.who(row), sample: this.named(row), n: facts.samples });
  }

  /**
   * What is said of one sample, of several, or of all.
   * @param {Row} row
   * @param {string} one
   * @param {string} several
   * @param {string} all
   */
  byCount({ samples }, one, several, all) {
    if (new Set(samples).size === 1) return one;
    return this.facts.batchAll ? all : several;
  }

  /**
   * The parameters with their values: w = 1, b = 2.
   * @param {number[]} values
   * @param {(k: number) => string} about
   * @returns {Piece[]}
   */
  places(values, about = () => "w") {
    return values.flatMap((value, k) => [
      { text: `${k ? this.words.then : ""}${this.facts.parameters[k]} = ` },
      { text: glance(value), of: about(k) },
    ]);
  }

  /**
   * From where to where each parameter goes that is seen to move.
   * @param {Row} row
   */
  moves(row) {
    const { words, facts } = this;
    const seen = facts.parameters.filter((name) => isSeen(row, name));
    return seen.flatMap((name, k) =>
      filled(k ? words.told_moves_too : words.told_moves, {
        name,
        before: { text: glance(row[`${name}_before`]), of: "before" },
        after: { text: glance(row[name]), of: "w" },
      }),
    );
  }

  /**
   * A number of each parameter, as one thing.
   * @param {(name: string) => number} value
   */
  listed(value) {
    const texts = this.facts.parameters.map((name) => glance(value(name)));
    return texts.length > 1 ? `(${texts.join(", ")})` : texts[0];
  }
}

/**
 * Whether an update moves a parameter so far that it is written otherwise.
 * @param {Row} row
 * @param {string} name
 */
function isSeen(row, name) {
  return readBack(glance(row[name])) !== readBack(glance(row[`${name}_before`]));
}

/**
 * @param {string} key
 * @param {string} template
 * @param {Record<string, Filling | undefined>} values
 * @returns {Told}
 */
export function told(key, template, values) {
  return { key, pieces: filled(template, values) };
}

/**
 * A template as pieces, each of its blanks filled in.
 * @param {string} template
 * @param {Record<string, Filling | undefined>} values
 * @returns {Piece[]}
 */
export function filled(template, values) {
  return template.split(/\{(\w+)\}/).flatMap((part, k) => {
    if (k % 2 === 0) return part ? [{ text: part }] : [];
    const value = values[part];
    if (typeof value === "object") return value;
    return [{ text: typeof value === "number" ? numbered(value, part) : (value ?? "–"), of: part }];
  });
}

/**
 * A number as it stands in a product.
 * @param {string} written
 */
function factor(written) {
  return written.startsWith("−") ? `(${written})` : written;
}

/** Blanks for how many, and for the how manieth. */
const COUNTS = ["u", "updates", "epoch", "epochs", "n"];

/**
 * @param {number} value
 * @param {string} blank
 */
function numbered(value, blank) {
  return COUNTS.includes(blank) ? grouped(value) : glance(value);
}
