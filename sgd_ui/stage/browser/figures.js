// What each trace of a figure shows at one moment of the run.

import { clipSegment, pathThrough } from "./clip.js";
import { areFew, rowColour, sampleColour } from "./colours.js";
import { Computing } from "./computed.js";
import { labelsOf } from "./labels.js";
import { widthOf } from "./measured.js";
import { atShare, Paths, upTo } from "./paths.js";
import {
  along,
  alongCurve,
  areaOf,
  besidePoint,
  besideRope,
  clearOf,
  freest,
  isCramped,
  markAt,
  numberAt,
  ropeOf,
  strokeOf,
  underZero,
} from "./placing.js";
import { covering } from "./surface.js";

/** How wide a knot is beside its rope. */
const KNOT = 2.8;
/** How much room a ball takes with what is written over it, in pixels. */
const BALL = 70;
/** @type {Drawn} */
const NOTHING = { x: [null], y: [null] };

/** Draws the traces of runs: a pure function of a moment, but for what it keeps. */
export class Painter {
  /** @type {Rows[]} */
  runs;
  /**
   * Where what only a hand moves stands.
   * @type {Map<Trace, { key: string, drawn: Drawn }>}
   */
  standing;

  /**
   * @param {Spec} spec
   * @param {Rows[]} runs
   * @param {Columns} columns
   */
  constructor(spec, runs, columns) {
    this.spec = spec;
    /** Whether what lies ahead may be seen. */
    this.earned = true;
    /**
     * What of the picture that is being drawn is taken.
     * @type {import("./placing.js").Area[]}
     */
    this.taken = [];
    /**
     * What the model takes of it, which its own name is beside.
     * @type {import("./placing.js").Area[]}
     */
    this.model = [];
    this.computing = new Computing(columns);
    this.paths = new Paths(runs);
    this.take(runs, columns);
  }

  /**
   * Draws other runs from here on.
   * @param {Rows[]} runs
   * @param {Columns} columns
   */
  take(runs, columns) {
    this.runs = runs;
    this.computing.take(columns);
    this.paths.take(runs);
    this.standing = new Map();
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
    if (!meta.held) return this.following(trace, meta, layout, moment);
    const key = `${layout.xaxis.range} ${layout.yaxis.range} ${layout.room} ${layout.tall}`;
    const kept = this.standing.get(trace);
    if (kept?.key === key) return kept.drawn;
    const drawn = this.following(trace, meta, layout, moment);
    this.standing.set(trace, { key, drawn });
    return drawn;
  }

  /**
   * @param {Trace} trace
   * @param {Moving} meta
   * @param {Layout} layout
   * @param {Moment} moment
   * @returns {Drawn}
   */
  following(trace, meta, layout, moment) {
    if (meta.by) meta = atShare(meta, layout);
    const heres = this.heres(meta, moment);
    switch (meta.follow) {
      case "whole":
        return this.paths.whole(meta, layout);
      case "trail":
        return this.paths.trail(meta, heres[0], layout, moment);
      case "head":
        return this.head(trace, meta, heres[0], layout, moment);
      case "label":
        return this.label(trace, meta, heres[0], layout, moment);
      case "line":
        return this.line(meta, heres, layout, moment);
      case "curve":
        return this.curve(meta, heres, layout, moment);
      case "names":
        return this.names(/** @type {TextTrace} */ (trace), meta, heres[0], layout, moment);
    }
  }

  /**
   * What a mark is about: the run now; or as it was so many updates ago, or at its start.
   * @param {MetaOfRun} meta
   * @param {Moment} moment
   * @returns {Here[]}
   */
  heres({ run = 0, ago }, { runs, drawn, preview }) {
    const here = drawn[run];
    const rows = this.runs[run];
    if (ago === "start") return [rows.at(0, false)];
    if (!ago) return preview ? [{ ...here, pulling: here.pulling ?? rows.row(here.u + 1) }] : [here];
    const [first, last] = ago;
    const before = Array.from({ length: last - first + 1 }, (_, k) => runs[run].u - first - k);
    return before.filter((u) => u >= 0 && rows.known(u)).map((u) => rows.at(u, false));
  }

  /**
   * The point now, or one for every sample that it is about.
   * @param {Trace} trace
   * @param {PathMeta | SpotMeta} meta
   * @param {Here} here
   * @param {Layout} layout
   * @param {Moment} moment
   * @returns {Drawn}
   */
  head(trace, meta, here, layout, moment) {
    const places = meta.by === "epoch" ? [this.lastOf(meta, here, layout)] : this.heads(meta, here, moment);
    const points = places.filter((point) => isDrawn(point, layout));
    if (!points.length) return NOTHING;
    const drawn = { x: points.map((p) => p[0]), y: points.map((p) => p[1]) };
    if (!meta.samples || !trace.textfont) return drawn;
    return { ...drawn, textposition: points.map((at) => numberAt(at, trace, layout).side) };
  }

