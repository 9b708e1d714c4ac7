// A program beside its run: which of its lines is running, and what the one that the reader points at does.

const WIDTH = 60;
const LONGEST_TITLE = 400;
const KEYWORDS = /\b(import|as|def|return|for|in)\b(?=[^"]*(?:"[^"]*"[^"]*)*$)/;

/** The lines of a program as buttons, and beside them what the line in view does in the run. */
class Listing {
  constructor(stage) {
    this.stage = stage;
    this.root = stage.part("program");
    this.panel = stage.part("line");
    this.pointed = null;
    this.focused = null;
    this.listen();
  }

  /** Takes a program, and keeps the line that has the focus. */
  load({ listing, words }) {
    const held = this.root.contains(document.activeElement) ? Number(document.activeElement.dataset.line) : 0;
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

  makeButton({ code }, number) {
    const button = make("button", "sw-code", "", { type: "button", "data-line": number });
    const text = make("code");
    const { predict } = this.stage.view;
    fill(code, { predict }).split(KEYWORDS).forEach((piece, i) => {
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

  /** Shows the lines at a moment; `row` is the update that the loop is at. */
  show(moment, row) {
    this.moment = moment;
    this.row = row;
    const running = this.running(moment);
    const asked = this.pointed ?? this.focused ?? this.chosen;
    const shown = asked || running[0];
    this.buttons.forEach((button, i) => {
      button.classList.toggle("sw-running", running.includes(i + 1));
      button.classList.toggle("sw-of-sample", this.lines[i].at === "update");
      button.classList.toggle("sw-shown", shown === i + 1);
      button.setAttribute("aria-pressed", this.chosen === i + 1);
    });
    this.light(asked || moment.phase ? this.lines[shown - 1].lights : []);
    this.tell(shown);
  }

  /** The lines that are running: in slow motion those of its stage, at rest those that were run last. */
  running({ tick, phase, preview }) {
    const { rows, clock } = this.stage;
    const those = (holds) => this.lines.flatMap((line, i) => (holds(line) ? [i + 1] : []));
    const ends = tick > 0 && rows.endsEpoch(tick);
    if (phase) return those((line) => line.phase === phase || (phase === PHASES && ends && line.rests === "epoch"));
    const over = tick === rows.facts.planned;
    const rests = preview ? "start" : clock.playing ? "update" : over ? "end" : ends ? "epoch" : "update";
    return those((line) => line.rests === rests);
  }

  /** Outlines the parts of the stage that show what a line does. */
  light(names) {
    const { host } = this.stage;
    for (const part of host.querySelectorAll("[data-chart], [data-lit]")) {
      const lit = names.includes(part.dataset.chart) || names.includes(part.dataset.lit);
      part.classList.toggle("sw-pointed", lit);
    }
  }

  /** Says what a line does and, with its numbers, when. */
  tell(number) {
    const { words } = this.stage.spec;
    const line = this.lines[number - 1];
    const { when, given } = this.account(line);
    const set = (name, text) => (this.stage.part(name).textContent = text);
    set("line-number", fill(words.line_number, { line: String(number) }));
    set("line-code", this.buttons[number - 1].querySelector("code").textContent.trim());
    set("line-about", line.about);
    set("line-when", when);
    set("line-given", given);
    this.stage.part("line-follow").hidden = !this.chosen;
    this.panel.classList.toggle("sw-of-sample", line.at === "update");
    this.panel.dataset.line = number;
  }

  /** When a line is run, seen from the update in view, and what it comes to then. */
  account({ at, given }) {
    const { rows, spec: { words } } = this.stage;
    const row = this.rowOf(at);
    const inLoop = ["update", "epoch"].includes(at);
    const reached = at !== "epoch" || !row || rows.endsEpoch(row.u);
    const values = this.values(row);
    const whens = {
      start: words.when_start,
      update: this.moment.preview ? words.when_next : words.when_update,
      epoch: words.when_epoch,
      end: rows.facts.updates < rows.facts.planned ? words.when_end_beyond : words.when_end,
    };
    const filled = { u: String(values.u ?? "…"), epoch: String(values.epoch ?? "…"), stop: String(rows.facts.updates) };
    const when = fill(whens[at], filled);
    // Numbers that were thinned out are on their way.
    if (inLoop && !row) return { when, given: "…" };
    return { when, given: reached ? bracketed(fill(given, values)) : words.never };
  }

  /** The update whose numbers a line is told with; null where they are not at hand yet. */
  rowOf(at) {
    const { rows } = this.stage;
    const { updates, perEpoch } = rows.facts;
    if (at === "start") return rows.row(1);
    if (at === "end") return rows.row(updates);
    if (at === "update" || !this.row) return this.row;
    return rows.row(Math.min((this.row.epoch + 1) * perEpoch, updates));
  }

  /** What the blanks of a line may hold: the program's own, those of the cards, and what it prints. */
  values(row) {
    const { spec, rows, columns, view } = this.stage;
    const { facts } = rows;
    const predict = Number(view.predict);
    const start = rows.parameters(0);
    // A program that goes on where its run stops: from infinity it comes to ∞ − ∞, no number.
    const end = facts.updates < facts.planned ? start.map(() => NaN) : rows.parameters(facts.updates);
    const done = this.moment.runs[0];
    const numbers = {
      ...spec.program,
      predict: plainNumber(predict),
      printed_before: predictLine("before", predict, predicted(spec, predictAt(spec, facts, start, predict))),
      printed_after: predictLine("after", predict, predicted(spec, predictAt(spec, facts, end, predict))),
      calls: String(done.u),
      forwards: String(done.u + 1 + (done.u === facts.planned ? 1 : 0)),
    };
    if (!row) return numbers;
    const [i] = row.samples;
    const prediction = evaluate(spec.prediction, { ...row, x: columns.x[i] });
    const values = {
      ...numbers,
      ...cardValues(spec, facts, columns, row),
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
    const number = (event) => Number(event.target.closest?.("[data-line]")?.dataset.line) || null;
    this.root.onpointerover = (event) => event.pointerType !== "touch" && this.point(number(event));
    this.root.onpointerleave = () => this.point(null);
    this.root.onclick = (event) => number(event) && this.choose(number(event));
    this.root.addEventListener("focusin", (event) => {
      this.rove(number(event));
      if (!event.target.matches(":focus-visible")) return;
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
      this.buttons[number(event) - 1 + by]?.focus();
    };
    this.stage.part("line-follow").onclick = () => {
      this.stage.host.focus({ preventScroll: true });
      this.keep("");
    };
  }

  point(line) {
    if (line === this.pointed) return;
    this.pointed = line;
    this.showAgain();
  }

  /** Makes a line the one that Tab leads to. */
  rove(number) {
    this.buttons.forEach((button, i) => (button.tabIndex = i + 1 === number ? 0 : -1));
  }

  /** Keeps a line in view, or lets go of it; the clock moves to where the line is run. */
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

  keep(line) {
    this.stage.view.line = line;
    this.stage.show();
  }

  /** The tick nearest to the one in view at whose end a line has just been run. */
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
    const part = (name) => this.stage.part(name).textContent;
    this.stage.part("line-live").textContent = `${part("line-about")} ${part("line-when")}: ${part("line-given")}`;
  }
}
