// Tempo: where the clock stands so many seconds after Play. Pure functions of that time.

import { MOVE_PHASE, PHASES } from "./motion.js";

/** No run takes longer than this where the tempo is the stage's own. */
export const WHOLE_SECONDS = 20;
/** How long an update moves at ease: what causes it is lit for the first quarter, then all of it swings. */
export const MOVE_SECONDS = 0.4;
const LEAD = 0.25;
/** What is shorter than this is not seen to move. */
const BLINK_SECONDS = 1 / 30;

/** How long the first update is told, by which share each further one is quicker, and the shortest. */
const FIRST_SECONDS = 2.75;
const QUICKER = 0.7;
const LEAST_SECONDS = 0.7;
/** How many updates are told, stage by stage, before the run speeds up. */
const TOLD = 8;
/** How long what has come of a first epoch stands before the next begins. */
const REST_SECONDS = 2;
/** What a stage of slow motion takes. */
const STAGE_SECONDS = 1.1;
/** How slowly several runs set out, beside an even tempo. */
const SLOW_START = 0.1;
/** What is left of a run that has settled takes this at least. */
const LEAST_LEFT = 2;

/**
 * Where the clock is: after `tick`, in a stage of it (0 for none), `fraction` of the movement there done;
 * `length` seconds is what an update takes here; `over`, when there is no more.
 * @typedef {{ tick: number, phase: number, fraction: number, length: number, over: boolean }} Instant
 */

/**
 * Updates one after the other: when number k (from 0) of them begins, and how many have begun by then.
 * @typedef {object} Leg
 * @property {number} count
 * @property {boolean} told whether each is told stage by stage
 * @property {(k: number) => number} begin
 * @property {(seconds: number) => number} begun
 * @property {number} [rest] how long it rests after the last of them
 */

/**
 * What is played: `ticks` in all, `leap` of which make an epoch, of one run (`single`) or of several;
 * `left` are the seconds for what is left of a run that has settled, or null.
 * @typedef {{ from: number, ticks: number, leap: number, single: boolean, left: number | null }} Course
 */

/**
 * Where the clock stands so many seconds after Play.
 * @param {string} speed
 * @param {Course} course
 * @returns {(seconds: number) => Instant}
 */
export function tempo(speed, course) {
  const legs = legsOf(speed, course).filter(({ count }) => count > 0);
  return (seconds) => instant(legs, course, seconds);
}

/**
 * @param {string} speed
 * @param {Course} course
 * @returns {Leg[]}
 */
function legsOf(speed, course) {
  const { from, ticks, left } = course;
  const count = ticks - from;
  if (speed === "slow") return [{ ...evenly(PHASES * STAGE_SECONDS), count, told: true }];
  if (speed !== "auto") return [{ ...evenly(1 / perSecond(speed, ticks)), count, told: false }];
  if (left !== null) return [{ ...evenly(Math.max(left, LEAST_LEFT) / count), count, told: false }];
  return course.single ? accelerating(course) : [racing(count)];
}

/**
 * Ticks a second at a speed that stays the same.
 * @param {string} speed
 * @param {number} ticks
 */
function perSecond(speed, ticks) {
  const whole = /^whole(\d+)$/.exec(speed);
  return whole ? ticks / Number(whole[1]) : Number(speed);
}

/**
 * The first epoch told, and then ever faster.
 * @param {Course} course
 * @returns {Leg[]}
 */
function accelerating({ from, ticks, leap }) {
  const first = Math.max(0, Math.min(leap, TOLD, ticks) - from);
  const count = ticks - from - first;
  const told = telling(from, first, first && count && from + first === leap ? REST_SECONDS : 0);
  const rate = 1 / LEAST_SECONDS;
  const seconds = WHOLE_SECONDS - MOVE_SECONDS - told.begin(first);
  return [told, { ...growing(rate, growth(count, seconds, rate)), count, told: false }];
}

/**
 * Updates that are told, each quicker than the one before, and a rest.
 * @param {number} from
 * @param {number} count
 * @param {number} rest
 * @returns {Leg}
 */
function telling(from, count, rest) {
  const begins = [0];
  for (let k = 0; k < count; k++) {
    begins.push(begins[k] + Math.max(LEAST_SECONDS, FIRST_SECONDS * QUICKER ** (from + k)));
  }
  begins[count] += rest;
  const begun = (/** @type {number} */ seconds) => begins.filter((begin) => begin <= seconds).length;
  return { count, told: true, begin: (k) => begins[k], begun, rest };
}

