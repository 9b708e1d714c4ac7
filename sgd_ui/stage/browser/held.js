// Plotly's own picture while a hand holds something: what would be wrong in it is moved or put out of sight.

/** @typedef {import("./plots.js").Drawing} Drawing */

/**
 * Has Plotly's picture agree with the run that a hand holds, or be itself again.
 * @param {Drawing} drawing
 * @param {Figure} figure
 * @param {Held} held
 * @param {Columns} columns
 */
export function showHeld({ plot }, figure, held, columns) {
  if (!held) {
    letGo(plot);
    return;
  }
  plot.classList.add("sw-drafted");
  plot.classList.toggle("sw-unsure", held === "samples");
  hideGhosts(plot, figure);
  const i = plot.data.findIndex(({ meta }) => meta?.samples);
  if (i >= 0) moveSamples(plot, plot.data[i], columns);
}

/**
 * Plotly's picture as it drew it.
 * @param {Plot} plot
 */
export function letGo(plot) {
  if (!plot.classList.contains("sw-drafted")) return;
  plot.classList.remove("sw-drafted", "sw-unsure");
  for (const node of shifted(plot)) node.style.translate = "";
  for (const node of shapes(plot)) node.style.display = "";
}

/**
 * Whole paths are shapes, which stand after all others; they are drawn anew instead.
 * @param {Plot} plot
 * @param {Figure} figure
 */
function hideGhosts(plot, { layout }) {
  const first = layout.shapes?.length ?? 0;
  for (const node of shapes(plot)) if (Number(node.dataset.index) >= first) node.style.display = "none";
}

/**
 * Moves the samples, and what is written beside them, from where Plotly drew them to where they are now.
 * @param {Plot} plot
 * @param {Trace} drawn
 * @param {Columns} columns
 */
function moveSamples(plot, { x = [], y = [], uid }, { given, x: xs, y: ys }) {
  const { xaxis, yaxis } = plot._fullLayout;
  for (const kind of [".point", ".textpoint"]) {
    /** @type {NodeListOf<SVGElement>} */
    const nodes = plot.querySelectorAll(`.trace${uid} ${kind}`);
    nodes.forEach((node, i) => {
      const across = xaxis.c2p((given ?? xs)[i]) - xaxis.c2p(Number(x[i]));
      const down = yaxis.c2p(ys[i]) - yaxis.c2p(Number(y[i]));
      const translate = across || down ? `${across.toFixed(2)}px ${down.toFixed(2)}px` : "";
      if (node.style.translate !== translate) node.style.translate = translate;
    });
  }
}

/**
 * @param {Plot} plot
 * @returns {NodeListOf<SVGElement>}
 */
function shifted(plot) {
  return plot.querySelectorAll(".scatterlayer :is(.point, .textpoint)");
}

/**
 * @param {Plot} plot
 * @returns {NodeListOf<SVGElement>}
 */
function shapes(plot) {
  return plot.querySelectorAll(".shapelayer [data-index]");
}
