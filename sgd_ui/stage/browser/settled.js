// When a run has settled: what is drawn of every later update lies within a pixel of now.

import { compile } from "./formulas.js";

/**
 * What is drawn of a row of the run, in pixels along one axis.
 * @typedef {(row: number) => number} Place
 */
/** @typedef {(value: number) => number} Scale in pixels from the low end */
/** @typedef {{ xaxis: Scale, yaxis: Scale, across: [number, number] }} Scales `across` is the range of x */

/** A curve is followed at so many places of its grid. */
const FOLLOWED = 9;
/** So many epochs, and this share of the run, must be left for it to be worth saying. */
const EPOCHS_LEFT = 2;
const SHARE_LEFT = 0.05;

/**
 * The first row whose places are within a pixel of those of every later one; null where a place is no number.
 * @param {number} rows
 * @param {Place[]} places
 */
export function settledRow(rows, places) {
  const low = places.map(() => Number.POSITIVE_INFINITY);
  const high = places.map(() => Number.NEGATIVE_INFINITY);
  let found = null;
  for (let row = rows - 1; row >= 0; row--) {
    let near = true;
    for (let k = 0; k < places.length; k++) {
      const place = places[k](row);
      low[k] = Math.min(low[k], place);
      high[k] = Math.max(high[k], place);
      // What has come two pixels apart is near no single place of an earlier row.
      if (!(high[k] - low[k] <= 2)) return found;
      near &&= high[k] - place <= 1 && place - low[k] <= 1;
    }
    if (near) found = row;
  }
  return found;
}

/**
 * The update from which on nothing moves, if it comes early enough to be worth saying.
 * @param {Rows} rows
 * @param {Place[]} places
 */
export function settledAt({ facts, length }, places) {
  const { stride, updates, perEpoch } = facts;
  const row = places.length ? settledRow(length, places) : null;
  if (row === null) return null;
  const left = updates - row * stride;
  return left >= EPOCHS_LEFT * perEpoch && left >= SHARE_LEFT * updates ? row * stride : null;
}

/**
 * The axes of a layout, on a plot of some size.
 * @param {Layout} layout
 * @param {Plot["_fullLayout"]} size
 * @returns {Scales}
 */
export function scalesOf({ xaxis, yaxis }, size) {
  return {
    xaxis: scaleOf(xaxis, size.xaxis._length),
    yaxis: scaleOf(yaxis, size.yaxis._length),
    across: xaxis.range,
  };
}

/**
 * @param {Axis} axis
 * @param {number} length
 * @returns {Scale}
 */
function scaleOf({ range: [low, high], type }, length) {
  return (value) => (((type === "log" ? Math.log10(value) : value) - low) / (high - low)) * length;
}

/**
 * The places of what is drawn in a chart: of its model, its ball, and the height of its loss. What follows the
 * sample that pulls changes with every sample, and is no movement of the run.
 * @param {Trace[]} traces
 * @param {Rows} rows
 * @param {Scales} axes
 * @returns {Place[]}
 */
export function placesOf(traces, rows, axes) {
  return traces.flatMap(({ meta }) => {
    if (!meta?.follow || !["head", "line", "curve"].includes(meta.follow)) return [];
    if (meta.by) return headPlaces(/** @type {PathMeta} */ (meta), rows, axes);
    const still = meta.each || meta.pulling || meta.ago;
    return still ? [] : formulaPlaces(/** @type {SpotMeta | LineMeta | CurveMeta} */ (meta), rows, axes);
  });
}

/**
 * @param {PathMeta} meta
 * @param {Rows} rows
 * @param {Scales} axes
 * @returns {Place[]}
 */
function headPlaces({ by, x, y, floor }, { columns, facts }, { xaxis, yaxis }) {
  const entry = (/** @type {number} */ row) => {
    if (by === "update") return row;
    const epoch = Math.floor(Math.min(row * facts.stride, facts.updates) / facts.perEpoch) - 1;
    return epoch < 0 ? -1 : Math.floor(epoch / facts.epochStride);
  };
  const along = (/** @type {string | number} */ name, /** @type {Scale} */ axis) => {
    const column = columns[name];
    if (!column?.length) return [];
    return [
      (/** @type {number} */ row) => {
        const value = column[entry(row)] ?? Number.NaN;
        return axis(value === 0 ? (floor ?? 0) : value);
      },
    ];
  };
  return [...along(x, xaxis), ...along(y, yaxis)];
}

/**
 * @param {SpotMeta | LineMeta | CurveMeta} meta
 * @param {Rows} rows
 * @param {Scales} axes
 * @returns {Place[]}
 */
function formulaPlaces(meta, { columns }, { xaxis, yaxis, across }) {
  const machine = compile(meta.formula);
  const names = [...machine.places.keys()].filter((name) => name !== "g");
  if (!names.every((name) => columns[name])) return [];
  let last = -1;
  const run = (/** @type {number} */ row) => {
    for (const name of names) machine.set(name, columns[name][row]);
    machine.run();
  };
  if (meta.follow === "curve") {
    return choice(across).map((g) => (row) => {
      machine.set("g", g);
      run(row);
      return yaxis(machine.value(0));
    });
  }
  return machine.out.map((_, k) => (row) => {
    if (row !== last) run(row);
    last = row;
    return (k % 2 ? yaxis : xaxis)(machine.value(k));
  });
}

/**
 * A few numbers along an axis, its ends among them.
 * @param {[number, number]} range
 */
function choice([low, high]) {
  return Array.from({ length: FOLLOWED }, (_, i) => low + ((high - low) * i) / (FOLLOWED - 1));
}
