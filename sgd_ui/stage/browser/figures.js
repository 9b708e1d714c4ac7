// What each trace of a figure shows at one moment of the run.

const MOST_POINTS = 1500;
const RECENT = 300;

/**
 * The entries of a curve that make a difference to the eye, with the updates (or epochs) they belong
 * to: an entry is kept when it lies far enough, on these axes, from the last one kept. The distance
 * grows until few enough are left.
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
  const pick = (column) => Float64Array.from(kept, (k) => column[k]);
  return { x: pick(xs), y: pick(ys), at: pick(at) };
}

/** Where a value lies on an axis: 0 at one end of its range, 1 at the other. */
function onAxis({ range: [low, high], type }) {
  return (value) => {
    const place = ((type === "log" ? Math.log10(value) : value) - low) / (high - low);
    return Math.max(-1, Math.min(2, Number.isNaN(place) ? 2 : place));
  };
}

/** Draws the traces of runs: a pure function of a moment, but for what it keeps thinned. */
class Painter {
  constructor(spec, runs, columns) {
    this.spec = spec;
    this.runs = runs;
    this.columns = columns;
    this.cache = new Map();
  }

  /** The run that a trace is about. */
  rows({ run = 0 }) {
    return this.runs[run];
  }

  /** A curve of one column over another, thinned for the axes it is drawn on. */
  series(meta, layout) {
    const { run, by, x, y, floor } = meta;
    const key = JSON.stringify([run, by, x, y, layout.xaxis.range, layout.yaxis.range, layout.yaxis.type]);
    if (!this.cache.has(key)) {
      const rows = this.rows(meta);
      const at = this.indices(by, rows);
      const column = (name) =>
        name === "#" ? at : name === "@" ? at.map((u) => rows.position(u)) : rows.columns[name];
      const ys = floor ? Float64Array.from(column(y), (value) => (value === 0 ? floor : value)) : column(y);
      this.cache.set(key, thinned(column(x), ys, at, layout));
    }
    return this.cache.get(key);
  }

  /** The epoch or update number of every entry. */
  indices(by, { facts, columns, length: updates }) {
    const stride = by === "epoch" ? facts.epochStride : facts.stride;
    const last = by === "epoch" ? facts.epochs - 1 : facts.updates;
    const length = by === "epoch" ? columns.epoch_last.length : updates;
    return Float64Array.from({ length }, (_, i) => Math.min(i * stride, last));
  }

  /** The number of one name now, as `series` spells it. */
  number(name, meta, { u, now }) {
    if (typeof name === "number" || name === "#") return name === "#" ? u : name;
    if (name === "@") return this.rows(meta).position(u);
    return meta.floor && now[name] === 0 ? meta.floor : now[name];
  }

  /** The coordinates of one trace at a moment, as Plotly takes them; null for one that stands still. */
  at(trace, layout, moment) {
    const { meta } = trace;
    return meta && meta.follow ? this[meta.follow](meta, moment.runs[meta.run ?? 0], layout, moment) : null;
  }

  /** A column against another, all of it. */
  whole(meta, here, layout) {
    const { x, y } = this.series(meta, layout);
    return { x, y };
  }

  /** The columns up to now. */
  trail(meta, here, layout, moment) {
    if (meta.only) return this.recent(meta, here, moment);
    const { x, y, at } = this.series(meta, layout);
    if (meta.by === "epoch") {
      const size = upTo(at, here.epochs - 1);
      return { x: x.subarray(0, size), y: y.subarray(0, size) };
    }
    const size = upTo(at, here.u);
    const tip = [meta.x, meta.y].map((name) => this.number(name, meta, here));
    return { x: [...x.subarray(0, size), tip[0]], y: [...y.subarray(0, size), tip[1]] };
  }

  /** The pieces of the last few hundred updates that the samples in `only` pulled. */
  recent(meta, { u }, { hurried }) {
    const x = [];
    const y = [];
    const rows = this.rows(meta);
    const [columns, last] = rows.place(u);
    const exact = rows.facts.stride === 1 || rows.inWindow(u);
    if (!exact || !columns.sample || hurried) return { x: [null], y: [null] };
    const value = (name, k) => (name === "#" ? u - last + k : columns[name][k]);
    for (let k = Math.max(1, last - RECENT + 1); k <= last; k++) {
      if (columns.sample[k] < meta.only[0] || columns.sample[k] > meta.only[1]) continue;
      x.push(value(meta.x, k - 1), value(meta.x, k), null);
      y.push(value(meta.y, k - 1), value(meta.y, k), null);
    }
    return x.length ? { x, y } : { x: [null], y: [null] };
  }

  /** The point now; with `each`, one for every sample that is pulling, or for those that it names. */
  head(meta, here, layout, moment) {
    if (meta.by === "epoch") {
      const { x, y, at } = this.series(meta, layout);
      const last = upTo(at, here.epochs - 1) - 1;
      return last >= 0 ? { x: [x[last]], y: [y[last]] } : { x: [null], y: [null] };
    }
    const [left, right, bottom, top] = [...wide(layout.xaxis), ...wide(layout.yaxis)];
    const places =
      meta.by === "update"
        ? [[this.number(meta.x, meta, here), this.number(meta.y, meta, here)]]
        : this.scopes(meta, here, moment).map((scope) => [evaluate(meta.x, scope), evaluate(meta.y, scope)]);
    const points = places
      .filter(([x, y]) => x >= left && x <= right && y >= bottom && y <= top);
    return points.length ? { x: points.map((p) => p[0]), y: points.map((p) => p[1]) } : { x: [null], y: [null] };
  }

