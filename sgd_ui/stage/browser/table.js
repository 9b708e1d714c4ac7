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
    [words.sample, (row) => (facts.batchAll ? words.all : sampleNames(row))],
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
  const table = make("table");
  const head = make("tr");
  layout.forEach(([title]) => head.append(make("th", "", title, { scope: "col" })));
  const body = make("tbody");
  for (let at = Math.max(1, u - TABLE_ROWS + 1); at <= u; at++) {
    const row = rows.row(at);
    if (!row) continue;
    const line = make("tr", at === u ? "sw-now" : "");
    layout.forEach(([, cell]) => line.append(make("td", "", String(cell(row)))));
    if (row.samples && row.samples.length === 1) {
      line.style.setProperty("--sw-sample", sampleColour(spec, row.samples[0]));
    }
    body.append(line);
  }
  const header = make("thead");
  header.append(head);
  table.append(header, body);
  root.replaceChildren(u === 0 ? make("p", "sw-empty", spec.words.empty_table) : table);
}
