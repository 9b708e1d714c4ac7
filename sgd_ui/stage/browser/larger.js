// Charts that are seen from afar: all that is written and drawn in them is larger.

/** How much of what a text grows by what is around the axes grows by. */
const AROUND = 0.7;
/** So many ticks of an axis are left as they are. */
const FEW_TICKS = 3;

/** How many times larger a presentation is in this window, once that was asked; the style sheet says so. */
let presented = 0;
window.addEventListener("resize", () => (presented = 0));

/** How many times larger a chart is drawn now. */
export function timesLarger() {
  const { documentElement: root } = document;
  if (root.dataset.samplewiseView !== "present") return 1;
  presented ||= Number(getComputedStyle(root).getPropertyValue("--samplewise-larger"));
  return presented || 1;
}

/** Figures as they are seen from afar, each made once. */
export class Enlarged {
  constructor() {
    /** @type {WeakMap<Figure, Figure>} */
    this.made = new WeakMap();
  }

  /**
   * @param {Figure} figure
   * @param {number} times
   * @returns {Figure}
   */
  of(figure, times) {
    if (times === 1) return figure;
    const known = this.made.get(figure) ?? {
      data: figure.data.map((trace) => largerTrace(trace, times)),
      layout: largerLayout(figure.layout, times),
    };
    this.made.set(figure, known);
    return known;
  }
}

/**
 * An object with some of its numbers larger, as far as it has them.
 * @template {object} Part
 * @param {Part} part
 * @param {(keyof Part)[]} names
 * @param {number} times
 * @returns {Part}
 */
function larger(part, names, times) {
  const found = names.filter((name) => typeof part[name] === "number");
  const made = found.map((name) => [name, /** @type {number} */ (part[name]) * times]);
  return { ...part, ...Object.fromEntries(made) };
}

/**
 * @param {Trace} trace
 * @param {number} times
 * @returns {Trace}
 */
function largerTrace({ line, marker, textfont, colorbar, ...trace }, times) {
  const made = { ...trace };
  if (colorbar)
    Object.assign(made, { colorbar: { ...colorbar, tickfont: larger(colorbar.tickfont, ["size"], times) } });
  if (line) Object.assign(made, { line: larger(line, ["width"], times) });
  if (textfont) Object.assign(made, { textfont: larger(textfont, ["size"], times) });
  if (marker) {
    const edge = marker.line ? { line: larger(marker.line, ["width"], times) } : {};
    Object.assign(made, { marker: { ...larger(marker, ["size"], times), ...edge } });
  }
  return made;
}

/**
 * An axis with as many fewer ticks as what is written at them is larger: of those that are listed, every second one.
 * @param {Axis} axis
 * @param {number} times
 * @returns {Axis}
 */
function sparser(axis, times) {
  const { nticks, tickvals, ticktext } = axis;
  const made = { ...axis };
  if (nticks) made.nticks = Math.max(2, Math.floor(nticks / times));
  if (!tickvals || !ticktext || tickvals.length <= FEW_TICKS) return made;
  const kept = (/** @type {unknown} */ _, /** @type {number} */ k) => k % 2 === 0;
  return { ...made, tickvals: tickvals.filter(kept), ticktext: ticktext.filter(kept) };
}

/**
 * @param {Layout} layout
 * @param {number} times
 * @returns {Layout}
 */
function largerLayout(layout, times) {
  const { font = { size: 0 }, margin = {}, annotations = [], legend, xaxis, yaxis } = layout;
  const around = 1 + AROUND * (times - 1);
  return {
    ...layout,
    ...(legend ? { legend: { ...legend, font: larger(legend.font, ["size"], times) } } : {}),
    xaxis: sparser(xaxis, times),
    yaxis: sparser(yaxis, times),
    font: larger(font, ["size"], times),
    margin: larger(margin, ["l", "r", "t", "b"], around),
    annotations: annotations
      .filter(({ name }) => name !== "aside")
      .map((note) => ({
        ...larger(note, ["xshift", "yshift"], isAround(note) ? around : times),
        font: larger(note.font, ["size"], times),
      })),
  };
}

/**
 * Whether a note stands in the margin.
 * @param {Note} note
 */
function isAround({ xref, yref }) {
  return Boolean(xref && yref);
}
