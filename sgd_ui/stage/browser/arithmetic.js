// The arithmetic of one update in one line: its numbers, put into its formulas.

import { compile, evaluate } from "./formulas.js";
import { glance } from "./numbers.js";
import { finely } from "./sums.js";

/** So many gradients of a batch are written out. */
const MOST_WRITTEN = 4;

/** What a number is about, by the blank that it fills in. @type {[RegExp, string][]} */
const ABOUT = [
  [/^lr$/, "rate"],
  [/^[xy]$/, "sample"],
  [/^prediction$/, "predict"],
  [/^grads?_/, "gradient"],
];

/**
 * A text of the line, or several that belong together, and what they are about.
 * @typedef {{ of: string, text?: string, parts?: Term[] }} Term
 */

/** What the optimizer of a run remembers, from update to update. */
class Memory {
  /**
   * @param {LineSpec} line
   * @param {Rows} rows
   */
  constructor({ memory, constants }, rows) {
    this.rows = rows;
    this.spec = memory ?? null;
    this.machine = memory ? compile(memory.formula, Object.keys(constants)) : null;
    this.machine?.fix(constants);
    /** The update that it stands after. */
    this.u = 0;
    /** @type {number[]} */
    this.state = [];
    this.begin();
  }

  begin() {
    this.u = 0;
    this.state = this.spec?.start ?? [];
  }

  /**
   * Its values after update u, by name; none where the updates before it are not all at hand.
   * @param {number} u
   * @returns {Record<string, number>}
   */
  after(u) {
    if (!this.spec || this.rows.facts.stride > 1) return {};
    if (u < this.u) this.begin();
    while (this.u < u) this.pass(this.u + 1);
    return Object.fromEntries(this.spec.names.map((name, k) => [name, this.state[k]]));
  }

  /** @param {number} u */
  pass(u) {
    const { rows, machine, spec } = this;
    if (!machine || !spec) return;
    for (const name of rows.facts.parameters) {
      machine.set(name, rows.columns[name][u - 1]);
      machine.set(`grad_${name}`, rows.columns[`grad_${name}`][u]);
    }
    spec.names.forEach((name, k) => machine.set(name, this.state[k]));
    machine.set("lr", rows.rate(u));
    machine.set("t", u - 1);
    machine.run();
    this.state = spec.names.map((_, k) => machine.value(k));
    this.u = u;
  }
}

/** The line of every update of a run. */
export class Arithmetic {
  /**
   * @param {LineSpec} line
   * @param {Tree} prediction
   * @param {Rows} rows
   * @param {Columns} columns
   */
  constructor(line, prediction, rows, columns) {
    this.line = line;
    this.prediction = prediction;
    this.rows = rows;
    this.columns = columns;
    this.memory = new Memory(line, rows);
    this.pull = compile(line.gradient, Object.keys(line.constants));
    this.pull.fix(line.constants);
  }

  /**
   * That of update u, for each parameter its clauses; before the first update, of 0, the formulas with the
   * numbers that are known by then.
   * @param {number} u
   * @param {((value: number) => string) | null} write how a number is written, where not as finely as it must be
   * @returns {Term[][][]}
   */
  at(u, write = null) {
    const { line, rows } = this;
    const row = rows.row(u);
    const known = row ? this.numbers(row) : this.letters();
    return line.rows.map((clauses) => {
      const values = row ? computed(line, clauses, rows.facts, known) : known;
      const sum = row && !write ? finely(values, clauses[clauses.length - 1].name) : null;
      const pen = new Pen(values, sum, write ?? glance);
      return clauses.map((clause, k) => written(clause, pen, row !== null, k === clauses.length - 1));
    });
  }

  /**
   * What is known of an update, by the blanks that it fills in.
   * @param {Row} row
   */
  numbers(row) {
    /** @type {Scope} */
    const values = { ...this.line.constants, ...row };
    const remembered = this.memory.after(row.u - 1);
    for (const [name, value] of Object.entries(remembered)) values[`${name}_before`] = value;
    const samples = row.samples ?? [];
    if (samples.length === 1) Object.assign(values, this.ofSample(samples[0], row));
    const each = samples.slice(0, MOST_WRITTEN).map((i) => this.pulls(i, row));
    const more = samples.length > MOST_WRITTEN ? ["…"] : [];
    this.rows.facts.parameters.forEach((name, k) => {
      values[`grads_${name}`] = [...each.map((all) => all[k]), ...more];
    });
    return values;
  }

  /**
   * @param {number} i
   * @param {Row} row
   */
  ofSample(i, row) {
    const [x, y] = [this.columns.x[i], this.columns.y[i]];
    return { x, y, prediction: evaluate(this.prediction, { x, y, ...before(this.rows.facts, row) }) };
  }

