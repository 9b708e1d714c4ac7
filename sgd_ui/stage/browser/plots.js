// The charts of a stage: drawn by Plotly at rest, by `Live` in motion, and zoomed by the reader.

import { make } from "./elements.js";
import { Painter } from "./figures.js";
import { letGo, showHeld } from "./held.js";
import { Live } from "./live.js";
import { CONFIG } from "./plotly.js";
import { placesOf, settledAt } from "./settled.js";

const ANIMATION = { mode: "immediate", frame: { duration: 0, redraw: false }, transition: { duration: 0 } };

/**
 * A chart on the page.
 * @typedef {object} Drawing
 * @property {string} name
 * @property {HTMLElement} figure
 * @property {Plot} plot
 * @property {Live} live
 * @property {Zoom | null} zoom the reader's
 * @property {boolean} watched
 */

/** @typedef {{ type?: string, x: [number, number], y: [number, number] }} Zoom */

/** The charts of the description in view. */
export class Plots {
  /** @type {Painter} */
  painter;

  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
    /** @type {Map<string, Drawing>} */
    this.drawings = new Map();
    /** @type {Plotly | null} */
    this.plotly = null;
  }

  /** Takes the description and the columns that are in view now. */
  load() {
    const { spec, runs, columns } = this.scene;
    this.painter = new Painter(spec, runs, columns);
  }

  dispose() {
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
    const { charts } = this.scene.spec;
    this.arrange();
    const drawn = charts.map((chart) => {
      const { plot, zoom } = this.drawing(chart);
      this.label(chart);
      if (!moment.held) letGo(plot);
      const { data, layout } = this.painter.figure(this.figureOf(chart), moment);
      // While a hand holds something, nothing gives way under it.
      return plotly.react(plot, data, zoomed(layout, moment.held ? zoomOf(plot) : zoom), CONFIG);
    });
    await Promise.all(drawn);
  }

  /** Puts an empty chart in every place, where others stand there. */
  arrange() {
    const { part, spec } = this.scene;
    const home = part("charts");
    const names = spec.charts.map((chart) => chart.name).join(" ");
    if (home.dataset.names === names) return;
    home.dataset.names = names;
    this.drawings.clear();
    const wide = spec.charts.reduce((sum, { span }) => sum + span, 0);
    home.dataset.rows = String(Math.ceil(wide / 6));
    home.replaceChildren(...spec.charts.map((chart) => this.make(chart)));
  }

  /** @param {Chart} chart */
  make(chart) {
    const figure = make("figure", "sw-chart", "", { "data-chart": chart.name, "data-span": chart.span });
    const head = make("figcaption", "sw-chart-head");
    head.append(make("span", "sw-chart-title"), make("span", "sw-toggles"));
    const plot = /** @type {Plot} */ (make("div", "sw-plot", "", { role: "img" }));
    const { name } = chart;
    this.drawings.set(name, { name, figure, plot, live: new Live(plot), zoom: null, watched: false });
    figure.append(head, plot);
    return figure;
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
   */
  figureOf(chart) {
    return chart.figures[chart.toggles.map((toggle) => this.scene.view[toggle.name]).join(" ")];
  }

  /** @param {Chart} chart */
  label(chart) {
    const { lang } = this.scene.spec;
    const { figure, plot } = this.drawing(chart);
    plot.setAttribute("aria-label", chart.alt);
    const [title, holder] = [".sw-chart-title", ".sw-toggles"].map(
      (name) => /** @type {HTMLElement} */ (figure.querySelector(name)),
    );
    title.textContent = chart.title;
    if (holder.contains(document.activeElement) && holder.lang === lang) return;
    holder.lang = lang;
    holder.replaceChildren(...chart.toggles.map((toggle) => this.toggle(toggle)));
  }

  /** @param {Toggle} toggle */
  toggle({ name, label, options }) {
    const { view } = this.scene;
    const select = make("select", "sw-select", "", { "aria-label": label, "data-toggle": name });
    for (const [value, text] of options) select.append(new Option(text, value));
    select.value = view[name];
    select.onchange = () => {
      this.scene.view[name] = select.value;
      this.scene.draw();
    };
    return select;
  }

  /** Keeps the reader's zoom, so that another run is drawn inside it; a double click lets go of it. */
  watch() {
    for (const drawing of this.drawings.values()) {
      if (!drawing.watched) this.watchOne(drawing);
      drawing.watched = true;
    }
  }

  /** @param {Drawing} drawing */
  watchOne(drawing) {
    const { plot } = drawing;
    const own = () => {
      const chart = this.scene.spec.charts.find(({ name }) => name === drawing.name);
      return this.figureOf(/** @type {Chart} */ (chart)).layout;
    };
    plot.on("plotly_relayout", () => {
      const { xaxis, yaxis } = plot.layout;
      const same = `${xaxis.range} ${yaxis.range}` === `${own().xaxis.range} ${own().yaxis.range}`;
      drawing.zoom = same ? null : { type: yaxis.type, x: [...xaxis.range], y: [...yaxis.range] };
      drawing.live.epochs = null;
    });
    plot.on("plotly_doubleclick", () => {
      const { xaxis, yaxis } = own();
      this.plotly?.relayout(plot, { "xaxis.range": [...xaxis.range], "yaxis.range": [...yaxis.range] });
    });
  }

  /**
   * A new picture of what moves.
   * @param {Moment} moment
   */
  show(moment) {
    for (const chart of this.scene.spec.charts) {
      const figure = this.figureOf(chart);
      const drawing = this.drawing(chart);
      const { live } = drawing;
      const traces = this.painter.moving(figure, moment.held);
      showHeld(drawing, figure, moment.held, this.scene.columns);
      if (!traces.length) continue;
      // A curve by epoch changes once an epoch.
      const byEpoch = !moment.held && traces.every(({ meta }) => meta?.by === "epoch");
      const { epochs } = moment.runs[0];
      if (byEpoch && live.epochs === epochs) continue;
      live.epochs = byEpoch ? epochs : null;
      live.draw(traces, this.painter.frame(figure, moment, traces));
    }
  }

  /** The update of a single run from which on nothing in the pictures moves any more, if there is one. */
  restsAt() {
    const { arithmetic, rows, spec } = this.scene;
    if (!arithmetic) return null;
    const places = spec.charts.flatMap((chart) => {
      const { plot } = this.drawing(chart);
      return placesOf(this.painter.traces(this.figureOf(chart)), rows, plot._fullLayout);
    });
    return settledAt(rows, places);
  }

  /**
   * Hands a picture at rest over to Plotly, to hover over and zoom into.
   * @param {Moment} moment
   */
  async handOver(moment) {
    const handed = this.scene.spec.charts.map((chart) => {
      const figure = this.figureOf(chart);
      const frame = this.painter.frame(figure, moment);
      return this.handOverOne(this.drawing(chart).plot, this.painter.traces(figure), frame);
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
    const every = [...frame.keys()];
    if (traces.every(({ type = "scatter" }) => type === "scatter")) {
      return this.plotly?.animate(plot, { data: frame, traces: every }, ANIMATION);
    }
    const moving = every.filter((i) => traces[i].meta?.follow);
    if (!moving.length) return null;
    const names = new Set(moving.flatMap((i) => /** @type {(keyof Drawn)[]} */ (Object.keys(frame[i]))));
    // What one of the traces does not say is left as it is.
    const change = Object.fromEntries([...names].map((name) => [name, moving.map((i) => frame[i][name])]));
    return this.plotly?.restyle(plot, change, moving);
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
      this.drawing(chart).plot.setAttribute("aria-label", `${chart.alt} ${text}`);
    }
  }
}

/**
 * What a plot shows.
 * @param {Plot} plot
 * @returns {Zoom | null}
 */
function zoomOf({ layout }) {
  if (!layout) return null;
  const { xaxis, yaxis } = layout;
  return { type: yaxis.type ?? "linear", x: [...xaxis.range], y: [...yaxis.range] };
}

/**
 * A layout with the reader's zoom in place of its own ranges, where the axes are of the same kind.
 * @param {Layout} layout
 * @param {Zoom | null} zoom
 * @returns {Layout}
 */
function zoomed(layout, zoom) {
  if (!zoom || zoom.type !== (layout.yaxis.type ?? "linear")) return layout;
  const { xaxis, yaxis } = layout;
  return { ...layout, xaxis: { ...xaxis, range: zoom.x }, yaxis: { ...yaxis, range: zoom.y } };
}