  /**
   * The last epoch of a path.
   * @param {PathMeta} meta
   * @param {Here} here
   * @param {Layout} layout
   * @returns {Point}
   */
  lastOf(meta, here, layout) {
    const { x, y, at } = this.paths.series(meta, layout);
    const last = upTo(at, here.epochs - 1) - 1;
    return last < 0 ? [Number.NaN, Number.NaN] : [x[last], y[last]];
  }

  /**
   * Where those points are, in the picture or not.
   * @param {PathMeta | SpotMeta} meta
   * @param {Here} here
   * @param {Moment} moment
   * @returns {number[][]}
   */
  heads(meta, here, moment) {
    if (meta.by) return [[this.paths.number(meta.x, meta, here), this.paths.number(meta.y, meta, here)]];
    return this.computing.values(meta, here, moment);
  }

  /**
   * A segment whose ends are computed, or one for every sample or moment that it is about.
   * @param {LineMeta} meta
   * @param {Here[]} heres
   * @param {Layout} layout
   * @param {Moment} moment
   * @returns {Drawn}
   */
  line(meta, heres, layout, moment) {
    /** @type {(number | null)[]} */
    const x = [];
    /** @type {(number | null)[]} */
    const y = [];
    const box = boxOf(layout);
    const ends = heres.flatMap((here) => this.computing.values(meta, here, moment));
    for (const [left, low, right, high] of ends) {
      const seen = clipSegment([left, low], [right, high], box);
      if (!seen) continue;
      x.push(seen[0][0], seen[1][0], null);
      y.push(seen[0][1], seen[1][1], null);
    }
    return x.length ? { x, y } : NOTHING;
  }

  /**
   * A curve over what is seen of an axis, or one for every sample or moment that it is about.
   * @param {CurveMeta} meta
   * @param {Here[]} heres
   * @param {Layout} layout
   * @param {Moment} moment
   * @returns {Drawn}
   */
  curve(meta, heres, { xaxis }, moment) {
    const grid = gridOf(xaxis, meta.grid);
    const curves = heres.flatMap((here) => this.computing.curves(meta, here, moment, grid));
    if (!curves.length) return NOTHING;
    if (curves.length === 1) return { x: grid, y: curves[0] };
    return { x: curves.flatMap(() => [...grid, null]), y: curves.flatMap((y) => [...y, null]) };
  }

  /**
   * What the curves of samples and of their mean are called.
   * @param {TextTrace} trace
   * @param {NamesMeta} meta
   * @param {Here} here
   * @param {Layout} layout
   * @param {Moment} moment
   * @returns {Drawn}
   */
  names({ textfont, marker }, meta, here, layout, moment) {
    const grid = gridOf(layout.xaxis, meta.grid);
    const { spec, computing } = this;
    const curves = (/** @type {NamesMeta["each"] | "all"} */ each) =>
      computing.curves(/** @type {any} */ ({ ...meta, each }), here, moment, grid);
    // The mean of one sample is its own.
    const mean = computing.everyone.length > 1 ? curves("all") : [];
    const own = curves(meta.each);
    const told = [...mean.map(() => meta.text), ...meta.each.map((i) => String(i + 1))];
    const colours = [...mean.map(() => spec.ink), ...meta.each.map((i) => sampleColour(spec, i))];
    const drawn = [...mean, ...own];
    const ball = [here.place[this.runs[0].facts.parameters[0]], here.now.mean_loss];
    // The path lies under 0, and what is best.
    const taken = [
      underZero(layout),
      markAt(ball, BALL, layout),
      ...drawn.flatMap((y) => strokeOf({ x: grid, y }, layout)),
    ];
    const places = drawn.map((curve, k) => {
      const written = writtenAs(told[k], textfont, marker);
      const place = freest(alongCurve(curve, grid, drawn, layout, written), layout, taken);
      if (place) taken.push(areaOf(place, layout));
      return place;
    });
    const seen = [...places.keys()].filter((k) => places[k]);
    if (!seen.length) return { ...NOTHING, text: [""] };
    return {
      x: seen.map((k) => places[k].at[0]),
      y: seen.map((k) => places[k].at[1]),
      text: seen.map((k) => told[k]),
      textposition: seen.map((k) => places[k].side),
      "textfont.color": seen.map((k) => colours[k]),
    };
  }

