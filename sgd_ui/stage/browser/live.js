// Pictures in motion. Plotly works every trace out anew for each picture it draws, some milliseconds
// a trace; so while a run plays, what moves is drawn here, on Plotly's own axes and inside its clip,
// and Plotly takes over, with its hover and its zoom, as soon as the run rests.

import { pathThrough } from "./clip.js";
import { SVG } from "./elements.js";

/**
 * The box that lines are cut to, in pixels.
 * @type {Box}
 */
const FAR = [-1e5, 1e5, -1e5, 1e5];

/** The traces of one chart that move, drawn on the axes that Plotly laid out. */
export class Live {
  /** @param {Plot} plot */
  constructor(plot) {
    this.plot = plot;
    /** @type {SVGElement | null} */
    this.layer = null;
    /** @type {SVGElement[]} */
    this.marks = [];
    /**
     * How many epochs the picture shows, where it changes with them alone.
     * @type {number | null}
     */
    this.epochs = null;
  }

  /**
   * Draws `traces` at the coordinates in `frame`; the first picture hides Plotly's own.
   * @param {Trace[]} traces
   * @param {Drawn[]} frame
   */
  draw(traces, frame) {
    this.open(traces.length);
    const { xaxis, yaxis } = this.plot._fullLayout;
    traces.forEach((trace, i) => {
      const pen = trace.mode?.startsWith("lines")
        ? strokes(/** @type {LineTrace} */ (trace), frame[i], xaxis, yaxis)
        : dots(/** @type {DotTrace} */ (trace), frame[i], xaxis, yaxis);
      for (const [name, value] of Object.entries(pen)) {
        if (this.marks[i].getAttribute(name) !== value) this.marks[i].setAttribute(name, value);
      }
    });
  }

  /** @param {number} size */
  open(size) {
    const home = /** @type {Element} */ (this.plot.querySelector(".scatterlayer")?.parentNode);
    if (this.layer?.parentNode === home && this.marks.length === size) return;
    this.close();
    this.layer = document.createElementNS(SVG, "g");
    this.marks = Array.from({ length: size }, () => document.createElementNS(SVG, "path"));
    this.layer.append(...this.marks);
    home.append(this.layer);
    this.plot.classList.add("sw-live");
  }

  /** Leaves the picture to Plotly. */
  close() {
    this.layer?.remove();
    this.layer = null;
    this.epochs = null;
    this.plot.classList.remove("sw-live");
  }
}

/**
 * The attributes of a line through points, broken where a coordinate is no number.
 * @param {LineTrace} trace
 * @param {Drawn} drawn
 * @param {LaidOutAxis} xaxis
 * @param {LaidOutAxis} yaxis
 * @returns {Record<string, string>}
 */
function strokes(trace, { x = [], y = [], ...own }, xaxis, yaxis) {
  const point = (/** @type {number} */ i) => /** @type {Point} */ ([place(x, i, xaxis), place(y, i, yaxis)]);
  const d = pathThrough(x.length, point, FAR, pixel);
  return {
    d,
    fill: "none",
    stroke: own["line.color"] ?? trace.line.color,
    "stroke-width": String(trace.line.width),
    "stroke-dasharray": trace.line.dash ?? "none",
    opacity: String(trace.opacity ?? 1),
  };
}

/**
 * The attributes of round markers at points.
 * @param {DotTrace} trace
 * @param {Drawn} drawn
 * @param {LaidOutAxis} xaxis
 * @param {LaidOutAxis} yaxis
 * @returns {Record<string, string>}
 */
function dots(trace, { x = [], y = [], ...own }, xaxis, yaxis) {
  const r = trace.marker.size / 2;
  let d = "";
  for (let i = 0; i < x.length; i++) {
    const px = place(x, i, xaxis);
    const py = place(y, i, yaxis);
    if (!(Math.abs(px) < FAR[1] && Math.abs(py) < FAR[1])) continue;
    d += `M${pixel(px - r)},${pixel(py)}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`;
  }
  return {
    d,
    fill: String(trace.marker.color),
    stroke: own["marker.line.color"] ?? trace.marker.line?.color ?? "none",
    "stroke-width": String(trace.marker.line?.width ?? 0),
  };
}

/** @param {number} value */
function pixel(value) {
  return value.toFixed(1);
}

/**
 * The place of entry i in pixels.
 * @param {Values} values
 * @param {number} i
 * @param {LaidOutAxis} axis
 */
function place(values, i, axis) {
  const value = values[i];
  return value === null ? Number.NaN : axis.c2p(value);
}
