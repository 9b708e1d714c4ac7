// A stage in a document of its own, without Python: what a hand asks for is answered by the engine.

import { viewLink } from "./address.js";
import { fromPlanes } from "./columns.js";
import { exchanged, whole } from "./common.js";
import { Drafting } from "./draft.js";
import { plainNumber } from "./numbers.js";
import { refitted } from "./refit.js";
import { Stage } from "./stage.js";

const root = document.documentElement;

/** What can be changed by an address or a hand, and how an address writes it. */
const CHANGED = ["w0", "lr", "x", "y"];

/** What an address may say beside its run and the choices on the stage. */
const BESIDE_RUN = ["at", "lang", "private", "fingerprint"];

/** A number as the core reads it. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A view in its languages and colours, and the run that a hand has made of it. */
class Alone {
  /** @type {EngineChanges} */
  changes = {};
  /**
   * What of the address they began with, and what of it is of no use here.
   * @type {EngineChanges}
   */
  used = {};
  /** @type {string[]} */
  idle = [];
  opened = 1;

  /**
   * @param {AloneView} view
   * @param {Columns} columns
   */
  constructor(view, columns) {
    this.view = view;
    this.columns = columns;
    this.params = new URLSearchParams(location.search);
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    /**
     * The colours that were chosen here, or on the page that led here.
     * @type {string | undefined}
     */
    this.chosen = /^#(dark|light)$/.exec(location.hash)?.[1];
    const asked = this.params.get("lang") ?? "";
    this.lang = Object.hasOwn(view.words, asked) ? asked : view.lang;
    const host = /** @type {HTMLElement} */ (document.querySelector(".samplewise-stage"));
    this.stage = new Stage(host);
    this.stage.trigger = (action) => this.answer(action);
  }

  begin() {
    const { goto } = this.told;
    const view = { ...goto.view, ...this.chosenView() };
    for (const document of Object.values(this.view.documents)) document.goto.view = view;
    this.changes = this.changed(this.asked());
    this.idle = this.unused();
    const at = this.params.get("at") ?? "";
    this.dark.onchange = () => this.show();
    this.listen();
    // What the page folds away stands in one row with what the stage does.
    document.querySelector(".sw-folds")?.append(...document.querySelectorAll(".sa-fold"));
    this.show({ ...goto, view, at: /^\d{1,9}$/.test(at) ? Number(at) : goto.at });
  }

  /** What the address chooses on the stage, of what can be chosen there. @returns {View} */
  chosenView() {
    const asked = Object.entries(this.view.choices).filter(([name, options]) => {
      const text = this.params.get(name);
      return text !== null && (options ? options.includes(text) : numbersIn(text)?.length === 1);
    });
    return Object.fromEntries(asked.map(([name]) => [name, this.params.get(name) ?? ""]));
  }

  /** The parts of the address that change nothing here, where they would in the app. */
  unused() {
    const { names, query } = this.told;
    const known = [...Object.keys(this.view.choices), ...Object.keys(this.used), ...BESIDE_RUN];
    const asked = names.filter((name) => (this.params.get(name) ?? query[name]) !== query[name]);
    return asked.filter((name) => !known.includes(name));
  }

  /** What the address asks for that the engine can do; all else of it is passed over. @returns {EngineChanges} */
  asked() {
    const { engine } = this.told;
    const given = CHANGED.map((name) => [name, numbersIn(this.params.get(name))]).filter(
      ([, numbers]) => numbers,
    );
    const { w0, lr, x, y } = Object.fromEntries(given);
    /** @type {EngineChanges} */
    const changes = {};
    if (!engine) return changes;
    if (w0?.length === engine.w0.length) changes.w0 = w0;
    if (lr?.length === 1 && lr[0] >= 0) changes.lr = lr[0];
    if (x && y && this.takes(x, y))
      Object.assign(changes, { x: Float64Array.from(x), y: Float64Array.from(y) });
    this.used = this.drafting.knows(changes) ? changes : {};
    return this.used;
  }

  /**
   * Whether a run on these samples can be computed here, in the time that a page may take to open.
   * @param {number[]} x
   * @param {number[]} y
   */
  takes(x, y) {
    const { engine, targets } = this.told;
    const { most } = this.view;
    const visits = x.length * (engine?.epochs ?? 1);
    const few = visits <= most.visits && visits / (engine?.batch ?? x.length) <= most.updates;
    return few && x.length === y.length && y.every((value) => !targets || targets.includes(value));
  }

  /**
   * Changes without those to what is there already.
   * @param {EngineChanges} changes
   * @returns {EngineChanges}
   */
  changed({ x, y, w0, lr }) {
    const { engine } = this.told;
    /** @type {EngineChanges} */
    const found = {};
    if (x && y && !(same(x, this.columns.x) && same(y, this.columns.y))) Object.assign(found, { x, y });
    if (w0 && !same(w0, engine?.w0 ?? [])) found.w0 = w0;
    if (lr !== undefined && lr !== engine?.lr) found.lr = lr;
    return found;
  }

