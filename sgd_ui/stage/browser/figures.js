// What each trace of a figure shows at one moment of the run.

import { clipSegment, pathThrough } from "./clip.js";
import { rowColour, sampleColour } from "./colours.js";
import { Computing } from "./computed.js";

const MOST_POINTS = 1500;
const RECENT = 300;

/**
 * The entries of a curve that make a difference to the eye, with the updates (or epochs) they belong
 * to: an entry is kept when it lies far enough, on these axes, from the last one kept. The distance
 * grows until few enough are left.
 * @param {Column} xs
 * @param {Column} ys
 * @param {Column} at
 * @param {Layout} layout
 * @returns {Series}
 */
function thinned(xs, ys, at, layout) {
  const across = onAxis(layout.xaxis);
  const up = onAxis(layout.yaxis);
  let kept = Array.from(xs.keys());
  for (let distance = 1 / 500; kept.length > MOST_POINTS; distance *= 2) {
    let last = kept[0];
    kept = kept.filter((k, i, all) => {
      const far = Math.abs(across(xs[k]) - across(xs[last])) + Math.abs(up(ys[k]) - up(ys[last]));
      if (i > 0 && i < all.length - 1 && far < distance) return false;
      last = k;
      return true;
    });
  }
  const pick = (/** @type {Column} */ column) => Float64Array.from(kept, (k) => column[k]);
  return { x: pick(xs), y: pick(ys), at: pick(at) };
}

/**
 * Where a value lies on an axis: 0 at one end of its range, 1 at the other.
 * @param {Axis} axis
 * @returns {(value: number) => number}
 */
function onAxis({ range: [low, high], type }) {
  return (value) => {
    const place = ((type === "log" ? Math.log10(value) : value) - low) / (high - low);
    return Math.max(-1, Math.min(2, Number.isNaN(place) ? 2 : place));
  };
}

/** Draws the traces of runs: a pure function of a moment, but for what it keeps thinned. */
export class Painter {
  /** @type {Rows[]} */
  runs;

  /**
   * @param {Spec} spec
   * @param {Rows[]} runs
   * @param {Columns} columns
   */
  constructor(spec, runs, columns) {
    this.spec = spec;
    /** Whether what lies ahead may be seen. */
    this.earned = true;
    this.computing = new Computing(columns);
    /** @type {Map<string, Series>} */
    this.cache = new Map();
    this.take(runs, columns);
  }

  /**
   * Draws other runs from here on.
   * @param {Rows[]} runs
   * @param {Columns} columns
   */
  take(runs, columns) {
    this.runs = runs;
    this.columns = columns;
    this.computing.take(columns);
    this.cache.clear();
  }

  /**
   * The run that a trace is about.
   * @param {MetaOfRun} meta
   */
  rows({ run = 0 }) {
    return this.runs[run];
  }

  /**
   * A curve of one column over another, thinned for the axes it is drawn on.
   * @param {PathMeta} meta
   * @param {Layout} layout
   * @returns {Series}
   */
  series(meta, layout) {
    const { run, by, x, y, floor } = meta;
    const key = JSON.stringify([run, by, x, y, layout.xaxis.range, layout.yaxis.range, layout.yaxis.type]);
    const kept = this.cache.get(key);
    if (kept) return kept;
    const rows = this.rows(meta);
    const at = this.indices(by, rows);
    const column = (/** @type {string | number} */ name) =>
      name === "#" ? at : name === "@" ? at.map((u) => rows.position(u)) : rows.columns[name];
    const ys = floor ? Float64Array.from(column(y), (value) => (value === 0 ? floor : value)) : column(y);
    const made = thinned(column(x), ys, at, layout);
    this.cache.set(key, made);
    return made;
  }

  /**
   * The epoch or update number of every entry.
   * @param {PathMeta["by"]} by
   * @param {Rows} rows
   */
  indices(by, { facts, columns, length: updates }) {
    const stride = by === "epoch" ? facts.epochStride : facts.stride;
    const last = by === "epoch" ? facts.epochs - 1 : facts.updates;
    const length = by === "epoch" ? columns.epoch_last.length : updates;
    return Float64Array.from({ length }, (_, i) => Math.min(i * stride, last));
  }

  /**
   * The number of one name now, as `series` spells it.
   * @param {string | number} name
   * @param {PathMeta} meta
   * @param {Here} here
   */
  number(name, meta, { u, now }) {
    if (typeof name === "number" || name === "#") return name === "#" ? u : name;
    if (name === "@") return this.rows(meta).position(u);
    return meta.floor && now[name] === 0 ? meta.floor : now[name];
  }

  /**
   * The coordinates of one trace at a moment, as Plotly takes them; null for one that stands still.
   * @param {Trace} trace
   * @param {Layout} layout
   * @param {Moment} moment
   * @returns {Drawn | null}
   */
  at(trace, layout, moment) {
    const { meta } = trace;
    if (!meta?.follow) return null;
    const here = moment.drawn[meta.run ?? 0];
    switch (meta.follow) {
      case "whole":
        return this.whole(meta, layout);
      case "trail":
        return this.trail(meta, here, layout, moment);
      case "head":
        return this.head(meta, here, layout, moment);
      case "line":
        return this.line(meta, here, layout, moment);
      case "curve":
        return this.curve(meta, here, moment);
    }
  }

