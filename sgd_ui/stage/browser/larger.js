// Charts that are seen from afar: all that is written and drawn in them is larger.

/** In a presentation. */
const PRESENTED = 1.6;

/** How many times larger a chart is drawn now. */
export function timesLarger() {
  return document.documentElement.dataset.samplewiseView === "present" ? PRESENTED : 1;
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
function largerTrace({ line, marker, textfont, ...trace }, times) {
  const made = { ...trace };
  if (line) Object.assign(made, { line: larger(line, ["width"], times) });
  if (textfont) Object.assign(made, { textfont: larger(textfont, ["size"], times) });
  if (marker) {
    const edge = marker.line ? { line: larger(marker.line, ["width"], times) } : {};
    Object.assign(made, { marker: { ...larger(marker, ["size"], times), ...edge } });
  }
  return made;
}

/**
 * @param {Layout} layout
 * @param {number} times
 * @returns {Layout}
 */
function largerLayout(layout, times) {
  const { font = { size: 0 }, margin = {}, annotations = [] } = layout;
  return {
    ...layout,
    font: larger(font, ["size"], times),
    margin: larger(margin, ["l", "r", "t", "b"], times),
    annotations: annotations.map((note) => ({
      ...larger(note, ["xshift", "yshift"], times),
      font: larger(note.font, ["size"], times),
    })),
  };
}