  /** The document in the language and the colours that are wanted now. */
  get told() {
    return this.view.documents[`${this.lang} ${this.theme}`];
  }

  get theme() {
    return this.chosen ?? (this.dark.matches ? "dark" : "light");
  }

  get drafting() {
    const { engine, runs } = this.told;
    return new Drafting(/** @type {EngineSent} */ (engine), runs[0], this.columns);
  }

  /**
   * Shows the run in the language and the colours that are wanted now.
   * @param {Goto} goto what to open on; left out, the stage stays where it is
   */
  show(goto = this.told.goto) {
    const changed = Object.keys(this.changes).length > 0;
    const { spec, columns } = changed ? this.drafted() : { spec: this.told, columns: this.columns };
    this.say();
    const query = root.lang === this.view.lang ? spec.query : { ...spec.query, lang: root.lang };
    this.stage.load({ ...spec, query, goto: { ...goto, id: this.opened } }, columns);
  }

  /** The language that is not shown now. */
  get other() {
    return Object.keys(this.view.words).find((lang) => lang !== this.lang) ?? this.lang;
  }

  /** Says what stands around the stage in the language that is wanted now. */
  say() {
    const own = this.view.words[this.lang];
    root.lang = this.lang;
    root.dataset.theme = this.theme;
    document.title = own.title;
    for (const part of document.querySelectorAll("[data-says]")) {
      part.textContent = own[/** @type {HTMLElement} */ (part).dataset.says ?? ""];
    }
    for (const part of document.querySelectorAll("[data-in]")) {
      const { lang } = /** @type {HTMLElement} */ (part);
      /** @type {HTMLElement} */ (part).hidden = lang !== this.lang;
    }
    // The verdict is that of the run as it was brought.
    const changed = String(Object.keys(this.changes).length > 0);
    for (const part of document.querySelectorAll(".sa-said")) part.setAttribute("data-changed", changed);
    const said = this.lang === this.view.lang ? "" : `?lang=${this.lang}`;
    for (const link of document.querySelectorAll("a[data-at]")) {
      const { at } = /** @type {HTMLElement} */ (link).dataset;
      link.setAttribute("href", `${at}${said}${this.chosen ? `#${this.chosen}` : ""}`);
    }
    const language = /** @type {HTMLElement} */ (document.querySelector("[data-part=language]"));
    language.textContent = this.view.words[this.other].language;
    language.lang = this.other;
    const unused = /** @type {HTMLElement} */ (document.querySelector("[data-part=unused]"));
    unused.hidden = this.idle.length === 0;
    unused.textContent = own.unused.replace("{names}", this.idle.join(", "));
    this.stage.part("start-from-here").hidden = !this.told.engine;
  }

  /**
   * The charts of a run that was computed here.
   * @param {import("./refit.js").Shown} now
   * @param {boolean} others whether its samples are others
   */
  charts(now, others) {
    const { told } = this;
    const { prediction } = told;
    const before = { facts: told.runs[0], columns: this.columns, prediction };
    const charts = refitted(told.charts, before, { ...now, prediction });
    return others ? charts.map(withoutBest) : charts;
  }

  /** What Python would send of the run as hands have made it; what only Python knows of it is left out. */
  drafted() {
    const { told, changes } = this;
    const { facts, columns } = this.drafting.run(changes, this.stage.clock.tick);
    const others = Boolean(changes.x);
    const few = facts.samples <= this.view.shapes.length;
    const colours = this.view.colours[this.theme][few ? "few" : "many"];
    const symbols = few ? this.view.shapes.slice(0, facts.samples) : [];
    const charts = this.charts({ facts, columns: { ...this.columns, ...columns } }, others);
    const ladder = told.ladder && (others ? this.view.ladders[this.lang] : told.ladder);
    const missing = others ? [told.note, this.view.words[this.lang].missing] : [told.note];
    const clock = { ...told.clock, ticks: facts.updates, leap: facts.perEpoch };
    const { w0, lr } = { ...told.engine, ...changes };
    const engine = { ...told.engine, w0, lr };
    const query = { ...told.query, ...asTexts(changes) };
    if (others) delete query.data;
    const key = JSON.stringify([told.key, query]);
    const spec = {
      ...told,
      charts,
      ladder,
      note: missing.filter(Boolean).join(" "),
      clock,
      engine,
      query,
      key,
      colours,
      symbols,
      runs: [facts],
      hand: { w0, lr },
      samples: facts.samples,
    };
    return { spec: /** @type {StageDocument} */ (spec), columns: { ...this.columns, ...columns } };
  }

  /**
   * Does what Python does where there is one.
   * @param {Action} action
   */
  answer({ kind, at, value }) {
    if (kind === "take" && this.told.engine) this.take(JSON.parse(value));
    else if (kind === "start" && this.told.engine) this.start(at);
    else if (kind === "reset") this.reset();
  }

  /** @param {EngineChanges & { number: number }} taken */
  take({ number, x, y, ...others }) {
    const samples = x && y ? { x: Float64Array.from(x), y: Float64Array.from(y) } : {};
    const changes = { ...this.changes, ...others, ...samples };
    if (this.drafting.knows(changes)) this.changes = this.changed(changes);
    for (const each of Object.values(this.view.documents)) each.heard = number;
    this.show();
  }

  /**
   * A new run from where this one is.
   * @param {number} at
   */
  start(at) {
    this.changes = this.changed({ ...this.changes, w0: this.stage.rows.parameters(at) });
    this.opened += 1;
    this.show({ ...this.told.goto, at: 0 });
  }

  reset() {
    this.changes = {};
    this.opened += 1;
    this.show({ ...this.told.goto, at: 0 });
  }

  listen() {
    const presses = { language: () => this.speak(), theme: () => this.paint() };
    for (const [name, press] of Object.entries(presses)) {
      document.querySelector(`[data-part=${name}]`)?.addEventListener("click", press);
    }
    const more = /** @type {HTMLAnchorElement | null} */ (document.querySelector("[data-app]"));
    for (const each of ["pointerdown", "focus"]) more?.addEventListener(each, () => this.lead(more));
    document.addEventListener("samplewise-present", () => present(root.dataset.samplewiseView !== "present"));
    document.addEventListener("keydown", ({ key }) => {
      if (key === "Escape" && root.dataset.samplewiseView === "present") present(false);
    });
  }

  /**
   * Leads to what is in view, where that can be changed further.
   * @param {HTMLAnchorElement} more
   */
  lead(more) {
    const { spec, view } = this.stage;
    const { searchParams } = new URL(viewLink(spec, this.stage.moment().tick, view));
    searchParams.set("lang", this.lang);
    more.search = String(searchParams).replaceAll("%2C", ",");
  }

  /** The other language. */
  speak() {
    this.lang = this.other;
    this.show();
  }

  /** The other colours. */
  paint() {
    this.chosen = this.theme === "dark" ? "light" : "dark";
    this.show();
  }
}

/** @param {boolean} begins */
function present(begins) {
  if (begins) root.dataset.samplewiseView = "present";
  else delete root.dataset.samplewiseView;
  window.dispatchEvent(new Event("resize"));
}

/**
 * The numbers of a text; null where it holds anything else, or none.
 * @param {string | null} text
 */
function numbersIn(text) {
  const numbers = text?.split(",").map((part) => (NUMBER.test(part.trim()) ? Number(part) : Number.NaN));
  return numbers?.every(Number.isFinite) ? numbers : null;
}

/**
 * Whether some numbers are those of others.
 * @param {ArrayLike<number>} some
 * @param {ArrayLike<number>} others
 */
function same(some, others) {
  return some.length === others.length && Array.from(some).every((value, k) => value === others[k]);
}

/**
 * Changes as an address has them.
 * @param {Record<string, any>} changes
 * @returns {Record<string, string>}
 */
function asTexts(changes) {
  return Object.fromEntries(
    Object.entries(changes).map(([name, value]) => [
      name,
      [value]
        .flatMap((each) => [...(each.length ? each : [each])])
        .map(plainNumber)
        .join(),
    ]),
  );
}

/**
 * A chart without the marks of what is best and of where samples meet the frame, which are others for other samples.
 * @param {Chart} chart
 */
function withoutBest(chart) {
  const figures = Object.entries(chart.figures).map(([name, figure]) => [
    name,
    { ...figure, data: figure.data.filter(({ meta }) => !meta?.fades) },
  ]);
  // What its text alternative says in numbers was true of the samples that were there.
  return { ...chart, alt: chart.title, figures: Object.fromEntries(figures) };
}

if (new URLSearchParams(location.search).get("embed") === "true") root.dataset.samplewiseView = "embed";
const brought = /** @type {AloneView} */ (
  JSON.parse(document.querySelector("#samplewise-view")?.textContent ?? "")
);
brought.documents = whole(brought.documents, brought.parts);
for (const lang of Object.keys(brought.words)) {
  brought.documents[`${lang} dark`] ??= exchanged(brought.documents[`${lang} light`], brought.dark);
}
// Where Plotly stands in the document itself, nothing is to be loaded.
if (window.Plotly) window.samplewisePlotly = new Map([[brought.plotly, Promise.resolve(window.Plotly)]]);
new Alone(brought, fromPlanes(brought.columns)).begin();