  /**
   * A column against another, all of it.
   * @param {PathMeta} meta
   * @param {Layout} layout
   */
  whole(meta, layout) {
    const { x, y } = this.series(meta, layout);
    return { x, y };
  }

  /**
   * The columns up to now.
   * @param {PathMeta} meta
   * @param {Here} here
   * @param {Layout} layout
   * @param {Moment} moment
   * @returns {Drawn}
   */
  trail(meta, here, layout, moment) {
    if (meta.only) return this.recent(meta, meta.only, here, moment);
    const { x, y, at } = this.series(meta, layout);
    if (meta.by === "epoch") {
      const size = upTo(at, here.epochs - 1);
      // Plotly leaves a curve without any point as it was drawn before.
      if (size === 0) return { x: [null], y: [null] };
      return { x: x.subarray(0, size), y: y.subarray(0, size) };
    }
    const size = upTo(at, here.u);
    const tip = [meta.x, meta.y].map((name) => this.number(name, meta, here));
    return { x: [...x.subarray(0, size), tip[0]], y: [...y.subarray(0, size), tip[1]] };
  }

  /**
   * The pieces of the last few hundred updates that the samples from `first` to `last` pulled; of the last,
   * what is drawn of it.
   * @param {PathMeta} meta
   * @param {[first: number, last: number]} only
   * @param {Here} here
   * @param {Moment} moment
   * @returns {Drawn}
   */
  recent(meta, [first, last], here, { hurried }) {
    /** @type {(number | null)[]} */
    const x = [];
    /** @type {(number | null)[]} */
    const y = [];
    const rows = this.rows(meta);
    const u = Math.ceil(here.u);
    const [columns, now] = rows.place(u);
    const exact = rows.facts.stride === 1 || rows.inWindow(u);
    if (!exact || !columns.sample || hurried) return { x: [null], y: [null] };
    const value = (/** @type {string | number} */ name, /** @type {number} */ k) =>
      name === "#" ? u - now + k : columns[name][k];
    for (let k = Math.max(1, now - RECENT + 1); k <= now; k++) {
      if (columns.sample[k] < first || columns.sample[k] > last) continue;
      const [toX, toY] = [meta.x, meta.y].map((name) =>
        k === now ? this.number(name, meta, here) : value(name, k),
      );
      x.push(value(meta.x, k - 1), toX, null);
      y.push(value(meta.y, k - 1), toY, null);
    }
    return x.length ? { x, y } : { x: [null], y: [null] };
  }

  /**
   * The point now, or one for every sample that it is about.
   * @param {PathMeta | SpotMeta} meta
   * @param {Here} here
   * @param {Layout} layout
   * @param {Moment} moment
   * @returns {Drawn}
   */
  head(meta, here, layout, moment) {
    if (meta.by === "epoch") {
      const { x, y, at } = this.series(meta, layout);
      const last = upTo(at, here.epochs - 1) - 1;
      return last >= 0 ? { x: [x[last]], y: [y[last]] } : { x: [null], y: [null] };
    }
    const [left, right, bottom, top] = boxOf(layout);
    const places = this.heads(meta, here, moment);
    const points = places.filter(([x, y]) => x >= left && x <= right && y >= bottom && y <= top);
    return points.length
      ? { x: points.map((p) => p[0]), y: points.map((p) => p[1]) }
      : { x: [null], y: [null] };
  }

  /**
   * Where those points are, in the picture or not.
   * @param {PathMeta | SpotMeta} meta
   * @param {Here} here
   * @param {Moment} moment
   * @returns {number[][]}
   */
  heads(meta, here, moment) {
    if (meta.by) return [[this.number(meta.x, meta, here), this.number(meta.y, meta, here)]];
    return this.computing.values(meta, here, moment);
  }

  /**
   * A segment whose ends are computed, or one for every sample that it is about.
   * @param {LineMeta} meta
   * @param {Here} here
   * @param {Layout} layout
   * @param {Moment} moment
   * @returns {Drawn}
   */
  line(meta, here, layout, moment) {
    /** @type {(number | null)[]} */
    const x = [];
    /** @type {(number | null)[]} */
    const y = [];
    const box = boxOf(layout);
    for (const [left, low, right, high] of this.computing.values(meta, here, moment)) {
      const seen = clipSegment([left, low], [right, high], box);
      if (!seen) continue;
      x.push(seen[0][0], seen[1][0], null);
      y.push(seen[0][1], seen[1][1], null);
    }
    return x.length ? { x, y } : { x: [null], y: [null] };
  }

