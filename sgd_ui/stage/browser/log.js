// The log of one run, line by line as the note's program prints it.

import { sampleColour } from "./colours.js";
import { make } from "./elements.js";
import { plainNumber, pythonRepr } from "./numbers.js";
import { predictAt, predicted } from "./predictions.js";

/** @typedef {{ text: string, sample?: number, u?: number }} LogLine */

const LOG_LINES = 9;

/**
 * One line of the note's log: its text, and the sample it belongs to.
 * @param {ArithmeticSpec} spec
 * @param {Rows} rows
 * @param {Columns} columns
 * @param {number} u
 * @param {number} predict
 */
function logLines(spec, rows, columns, u, predict) {
  /** @type {LogLine[]} */
  const lines = [];
  const { facts } = rows;
  if (u === facts.updates && u > 0) {
    const end = predictAt(spec, facts, rows.parameters(u), predict);
    lines.push({ text: predictLine("after", predict, predicted(spec, end)) });
  }
  let at = u;
  for (; at >= 1 && lines.length < LOG_LINES; at--) {
    const row = rows.row(at);
    if (!row) {
      lines.push({ text: "\t …" });
      at = rows.knownUpTo(at) + 1;
      continue;
    }
    if (rows.endsEpoch(at)) lines.push({ text: epochLine(facts, row), u: at });
    if (lines.length < LOG_LINES) lines.push({ ...sampleLine(facts, columns, row), u: at });
  }
  if (lines.length < LOG_LINES) {
    const start = predictAt(spec, facts, rows.parameters(0), predict);
    lines.push({ text: predictLine("before", predict, predicted(spec, start)) });
  }
  return lines.reverse();
}

/**
 * @param {"before" | "after"} when
 * @param {number} x
 * @param {string} prediction
 */
export function predictLine(when, x, prediction) {
  return `Predict (${when} training) ${plainNumber(x)} ${prediction}`;
}

/**
 * @param {Facts} facts
 * @param {Row} row
 */
export function epochLine(facts, row) {
  const w = facts.parameters.map((name) => `${name}= ${pythonRepr(row[name])}`).join("  ");
  return ` Epoch: ${row.epoch}  ${w}  loss= ${pythonRepr(row.loss)}`;
}

/**
 * @param {Facts} facts
 * @param {Columns} columns
 * @param {Row} row
 * @returns {LogLine}
 */
export function sampleLine(facts, columns, row) {
  const grade = facts.parameters.map((name) => pythonRepr(row[`grad_${name}`])).join(", ");
  const indices = row.samples;
  const letter = columns.given ? "z" : "x";
  if (indices && indices.length === 1) {
    const [i] = indices;
    return {
      text: `\t ${letter}= ${pythonRepr(columns.x[i])} y= ${pythonRepr(columns.y[i])} grade: ${grade}`,
      sample: i,
    };
  }
  const names = facts.batchAll
    ? "all"
    : indices
      ? indices
          .slice(0, 8)
          .map((i) => i + 1)
          .join(",")
      : "…";
  return {
    text: `\t samples= ${names}${indices && !facts.batchAll && indices.length > 8 ? ",…" : ""} grade: ${grade}`,
  };
}

/**
 * Draws the log up to the update in view, each line in the colour of its sample.
 * @param {HTMLElement} root
 * @param {ArithmeticSpec} spec
 * @param {Rows} rows
 * @param {Columns} columns
 * @param {number} u
 * @param {number} predict
 */
export function showLog(root, spec, rows, columns, u, predict) {
  const lines = logLines(spec, rows, columns, u, predict);
  // The same elements stay, so that a press that begins on one ends on it.
  while (root.childElementCount > lines.length) root.lastElementChild?.remove();
  while (root.childElementCount < lines.length) root.append(make("div", "sw-line"));
  lines.forEach(({ text, sample, u: of }, k) => {
    const line = /** @type {HTMLElement} */ (root.children[k]);
    if (line.textContent !== text) line.textContent = text;
    line.style.setProperty("--sw-sample", sample === undefined ? "transparent" : sampleColour(spec, sample));
    if (of === undefined) delete line.dataset.ofUpdate;
    else line.dataset.ofUpdate = String(of);
  });
}
