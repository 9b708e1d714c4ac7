// The update that is pointed at, on the charts: its piece of the path and its place on the loss are lit, and
// pointing at either lights that update wherever else it is seen; a press goes there.

import { rowColour } from "./colours.js";
import { SVG } from "./elements.js";
import { atShare } from "./paths.js";

/** How near the pointer must come, in pixels. */
const NEAR = 14;
const PIECE_WIDTH = 9;

/**
 * A chart as it is seen.
 * @typedef {object} Seen
 * @property {Plot} plot
 * @property {Trace[]} traces
 */

/**
 * The paths of a single run among traces, all of each.
 * @param {Trace[]} traces
 * @param {Layout} layout
 * @returns {PathMeta[]}
 */
function pathsOf(traces, layout) {
  return traces.flatMap(({ meta }) =>
    meta?.follow === "trail" && !meta.only && !meta.run ? [atShare(meta, layout)] : [],
  );
}

/**
 * Where an entry of a path lies.
 * @param {PathMeta} meta
 * @param {Rows} rows
 * @param {number} number of the update or epoch
 * @returns {Point | null} null where it was thinned out
 */
function placeOn({ by, x, y, floor }, rows, number) {
  /** @type {[Columns, number]} */
  const [columns, entry] =
    by === "update" ? rows.place(number) : [rows.columns, number / rows.facts.epochStride];
  if (!Number.isInteger(entry) || entry < 0) return null;
  const value = (/** @type {string | number} */ name) => {
    if (typeof name === "number") return name;
    if (name === "#") return number;
    return name === "@" ? rows.position(number) : (columns[name]?.[entry] ?? Number.NaN);
  };
  return [value(x), value(y) === 0 ? (floor ?? 0) : value(y)];
}

/**
 * What belongs to an update: the two ends of its piece of a path, where both are at hand, or the place of its
 * epoch.
 * @param {PathMeta} meta
 * @param {Rows} rows
 * @param {number} u
 * @returns {Point[]}
 */
function pieceOf(meta, rows, u) {
  const numbers = meta.by === "update" ? [u - 1, u] : [Math.floor((u - 1) / rows.facts.perEpoch)];
  const places = numbers.map((number) => placeOn(meta, rows, number));
  return places.flatMap((place) => (place?.every(Number.isFinite) ? [place] : []));
}

/** Lights the update that is pointed at, and hears what is pointed at. */
export class Pointing {
  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
    /** @type {WeakMap<Plot, SVGElement>} */
    this.lights = new WeakMap();
  }

  /**
   * Hears a plot; `seen` is asked what it shows then.
   * @param {Plot} plot
   * @param {() => Seen} seen
   */
  listen(plot, seen) {
    const { scene } = this;
    const under = (/** @type {PointerEvent} */ event) => {
      const onHandle = /** @type {Element} */ (event.target).closest("[data-grab], .sw-zoom");
      return onHandle || !scene.arithmetic || scene.held || scene.clock.playing || !scene.clock.ready
        ? null
        : this.nearest(seen(), event);
    };
    const go = (/** @type {PointerEvent} */ event) => {
      const u = event.button === 0 ? under(event) : null;
      if (u !== null) scene.clock.go(u);
    };
    plot.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch") return;
      const u = under(event);
      plot.classList.toggle("sw-near", u !== null);
      scene.point(u);
    });
    plot.addEventListener("pointerleave", () => scene.point(null));
    // A finger may be about to scroll; Plotly keeps the release of a mouse to itself.
    plot.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "touch") go(event);
    });
    plot.addEventListener("pointerup", (event) => {
      if (event.pointerType === "touch") go(event);
    });
  }

  /** The last update that may be seen. */
  get until() {
    const { earned, rows, clock } = this.scene;
    return earned ? rows.facts.updates : clock.tick;
  }

  /**
   * The update nearest to a pointer, if one is near.
   * @param {Seen} seen
   * @param {PointerEvent} event
   */
  nearest({ plot, traces }, { clientX, clientY }) {
    const { rows } = this.scene;
    if (!plot._fullLayout) return null;
    const { xaxis, yaxis } = plot._fullLayout;
    const box = plot.getBoundingClientRect();
    const [left, top] = [clientX - box.left - xaxis._offset, clientY - box.top - yaxis._offset];
    let found = null;
    let least = NEAR;
    for (const meta of pathsOf(traces, plot._fullLayout)) {
      for (const u of this.updatesOf(meta)) {
        const place = placeOn(meta, rows, meta.by === "update" ? u : u / rows.facts.perEpoch - 1);
        if (!place?.every(Number.isFinite)) continue;
        const away = Math.hypot(xaxis.c2p(place[0]) - left, yaxis.c2p(place[1]) - top);
        if (away >= least) continue;
        [found, least] = [u, away];
      }
    }
    return found;
  }

  /**
   * The updates that have a place of their own on a path.
   * @param {PathMeta} meta
   */
  updatesOf({ by }) {
    const { perEpoch, stride } = this.scene.rows.facts;
    const step = by === "epoch" ? perEpoch : stride;
    return Array.from({ length: Math.floor(this.until / step) }, (_, k) => (k + 1) * step);
  }

  /**
   * Lights in a chart what belongs to the update that is pointed at.
   * @param {Seen} seen
   */
  show({ plot, traces }) {
    const { pointed, rows, arithmetic } = this.scene;
    if (!plot._fullLayout) return;
    const u = arithmetic && pointed !== null && pointed <= this.until ? pointed : null;
    const { xaxis, yaxis } = plot._fullLayout;
    const pieces = u === null ? [] : pathsOf(traces, plot._fullLayout).map((meta) => pieceOf(meta, rows, u));
    const d = pieces.map((piece) => drawn(piece.map(([x, y]) => [xaxis.c2p(x), yaxis.c2p(y)]))).join("");
    if (!d) {
      this.lights.get(plot)?.remove();
      return;
    }
    const light = this.light(plot);
    light.setAttribute("d", d);
    light.setAttribute("stroke", rowColour(this.scene.spec, rows.row(/** @type {number} */ (u))));
  }

  /**
   * The element that is lit in a plot, on top of what is drawn there.
   * @param {Plot} plot
   */
  light(plot) {
    const kept = this.lights.get(plot) ?? document.createElementNS(SVG, "path");
    if (!this.lights.has(plot)) {
      const pen = { class: "sw-light", fill: "none", "stroke-width": PIECE_WIDTH, "stroke-linecap": "round" };
      for (const [name, value] of Object.entries(pen)) kept.setAttribute(name, String(value));
      this.lights.set(plot, kept);
    }
    const home = plot.querySelector(".scatterlayer")?.parentNode;
    if (home && home.lastChild !== kept) home.append(kept);
    return kept;
  }
}

/**
 * A piece as a line, one place as a dot of its round ends.
 * @param {number[][]} places in pixels
 */
function drawn(places) {
  if (!places.length || !places.flat().every(Number.isFinite)) return "";
  const [[x, y], ...rest] = places;
  if (rest.length) return `M${x},${y}L${rest[0][0]},${rest[0][1]}`;
  return `M${x},${y}h0.01`;
}
