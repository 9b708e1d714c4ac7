// A program beside its run: which of its lines is running, and what the one that the reader points at does.

import { cardValues } from "./cards.js";
import { make } from "./elements.js";
import { evaluate } from "./formulas.js";
import { epochLine, predictLine, sampleLine } from "./log.js";
import { PHASES } from "./motion.js";
import { plainNumber } from "./numbers.js";
import { predictAt, predicted } from "./predictions.js";
import { bracketed, fill } from "./sentences.js";
import { inFull } from "./sums.js";

const WIDTH = 60;
const LONGEST_TITLE = 400;
const KEYWORDS = /\b(import|as|def|return|for|in)\b(?=[^"]*(?:"[^"]*"[^"]*)*$)/;

/** The lines of a program as buttons, and beside them what the line in view does in the run. */
export class Listing {
  /** @type {Line[]} */
  lines;
  /** @type {HTMLButtonElement[]} */
  buttons;
  /**
   * What is shown; none before a program is.
   * @type {Moment | null}
   */
  moment = null;
  /**
   * The update that the loop is at.
   * @type {Row | null}
   */
  row = null;
  /**
   * The line that the pointer is at, and the one that the keyboard is at.
   * @type {number | null}
   */
  pointed = null;
  /** @type {number | null} */
  focused = null;

  /** The line that was brought into sight last. */
  followed = 0;

  /** @param {Scene} stage */
  constructor(stage) {
    this.stage = stage;
    this.root = stage.part("program");
    this.panel = stage.part("line");
    this.listen();
  }

  /**
   * Takes a program, and keeps the line that has the focus.
   * @param {Line[]} listing
   * @param {Spec["words"]} words
   */
  load(listing, words) {
    const { activeElement } = document;
    const focused = this.root.contains(activeElement) && /** @type {HTMLElement} */ (activeElement);
    const held = focused ? Number(focused.dataset.line) : 0;
    this.moment = null;
    this.lines = listing;
    this.root.setAttribute("aria-label", words.listing);
    this.buttons = listing.map((line, k) => this.makeButton(line, k + 1));
    this.root.replaceChildren(
      ...this.buttons.map((button, k) => {
        const item = make("li", listing[k].apart ? "sw-apart" : "");
        item.append(button);
        return item;
      }),
    );
    this.rove(held || this.chosen || 1);
    if (held) this.buttons[held - 1].focus();
  }

  /**
   * @param {Line} line
   * @param {number} number
   */
  makeButton({ code }, number) {
    const button = make("button", "sw-code", "", { type: "button", "data-line": number });
    const text = make("code");
    const { predict } = this.stage.view;
    fill(code, { predict })
      .split(KEYWORDS)
      .forEach((piece, i) => {
        text.append(i % 2 ? make("b", "", piece) : document.createTextNode(piece));
      });
    button.append(make("span", "sw-code-number", String(number), { "aria-hidden": "true" }), text);
    // What the column cuts off, short of a list of thousands.
    if (text.textContent.length > WIDTH) button.title = text.textContent.trim().slice(0, LONGEST_TITLE);
    return button;
  }

  /** The line that the reader keeps in view, or 0. */
  get chosen() {
    return Number(this.stage.view.line || 0);
  }

  /**
   * Shows the lines at a moment; `row` is the update that the loop is at.
   * @param {Moment} moment
   * @param {Row | null} row
   */
  show(moment, row) {
    this.moment = moment;
    this.row = row;
    const running = this.running(moment);
    const asked = this.pointed ?? this.focused ?? this.chosen;
    const shown = asked || running[0];
    this.follow(running[0]);
    this.buttons.forEach((button, i) => {
      button.classList.toggle("sw-running", running.includes(i + 1));
      button.classList.toggle("sw-of-sample", this.lines[i].at === "update");
      button.classList.toggle("sw-shown", shown === i + 1);
      button.setAttribute("aria-pressed", String(this.chosen === i + 1));
    });
    this.light(asked || moment.phase ? this.lines[shown - 1].lights : []);
    this.tell(shown, moment);
  }

  /**
   * Keeps the line that runs in sight, where there is not room for all.
   * @param {number} line
   */
  follow(line) {
    const { root } = this;
    const button = this.buttons[line - 1];
    if (line === this.followed || !button || root.scrollHeight <= root.clientHeight) return;
    this.followed = line;
    root.scrollTop = button.offsetTop - root.clientHeight / 2;
  }

  /**
   * The lines that are running: in slow motion those of its stage, at rest those that were run last.
   * @param {Moment} moment
   */
  running({ tick, phase, preview }) {
    const { rows, clock } = this.stage;
    const those = (/** @type {(line: Line) => boolean} */ holds) =>
      this.lines.flatMap((line, i) => (holds(line) ? [i + 1] : []));
    const ends = tick > 0 && rows.endsEpoch(tick);
    if (phase)
      return those((line) => line.phase === phase || (phase === PHASES && ends && line.rests === "epoch"));
    const over = tick === rows.facts.planned;
    const rests = preview ? "start" : clock.playing ? "update" : over ? "end" : ends ? "epoch" : "update";
    return those((line) => line.rests === rests);
  }

  /**
   * Outlines the parts of the stage that show what a line does.
   * @param {string[]} names
   */
  light(names) {
    const { host } = this.stage;
    /** @type {NodeListOf<HTMLElement>} */
    const parts = host.querySelectorAll("[data-chart], [data-lit]");
    for (const part of parts) {
      const lit = [part.dataset.chart, part.dataset.lit].some((name) => name && names.includes(name));
      part.classList.toggle("sw-pointed", lit);
    }
  }

  /**
   * Says what a line does and, with its numbers, when.
   * @param {number} number
   * @param {Moment} moment
   */
  tell(number, moment) {
    const { words } = this.stage.spec;
    const line = this.lines[number - 1];
    const { when, given } = this.account(line, moment);
    const set = (/** @type {string} */ name, /** @type {string} */ text) => {
      this.stage.part(name).textContent = text;
    };
    set("line-number", fill(words.line_number, { line: String(number) }));
    set("line-code", this.buttons[number - 1].querySelector("code")?.textContent.trim() ?? "");
    set("line-about", line.about);
    set("line-when", when);
    set("line-given", given);
    this.stage.part("line-follow").hidden = !this.chosen;
    this.panel.classList.toggle("sw-of-sample", line.at === "update");
    this.panel.dataset.line = String(number);
  }

  /**
   * When a line is run, seen from the update in view, and what it comes to then.
   * @param {Line} line
   * @param {Moment} moment
   */
  account({ at, given, comes }, moment) {
    const { rows, spec } = this.stage;
    const { words } = spec;
    const row = this.rowOf(at);
    const inLoop = ["update", "epoch"].includes(at);
    const reached = at !== "epoch" || !row || rows.endsEpoch(row.u);
    const values = this.values(row, moment.runs[0]);
    const whens = {
      start: words.when_start,
      update: moment.preview ? words.when_next : words.when_update,
      epoch: words.when_epoch,
      end: rows.facts.updates < rows.facts.planned ? words.when_end_beyond : words.when_end,
    };
    const filled = {
      u: String(values.u ?? "…"),
      epoch: String(values.epoch ?? "…"),
      stop: String(rows.facts.updates),
    };
    const when = fill(whens[at], filled);
    // Numbers that were thinned out are on their way.
    if (inLoop && !row) return { when, given: "…" };
    const written = comes ? { ...values, ...inFull(values, comes) } : values;
    return { when, given: reached ? bracketed(fill(given, written)) : words.never };
  }

  /**
   * The update whose numbers a line is told with; null where they are not at hand yet.
   * @param {Line["at"]} at
   */
  rowOf(at) {
    const { rows } = this.stage;
    const { updates, perEpoch } = rows.facts;
    if (at === "start") return rows.row(1);
    if (at === "end") return rows.row(updates);
    if (at === "update" || !this.row) return this.row;
    return rows.row(Math.min((this.row.epoch + 1) * perEpoch, updates));
  }

  /**
   * What the blanks of a line may hold: the program's own, those of the cards, and what it prints.
   * @param {Row | null} row
   * @param {Here} done
   * @returns {Scope}
   */
  values(row, done) {
    const { rows, columns, view } = this.stage;
    const spec = /** @type {ArithmeticSpec} */ (this.stage.arithmetic);
    const { facts } = rows;
    const predict = Number(view.predict);
    const start = rows.parameters(0);
    // A program that goes on where its run stops: from infinity it comes to ∞ − ∞, no number.
    const end = facts.updates < facts.planned ? start.map(() => NaN) : rows.parameters(facts.updates);
    const numbers = {
      ...spec.program,
      predict: plainNumber(predict),
      printed_before: predictLine("before", predict, predicted(spec, predictAt(spec, facts, start, predict))),
      printed_after: predictLine("after", predict, predicted(spec, predictAt(spec, facts, end, predict))),
      calls: String(done.u),
      forwards: String(done.u + 1),
    };
    if (!row) return numbers;
    const [i] = row.samples ?? [];
    const prediction = evaluate(spec.prediction, { ...row, x: columns.x[i] });
    const values = {
      ...numbers,
      ...cardValues(spec, facts, columns, row),
      x: columns.x[i],
      y: columns.y[i],
      lr: row.lr,
      u: String(row.u),
      epoch: String(row.epoch),
      prediction_after: prediction,
      left: prediction - columns.y[i],
      printed_sample: sampleLine(facts, columns, row).text.trim(),
      printed_epoch: epochLine(facts, row).trim(),
    };
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, Number.isNaN(value) ? "nan" : value]),
    );
  }

  // What the reader does.

  listen() {
    const number = (/** @type {Event} */ { target }) => {
      /** @type {HTMLElement | null} */
      const line = /** @type {Element} */ (target).closest("[data-line]");
      return Number(line?.dataset.line) || null;
    };
    this.root.onpointerover = (event) => {
      if (event.pointerType !== "touch") this.point(number(event));
    };
    this.root.onpointerleave = () => this.point(null);
    this.root.onclick = (event) => {
      const line = number(event);
      if (line) this.choose(line);
    };
    this.root.addEventListener("focusin", (event) => {
      this.rove(number(event));
      if (!(/** @type {Element} */ (event.target).matches(":focus-visible"))) return;
      this.focused = number(event);
      // A pointer that merely lies on some line has no say any more.
      this.pointed = null;
      this.showAgain();
      this.announce();
    });
    this.root.addEventListener("focusout", () => {
      this.focused = null;
      this.showAgain();
    });
    this.root.onkeydown = (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!by || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.buttons[(number(event) ?? 0) - 1 + by]?.focus();
    };
    this.stage.part("line-follow").onclick = () => {
      this.stage.host.focus({ preventScroll: true });
      this.keep("");
    };
  }

  /** @param {number | null} line */
  point(line) {
    if (line === this.pointed) return;
    this.pointed = line;
    this.showAgain();
  }

  /**
   * Makes a line the one that Tab leads to.
   * @param {number | null} number
   */
  rove(number) {
    this.buttons.forEach((button, i) => {
      button.tabIndex = i + 1 === number ? 0 : -1;
    });
  }

  /**
   * Keeps a line in view, or lets go of it; the clock moves to where the line is run.
   * @param {number} number
   */
  choose(number) {
    if (number === this.chosen) {
      this.keep("");
      return;
    }
    const { clock } = this.stage;
    const tick = this.nearest(this.lines[number - 1].at);
    this.stage.view.line = String(number);
    if (tick === clock.tick) this.stage.show();
    else clock.go(tick);
    this.announce();
  }

  /** @param {string} line */
  keep(line) {
    this.stage.view.line = line;
    this.stage.show();
  }

  /**
   * The tick nearest to the one in view at whose end a line has just been run.
   * @param {Line["at"]} at
   */
  nearest(at) {
    const { clock, rows } = this.stage;
    const { updates, perEpoch } = rows.facts;
    if (at === "start") return 0;
    if (at === "end") return updates;
    const tick = Math.max(1, clock.tick);
    if (at === "update") return tick;
    const end = Math.ceil(tick / perEpoch) * perEpoch;
    return end <= updates ? end : Math.floor(updates / perEpoch) * perEpoch || tick;
  }

  showAgain() {
    if (this.moment) this.show(this.moment, this.row);
  }

  /** Has what is told of the line in view read out. */
  announce() {
    if (!this.moment) return;
    const part = (/** @type {string} */ name) => this.stage.part(name).textContent;
    this.stage.part("line-live").textContent =
      `${part("line-about")} ${part("line-when")}: ${part("line-given")}`;
  }
}
