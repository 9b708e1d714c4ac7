// What is written beside a mark: a text with numbers in it.

import { glance } from "./numbers.js";

/**
 * What a label says: another text once what it is about has moved.
 * @param {LabelMeta} meta
 * @param {number[]} values
 */
export function labelOf({ text, moved }, values) {
  return labelled(moved && glance(values[1]) !== glance(values[2]) ? moved : text, values);
}

/**
 * A text with numbers in the place of `{0}`, `{1}` …; `{+1}` is one that is added, with its sign.
 * @param {string} template
 * @param {number[]} values
 */
export function labelled(template, values) {
  return template.replace(/\{(\+?)(\d+)\}/g, (_, signed, place) => {
    const value = values[Number(place)];
    return signed ? `${value < 0 ? "−" : "+"} ${glance(Math.abs(value))}` : glance(value);
  });
}
