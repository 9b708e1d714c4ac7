// The arithmetic of one update.

import { make } from "./elements.js";
import { evaluate } from "./formulas.js";
import { mathOf } from "./mathml.js";
import { glance } from "./numbers.js";
import { bracketed, fill } from "./sentences.js";

/** About so many characters stand in a row of a card. */
const ROW = 28;

/**
 * The names a card's template may use: the row, its samples, and what is computed from them.
 * @param {ArithmeticSpec} spec
 * @param {Facts} facts
 * @param {Columns} columns
 * @param {Row | null} row
 * @returns {Scope}
 */
export function cardValues(spec, facts, columns, row) {
  if (!row) return {};
  const indices = row.samples || [];
  const most = indices.length > 3 ? 2 : 3;
  /** @type {Scope[]} */
  const each = indices.slice(0, most).map((i) => {
    const scope = { ...row, x: columns.x[i], y: columns.y[i] };
    const before = Object.fromEntries(facts.parameters.map((name) => [name, row[`${name}_before`]]));
    return {
      ...scope,
      prediction: evaluate(spec.prediction, { ...scope, ...before }),
      prediction_after: evaluate(spec.prediction, scope),
    };
  });
  const more = indices.length > 3 ? ", …" : "";
  const list = (/** @type {string} */ name) => each.map((scope) => glance(scope[name])).join(", ") + more;
  const every = (/** @type {(name: string) => string} */ write) =>
    facts.parameters.map((name) => glance(row[write(name)])).join(", ");
  return {
    ...row,
    ...facts.constants,
    names: facts.parameters.join(", "),
    before: every((name) => `${name}_before`),
    grad: every((name) => `grad_${name}`),
    after: every((name) => name),
    lr: glance(row.lr),
    sample:
      indices
        .slice(0, most)
        .map((i) => i + 1)
        .join(", ") + more || "–",
    index: indices.slice(0, most).join(", ") + more,
    count: indices.length,
    x: list("x"),
    y: list("y"),
    prediction: list("prediction"),
    prediction_after: list("prediction_after"),
  };
}

/**
 * How many rows of a card its numbers take once they are filled in.
 * @param {string} given
 */
function rows(given) {
  const { length } = given.replace(/\{\w+\}/g, "0.1234");
  return Math.max(given.split("\n").length, Math.ceil(length / ROW));
}

/** The cards of the five stages; the running one is lit. */
export class Cards {
  /**
   * @param {ArithmeticSpec} spec
   * @param {HTMLElement} root
   */
  constructor(spec, root) {
    this.root = root;
    this.spec = spec;
    root.replaceChildren();
    const wraps = spec.cards.some((card) => card.given.includes("\n"));
    const most = wraps ? Math.max(...spec.cards.map((card) => rows(card.given))) : 1;
    root.dataset.lines = String(most);
    root.style.setProperty("--sw-lines", String(most));
    this.cards = spec.cards.map((card) => {
      const item = make("li", "sw-card");
      const parts = ["title", "code", "given", "result"].map((part) => make("span", `sw-card-${part}`));
      parts[1].title = card.code;
      parts[1].append(...(card.formula?.length ? card.formula.map(mathOf) : [card.code]));
      item.append(...parts);
      root.append(item);
      return { card, item, title: parts[0], given: parts[2], result: parts[3] };
    });
  }

  /**
   * @param {Moment} moment
   * @param {Scope} values
   */
  show(moment, values) {
    const { phase } = moment;
    this.root.classList.toggle("sw-preview", moment.preview);
    this.cards.forEach(({ card, item, title, given, result }, i) => {
      title.textContent = `${moment.preview ? this.spec.words.next : i + 1} · ${card.title}`;
      const done = !phase || i < phase;
      item.classList.toggle("sw-lit", phase === i + 1);
      if (phase === i + 1) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
      given.textContent = given.title = done ? bracketed(fill(card.given, values)) : "\u00a0";
      result.textContent = done ? fill(card.result, values) : "\u00a0";
    });
  }
}