  /**
   * A curve over a fixed grid.
   * @param {CurveMeta} meta
   * @param {Here} here
   * @param {Moment} moment
   * @returns {Drawn}
   */
  curve(meta, here, moment) {
    const y = this.computing.curve(meta, here, moment);
    return y.length ? { x: meta.grid, y } : { x: [null], y: [null] };
  }

  /**
   * The traces of a figure that move or are touched; what stands still is drawn once, as a shape. Where the
   * run ends is not among them until it is earned.
   * @param {Figure} figure
   */
  traces(figure) {
    return figure.data.filter(({ meta }) => meta?.follow !== "whole" && (this.earned || !meta?.future));
  }

  /**
   * The traces that are drawn in motion; while something is held, all that hang on the run.
   * @param {Figure} figure
   * @param {Held} held
   */
  moving(figure, held) {
    const still = (/** @type {Meta} */ { follow, held: late }) => follow === "whole" || late;
    return figure.data.filter(({ meta }) => meta?.follow && (held || !still(meta)));
  }

  /**
   * Traces at a moment; one that stands still gives its own x, so as not to vanish.
   * @param {Figure} figure
   * @param {Moment} moment
   * @param {Trace[]} traces
   * @returns {Drawn[]}
   */
  frame(figure, moment, traces = this.traces(figure)) {
    return traces.map((trace) => {
      const drawn = this.at(trace, figure.layout, moment);
      if (!drawn) {
        const { given, y } = this.computing;
        return trace.meta?.samples ? { x: given, y } : { x: trace.x };
      }
      const { run = 0, wears } = /** @type {Meta} */ (trace.meta);
      const { pulling } = moment.runs[run];
      if (wears === "line") drawn["line.color"] = rowColour(this.spec, pulling);
      if (wears === "marker") drawn["marker.line.color"] = rowColour(this.spec, pulling);
      return drawn;
    });
  }

  /**
   * A figure ready to be drawn: its traces with their coordinates, and its shapes.
   * @param {Figure} figure
   * @param {Moment} moment
   */
  figure(figure, moment) {
    const frame = this.frame(figure, moment);
    const ghosts = figure.data
      .filter((trace) => this.earned && trace.meta?.follow === "whole")
      .map((trace) => this.shape(trace, figure.layout));
    return {
      // A copy, because Plotly writes the reader's zoom into the layout that it is given.
      layout: structuredClone({ ...figure.layout, shapes: [...(figure.layout.shapes ?? []), ...ghosts] }),
      data: this.traces(figure).map((trace, i) => {
        const { "line.color": line, "marker.line.color": marker, ...drawn } = frame[i];
        // Plotly names a trace's node after its uid, by which the style sheet hides it in motion.
        /** @type {Partial<LineTrace & DotTrace>} */
        const made = {
          ...trace,
          ...drawn,
          ...this.samples(trace),
          uid: `${kindOf(trace)}${i}`,
        };
        if (line && made.line) made.line = { ...made.line, color: line };
        if (marker && made.marker)
          made.marker = { ...made.marker, line: { ...made.marker.line, color: marker } };
        return made;
      }),
    };
  }

  /**
   * The samples themselves, each in its colour, for the trace that shows them.
   * @param {Trace} trace
   * @returns {Partial<Trace>}
   */
  samples({ meta, marker }) {
    if (!meta?.samples) return {};
    const { given: x, y } = this.computing;
    const color = Array.from(x, (_, i) => sampleColour(this.spec, i));
    return { x, y, marker: /** @type {Marker} */ ({ ...marker, color }) };
  }

  /**
   * A whole curve as a shape.
   * @param {Trace} trace
   * @param {Layout} layout
   */
  shape(trace, layout) {
    const { x, y } = this.whole(/** @type {PathMeta} */ (trace.meta), layout);
    const path = pathThrough(x.length, (i) => [x[i], y[i]], boxOf(layout), String);
    const { color, width, dash } = /** @type {LineTrace} */ (trace).line;
    return { type: "path", path, line: { color, width, dash }, opacity: trace.opacity ?? 1, layer: "below" };
  }
}

/**
 * When a trace is drawn here in the place of Plotly: in motion, while something is held, or never.
 * @param {Trace} trace
 */
function kindOf({ meta }) {
  return !meta?.follow ? "still" : meta.held ? "held" : "moving";
}

/**
 * What is drawn at all.
 * @param {Layout} layout
 * @returns {Box}
 */
function boxOf({ xaxis, yaxis }) {
  return [...wide(xaxis), ...wide(yaxis)];
}

/**
 * The span of an axis and a hundred times as much on either side; all there is, on a log axis.
 * @param {Axis} axis
 * @returns {Point}
 */
function wide({ range: [low, high], type }) {
  const room = 100 * (high - low);
  return type === "log" ? [0, Number.MAX_VALUE] : [low - room, high + room];
}

/**
 * How many of the rising numbers in `at` are at most `now`.
 * @param {ArrayLike<number>} at
 * @param {number} now
 */
function upTo(at, now) {
  let low = 0;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at[middle] <= now) low = middle + 1;
    else high = middle;
  }
  return low;
}
