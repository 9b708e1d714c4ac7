// The charts of a stage: drawn by Plotly at rest, by `Live` in motion, and zoomed by the reader.

import { nameOutside } from "./chips.js";
import { make } from "./elements.js";
import { Painter } from "./figures.js";
import { Enlarged, timesLarger } from "./larger.js";
import { Live } from "./live.js";
import { reducedMotion } from "./motion.js";
import { CONFIG, fits } from "./plotly.js";
import { Pointing } from "./pointing.js";
import { placesOf, scalesOf, settledAt } from "./settled.js";
import { smooth } from "./tempo.js";
import { Toggles } from "./toggles.js";
import { around, asHeld, grown, onTheWay, roomOf, seen, wayFrom, zoomedIn, zoomOf } from "./views.js";
import { Watch } from "./watching.js";
import { makeZoomable, nameZoom, zoomButtons } from "./zoom.js";

const ANIMATION = { mode: "immediate", frame: { duration: 0, redraw: false }, transition: { duration: 0 } };
/** Where it is seen what a hand does. @type {Record<string, string[]>} */
const HELD_BY = { samples: ["samples", "w0"], start: ["line", "w0"] };
/** Zoomed by the reader, a chart shows at most so many times as much as of itself. */
const WIDEST = 10;
/** How long a picture takes to what it shows of a run that a hand has made. */
const EASE_MS = 450;
/** However long the last picture took, the next is no farther on than this. */
const MOST_MS = 110;

/**
 * A chart on the page.
 * @typedef {object} Drawing
 * @property {string} name
 * @property {HTMLElement} figure
 * @property {Plot} plot
 * @property {HTMLElement} chips
 * @property {Live} live
 * @property {import("./views.js").Zoom | null} zoom the reader's
 * @property {import("./views.js").Zoom | null} kept as it was when a hand let go of something in it
 * @property {boolean} grasped whether it shows what that hand has moved
 * @property {import("./views.js").Way | null} way from what was seen to what is to be
 * @property {string} ranges those that are drawn
 */

