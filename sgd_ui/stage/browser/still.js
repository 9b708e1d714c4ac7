// A figure that stands still, drawn in place by Plotly.

import { CONFIG, fits, loadPlotly } from "./plotly.js";

/**
 * @typedef {object} Still
 * @property {string} figure
 * @property {string} alt
 * @property {number} height
 * @property {string} plotly where Plotly is
 * @property {string} missing what is said where it cannot be loaded
 */

/**
 * What each element shows.
 * @type {WeakMap<HTMLElement, Still>}
 */
const shown = new WeakMap();

/** What was drawn out of sight is fitted into its place as soon as that has a size. */
const fitting = new ResizeObserver((entries) => {
  for (const { target } of entries) fit(/** @type {Plot} */ (target));
});

/** @param {Component<Still>} component */
export default function ({ parentElement, data }) {
  const host = /** @type {HTMLElement} */ (parentElement.querySelector(".samplewise-still"));
  if (shown.get(host) !== data) draw(host, data);
  fitting.observe(host);
  return () => {
    shown.delete(host);
    fitting.unobserve(host);
    window.Plotly?.purge(host);
  };
}

/**
 * @param {HTMLElement} host
 * @param {Still} still
 */
async function draw(host, still) {
  shown.set(host, still);
  host.style.height = `${still.height}px`;
  host.setAttribute("aria-label", still.alt);
  try {
    const plotly = await loadPlotly(still.plotly);
    /** @type {Figure} */
    const { data, layout } = JSON.parse(still.figure);
    // A newer figure may have come meanwhile, or the page may have gone.
    if (shown.get(host) !== still) return;
    await plotly.react(host, data, layout, { ...CONFIG, doubleClick: "reset+autosize" });
    fit(/** @type {Plot} */ (host));
  } catch {
    host.textContent = still.missing;
  }
}

/** @param {Plot} plot */
function fit(plot) {
  if (plot._fullLayout && plot.clientWidth && !fits(plot)) window.Plotly?.Plots.resize(plot);
}
