// The columns of runs as curves: all of one against another, up to now, or the last few updates of it.

const MOST_POINTS = 1500;
/** So many of the last updates are drawn one by one in a run that plays. */
const MOST_IN_HASTE = 12;
/** So many thinned curves are kept. */
const MOST_KEPT = 64;

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
  // What is no number was left out where a run is computed for every picture.
  let kept = Array.from(xs.keys()).filter((k) => !Number.isNaN(ys[k]));
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

/**
 * A path that lies at a share of what is seen over 0, where it lies now.
 * @param {PathMeta} meta
 * @param {Layout} layout
 * @returns {PathMeta}
 */
export function atShare(meta, { yaxis }) {
  return typeof meta.y === "number" ? { ...meta, y: meta.y * yaxis.range[1] } : meta;
}

/** The paths of runs: a function of a moment, but for what it keeps thinned. */
export class Paths {
  /** @type {Rows[]} */
  runs;

  /** @param {Rows[]} runs */
  constructor(runs) {
    /** @type {Map<string, Series>} */
    this.cache = new Map();
    this.take(runs);
  }

  /**
   * Draws other runs from here on.
   * @param {Rows[]} runs
   */
  take(runs) {
    this.runs = runs;
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
    const column = (/** @type {string | number} */ name) => {
      if (typeof name === "number") return at.map(() => name);
      return name === "#" ? at : name === "@" ? at.map((u) => rows.position(u)) : rows.columns[name];
    };
    const ys = floor ? Float64Array.from(column(y), (value) => (value === 0 ? floor : value)) : column(y);
    const made = thinned(column(x), ys, at, layout);
    if (this.cache.size > MOST_KEPT) this.cache.clear();
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
    const made = new Float64Array(length);
    for (let i = 0; i < length; i++) made[i] = Math.min(i * stride, last);
    return made;
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
    return onLog(meta, now[name]);
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
    if (meta.last) return this.recent(meta, meta.last, here, moment);
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
   * The last few points of a path by epoch.
   * @param {PathMeta} meta
   * @param {Here} here
   * @param {Layout} layout
   * @param {number} count
   * @returns {Point[]}
   */
  lately(meta, here, layout, count) {
    const { x, y, at } = this.series(meta, layout);
    const end = upTo(at, here.epochs - 1);
    const entries = Array.from({ length: Math.min(end, count) }, (_, k) => end - 1 - k);
    return entries.map((k) => [x[k], y[k]]);
  }

  /**
   * The first entry of a path by which its values span more than so many times the least; none if they never do.
   * @param {PathMeta} meta
   * @param {Layout} layout
   * @param {number} ratio
   */
  widensAt(meta, layout, ratio) {
    const series = this.series(meta, layout);
    series.widensAt ??= widensAt(series, ratio);
    return series.widensAt;
  }

  /**
   * The pieces of the last few updates, of all or of those that the samples of `only` pulled; of the last,
   * what is drawn of it.
   * @param {PathMeta} meta
   * @param {number} last
   * @param {Here} here
   * @param {Moment} moment
   * @returns {Drawn}
   */
  recent(meta, last, here, { hurried }) {
    /** @type {(number | null)[]} */
    const x = [];
    /** @type {(number | null)[]} */
    const y = [];
    const rows = this.rows(meta);
    const u = Math.ceil(here.u);
    const [columns, now] = rows.place(u);
    const exact = rows.facts.stride === 1 || rows.inWindow(u);
    const mine = pulledBy(meta, columns);
    if (!exact || !mine || (hurried && last > MOST_IN_HASTE)) return { x: [null], y: [null] };
    const value = (/** @type {string | number} */ name, /** @type {number} */ k) => {
      if (typeof name === "number") return name;
      const at = u - now + k;
      return name === "#" ? at : name === "@" ? rows.position(at) : columns[name][k];
    };
    for (let k = Math.max(1, now - last + 1); k <= now; k++) {
      if (!mine(k)) continue;
      const [toX, toY] = [meta.x, meta.y].map((name) =>
        k === now ? this.number(name, meta, here) : value(name, k),
      );
      x.push(value(meta.x, k - 1), toX, null);
      y.push(onLog(meta, value(meta.y, k - 1)), onLog(meta, toY), null);
    }
    return x.length ? { x, y } : { x: [null], y: [null] };
  }
}

/**
 * Which entries a path is about; null where that is not known.
 * @param {PathMeta} meta
 * @param {Columns} columns
 * @returns {((k: number) => boolean) | null}
 */
function pulledBy({ only }, { sample }) {
  if (!only) return () => true;
  return sample ? (k) => sample[k] >= only[0] && sample[k] <= only[1] : null;
}

/**
 * @param {PathMeta} meta
 * @param {number} value
 */
function onLog({ floor }, value) {
  return floor && value === 0 ? floor : value;
}

/**
 * How many of the rising numbers in `at` are at most `now`.
 * @param {ArrayLike<number>} at
 * @param {number} now
 */
export function upTo(at, now) {
  let low = 0;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at[middle] <= now) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * @param {Series} series
 * @param {number} ratio
 */
function widensAt({ y, at }, ratio) {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (let k = 0; k < y.length; k++) {
    if (y[k] > 0) [least, most] = [Math.min(least, y[k]), Math.max(most, y[k])];
    if (most > ratio * least) return at[k];
  }
  return Number.POSITIVE_INFINITY;
}
