// The arithmetic of the update in view, in one line.

import { Arithmetic } from "./arithmetic.js";
import { make } from "./elements.js";

/** Which terms the stages of an update in slow motion light up. @type {Record<number, string[]>} */
const LIT = { 1: ["sample"], 2: ["predict"], 3: ["gradient"], 4: ["move", "result"], 5: ["result"] };

/** How high the line is while it is one, in pixels. */
const ONE_LINE = 27;

/** The line, whose terms light up one after the other. */
export class Equation {
  /** @type {Arithmetic | null} */
  arithmetic = null;

  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
    /** @type {Rows | null} */
    this.rows = null;
    /** What is written, and how many characters the longest line had. */
    this.text = "";
    this.longest = 0;
    this.root = scene.part("equation");
    this.shown = make("span", "sw-equation-shown");
    // As much room as the longest line has taken, so that nothing below it moves while it plays.
    this.room = make("span", "sw-equation-room", "", { "aria-hidden": "true" });
    this.root.replaceChildren(this.shown, this.room);
    this.listen();
  }

  /** Takes the run that is in view now. */
  load() {
    const { spec } = this.scene;
    this.root.hidden = !spec.line;
    this.root.dataset.clauses = spec.line?.rows.some((row) => row.length > 2) ? "several" : "few";
    this.rows = null;
    this.room.replaceChildren();
    this.longest = 0;
  }

  /** @param {Moment} moment */
  show({ phase, preview, told }) {
    if (!this.scene.spec.line) return;
    const lines = this.lines(told);
    const text = textOf(lines);
    if (text !== this.text) this.shown.replaceChildren(...lines.map(rowOf));
    this.text = text;
    this.keepRoom(preview ? this.lines(1) : lines);
    this.root.dataset.phase = String(phase);
    for (const term of this.shown.querySelectorAll("[data-of]")) {
      const { of = "" } = /** @type {HTMLElement} */ (term).dataset;
      term.classList.toggle("sw-lit", LIT[phase]?.includes(of) ?? false);
    }
  }

  /**
   * The line of an update of the run in view, be it the reader's.
   * @param {number} u
   */
  lines(u) {
    const { spec, arithmetic, rows, columns } = this.scene;
    if (!this.arithmetic || this.rows !== rows) {
      const { prediction } = /** @type {ArithmeticSpec} */ (arithmetic);
      this.arithmetic = new Arithmetic(/** @type {LineSpec} */ (spec.line), prediction, rows, columns);
      this.rows = rows;
    }
    return this.arithmetic.at(u);
  }

  /** @param {import("./arithmetic.js").Term[][][]} lines */
  keepRoom(lines) {
    const { length } = textOf(lines);
    if (length <= this.longest) return;
    const first = this.longest === 0;
    this.longest = length;
    this.room.replaceChildren(...lines.map(rowOf));
    if (first) this.makeRoom();
  }

  /** What more than one line takes is taken from the height of the pictures. */
  makeRoom() {
    const more = Math.max(0, this.root.offsetHeight - ONE_LINE);
    this.scene.host.style.setProperty("--sw-lines-more", `${more}px`);
  }

  /** A term that is pointed at lights whatever shows the same. */
  listen() {
    const { host } = this.scene;
    this.shown.onpointerover = ({ target }) => {
      /** @type {HTMLElement | null} */
      const term = /** @type {Element} */ (target).closest("[data-of]");
      if (term?.dataset.of) host.dataset.lit = term.dataset.of;
      else delete host.dataset.lit;
    };
    this.shown.onpointerleave = () => {
      delete host.dataset.lit;
    };
  }
}

/** @param {import("./arithmetic.js").Term[][]} clauses */
function rowOf(clauses) {
  const row = make("span", "sw-equation-row");
  clauses.forEach((terms, k) => {
    const clause = make("span", "sw-clause");
    clause.append(...terms.map(termOf));
    if (k) row.append(" ");
    row.append(clause);
  });
  return row;
}

/**
 * @param {import("./arithmetic.js").Term} term
 * @returns {HTMLElement | string}
 */
function termOf({ of, text = "", parts }) {
  if (!of) return text;
  const element = make("span", "sw-term", parts ? "" : text, { "data-of": of });
  if (parts) element.append(...parts.map(termOf));
  return element;
}

/**
 * @param {import("./arithmetic.js").Term[][][]} lines
 * @returns {string}
 */
function textOf(lines) {
  return lines.map((clauses) => clauses.map(said).join("; ")).join("\n");
}

/**
 * @param {import("./arithmetic.js").Term[]} terms
 * @returns {string}
 */
function said(terms) {
  return terms.map(({ text = "", parts }) => (parts ? said(parts) : text)).join("");
}
