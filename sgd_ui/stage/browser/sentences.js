// Sentences with blanks.

import { glance } from "./numbers.js";

/**
 * `template` with each {name} replaced by what `values` holds for it.
 * @param {string} template
 * @param {Scope} values
 */
export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === "number" ? glance(value) : String(value ?? "–");
  });
}

/**
 * Arithmetic with a negative number after a sign put in brackets: 2 − −3 is 2 − (−3), 6/−3 is 6/(−3).
 * @param {string} text
 */
export function bracketed(text) {
  return text.replace(/([+−×] |[−/])(−[\d.]+(?:e−?\d+)?|−∞)/g, "$1($2)");
}

/**
 * The parameters as one thing: w, or (w, b).
 * @param {Facts} facts
 */
export function together({ parameters }) {
  return parameters.length > 1 ? `(${parameters.join(", ")})` : parameters[0];
}

/**
 * @param {Row} row
 * @param {Record<string, string>} words
 */
export function sampleNames(row, words) {
  if (!row.samples) return "…";
  const drawn = timesDrawn(row.samples);
  const first = drawn.slice(0, 6).map(({ name }) => name);
  return first.join(words.comma) + (drawn.length > 6 ? `${words.comma}…` : "");
}

/**
 * Each sample of an update once, and how it is called: with how many times it was drawn where that is several.
 * @param {number[]} samples
 */
export function timesDrawn(samples) {
  const times = new Map();
  for (const i of samples) times.set(i, (times.get(i) ?? 0) + 1);
  return [...times].map(([i, count]) => ({ i, name: count > 1 ? `${i + 1} (×${count})` : String(i + 1) }));
}
