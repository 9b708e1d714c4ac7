// The charts of a run that was computed here: their axes hold it as they held the run that Python drew them for.

import { evaluate } from "./formulas.js";

/** Of a path and of a curve, what is farther out than so many times what is usual takes no axis along. */
const STAYS_NEAR = 3;
/** Nor does a path take an axis farther than so many times as far as so many updates take it. */
const STRAYS = 10;
/** On either side of its best value at least so much of a parameter is seen, as a share of that. */
const LEAST_ROOM = 0.15;
const EARLY = 13;
/** On a log axis no more powers of ten than this are named. */
const MOST_POWERS = 4;

/**
 * A run as it is drawn; its model predicts where that is drawn over the samples.
 * @typedef {{ facts: Facts, columns: Columns, prediction?: Tree }} Shown
 */

/**
 * What an axis turns on: the span of what it shows of the run that it was made for, and of another.
 * @typedef {[before: [number, number], now: [number, number]]} Turn
 */

/**
 * Charts of one run for another one.
 * @param {Chart[]} charts
 * @param {Shown} before
 * @param {Shown} now
 * @returns {Chart[]}
 */
export function refitted(charts, before, now) {
  return charts.map((chart) => {
    const figures = Object.entries(chart.figures).map(([name, figure]) => [name, refit(figure, before, now)]);
    return { ...chart, figures: Object.fromEntries(figures) };
  });
}

/** Whether a mark is the number of a sample, as it was written for others. @param {Trace} trace */
function numbersSample(trace) {
  const { text } = /** @type {{ text?: string[] }} */ (trace);
  return Boolean(trace.meta?.fades) && text?.length === 1 && /^\d+$/.test(text[0]);
}

/**
 * @param {Figure} figure
 * @param {Shown} before
 * @param {Shown} now
 * @returns {Figure}
 */
function refit(figure, before, now) {
  const { xaxis, yaxis } = figure.layout;
  const x = turnOf(figure, "x", before, now);
  const y = turnOf(figure, "y", before, now);
  const layout = { ...figure.layout, xaxis: turned(xaxis, x), yaxis: turned(yaxis, y) };
  if (layout.meta?.most && x) layout.meta = { ...layout.meta, most: turnedTo(layout.meta.most, x) };
  return { layout, data: figure.data.map((trace) => placedAnew(trace, x, y)) };
}

/**
 * @param {Figure} figure
 * @param {"x" | "y"} axis
 * @param {Shown} before
 * @param {Shown} now
 * @returns {Turn | null}
 */
function turnOf({ data, layout }, axis, before, now) {
  const log = layout[`${axis}axis`].type === "log";
  const names = data.some(({ meta }) => meta?.samples) ? [axis] : namedAlong(data, axis);
  const flat = axis === "y" && namedAlong(data, "x").some((name) => before.facts.parameters.includes(name));
  const spans = [before, now].map((shown) => spanAlong(names, shown, flat, log));
  const [first, other] = spans;
  if (!first || !other || !(first[1] > first[0]) || !(other[1] > other[0])) return null;
  return first[0] === other[0] && first[1] === other[1] ? null : [first, other];
}

/**
 * What paths run along an axis: names of columns, and `#` with what it counts.
 * @param {Trace[]} data
 * @param {"x" | "y"} axis
 */
function namedAlong(data, axis) {
  const found = data.flatMap(({ meta }) =>
    meta?.by ? [meta[axis] === "#" ? `#${meta.by}` : meta[axis]] : [],
  );
  return [...new Set(found.filter((name) => typeof name === "string"))];
}

/**
 * From where to where what is named goes; null where that is not known.
 * @param {string[]} names
 * @param {Shown} shown
 * @param {boolean} flat whether it is the mean loss over a parameter, of which the start matters
 * @param {boolean} log
 * @returns {[number, number] | null}
 */
function spanAlong(names, shown, flat, log) {
  const { facts, columns } = shown;
  const values = names.flatMap((name) => {
    const k = facts.parameters.indexOf(name);
    if (name === "#epoch") return [0, Math.max(1, facts.epochs - 1)];
    if (name === "#update") return [0, Math.max(1, facts.updates)];
    if (k >= 0) return nearBest(columns[name], facts.best?.[0]?.[k]);
    if (flat && name === "mean_loss") return [0, columns.mean_loss[0]];
    if (name === "y") return [...withZero(columns.y), ...startsNear(shown)];
    return name === "x" ? withZero(columns.x) : losses(columns[name] ?? [], columns.mean_loss[0], log);
  });
  const finite = values.filter(Number.isFinite);
  return finite.length ? [Math.min(...finite), Math.max(...finite)] : null;
}