/** The charts of the description in view. */
export class Plots {
  /** @type {Painter} */
  painter;
  /** @type {Watch} */
  watch;
  /** @type {Enlarged} */
  enlarged;
  /**
   * Of the run in view.
   * @type {string | undefined}
   */
  key;

  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
    /** @type {Map<string, Drawing>} */
    this.drawings = new Map();
    /** @type {Plotly | null} */
    this.plotly = null;
    this.toggles = new Toggles(scene);
    this.pointing = new Pointing(scene);
    this.observer = new ResizeObserver((entries) => this.fit(entries.map(({ target }) => target)));
  }

  /** Takes the description and the columns that are in view now. */
  load() {
    const { spec, runs, columns } = this.scene;
    this.painter = new Painter(spec, runs, columns);
    this.watch = new Watch(this.painter);
    this.toggles.watch = this.watch;
    this.enlarged = new Enlarged();
    // Another run that no hand made has its own axes.
    if (this.key !== spec.key && this.scene.grasp.awaited === null)
      for (const drawing of this.drawings.values()) drawing.kept = null;
    else if (!this.scene.held && !reducedMotion())
      for (const drawing of this.drawings.values()) drawing.way = wayFrom(drawing.plot);
    this.key = spec.key;
    // Nothing is shown in charts that are still to come.
    if (this.areOthers()) this.scene.clock.ready = false;
  }

  /** Whether other charts than those of the description stand there. */
  areOthers() {
    return this.scene.part("charts").dataset.names !== namesOf(this.scene.spec);
  }

  dispose() {
    this.scene.clock.ready = false;
    this.observer.disconnect();
    for (const { plot } of this.drawings.values()) this.plotly?.purge(plot);
  }

  /**
   * Draws every chart anew, in the same nodes and with the reader's zoom.
   * @param {Plotly} plotly
   * @param {Moment} moment
   */
  async draw(plotly, moment) {
    this.plotly = plotly;
    this.painter.earned = this.scene.earned;
    this.arrange();
    await Promise.all(
      this.scene.spec.charts.map((chart) => {
        this.label(chart, moment);
        return this.drawOne(chart, this.seen(chart, moment), moment);
      }),
    );
  }

  /**
   * @param {Chart} chart
   * @param {Layout} layout
   * @param {Moment} moment
   */
  drawOne(chart, layout, moment) {
    const drawing = this.drawing(chart);
    drawing.ranges = rangesOf(layout);
    drawing.figure.classList.toggle("sw-zoomed", drawing.zoom !== null);
    const own = this.figureOf(chart, moment).layout;
    drawing.figure.classList.toggle("sw-afar", drawing.ranges !== rangesOf(own));
    const figure = this.painter.figure(this.figureOf(chart, moment), layout, moment);
    return this.plotly?.react(drawing.plot, figure.data, figure.layout, CONFIG);
  }

  /**
   * What is seen of a chart: the reader's part of it, or one that follows what is watched.
   * @param {Chart} chart
   * @param {Moment} moment
   */
  seen(chart, moment) {
    const figure = this.figureOf(chart, moment);
    const drawing = this.drawing(chart);
    const { plot } = drawing;
    // While a hand holds something, nothing gives way under it, nor when it lets go.
    const now = moment.held ? zoomOf(plot) : null;
    // Of several runs, whose ends nobody follows, only what was held stays.
    const grasped = HELD_BY[moment.held]?.some((grasp) => chart.grasps.includes(grasp));
    const watched = () => this.watch.watched(figure, moment);
    if (now && (grasped || this.scene.arithmetic)) {
      // A line goes on through the frame of its picture.
      const grows = grasped && chart.grasps.includes("w0") && !figure.layout.yaxis.scaleanchor;
      const kept = grows ? grown(now, watched()) : now;
      Object.assign(drawing, { kept, grasped: Boolean(grasped) });
    }
    const own = now
      ? figure.layout
      : asHeld(figure.layout, drawing.kept, drawing.grasped, () => [...watched(), ...lasting(figure)]);
    const layout = seen(own, now ?? drawing.zoom, watched);
    return { ...(moment.held ? layout : this.eased(drawing, layout)), ...roomOf(plot, figure.layout) };
  }

  /**
   * What is seen of a picture that is on its way.
   * @param {Drawing} drawing
   * @param {Layout} layout
   * @returns {Layout}
   */
  eased(drawing, layout) {
    const { way } = drawing;
    if (!way) return layout;
    const now = performance.now();
    way.gone += Math.min(now - way.last, MOST_MS);
    way.last = now;
    if (way.gone < EASE_MS) return onTheWay(layout, way.from, smooth(way.gone / EASE_MS));
    drawing.way = null;
    return layout;
  }

  /**
   * Fits charts into the room that they have now.
   * @param {Element[]} plots
   */
  async fit(plots) {
    const { plotly } = this;
    const drawn = [...this.drawings.values()].filter(({ plot }) => plots.includes(plot) && plot._fullLayout);
    const shown = drawn.filter(({ plot }) => plot.clientWidth && !fits(plot));
    if (!plotly || !shown.length) return;
    await Promise.allSettled(shown.map(({ plot }) => plotly.Plots.resize(plot)));
    for (const { live } of shown) live.epochs = null;
    this.scene.show();
  }

  /** Puts an empty chart in every place, where others stand there. */
  arrange() {
    const { part, spec } = this.scene;
    const home = part("charts");
    if (!this.areOthers()) return;
    const names = namesOf(spec);
    home.dataset.names = names;
    this.drawings.clear();
    home.dataset.rows = String(spec.rows);
    home.replaceChildren(...spec.charts.map((chart) => this.make(chart)));
  }

  /** @param {Chart} chart */
  make(chart) {
    const { name } = chart;
    const figure = make("figure", "sw-chart", "", { "data-chart": name, "data-span": chart.span });
    figure.toggleAttribute("data-toggles", chart.toggles.length > 0);
    const head = make("figcaption", "sw-chart-head");
    head.append(make("span", "sw-chart-title"), make("span", "sw-toggles"));
    const plot = /** @type {Plot} */ (make("div", "sw-plot", "", { role: "img" }));
    const chips = make("div", "sw-chips");
    const zooming = {
      zoom: (/** @type {[number, number, number]} */ ...by) => this.zoom(name, ...by),
      reset: () => this.unzoom(name),
    };
    makeZoomable(plot, zooming);
    const frame = make("div", "sw-frame");
    frame.append(plot, chips, zoomButtons(zooming), make("p", "sw-later"));
    figure.append(head, frame);
    this.drawings.set(name, {
      name,
      figure,
      plot,
      chips,
      live: new Live(plot),
      zoom: null,
      kept: null,
      grasped: false,
      way: null,
      ranges: "",
    });
    this.observer.observe(plot);
    this.pointing.listen(plot, () => this.shown(this.chart(name), this.scene.moment()));
    return figure;
  }

  /**
   * Shows so many times as much of a chart, around a place on its axes.
   * @param {string} name
   * @param {number} times
   * @param {number} across
   * @param {number} up
   */
  zoom(name, times, across, up) {
    const chart = this.chart(name);
    const { xaxis, yaxis } = this.seen(chart, this.scene.moment());
    const [x, y] = [around(xaxis.range, across, times), around(yaxis.range, up, times)];
    const own = this.figureOf(chart, this.scene.moment()).layout;
    const wide = (x[1] - x[0]) / (own.xaxis.range[1] - own.xaxis.range[0]);
    if (times > 1 && wide > WIDEST) return;
    this.drawing(chart).zoom = { type: yaxis.type ?? "linear", x, y };
    this.scene.show();
  }

  /** @param {string} name */
  unzoom(name) {
    Object.assign(this.drawing({ name }), { zoom: null, kept: null });
    this.scene.show();
  }

  /** @param {string} name */
  chart(name) {
    return /** @type {Chart} */ (this.scene.spec.charts.find((chart) => chart.name === name));
  }

  /**
   * @param {{ name: string }} chart
   * @returns {Drawing}
   */
  drawing({ name }) {
    return /** @type {Drawing} */ (this.drawings.get(name));
  }

  /**
   * The figure of a chart that its toggles choose.
   * @param {Chart} chart
   * @param {Moment} moment
   * @returns {Figure}
   */
  figureOf(chart, moment) {
    return this.enlarged.of(this.toggles.figureOf(chart, moment), timesLarger());
  }

  /**
   * @param {Chart} chart
   * @param {Moment} moment
   */
  label(chart, moment) {
    const { lang, words } = this.scene.spec;
    const { figure, plot } = this.drawing(chart);
    nameZoom(figure, words);
    plot.setAttribute("aria-label", this.alt(chart));
    const [title, holder, later] = [".sw-chart-title", ".sw-toggles", ".sw-later"].map(
      (name) => /** @type {HTMLElement} */ (figure.querySelector(name)),
    );
    title.textContent = chart.title;
    later.textContent = chart.later;
    if (holder.contains(document.activeElement) && holder.lang === lang) return;
    holder.lang = lang;
    holder.replaceChildren(...chart.toggles.map((toggle) => this.toggles.select(chart, toggle, moment)));
  }

  /**
   * A new picture of what moves.
   * @param {Moment} moment
   * @param {boolean} drawn whether Plotly has drawn this very moment
   */
  show(moment, drawn = false) {
    const { host } = this.scene;
    host.classList.toggle("sw-holding", moment.held === "samples");
    host.classList.toggle("sw-drafted", Boolean(moment.held));
    const [{ place }] = moment.runs;
    const burst = this.scene.arithmetic !== null && !Object.values(place).every(Number.isFinite);
    host.classList.toggle("sw-burst", burst);
    const going = this.going;
    for (const chart of this.scene.spec.charts) {
      this.showOne(chart, moment, drawn);
      this.pointing.show(this.shown(chart, moment));
    }
    // What is seen on the way is named in the address meanwhile; what is there is left to Plotly again.
    if (going) requestAnimationFrame(() => (this.going ? this.scene.glide() : this.scene.show()));
  }

  /** Whether a picture is on its way. */
  get going() {
    return [...this.drawings.values()].some(({ way }) => way);
  }

  /**
   * What of a chart can be pointed at.
   * @param {Chart} chart
   * @param {Moment} moment
   */
  shown(chart, moment) {
    return { plot: this.drawing(chart).plot, traces: this.painter.traces(this.figureOf(chart, moment)) };
  }

  /**
   * @param {Chart} chart
   * @param {Moment} moment
   * @param {boolean} drawn
   */
  showOne(chart, moment, drawn) {
    const figure = this.figureOf(chart, moment);
    const { live, plot, chips, ranges } = this.drawing(chart);
    const layout = this.seen(chart, moment);
    if (ranges !== rangesOf(layout)) {
      this.drawOne(chart, layout, moment);
      this.toggles.mark(chart, this.drawing(chart).figure, moment);
      live.epochs = null;
    }
    // A chart that has come anew is drawn with the others.
    if (!plot._fullLayout) return;
    nameOutside(chips, plot, layout, this.watch.named(figure, moment));
    if (drawn) return;
    const traces = this.painter.moving(figure, moment.held);
    const moving = traces.filter(({ meta }) => !meta?.held);
    if (!moving.length) return;
    // A curve by epoch changes once an epoch.
    const byEpoch = moving.every(({ meta }) => meta?.by === "epoch");
    const { epochs } = moment.runs[0];
    if (byEpoch && live.epochs === epochs && !moment.held) return;
    live.epochs = epochs;
    live.draw(traces, this.painter.frame(traces, layout, moment));
  }

  /**
   * The update of a single run from which on nothing in the pictures moves any more, if there is one. A log axis
   * that stands there by itself, for the sake of what has become small, is no reason to go on.
   */
  restsAt() {
    const { arithmetic, rows, spec } = this.scene;
    if (!arithmetic) return null;
    const places = spec.charts.flatMap((chart) => {
      const { data, layout } = this.toggles.suiting(chart);
      const { plot, zoom } = this.drawing(chart);
      return placesOf(data, rows, scalesOf(zoom ? zoomedIn(layout, zoom) : layout, plot._fullLayout));
    });
    return settledAt(rows, places);
  }

  /**
   * Hands a picture at rest over to Plotly, to hover over and zoom into.
   * @param {Moment} moment
   */
  async handOver(moment) {
    const handed = this.scene.spec.charts.map((chart) => {
      const traces = this.painter.traces(this.figureOf(chart, moment));
      const frame = this.painter.frame(traces, this.seen(chart, moment), moment);
      return this.handOverOne(this.drawing(chart).plot, traces, frame);
    });
    // Plotly rejects a picture that a newer one has overtaken; that one is handed over itself.
    await Promise.allSettled(handed);
  }

  /**
   * Gives Plotly the coordinates of a picture; quickly, unless other traces than scatter would be lost by it.
   * @param {Plot} plot
   * @param {Trace[]} traces
   * @param {Drawn[]} frame
   */
  handOverOne(plot, traces, frame) {
    if (!plot._fullLayout) return null;
    const every = [...frame.keys()];
    if (traces.every(({ type = "scatter" }) => type === "scatter")) {
      // Pointing at a zero at the foot of a log axis reads 0.
      frame.forEach((drawn, i) => {
        const { floor } = Object(traces[i].meta);
        if (floor) drawn.customdata = /** @type {number[]} */ (drawn.y).map((y) => (y === floor ? 0 : y));
      });
      return this.plotly?.animate(plot, { data: frame, traces: every }, ANIMATION);
    }
    const moving = every.filter((i) => traces[i].meta?.follow);
    if (!moving.length) return null;
    const names = new Set(moving.flatMap((i) => /** @type {(keyof Drawn)[]} */ (Object.keys(frame[i]))));
    // What one of the traces does not say is left as it is.
    const change = Object.fromEntries([...names].map((name) => [name, moving.map((i) => frame[i][name])]));
    return this.plotly?.restyle(plot, change, moving);
  }

  /**
   * The text alternative of a chart, which tells no answer before it is earned.
   * @param {Chart} chart
   */
  alt({ title, alt, later, ends }) {
    return this.scene.earned ? alt : later || (ends ? title : alt);
  }

  /** Leaves the pictures to Plotly. */
  rest() {
    for (const { live } of this.drawings.values()) live.close();
  }

  /**
   * Says beside every chart what is in view.
   * @param {string} text
   */
  describe(text) {
    for (const chart of this.scene.spec.charts) {
      this.drawing(chart).plot.setAttribute("aria-label", `${this.alt(chart)} ${text}`);
    }
  }
}

/**
 * Where what stands still of the future is: the best parameters.
 * @param {Figure} figure
 */
function lasting({ data }) {
  return data.flatMap(({ meta, x = [], y = [] }) => {
    if (!meta?.future) return [];
    // What lies under the loss 0 keeps its share of the picture.
    if (meta.by) return [/** @type {Point} */ ([Number(meta.x), 0])];
    return Array.from(x, (value, k) => /** @type {Point} */ ([Number(value), Number(y[k])]));
  });
}

/** @param {StageDocument} spec */
function namesOf({ charts }) {
  return charts.map(({ name }) => name).join(" ");
}

/** @param {Layout} layout */
function rangesOf({ xaxis, yaxis, font }) {
  return `${xaxis.range} ${yaxis.range} ${yaxis.type} ${font?.size}`;
}