  /**
   * The gradient of a sample before an update, by each parameter.
   * @param {number} i
   * @param {Row} row
   */
  pulls(i, row) {
    const { pull, rows } = this;
    const scope = { x: this.columns.x[i], y: this.columns.y[i], ...before(rows.facts, row) };
    for (const [name, value] of Object.entries(scope)) pull.set(name, value);
    pull.run();
    return rows.facts.parameters.map((_, k) => pull.value(k));
  }

  /** What is known before the first update; the rest as letters. */
  letters() {
    const { line, rows, columns } = this;
    const x = columns.given ? "z" : "x";
    /** @type {Scope} */
    const values = { ...line.constants, lr: rows.rate(1), t: 0, u: 1, x, y: "y", prediction: "ŷ" };
    rows.facts.parameters.forEach((name, k) => {
      values[`${name}_before`] = rows.parameters(0)[k];
      values[`grads_${name}`] = ["…"];
      values[`grad_${name}`] = "g";
    });
    const { memory } = line;
    memory?.names.forEach((name, k) => {
      values[`${name}_before`] = memory.start[k];
    });
    for (const { name, left } of line.rows.flat()) if (name) values[name] = left;
    return values;
  }
}

/**
 * The parameters before an update.
 * @param {Facts} facts
 * @param {Row} row
 * @returns {Scope}
 */
function before({ parameters }, row) {
  return Object.fromEntries(parameters.map((name) => [name, row[`${name}_before`]]));
}

/**
 * The same, and what each clause comes to that no column holds.
 * @param {LineSpec} line
 * @param {Clause[]} clauses
 * @param {Facts} facts
 * @param {Scope} known
 * @returns {Scope}
 */
function computed(line, clauses, facts, known) {
  const values = { ...known };
  /** @type {Scope} */
  const scope = { ...known, ...before(facts, /** @type {Row} */ (known)) };
  for (const name of line.memory?.names ?? []) scope[name] = known[`${name}_before`];
  for (const { name, formula } of clauses) if (formula) values[name] = evaluate(formula, scope);
  return values;
}

/**
 * A clause with its numbers, and what comes of it where that is known.
 * @param {Clause} clause
 * @param {Pen} pen
 * @param {boolean} comes
 * @param {boolean} moves whether it is the last one
 * @returns {Term[]}
 */
function written({ name, left, right }, pen, comes, moves) {
  pen.begin();
  pen.say("", moves ? `${left} ← ` : `${left} = `);
  for (const [of, template] of right) pen.fill(of, template);
  if (comes && moves) finish(pen, name);
  else if (comes && name) pen.fill("", ` = {${name}}`);
  return pen.terms;
}

/**
 * From where, by how much, and to where a parameter moves.
 * @param {Pen} pen
 * @param {string} name
 */
function finish(pen, name) {
  const change = pen.values[name] - pen.values[`${name}_before`];
  pen.fill("", ` = {${name}_before}`);
  pen.say("move", ` ${change < 0 ? "−" : "+"} ${(pen.sum?.writeMove ?? pen.write)(Math.abs(change))}`);
  pen.say("", pen.sum?.exact === false ? " ≈ " : " = ");
  pen.say("result", pen.number(name));
}

/** Writes terms one after the other, a negative number after a sign in brackets. */
class Pen {
  /** @type {Term[]} */
  terms = [];
  last = "";

  /**
   * @param {Scope} values
   * @param {import("./sums.js").Sum | null} sum how finely some are written
   * @param {(value: number) => string} write how the others are
   */
  constructor(values, sum, write) {
    this.values = values;
    this.sum = sum;
    this.write = write;
  }

  begin() {
    this.terms = [];
    this.last = "";
  }

  /**
   * @param {string} of
   * @param {string} text
   */
  say(of, text) {
    this.terms.push({ of, text });
    this.last = text;
  }

  /**
   * Writes a template, each of its numbers as a term; those of what it is about, if anything, together.
   * @param {string} of
   * @param {string} template
   */
  fill(of, template) {
    const outer = this.terms;
    if (of) this.terms = [];
    template.split(/\{(\w+)\}/).forEach((part, k) => {
      if (k % 2) this.say(aboutOf(part), this.number(part));
      else if (part) this.say("", part);
    });
    if (of) outer.push({ of, parts: this.terms });
    this.terms = outer;
  }

  /** @param {string} name */
  number(name) {
    const value = this.values[name];
    const write = this.sum?.names.has(name) ? this.sum.write : this.write;
    /** @type {string[]} */
    const text = [value ?? Number.NaN].flat().map((each) => (typeof each === "number" ? write(each) : each));
    const signed = text.length === 1 && text[0].startsWith("−") && /([+−×] |[−/])$/.test(this.last);
    return signed ? `(${text[0]})` : text.join(", ");
  }
}

/** @param {string} blank */
function aboutOf(blank) {
  const found = ABOUT.find(([pattern]) => pattern.test(blank));
  return found ? found[1] : blank.endsWith("_before") ? "w" : "";
}
