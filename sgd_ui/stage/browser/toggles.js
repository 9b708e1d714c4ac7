// What can be chosen over a chart, and the figure that it comes to.

import { make } from "./elements.js";

/** The choices over the charts of a stage. */
export class Toggles {
  /** @type {import("./watching.js").Watch} */
  watch;
  /** What the scale that is open to the run stands at. */
  scale = "";

  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
  }

  /**
   * The figure of a chart that its toggles choose.
   * @param {Chart} chart
   * @param {Moment} moment
   */
  figureOf(chart, moment) {
    return chart.figures[chart.toggles.map((toggle) => this.chosen(chart, toggle, moment)).join(" ")];
  }

  /**
   * The figure of a chart that the reader chose, or that suits the run before anything has become small.
   * @param {Chart} chart
   */
  suiting(chart) {
    const values = chart.toggles.map(({ name, suits = "" }) => {
      const value = this.scene.view[name] ?? suits;
      return value === "auto" ? suits : value;
    });
    return chart.figures[values.join(" ")];
  }

  /**
   * What a toggle stands at: what the reader chose, or what suits the run, or as far as it is in view.
   * @param {Chart} chart
   * @param {Toggle} toggle
   * @param {Moment} moment
   * @returns {string}
   */
  chosen(chart, toggle, moment) {
    const { name, suits = "", wide } = toggle;
    const value = this.scene.view[name] ?? suits;
    if (value !== "auto") return value;
    if (!wide) return suits;
    // In the hand an axis does not change its kind.
    if (moment.held) return this.scale || suits;
    const narrow = chart.toggles.map((each) => (each === toggle ? suits : this.chosen(chart, each, moment)));
    this.scale = this.watch.isWide(chart.figures[narrow.join(" ")], moment) ? wide : suits;
    return this.scale;
  }

  /**
   * A toggle on the page.
   * @param {Chart} chart
   * @param {Toggle} toggle
   * @param {Moment} moment
   */
  select(chart, toggle, moment) {
    const { view } = this.scene;
    const { name, label, options, suits } = toggle;
    const select = make("select", "sw-select", "", { "aria-label": label, "data-toggle": name });
    for (const [value, text] of options) select.append(new Option(text, value));
    select.value = this.chosen(chart, toggle, moment);
    select.onchange = () => {
      view[name] = select.value === suits ? "auto" : select.value;
      this.scene.draw();
    };
    return select;
  }

  /**
   * Shows what the toggles of a chart stand at.
   * @param {Chart} chart
   * @param {HTMLElement} figure
   * @param {Moment} moment
   */
  mark(chart, figure, moment) {
    for (const toggle of chart.toggles) {
      const select = /** @type {HTMLSelectElement | null} */ (
        figure.querySelector(`[data-toggle="${toggle.name}"]`)
      );
      if (select) select.value = this.chosen(chart, toggle, moment);
    }
  }
}
