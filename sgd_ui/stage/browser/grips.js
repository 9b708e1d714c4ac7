// What a hand can take on the charts of a stage: where it is, and what the run becomes when it is moved.

import { grainOf, toGrain } from "./grain.js";
import { glance } from "./numbers.js";
import { predictAt } from "./predictions.js";
import { fill } from "./sentences.js";

/** @typedef {import("./picture.js").Picture} Picture */

/**
 * What can be taken.
 * @typedef {object} Grip
 * @property {string} grab its name, as `data-grab` has it
 * @property {Held} held what of the run it changes
 * @property {(words: Record<string, string>) => string} name what it is called
 * @property {(moment: Moment, picture: Picture) => Point | null} spot where its mark is, if it is to be seen
 * @property {(point: Point, moment: Moment) => Point} along where its mark is while the hand is at a point
 * @property {(moment: Moment, picture: Picture) => EngineChanges} begin the run as it is when it is taken
 * @property {(point: Point, moment: Moment, picture: Picture) => EngineChanges} move the run with it at a point
 * @property {(point: Point, by: Point, steps: Point) => Point} step where so many steps lead it
 * @property {(moment: Moment) => [now: number, text: string]} told what it stands at
 */

/** The handles of more samples than this are one stop of the Tab key, and Page Up and Down lead from each to the next. */
export const FEW_HANDLES = 12;
/** How far from the frame the handle of the line stands, from the samples, and from where all lines meet. */
const INSIDE_FRAME = 10;
const FROM_SAMPLES = 34;
const FROM_HUB = 30;
/** Places that are tried for it, from the right. */
const LINE_TRIES = 40;
/** Probabilities beyond these are as good as certain. */
const UNSURE = [0.02, 0.98];
/** No parameter that a line is turned to is larger. */
const STEEPEST = 1e6;

/**
 * A sample, which moves wherever the hand does; where y can be one of a few values only, to the nearest.
 * @param {Scene} scene
 * @param {number} i
 * @returns {Grip}
 */
export function sampleGrip(scene, i) {
  const own = () => /** @type {Point} */ ([(scene.columns.given ?? scene.columns.x)[i], scene.columns.y[i]]);
  return {
    grab: `sample-${i + 1}`,
    held: "samples",
    name: (words) => {
      const n = scene.rows.facts.samples;
      return fill(n > FEW_HANDLES ? words.grasp_one_of : words.grasp_sample, {
        i: String(i + 1),
        n: String(n),
      });
    },
    spot: own,
    along: (point) => point,
    begin: () => ({}),
    move: ([x, y]) => ({
      x: but(scene.columns.given ?? scene.columns.x, i, x),
      y: but(scene.columns.y, i, nearest(y, scene.spec.targets)),
    }),
    step: ([x, y], [across, up], [right, above]) => {
      const { targets } = scene.spec;
      const to = targets && up ? targets[up > 0 ? targets.length - 1 : 0] : y + up * above;
      return [x + across * right, to];
    },
    told: () => {
      const [x, y] = own();
      return [y, `x ${glance(x)}, y ${glance(y)}`];
    },
  };
}

/**
 * The line, which goes through the hand: the first parameter follows, and the others stay.
 * @param {Scene} scene
 * @param {ArithmeticSpec} spec
 * @returns {Grip}
 */
export function lineGrip(scene, spec) {
  const turn = (/** @type {Point} */ [x, y], /** @type {number[]} */ others) =>
    solved((w) => predictAt(spec, scene.rows.facts, [w, ...others], x), bounded(y, spec.targets));
  const worth = (
    /** @type {Point} */ [x, y],
    /** @type {number[]} */ others,
    /** @type {Picture} */ picture,
  ) => {
    const [, pixel] = picture.pixels(picture.place([x, y]));
    const w = turn([x, y], others);
    return Math.max(...[y + pixel, y - pixel].map((at) => Math.abs(turn([x, at], others) - w)));
  };
  const spot = (/** @type {Moment} */ moment, /** @type {Picture} */ picture) =>
    lineSpot(scene, spec, startOf(scene, moment), picture);
  return {
    grab: "line",
    held: "start",
    name: (words) => words.grasp_line,
    spot,
    along: (point) => point,
    begin: (moment, picture) => {
      const [w, ...others] = startOf(scene, moment);
      const at = spot(moment, picture);
      if (moment.tick === 0 || !at) return {};
      const [, pixel] = picture.pixels(picture.place(at));
      const finely = others.map((value) => toGrain(value, grainOf(pixel)));
      return { w0: [toGrain(w, grainOf(worth(at, finely, picture))), ...finely] };
    },
    move: (point, moment, picture) => {
      const others = startOf(scene, moment).slice(1);
      const hand = apart(point, picture);
      return { w0: [toGrain(turn(hand, others), grainOf(worth(hand, others, picture))), ...others] };
    },
    step: ([x, y], [across, up], [, above]) => [x, y + (across + up) * above],
    told: (moment) => toldStart(scene, moment),
  };
}

/**
 * The ball on the loss over one parameter, or over two.
 * @param {Scene} scene
 * @returns {Grip}
 */
