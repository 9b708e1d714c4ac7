// What a run turns out to be, as far as it has come: nothing here looks ahead.

import { distanceTo } from "./standings.js";

/** With so many times the mean loss of the start, and of no model at all, a run is said to fly apart. */
const FAR_APART = 10;

/**
 * The mean loss over all samples after update u.
 * @param {Rows} rows
 * @param {number} u
 */
export function meanLossAt(rows, u) {
  const [columns, k] = rows.place(u);
  return columns.mean_loss[k];
}

/**
 * How many times the mean loss of the start that after update u is, where it is far more than that was, and than
 * a model that answers 0 would have.
 * @param {Rows} rows
 * @param {Columns} columns
 * @param {number} u
 */
export function growthAt(rows, { y }, u) {
  const [start, now] = [meanLossAt(rows, 0), meanLossAt(rows, u)];
  let squares = 0;
  for (const value of y) squares += value * value;
  return now <= FAR_APART * Math.max(start, squares / y.length) ? null : now / start;
}

/**
 * By how much the last whole epoch before update u multiplied the distance to the best parameters, where it grew.
 * @param {Rows} rows
 * @param {number} u
 */
export function factorAt(rows, u) {
  const { perEpoch } = rows.facts;
  for (let end = Math.floor(u / perEpoch) * perEpoch; end >= perEpoch; end -= perEpoch) {
    const factor = distanceAt(rows, end) / distanceAt(rows, end - perEpoch);
    if (Number.isFinite(factor)) return factor > 1 ? factor : null;
  }
  return null;
}

/**
 * @param {Rows} rows
 * @param {number} u
 */
function distanceAt(rows, u) {
  return distanceTo(rows.facts.best, rows.parameters(u)) ?? Number.NaN;
}

/**
 * How a run has ended, once update u is its last: as planned, before that, or with numbers that are not finite.
 * @param {Rows} rows
 * @param {number} u
 * @returns {"" | "planned" | "settled" | "diverged"}
 */
export function endingAt(rows, u) {
  const { facts } = rows;
  const row = u === facts.updates ? rows.row(u) : null;
  if (!row) return "";
  const last = facts.parameters.flatMap((name) => [row[name], row[`grad_${name}`]]);
  if (!last.every(Number.isFinite)) return "diverged";
  return u < facts.planned ? "settled" : "planned";
}

/**
 * Whether every sample pulled once in the epoch that ends with update u.
 * @param {Rows} rows
 * @param {number} u
 */
export function tookTurns(rows, u) {
  const { perEpoch, samples } = rows.facts;
  const drawn = new Set();
  for (let at = u - perEpoch + 1; at <= u; at++) for (const i of rows.samples(at) ?? []) drawn.add(i);
  return drawn.size === samples;
}