/**
 * The least and the greatest, and 0 where it is not far from them.
 * @param {ArrayLike<number>} column
 */
function withZero(column) {
  const values = Array.from(column);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low > high - low || high < low - high ? [low, high] : [Math.min(low, 0), Math.max(high, 0)];
}

/**
 * Where the model starts over the samples, as far as that is near them.
 * @param {Shown} shown
 */
function startsNear({ facts, columns, prediction }) {
  if (!prediction) return [];
  const start = Object.fromEntries(facts.parameters.map((name) => [name, columns[name][0]]));
  const [low, high] = withZero(columns.y);
  const reach = STAYS_NEAR * (high - low);
  const found = Array.from(columns.x, (x) => evaluate(prediction, { ...facts.constants, ...start, x }));
  return found.filter((y) => y >= low - reach && y <= high + reach);
}

/**
 * The ends of a path, as far as it stays near the best value, or near its start where none is known.
 * @param {ArrayLike<number>} column
 * @param {number | undefined} best
 */
function nearBest(column, best) {
  const finite = Array.from(column).filter(Number.isFinite);
  const [start] = finite;
  const far = (/** @type {number[]} */ path) =>
    path.map((value) => Math.abs(value - start)).sort((one, other) => one - other);
  const usual = () =>
    Math.min(far(finite)[finite.length >> 1], STRAYS * (far(finite.slice(0, EARLY)).at(-1) ?? 0));
  const [centre, most] = best === undefined ? [start, usual()] : [best, Math.abs(start - best)];
  const near = finite.filter((value) => Math.abs(value - centre) <= STAYS_NEAR * most);
  const room = LEAST_ROOM * Math.max(Math.abs(centre), Math.abs(start));
  return [start, centre - room, centre + room, ...endsOf(near)];
}

/** The least and the greatest, if there are any. @param {number[]} values */
function endsOf(values) {
  if (!values.length) return [];
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

/**
 * The ends of losses that are not far above the first, or the mean at the start; on a log axis of their logarithms.
 * @param {ArrayLike<number>} column
 * @param {number} start
 * @param {boolean} log
 */
function losses(column, start, log) {
  const finite = Array.from(column).filter(Number.isFinite);
  const seen = log
    ? finite.filter((loss) => loss > 0)
    : finite.filter((loss) => loss <= STAYS_NEAR * Math.max(finite[0], start));
  return log ? endsOf(seen).map(Math.log10) : [0, ...endsOf(seen)];
}

/**
 * A place on an axis, where it is for the other run.
 * @param {number} value
 * @param {Turn} turn
 */
function turnedTo(value, [[low, high], [least, most]]) {
  return least + ((value - low) / (high - low)) * (most - least);
}

/**
 * @param {Axis} axis
 * @param {Turn | null} turn
 * @returns {Axis}
 */
function turned(axis, turn) {
  if (!turn) return axis;
  const range = /** @type {[number, number]} */ (axis.range.map((end) => turnedTo(end, turn)));
  return axis.type === "log" ? { ...axis, range, ...powers(range) } : { ...axis, range };
}

/**
 * The ticks of a log axis.
 * @param {[number, number]} range
 */
function powers([low, high]) {
  const [first, last] = [Math.ceil(low), Math.floor(high)];
  const every = Math.max(1, Math.ceil((last - first + 1) / MOST_POWERS));
  const length = Math.max(0, Math.floor((last - first) / every) + 1);
  const found = Array.from({ length }, (_, k) => first + k * every);
  const text = (/** @type {number} */ power) =>
    Math.abs(power) <= 3 ? String(10 ** power) : `10<sup>${String(power).replace("-", "−")}</sup>`;
  return { tickvals: found.map((power) => 10 ** power), ticktext: found.map(text) };
}

/**
 * A mark that stands at a number of its own, with the axes.
 * @param {Trace} trace
 * @param {Turn | null} x
 * @param {Turn | null} y
 * @returns {Trace}
 */
function placedAnew(trace, x, y) {
  const { meta } = trace;
  if (meta?.by && typeof meta.y === "number" && y)
    return { ...trace, meta: { ...meta, y: turnedTo(meta.y, y) } };
  if (!meta?.fades || !Array.isArray(trace.x) || !Array.isArray(trace.y)) return trace;
  // The best value stays where it is.
  if (!numbersSample(trace))
    return y ? { ...trace, y: trace.y.map((value) => turnedTo(Number(value), y)) } : trace;
  return x ? { ...trace, x: trace.x.map((value) => turnedTo(Number(value), x)) } : trace;
}