  /**
   * A text beside a point, or beside where a segment leaves the picture on the right.
   * @param {Trace} trace
   * @param {LabelMeta} meta
   * @param {Here} here
   * @param {Layout} layout
   * @param {Moment} moment
   * @returns {Drawn}
   */
  label(trace, meta, here, layout, moment) {
    // Its room is kept before it is seen, so that nothing else makes way for it in the middle of an update.
    const [values] = this.computing.values(meta, here, meta.leans ? { phase: 0 } : moment);
    const place = values && this.placed(/** @type {TextTrace} */ (trace), meta, values, layout);
    if (!place || !isDrawn(place.at, layout)) return { ...NOTHING, text: [""] };
    if (meta.leans && isCramped(place, values.slice(-2)[0], layout, this.taken))
      return { ...NOTHING, text: [""] };
    if (isPlaced(trace)) this.taken.push(areaOf(place, layout));
    if (meta.from && moment.phase && moment.phase < meta.from) return { ...NOTHING, text: [""] };
    const {
      at: [x, y],
      written,
      side,
    } = place;
    return { x: [x], y: [y], text: [written.text], textposition: side };
  }

  /**
   * Where the text of a label stands.
   * @param {TextTrace} trace
   * @param {LabelMeta} meta
   * @param {number[]} values
   * @param {Layout} layout
   * @returns {import("./placing.js").Place | undefined}
   */
  placed({ textposition, textfont, marker }, meta, values, layout) {
    const told = labelsOf(meta, values.slice(meta.ends ? 4 : 2)).map((text) =>
      writtenAs(text, textfont, marker),
    );
    if (meta.ends) return freest(along(values, told[0], layout), layout, this.taken);
    if (meta.leans) return freest(besideRope(values, told, layout), layout, [...this.taken, ...this.model]);
    return besidePoint(meta, values, textposition, told[0], layout);
  }

  /**
   * What of a picture is taken by what its names must not lie over: a few samples, and the ropes of those that pull.
   * @param {Trace[]} traces
   * @param {Layout} layout
   * @param {Moment} moment
   */
  takenBy(traces, layout, moment) {
    if (!traces.some(isPlaced)) return [];
    return traces.flatMap((trace) => {
      const { meta, line } = trace;
      if (meta?.by || (meta?.follow !== "head" && meta?.follow !== "line")) return [];
      const values = () => this.computing.values(meta, this.heres(meta, moment)[0], { phase: 0 });
      if (meta.samples && trace.textfont)
        return values().flatMap((at) => [
          markAt(at, trace.marker?.size ?? 0, layout),
          areaOf(numberAt(at, trace, layout), layout),
        ]);
      if (meta.follow !== "line" || !meta.pulling || !line) return [];
      return values().map((ends) => ropeOf(ends, KNOT * line.width, layout));
    });
  }