export function ballGrip(scene) {
  const { parameters } = scene.rows.facts;
  const flat = parameters.length > 1;
  const spot = (/** @type {Moment} */ { drawn: [{ place, now }] }) =>
    /** @type {Point} */ ([place[parameters[0]], flat ? place[parameters[1]] : now.mean_loss]);
  const moved = (/** @type {Point} */ point) => ({ w0: flat ? point : [point[0]] });
  return {
    grab: "w0",
    held: "start",
    name: (words) => words.grasp_start,
    spot,
    along: (point, { drawn: [{ now }] }) => (flat ? point : [point[0], now.mean_loss]),
    begin: (moment, picture) => (moment.tick === 0 ? {} : moved(picture.rounded(spot(moment)))),
    move: moved,
    step: ([x, y], [across, up], [right, above]) =>
      flat ? [x + across * right, y + up * above] : [x + (across + up) * right, y],
    told: (moment) => toldStart(scene, moment),
  };
}

/**
 * The start of several runs, over one parameter or over two.
 * @param {Scene} scene
 * @returns {Grip}
 */
export function startGrip(scene) {
  const spot = () => {
    const { now, place } = scene.rows.at(0, false);
    const [first, second] = scene.rows.facts.parameters.map((name) => place[name]);
    return /** @type {Point} */ ([first, second ?? now.mean_loss]);
  };
  const start = () => Object.values(scene.rows.at(0, false).place);
  return {
    ...ballGrip(scene),
    spot,
    begin: () => ({}),
    along: (point) => (scene.rows.facts.parameters.length > 1 ? point : [point[0], spot()[1]]),
    told: () => {
      const named = scene.rows.facts.parameters.map((name, k) => `${name} ${glance(start()[k])}`);
      return [start()[0], named.join(", ")];
    },
  };
}

/**
 * The parameters in view, the first one and all in words.
 * @param {Scene} scene
 * @param {Moment} moment
 * @returns {[number, string]}
 */
function toldStart(scene, moment) {
  const start = startOf(scene, moment);
  const named = scene.rows.facts.parameters.map((parameter, k) => `${parameter} ${glance(start[k])}`);
  return [start[0], named.join(", ")];
}

/**
 * The parameters of the run in view.
 * @param {Scene} scene
 * @param {Moment} moment
 */
function startOf(scene, { drawn: [{ place }] }) {
  return scene.rows.facts.parameters.map((name) => place[name]);
}

/**
 * Where the handle of the line stands: near its right end, in the picture and clear of the samples and of the ends of
 * their ropes, or as clear of them as can be; nowhere if the line is not to be seen.
 * @param {Scene} scene
 * @param {ArithmeticSpec} spec
 * @param {number[]} start
 * @param {Picture} picture
 * @returns {Point | null}
 */
function lineSpot(scene, spec, start, picture) {
  const predicted = (/** @type {number} */ x) => predictAt(spec, scene.rows.facts, start, x);
  const { given, x, y } = scene.columns;
  const taken = Array.from(given ?? x, (each, i) => picture.place([each, y[i]]));
  if (x.length < FEW_HANDLES)
    for (const each of given ?? x) taken.push(picture.place([each, predicted(each)]));
  const [{ _offset, _length }] = picture.axes;
  const hub = picture.place([0, 0])[0];
  /** @type {Point | null} */
  let best = null;
  let most = 0;
  for (let k = 0; k < LINE_TRIES && most < FROM_SAMPLES; k++) {
    const [at] = picture.point([_offset + _length * (0.96 - (0.7 * k) / LINE_TRIES), 0]);
    /** @type {Point} */
    const point = [at, predicted(at)];
    const [left, top] = picture.place(point);
    if (!picture.holds([left, top], INSIDE_FRAME) || Math.abs(left - hub) < FROM_HUB) continue;
    const clear = Math.min(...taken.map((place) => Math.hypot(place[0] - left, place[1] - top)));
    if (clear > most) [best, most] = [point, clear];
  }
  return best;
}

/**
 * A point far enough from where all lines meet for a line to be turned there.
 * @param {Point} point
 * @param {Picture} picture
 * @returns {Point}
 */
function apart(point, picture) {
  const [left, top] = picture.place(point);
  const hub = picture.place([0, 0])[0];
  if (Math.abs(left - hub) > FROM_HUB) return point;
  return picture.point([hub + (left < hub ? -FROM_HUB : FROM_HUB), top]);
}

/**
 * Where a function that rises or falls all the way comes to a value.
 * @param {(w: number) => number} of
 * @param {number} value
 */
function solved(of, value) {
  const [zero, one] = [of(0), of(1)];
  const straight = (value - zero) / (one - zero);
  if (Math.abs(of(straight) - value) <= 1e-9 * (1 + Math.abs(value))) return straight;
  let [low, high] = of(STEEPEST) > of(-STEEPEST) ? [-STEEPEST, STEEPEST] : [STEEPEST, -STEEPEST];
  for (let k = 0; k < 80; k++) {
    const middle = (low + high) / 2;
    if (of(middle) < value) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * A prediction that some parameters make: a probability where y can be one of a few values only.
 * @param {number} y
 * @param {number[] | null | undefined} targets
 */
function bounded(y, targets) {
  return targets ? Math.max(UNSURE[0], Math.min(UNSURE[1], y)) : y;
}

/**
 * The nearest of the values that y may take.
 * @param {number} y
 * @param {number[] | null | undefined} targets
 */
export function nearest(y, targets) {
  if (!targets) return y;
  return targets.reduce((best, each) => (Math.abs(each - y) < Math.abs(best - y) ? each : best));
}

/**
 * Numbers with one of them changed.
 * @param {Column} column
 * @param {number} i
 * @param {number} value
 */
function but(column, i, value) {
  const changed = Float64Array.from(column);
  changed[i] = value;
  return changed;
}
