// A run as a hand would have it, computed here: what Python would send of it (`payload.py`), under the same names.

import { Engine } from "./engine.js";

/** Losses of single samples that mean losses may cost a picture. */
const MOST_LOSSES = 120_000;
/** A learning rate that changes more often than this is a column of its own. */
const MOST_RATES = 64;

/** Computes the run of a stage anew, with some of its numbers changed. */
export class Drafting {
  /**
   * @param {EngineSent} sent
   * @param {Facts} facts
   * @param {Columns} columns
   */
  constructor(sent, facts, columns) {
    const order = sent.order && unsigned(sent.order.bdata);
    this.engine = new Engine({ ...sent, x: columns.x, y: columns.y, order });
    this.facts = facts;
    this.visits = { n: 0, updates: 0, column: new Uint16Array(0) };
  }

  /**
   * Whether a run with these changes can be computed here: an order holds for as many samples as it was drawn for.
   * @param {EngineChanges} changes
   */
  knows({ x }) {
    return !this.engine.spec.order || !x || x.length === this.engine.spec.x.length;
  }

  /**
   * The facts and the columns of the run.
   * @param {EngineChanges} changes
   * @param {number} tick the update in view
   * @returns {{ facts: Facts, columns: Columns }}
   */
  run(changes, tick) {
    const run = this.engine.run(changes);
    const facts = this.factsOf(run, changes);
    return {
      facts,
      columns: { ...this.updates(run, facts, tick), ...this.epochs(run, facts), ...samplesOf(run) },
    };
  }

  /**
   * @param {EngineRun} run
   * @param {EngineChanges} changes
   * @returns {Facts}
   */
  factsOf({ plan, updates, lr }, changes) {
    const { n, batch, perEpoch } = plan;
    return {
      ...this.facts,
      ...{ updates, planned: plan.updates, perEpoch, samples: n, batch },
      epochs: Math.floor(updates / perEpoch),
      rates: changed(lr, updates) ?? this.facts.rates,
      // Of other samples another is the best, which Python will find.
      best: changes.x || changes.y ? null : this.facts.best,
    };
  }

  /**
   * The columns by update.
   * @param {EngineRun} run
   * @param {Facts} facts
   * @param {number} tick
   */
  updates(run, facts, tick) {
    const { engine } = this;
    /** @type {Columns} */
    const columns = {};
    engine.spec.parameters.forEach((name, k) => {
      columns[name] = run.parameters[k];
      columns[`grad_${name}`] = run.gradient[k];
    });
    columns.loss = run.loss;
    if (!changed(run.lr, run.updates)) columns.lr = run.lr;
    columns.loss_before = engine.lossBefore(run);
    columns.mean_loss = this.means(run, tick);
    return { ...columns, ...this.order(run, facts) };
  }

  /**
   * The mean loss after each update; where that is too much, after some of them, and no number after the others.
   * @param {EngineRun} run
   * @param {number} tick
   */
  means(run, tick) {
    const { updates, plan } = run;
    const every = Math.ceil(((updates + 1) * plan.n) / MOST_LOSSES);
    const rows = Array.from({ length: Math.floor(updates / every) + 1 }, (_, k) => k * every);
    if (every > 1) rows.push(Math.min(tick, updates), updates);
    const column = new Float64Array(updates + 1).fill(Number.NaN);
    const means = this.engine.meanLoss(run, rows);
    for (const [k, row] of rows.entries()) column[row] = means[k];
    return column;
  }

  /**
   * Which sample each update took, or which samples; it stays the same from one picture to the next.
   * @param {EngineRun} run
   * @param {Facts} facts
   * @returns {Columns}
   */
  order({ plan, updates }, { batch, batchAll }) {
    const { n } = plan;
    if (batchAll || n === 1) return {};
    const lead = batch === 1 ? 1 : 0;
    if (this.visits.n !== n || this.visits.updates !== plan.updates) {
      const length = lead + n * plan.epochs;
      const column = Uint16Array.from({ length }, (_, k) => plan.order[(k - lead) % plan.order.length]);
      this.visits = { n, updates: plan.updates, column };
    }
    const { column } = this.visits;
    return lead ? { sample: column.subarray(0, updates + 1) } : { order: column };
  }

  /**
   * The columns by epoch.
   * @param {EngineRun} run
   * @param {Facts} facts
   */
  epochs(run, { epochs, perEpoch }) {
    const ends = Array.from({ length: epochs }, (_, epoch) => (epoch + 1) * perEpoch);
    return {
      epoch_last: Float64Array.from(ends, (row) => run.loss[row]),
      epoch_mean: this.engine.meanLoss(run, ends),
    };
  }
}

/** @param {EngineRun} run */
function samplesOf({ plan: { x, y } }) {
  return { x, y };
}

/**
 * Where the learning rate is another than that of the update before, with that rate; null if too often.
 * @param {Float64Array} lr
 * @param {number} updates
 * @returns {[number, number][] | null}
 */
function changed(lr, updates) {
  /** @type {[number, number][]} */
  const rates = [];
  for (let u = 1; u <= updates && rates.length <= MOST_RATES; u++) {
    if (u === 1 || lr[u] !== lr[u - 1]) rates.push([u - 1, lr[u]]);
  }
  return rates.length && rates.length <= MOST_RATES ? rates : null;
}

/** Whole numbers from their bytes in base 64. @param {string} text */
function unsigned(text) {
  return new Uint16Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
}