  /**
   * What of a picture the model takes, where the name of a rope stands beside it.
   * @param {Trace[]} traces
   * @param {Layout} layout
   * @param {Moment} moment
   */
  modelIn(traces, layout, moment) {
    const model = traces.find(({ meta }) => meta?.follow && !meta.by && meta.model);
    const named = traces.some(({ meta }) => meta?.follow === "label" && meta.leans);
    if (!model?.meta?.follow || !named) return [];
    return strokeOf(this.following(model, model.meta, layout, { ...moment, phase: 0 }), layout);
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
   * The traces that are drawn in motion: samples lie above what moves, what only a hand moves stands still in
   * any other motion, what is best in all, and while something is held, whole paths follow as well.
   * @param {Figure} figure
   * @param {Held} held
   */
  moving(figure, held) {
    const ghosts = held && this.earned ? figure.data.filter(({ meta }) => meta?.follow === "whole") : [];
    const live = (/** @type {Trace} */ { meta }) =>
      meta?.follow && !meta.future && (!meta.held || meta.follow === "head" || held === "samples");
    return [...ghosts, ...this.traces(figure).filter(live)];
  }

  /**
   * Some traces of a figure at a moment; one that stands still gives its own x, so as not to vanish.
   * @param {Trace[]} traces
   * @param {Layout} layout
   * @param {Moment} moment
   * @returns {Drawn[]}
   */
  frame(traces, layout, moment) {
    this.taken = this.takenBy(traces, layout, moment);
    this.model = this.modelIn(traces, layout, moment);
    return traces.map((trace) => {
      const drawn = this.at(trace, layout, moment);
      return drawn ? { ...drawn, ...this.worn(trace, moment) } : { x: trace.x };
    });
  }

  /**
   * The colours that a trace takes from samples.
   * @param {Trace} trace
   * @param {Moment} moment
   * @returns {Drawn}
   */
  worn({ meta, textfont }, { runs, preview }) {
    const { run = 0, wears, samples } = /** @type {Meta} */ (meta);
    if (samples) return this.samples(Boolean(textfont));
    if (!wears) return {};
    const rows = this.runs[run];
    const colour = rowColour(this.spec, runs[run].pulling ?? (preview ? rows.row(runs[run].u + 1) : null));
    if (wears === "line") return { "line.color": colour };
    if (wears === "text") return { "textfont.color": colour };
    return wears === "fill" ? { "marker.color": colour } : { "marker.line.color": colour };
  }

  /**
   * Those of the samples themselves, and their numbers.
   * @param {boolean} named
   * @returns {Drawn}
   */
  samples(named) {
    if (!areFew(this.spec)) return { "marker.color": sampleColour(this.spec, 0) };
    const everyone = this.computing.everyone;
    const colours = everyone.map((i) => sampleColour(this.spec, i));
    if (!named) return { "marker.color": colours };
    return { "marker.color": colours, "textfont.color": colours, text: everyone.map((i) => String(i + 1)) };
  }

  /**
   * A figure ready to be drawn: its traces with their coordinates, and its shapes.
   * @param {Figure} figure
   * @param {Layout} layout its own, or the part of it that is seen
   * @param {Moment} moment
   */
  figure(figure, layout, moment) {
    const traces = this.traces(figure);
    const frame = this.frame(traces, layout, moment);
    const ghosts = figure.data
      .filter((trace) => this.earned && trace.meta?.follow === "whole")
      .map((trace) => this.shape(trace, layout));
    const { room: _, tall: __, shapes = [], ...own } = layout;
    const still = shapes.filter(({ name }) => this.earned || name !== "future");
    return {
      // A copy, because Plotly writes what is seen into the layout that it is given.
      layout: structuredClone({ ...own, shapes: [...still, ...ghosts] }),
      data: traces.map((trace, i) => ({
        ...dressed(trace, frame[i]),
        ...covering(trace, figure.layout, layout, this.computing),
        uid: `${kindOf(trace)}${i}`,
      })),
    };
  }

  /**
   * A whole curve as a shape.
   * @param {Trace} trace
   * @param {Layout} layout
   */
  shape(trace, layout) {
    const { x, y } = this.paths.whole(atShare(/** @type {PathMeta} */ (trace.meta), layout), layout);
    const path = pathThrough(x.length, (i) => [x[i], y[i]], boxOf(layout), String);
    const { color, width, dash } = /** @type {LineTrace} */ (trace).line;
    return { type: "path", path, line: { color, width, dash }, opacity: trace.opacity ?? 1, layer: "below" };
  }
}

/**
 * What the style sheet hides or fades of a trace, whose node Plotly names after its uid.
 * @param {Trace} trace
 */
function kindOf({ meta, mode }) {
  const told = [
    meta?.fades && !meta.future && mode?.includes("text") && "named",
    meta?.held && (meta.follow === "head" ? "above" : "held"),
    meta?.fades && "fades",
    meta?.future && "future",
  ].filter(Boolean);
  return [...told, meta?.follow && !meta.held && !meta.future ? "moving" : "still"].join("-");
}

/**
 * A trace with what it shows at a moment.
 * @param {Trace} trace
 * @param {Drawn} drawn
 */
function dressed(trace, drawn) {
  /** @type {Record<string, any>} */
  const made = { ...trace };
  for (const [name, value] of Object.entries(drawn)) {
    const [outer, ...inner] = name.split(".");
    if (!inner.length) made[outer] = value;
    else if (inner.length === 1) made[outer] = { ...made[outer], [inner[0]]: value };
    else made[outer] = { ...made[outer], [inner[0]]: { ...made[outer]?.[inner[0]], [inner[1]]: value } };
  }
  return made;
}

/**
 * A text of a chart as it is drawn.
 * @param {string} text
 * @param {Font} font
 * @param {Marker | undefined} marker
 */
function writtenAs(text, font, marker) {
  return { text, wide: widthOf(text, font), high: font.size, clear: clearOf(marker) };
}

/**
 * So many values over what is seen of an axis.
 * @param {Axis} axis
 * @param {number} count
 */
function gridOf({ range: [left, right] }, count) {
  return Array.from({ length: count }, (_, k) => left + (k * (right - left)) / (count - 1));
}

/**
 * Whether a trace is a name that stands where there is room for it.
 * @param {Trace} trace
 */
function isPlaced({ meta }) {
  return meta?.follow === "label" && Boolean(meta.ends || meta.leans);
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
 * Whether a point is among that: of one much farther out a browser could not even read the place.
 * @param {number[]} point
 * @param {Layout} layout
 */
function isDrawn([x, y], layout) {
  const [left, right, bottom, top] = boxOf(layout);
  return x >= left && x <= right && y >= bottom && y <= top;
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
