// How finely the arithmetic of an update is written: in as many digits as it needs to be seen true.

import { evaluate } from "./formulas.js";
import { glance, glanceIn, readBack } from "./numbers.js";

/** In so many digits at least, and at most, what is there is written, and what it moves by. */
const THERE = [4, 12];
const MOVED = [4, 7];
/** The same of a sum that has a place of its own: up to all that a double has. */
const ALL = [4, 17];
/** How much of a difference may be lost by writing down what it is between. */
const MOST_LOST = 0.005;

/** @typedef {(value: number) => string} Writing */

/**
 * How a line is written: which of its numbers more finely than at a glance, and how; how the move is; and whether
 * its sum then comes out.
 * @typedef {{ names: Set<string>, write: Writing, writeMove: Writing, exact: boolean }} Sum
 */

/**
 * How the line of a parameter is written.
 * @param {Scope} values the numbers of an update
 * @param {string} name
 * @returns {Sum}
 */
export function finely(values, name) {
  const names = [`${name}_before`, name, "prediction", "y"];
  const [before, after, prediction, y] = names.map((each) => Number(values[each]));
  const tried = upFrom(THERE).flatMap((there) => upFrom(MOVED).map((moved) => [there, moved].map(inDigits)));
  const found = tried.find(
    ([write, writeMove]) => comesOut(before, after, write, writeMove) && !blurs(prediction, y, write),
  );
  const [write, writeMove] = found ?? [glance, glance];
  return { names: new Set(names), write, writeMove, exact: found !== undefined };
}

/**
 * The numbers of a sum, in as many digits as its result needs to follow from how they are written; what moves is
 * written as finely as what it was.
 * @param {Scope} values
 * @param {{ to: string, by: Tree }} comes
 * @returns {Scope}
 */
export function inFull(values, { to, by }) {
  const moves = values[`${to}_before`];
  const names = by.code.filter((each) => typeof each === "string");
  if (![to, ...names].every((name) => Number.isFinite(values[name]))) return {};
  for (const write of upFrom(ALL).map(inDigits)) {
    const written = Object.fromEntries(names.map((name) => [name, write(values[name])]));
    const read = Object.fromEntries(names.map((name) => [name, readBack(written[name])]));
    const writeResult = `${to}_before` in read ? write : glance;
    written[to] = writeResult(values[to]);
    const still = written[to] === written[`${to}_before`] && values[to] !== moves;
    if (!still && writeResult(evaluate(by, read)) === written[to]) return written;
  }
  return {};
}

/**
 * Two factors as they are written: each in so many digits, alike, that twice the product of what is written is
 * the result at a glance.
 * @param {number} one
 * @param {number} other
 * @param {number} twice their product
 */
export function factorsInFull(one, other, twice) {
  const found = upFrom(ALL)
    .map((digits) => [one, other].map(inDigits(digits)))
    .find(([a, b]) => glance(2 * readBack(a) * readBack(b)) === glance(twice));
  return found ?? [glance(one), glance(other)];
}

/** @param {number[]} range */
function upFrom([first, last]) {
  return Array.from({ length: last - first + 1 }, (_, k) => first + k);
}

/**
 * @param {number} digits
 * @returns {Writing}
 */
function inDigits(digits) {
  return (value) => glanceIn(value, digits);
}

/**
 * Whether a move is seen to be true: what was there and what it moves by add up to what is there now.
 * @param {number} before
 * @param {number} after
 * @param {Writing} write
 * @param {Writing} writeMove
 */
function comesOut(before, after, write, writeMove) {
  if (before === after || !Number.isFinite(after)) return true;
  const sum = readBack(write(before)) + readBack(writeMove(after - before));
  return readBack(write(before)) !== readBack(write(after)) && write(sum) === write(after);
}

/**
 * Whether a difference is not to be seen any more from how its two numbers are written.
 * @param {number} one
 * @param {number} other
 * @param {Writing} write
 */
function blurs(one, other, write) {
  const apart = one - other;
  return Math.abs(readBack(write(one)) - readBack(write(other)) - apart) > MOST_LOST * Math.abs(apart);
}