/**
 * Several runs, which set out slowly.
 * @param {number} count
 * @returns {Leg}
 */
function racing(count) {
  const seconds = WHOLE_SECONDS - MOVE_SECONDS;
  const rate = Math.max(1 / LEAST_SECONDS, (SLOW_START * count) / seconds);
  return { ...growing(rate, growth(count, seconds, rate)), count, told: false };
}

/** @param {number} length */
function evenly(length) {
  return {
    begin: (/** @type {number} */ k) => k * length,
    begun: (/** @type {number} */ seconds) => Math.floor(seconds / length + 1e-9) + 1,
  };
}

/**
 * So many a second at first, and e^(grows·seconds) times as many later.
 * @param {number} rate
 * @param {number} grows
 */
function growing(rate, grows) {
  if (grows === 0) return evenly(1 / rate);
  return {
    begin: (/** @type {number} */ k) => Math.log1p((grows * k) / rate) / grows,
    begun: (/** @type {number} */ seconds) => Math.floor((rate / grows) * Math.expm1(grows * seconds)) + 1,
  };
}

/**
 * How fast a rate must grow for `count` to have begun in so many seconds; 0 where it need not.
 * @param {number} count
 * @param {number} seconds
 * @param {number} rate
 */
export function growth(count, seconds, rate) {
  if (count <= rate * seconds) return 0;
  const reached = (/** @type {number} */ grows) => (rate / grows) * Math.expm1(grows * seconds);
  let low = 0;
  let high = 1;
  while (reached(high) < count) high *= 2;
  for (let halved = 0; halved < 60; halved++) {
    const middle = (low + high) / 2;
    if (reached(middle) < count) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * @param {Leg[]} legs
 * @param {Course} course
 * @param {number} seconds
 * @returns {Instant}
 */
function instant(legs, { from, ticks }, seconds) {
  for (const leg of legs) {
    const lasts = leg.begin(leg.count);
    if (seconds < lasts) return leg.told ? toldAt(leg, from, seconds) : movedAt(leg, from, seconds);
    if (leg.told || leg !== legs.at(-1)) {
      from += leg.count;
      seconds -= lasts;
    } else return movedAt(leg, from, seconds);
  }
  return { tick: ticks, phase: 0, fraction: 1, length: LEAST_SECONDS, over: true };
}

/**
 * @param {Leg} leg
 * @param {number} from
 * @param {number} seconds
 * @returns {Instant}
 */
function toldAt({ begin, begun, count, rest = 0 }, from, seconds) {
  const k = Math.min(begun(seconds), count) - 1;
  const length = begin(k + 1) - begin(k) - (k + 1 === count ? rest : 0);
  const since = Math.max(0, seconds - begin(k));
  const stage = length / PHASES;
  const phase = Math.min(PHASES, Math.floor(since / stage + 1e-9) + 1);
  const moves = phase >= MOVE_PHASE;
  const lasts = Math.min(MOVE_SECONDS, 2 * stage);
  const fraction = moves ? smooth((since - (MOVE_PHASE - 1) * stage) / lasts) : 1;
  return { tick: from + k + (moves ? 1 : 0), phase, fraction, length, over: false };
}

/**
 * @param {Leg} leg
 * @param {number} from
 * @param {number} seconds
 * @returns {Instant}
 */
function movedAt({ begin, begun, count }, from, seconds) {
  const k = Math.min(begun(seconds), count);
  const length = begin(k) - begin(k - 1);
  const seen = length >= BLINK_SECONDS;
  const fraction = seen ? moved((seconds - begin(k - 1)) / Math.min(MOVE_SECONDS, length)) : 1;
  return { tick: from + k, phase: 0, fraction, length, over: k === count && fraction === 1 };
}

/**
 * How far a movement has come, that of one update from its cause on; each from 0 to 1.
 * @param {number} share of its time
 */
export function moved(share) {
  return smooth((share - LEAD) / (1 - LEAD));
}

/**
 * Set out and come to rest at ease.
 * @param {number} share
 */
export function smooth(share) {
  const held = Math.max(0, Math.min(1, share));
  return held * held * (3 - 2 * held);
}
