// The updates of one run as a table.

import { sampleColour } from "./colours.js";
import { make } from "./elements.js";
import { pythonRepr } from "./numbers.js";
import { fill, sampleNames } from "./sentences.js";

/** @typedef {[title: string, cell: (row: Row) => string | number]} TableColumn */

const TABLE_ROWS = 9;

/**
 * The columns of the table: a word for the head, and the cell of one row.
 * @param {Spec} spec
 * @param {Facts} facts
 * @param {Columns} columns
 * @returns {TableColumn[]}
 */
function tableColumns({ words }, facts, columns) {
  const single = (/** @type {Row} */ row, /** @type {"x" | "y" | "given"} */ name) => {
    if (row.samples && row.samples.length === 1) return pythonRepr(columns[name][row.samples[0]]);
    return "–";
  };
  const gradient = (/** @type {string} */ name) =>
    facts.parameters.length > 1 ? `${words.gradient} ${name}` : words.gradient;
  return [
    [words.update, (row) => row.u],
    [words.epoch, (row) => row.epoch],
    [words.sample, (row) => (facts.batchAll ? words.all : sampleNames(row, words))],
    ...(columns.given ? /** @type {TableColumn[]} */ ([["x", (row) => single(row, "given")]]) : []),
    [columns.given ? "z" : "x", (row) => single(row, "x")],
    ["y", (row) => single(row, "y")],
    [words.rate, (row) => pythonRepr(row.lr)],
    ...facts.parameters.flatMap(
      (name) =>
        /** @type {TableColumn[]} */ ([
          [fill(words.before, { name }), (row) => pythonRepr(row[`${name}_before`])],
          [gradient(name), (row) => pythonRepr(row[`grad_${name}`])],
          [fill(words.after, { name }), (row) => pythonRepr(row[name])],
        ]),
    ),
    [words.loss_after, (row) => pythonRepr(row.loss)],
  ];
}

/**
 * Draws the table of the updates up to the one in view.
 * @param {HTMLElement} root
 * @param {Spec} spec
 * @param {Rows} rows
 * @param {Columns} columns
 * @param {number} u
 */
export function showTable(root, spec, rows, columns, u) {
  const layout = tableColumns(spec, rows.facts, columns);
  const shown = [];
  for (let at = Math.max(1, u - TABLE_ROWS + 1); at <= u; at++) {
    const row = rows.row(at);
    if (row) shown.push({ row, cells: layout.map(([, cell]) => String(cell(row))) });
  }
  // The same elements stay, so that a press that begins on one ends on it.
  const key = JSON.stringify([layout.map(([title]) => title), ...shown.map(({ cells }) => cells)]);
  if (root.dataset.key === key) return;
  root.dataset.key = key;
  const table = make("table");
  const [head, body] = [make("thead"), make("tbody")];
  head.append(lineOf(layout.map(([title]) => make("th", "", title, { scope: "col" }))));
  for (const { row, cells } of shown) {
    const line = lineOf(cells.map((text) => make("td", "", text)));
    line.classList.toggle("sw-now", row.u === u);
    line.dataset.ofUpdate = String(row.u);
    if (row.samples?.length === 1) line.style.setProperty("--sw-sample", sampleColour(spec, row.samples[0]));
    body.append(line);
  }
  table.append(head, body);
  root.replaceChildren(shown.length ? table : make("p", "sw-empty", spec.words.empty_table));
}

/** @param {HTMLElement[]} cells */
function lineOf(cells) {
  const line = make("tr");
  line.append(...cells);
  return line;
}
