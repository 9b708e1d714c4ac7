// Pictures in motion. Plotly works every trace out anew for each picture it draws, some milliseconds
// a trace; so while a run plays, what moves is drawn here, on Plotly's own axes and inside its clip,
// and Plotly takes over, with its hover, as soon as the run rests.

import { pathThrough } from "./clip.js";
import { SVG } from "./elements.js";
import { outline } from "./symbols.js";

/**
 * The box that lines are cut to, in pixels.
 * @type {Box}
 */
const FAR = [-1e5, 1e5, -1e5, 1e5];

/**
 * An element of a picture: its attributes, and its text if it is one.
 * @typedef {{ tag: "path" | "text", text?: string, attributes: Record<string, string> }} Piece
 */

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
      put(this.marks[i], piecesOf(trace, frame[i], xaxis, yaxis));
    });
  }

  /** @param {number} size */
  open(size) {
    const home = /** @type {Element} */ (this.plot.querySelector(".scatterlayer")?.parentNode);
    if (this.layer?.parentNode === home && this.marks.length === size) return;
    this.close();
    this.layer = document.createElementNS(SVG, "g");
    this.layer.classList.add("sw-layer");
    this.marks = Array.from({ length: size }, () => document.createElementNS(SVG, "g"));
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
 * Makes the elements of a mark those of a picture; what is as it was is left alone.
 * @param {SVGElement} mark
 * @param {Piece[]} pieces
 */
function put(mark, pieces) {
  pieces.forEach(({ tag, text, attributes }, i) => {
    let element = mark.children[i];
    if (element?.tagName !== tag) {
      const made = document.createElementNS(SVG, tag);
      if (element) element.replaceWith(made);
      else mark.append(made);
      element = made;
    }
    for (const [name, value] of Object.entries(attributes)) {
      if (element.getAttribute(name) !== value) element.setAttribute(name, value);
    }
    if (text !== undefined && element.textContent !== text) element.textContent = text;
  });
  while (mark.children.length > pieces.length) mark.lastElementChild?.remove();
}

/**
 * What a trace is drawn with.
 * @param {Trace} trace
 * @param {Drawn} drawn
 * @param {LaidOutAxis} xaxis
 * @param {LaidOutAxis} yaxis
 * @returns {Piece[]}
 */
function piecesOf(trace, drawn, xaxis, yaxis) {
  const { mode = "lines" } = trace;
  const { x = [], y = [] } = drawn;
  const at = Array.from(
    { length: x.length },
    (_, i) => /** @type {Point} */ ([place(x, i, xaxis), place(y, i, yaxis)]),
  );
  const pieces = mode.startsWith("lines") ? [strokes(/** @type {LineTrace} */ (trace), drawn, at)] : [];
  if (mode.includes("markers")) pieces.push(...dots(/** @type {DotTrace} */ (trace), drawn, at));
  if (mode.includes("text")) pieces.push(...texts(/** @type {TextTrace} */ (trace), drawn, at));
  return pieces;
}

/**
 * A line through points, broken where a coordinate is no number.
 * @param {LineTrace} trace
 * @param {Drawn} drawn
 * @param {Point[]} at
 * @returns {Piece}
 */
function strokes(trace, drawn, at) {
  const attributes = {
    d: pathThrough(at.length, (i) => at[i], FAR, pixel),
    fill: "none",
    stroke: drawn["line.color"] ?? trace.line.color,
    "stroke-width": String(trace.line.width),
    "stroke-dasharray": trace.line.dash ?? "none",
    opacity: String(trace.opacity ?? 1),
  };
  return { tag: "path", attributes };
}

/**
 * Markers at points: one path where all are alike.
 * @param {DotTrace} trace
 * @param {Drawn} drawn
 * @param {Point[]} at
 * @returns {Piece[]}
 */
function dots({ marker }, drawn, at) {
  const colours = drawn["marker.color"] ?? marker.color;
  const { symbol } = marker;
  const seen = [...at.keys()].filter((i) => isNear(at[i]));
  if (typeof colours === "string" && !Array.isArray(symbol)) {
    return [dot(marker, drawn, colours, seen.map((i) => circle(at[i], marker.size / 2)).join(""))];
  }
  return seen.map((i) => {
    const name = Array.isArray(symbol) ? symbol[i % symbol.length] : symbol;
    const colour = typeof colours === "string" ? colours : colours[i % colours.length];
    const [x, y] = at[i].map(pixel);
    const piece = dot(marker, drawn, colour, outline(name));
    const transform = `translate(${x},${y}) scale(${marker.size / 2})`;
    return {
      ...piece,
      attributes: { ...piece.attributes, transform, "vector-effect": "non-scaling-stroke" },
    };
  });
}

/**
 * @param {Marker} marker
 * @param {Drawn} drawn
 * @param {string} fill
 * @param {string} d
 * @returns {Piece}
 */
function dot(marker, drawn, fill, d) {
  const attributes = {
    d,
    fill,
    stroke: drawn["marker.line.color"] ?? marker.line?.color ?? "none",
    "stroke-width": String(marker.line?.width ?? 0),
    opacity: String(marker.opacity ?? 1),
  };
  return { tag: "path", attributes };
}

/**
 * @param {Point} point
 * @param {number} r
 */
function circle([x, y], r) {
  return `M${pixel(x - r)},${pixel(y)}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`;
}

/** To which side of its point a text stands. @type {Record<string, number>} */
const SIDES = { left: -1, center: 0, right: 1, top: -1, middle: 0, bottom: 1 };

/**
 * Texts beside points, as far from them as Plotly has them.
 * @param {TextTrace} trace
 * @param {Drawn} drawn
 * @param {Point[]} at
 * @returns {Piece[]}
 */
function texts(trace, drawn, at) {
  const { textfont, marker } = trace;
  const told = drawn.text ?? trace.text;
  const colours = drawn["textfont.color"] ?? textfont.color;
  const sides = drawn.textposition ?? trace.textposition;
  const r = marker ? marker.size / 2 / 0.8 + 1 : 1;
  const { size } = textfont;
  const pieces = [...at.keys()].filter((i) => isNear(at[i]) && told[i]);
  return pieces.map((i) => {
    const [up, across] = (typeof sides === "string" ? sides : sides[i]).split(" ").map((side) => SIDES[side]);
    return {
      tag: "text",
      text: told[i],
      attributes: {
        x: pixel(at[i][0] + across * r),
        y: pixel(at[i][1] + size * 0.75 + up * r + ((up - 1) * size) / 2),
        fill: typeof colours === "string" ? colours : colours[i % colours.length],
        "text-anchor": across < 0 ? "end" : across > 0 ? "start" : "middle",
        "font-size": `${size}px`,
        "font-weight": String(textfont.weight ?? "normal"),
      },
    };
  });
}

/** @param {Point} point */
function isNear([x, y]) {
  return Math.abs(x) < FAR[1] && Math.abs(y) < FAR[1];
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