  /** A segment whose ends are computed; with `each`, one for every such sample. */
  line(meta, here, layout, moment) {
    const x = [];
    const y = [];
    const box = [...wide(layout.xaxis), ...wide(layout.yaxis)];
    for (const scope of this.scopes(meta, here, moment)) {
      const [from, to] = meta.x.map((end, i) => [evaluate(end, scope), evaluate(meta.y[i], scope)]);
      const seen = clipSegment(from, to, box);
      if (!seen) continue;
      x.push(seen[0][0], seen[1][0], null);
      y.push(seen[0][1], seen[1][1], null);
    }
    return x.length ? { x, y } : { x: [null], y: [null] };
  }

  /** A curve over a fixed grid, of the model or, with `each`, the mean over the samples that are pulling. */
  curve(meta, here, layout, moment) {
    const scopes = this.scopes(meta, here, moment).map((scope) => ({ ...scope }));
    if (!scopes.length) return { x: [null], y: [null] };
    const y = meta.grid.map((g) => {
      const values = scopes.map((scope) => evaluate(meta.y, Object.assign(scope, { g })));
      return values.reduce((a, b) => a + b) / values.length;
    });
    return { x: meta.grid, y };
  }

  /**
   * Where names are looked up: the moment, or the moment with each sample in turn: those that are
   * pulling, or those that `each` lists.
   */
  scopes(meta, { pulling, place, now }, { phase }) {
    const sampled = (i) => ({ x: this.columns.x[i], y: this.columns.y[i], i });
    if (Array.isArray(meta.each)) {
      return meta.each.map((i) => ({ ...place, ...sampled(i) }));
    }
    if (!pulling && (meta.each || meta.pulling)) return [];
    if (meta.from && phase && phase < meta.from) return [];
    const scope = meta.pulling || meta.each ? { ...pulling, ...place } : now;
    return meta.each ? (pulling.samples || []).map((i) => ({ ...scope, ...sampled(i) })) : [scope];
  }

  /** The traces of a figure that move or are touched; what stands still is drawn once, as a shape. */
  traces(figure) {
    return figure.data.filter((trace) => trace.meta?.follow !== "whole");
  }

  /** Those traces at a moment; one that stands still gives its own x, so as not to vanish. */
  frame(figure, moment) {
    return this.traces(figure).map((trace) => {
      const drawn = this.at(trace, figure.layout, moment);
      if (!drawn) return { x: trace.meta?.samples ? this.columns.x : trace.x };
      const { pulling } = moment.runs[trace.meta.run ?? 0];
      if (trace.meta.wears === "line") drawn["line.color"] = this.colour(pulling);
      if (trace.meta.wears === "marker") drawn["marker.line.color"] = this.colour(pulling);
      return drawn;
    });
  }

  /** A figure ready to be drawn: its traces with their coordinates, and its shapes. */
  figure(figure, moment) {
    const frame = this.frame(figure, moment);
    const ghosts = figure.data
      .filter((trace) => trace.meta?.follow === "whole")
      .map((trace) => this.shape(trace, figure.layout));
    return {
      // A copy, because Plotly writes the reader's zoom into the layout that it is given.
      layout: structuredClone({ ...figure.layout, shapes: [...(figure.layout.shapes ?? []), ...ghosts] }),
      data: this.traces(figure).map((trace, i) => {
        const { "line.color": line, "marker.line.color": marker, ...drawn } = frame[i];
        // Plotly names a trace's node after its uid, by which the style sheet hides it in motion.
        const made = { ...trace, ...drawn, ...this.samples(trace), uid: `${trace.meta?.follow ? "moving" : "still"}${i}` };
        if (line) made.line = { ...trace.line, color: line };
        if (marker) made.marker = { ...trace.marker, line: { ...trace.marker.line, color: marker } };
        return made;
      }),
    };
  }

  /** The samples themselves, each in its colour, for the trace that shows them. */
  samples({ meta, marker }) {
    if (!meta?.samples) return {};
    const { x, y } = this.columns;
    return { x, y, marker: { ...marker, color: Array.from(x, (_, i) => sampleColour(this.spec, i)) } };
  }

  /** A whole curve as a shape. */
  shape(trace, layout) {
    const { x, y } = this.whole(trace.meta, null, layout);
    const box = [...wide(layout.xaxis), ...wide(layout.yaxis)];
    const path = pathThrough(x.length, (i) => [x[i], y[i]], box, String);
    const { color, width, dash } = trace.line;
    return { type: "path", path, line: { color, width, dash }, opacity: trace.opacity ?? 1, layer: "below" };
  }

  /** The colour of the sample that pulls, for a trace that wears it. */
  colour(pulling) {
    const samples = pulling && pulling.samples;
    return samples && samples.length === 1 ? sampleColour(this.spec, samples[0]) : this.spec.ink;
  }
}

/** The span of an axis and a hundred times as much on either side; all there is, on a log axis. */
function wide({ range: [low, high], type }) {
  const room = 100 * (high - low);
  return type === "log" ? [0, Number.MAX_VALUE] : [low - room, high + room];
}

/** How many of the rising numbers in `at` are at most `now`. */
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

/** One colour per sample: its own where there are few, its place on the scale where there are many. */
function sampleColour(spec, sample) {
  const { colours } = spec;
  return colours[spec.samples <= colours.length ? sample : Math.floor((sample * colours.length) / spec.samples)];
}
