// What is written beside a mark: a text with numbers in it.

import { glance } from "./numbers.js";

/**
 * What a label says, and in fewer words if it has these, at last how it is now alone: another text once what it is about has moved.
 * @param {LabelMeta} meta
 * @param {number[]} values
 */
export function labelsOf({ text, moved, brief }, values) {
  const says = (/** @type {{ text: string, moved?: string }} */ told) =>
    labelled(told.moved && glance(values[1]) !== glance(values[2]) ? told.moved : told.text, values);
  return brief ? [says({ text, moved }), says(brief), glance(values[2])] : [says({ text, moved })];
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
