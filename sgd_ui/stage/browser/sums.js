// How finely the arithmetic of an update is written: in as many digits as it needs to be seen true.

import { glance, glanceIn, readBack } from "./numbers.js";

/** In so many digits at least, and at most, what is there is written, and what it moves by. */
const THERE = [4, 12];
const MOVED = [4, 7];
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
  return write(before) !== write(after) && write(sum) === write(after);
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
