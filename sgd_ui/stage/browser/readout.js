// What is written around the charts: labels, counters, the arithmetic or the standings, the log and the table.

import { Cards, cardValues } from "./cards.js";
import { rowColour } from "./colours.js";
import { enable } from "./elements.js";
import { Help } from "./help.js";
import { Listing } from "./listing.js";
import { showLog } from "./log.js";
import { glance, pythonRepr } from "./numbers.js";
import { predictAt } from "./predictions.js";
import { lightRow, listenToRows } from "./rows.js";
import { fill, sampleNames, together } from "./sentences.js";
import { distanceTo, Standings } from "./standings.js";
import { showTable } from "./table.js";
import { positionOf } from "./transport.js";

/** @typedef {"log" | "table"} Tab */

/** What the style goes by, of what the stage is told. */
const KINDS = ["runs", "parameters", "hero", "listing", "each"];

/** The texts and numbers of a stage. */
export class Readout {
  /** @type {Cards} */
  cards;
  /** @type {Standings} */
  standings;

  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
    this.part = scene.part;
    this.listing = new Listing(scene);
    this.help = new Help(scene);
    for (const name of ["steps", "log"]) this.fold(name).ontoggle = () => scene.spec && scene.show();
    listenToRows(scene, [this.part("log"), this.part("table")]);
    /** @type {Tab} */
    this.tab = "log";
  }

  /**
   * What is folded away: each step, or the log.
   * @param {string} name
   */
  fold(name) {
    return /** @type {HTMLDetailsElement} */ (this.part(`fold-${name}`));
  }

  dispose() {
    this.help.dispose();
  }

  /** Takes the description that is in view now. */
  load() {
    const { spec, runs, host, arithmetic } = this.scene;
    for (const kind of KINDS) {
      if (spec.kinds[kind] === undefined) delete host.dataset[kind];
      else host.dataset[kind] = spec.kinds[kind];
    }
    // For the bar of the page, which shares it.
    host.dataset.command = spec.command ?? "";
    if (arithmetic) this.cards = new Cards(arithmetic, this.part("cards"));
    else this.standings = new Standings(spec, runs, this.part("standings"));
    this.fold("steps").hidden = !spec.cards?.length;
    // Of several runs there is no log to fold away.
    if (!arithmetic) this.fold("log").open = true;
    this.list();
    this.label();
  }

  /** Writes the lines of the program, if there is one, with the reader's own x. */
  list() {
    const { listing, words } = this.scene.spec;
    if (listing) this.listing.load(listing, words);
  }

  // What stays the same until another description comes.

  label() {
    const { host, spec, rows, view } = this.scene;
    const { words, lang, note } = spec;
    host.lang = lang;
    document.documentElement.lang = lang;
    host.setAttribute("aria-label", words.stage);
    this.part("name-w").textContent = together(rows.facts);
    this.part("name-distance").textContent = fill(words.metric_distance, { names: together(rows.facts) });
    this.labelParts();
    if (document.activeElement !== this.part("predict")) this.part("predict").value = view.predict;
    this.part("note").textContent = note;
    this.part("note").hidden = !note;
    this.part("rate-from-here").hidden = !spec.steers;
  }

  /** The words that the HTML asks for by name. */
  labelParts() {
    const { host, spec } = this.scene;
    const named = (/** @type {string} */ by) =>
      /** @type {NodeListOf<HTMLElement>} */ (host.querySelectorAll(by));
    for (const element of named("[data-word]")) {
      element.textContent = spec.words[element.dataset.word ?? ""];
    }
    for (const element of named("[data-label]")) {
      const label = spec.words[element.dataset.label ?? ""];
      element.setAttribute("aria-label", label);
      element.title = label;
    }
  }

  // What is told of a moment.

  /** @param {Moment} moment */
  show(moment) {
    const { spec, host, clock, runs, arithmetic } = this.scene;
    const parameters = runs.map(({ facts }, i) =>
      facts.parameters.map((name) => pythonRepr(moment.runs[i].place[name])).join(","),
    );
    host.dataset.updates = String(spec.clock.ticks);
    host.dataset.update = String(moment.tick);
    host.dataset.w = parameters.join(";");
    const state = clock.playing || moment.complete ? clock.state : "loading";
    host.dataset.state = moment.held ? "draft" : state;
    host.classList.toggle("sw-playing", clock.playing);
    if (arithmetic) this.showArithmetic(arithmetic, moment, moment.runs[0]);
    else this.standings.show(moment, runs, spec.lang);
    this.showActions(moment);
  }

  /**
   * The numbers of one run and of its update in view.
   * @param {ArithmeticSpec} spec
   * @param {Moment} moment
   * @param {Here} here
   */
  showArithmetic(spec, moment, here) {
    const { host, rows, columns } = this.scene;
    const last = rows.row(here.u);
    const row = moment.preview ? rows.row(1) : here.pulling;
    host.dataset.epoch = last ? String(last.epoch) : "";
    host.dataset.sample = !last ? "" : rows.facts.batchAll ? "all" : (last.samples ?? []).join(";");
    host.style.setProperty("--sw-now", rowColour(spec, row));
    if (spec.listing) this.listing.show(moment, row);
    if (this.fold("steps").open) this.cards.show(moment, cardValues(spec, rows.facts, columns, row));
    if (!this.fold("log").open) return;
    this.showMetrics(spec, here, last);
    this.showPanel(spec, here.u);
  }

  /** @param {Moment} moment */
  showActions({ tick }) {
    const { spec, rows } = this.scene;
    const { planned, steerable } = rows.facts;
    enable(this.part, ["start-from-here"], tick > 0);
    enable(this.part, ["rate-from-here"], tick < planned && steerable);
    this.part("rate-from-here").title = steerable ? "" : spec.words.scheduled;
  }

  /**
   * @param {ArithmeticSpec} spec
   * @param {Here} here
   * @param {Row | null} last
   */
  showMetrics(spec, { place }, last) {
    const { rows, view } = this.scene;
    const { facts } = rows;
    const w = facts.parameters.map((name) => place[name]);
    this.part("metric-w").textContent = w.map((value) => glance(value)).join(", ");
    this.part("metric-w").title = w.map(pythonRepr).join(", ");
    this.part("metric-distance").textContent = glance(distanceTo(facts.best, w));
    this.part("metric-gradients").textContent = (last ? last.gradients : 0).toLocaleString(spec.lang);
    const x = Number(view.predict);
    const before = predictAt(spec, facts, rows.parameters(0), x);
    this.part("metric-predict").textContent = `${glance(before)} → ${glance(predictAt(spec, facts, w, x))}`;
  }

  /**
   * The log or the table up to update u.
   * @param {ArithmeticSpec} spec
   * @param {number} u
   */
  showPanel(spec, u) {
    const { rows, columns, view } = this.scene;
    this.part("log").hidden = this.tab !== "log";
    this.part("table").hidden = this.tab !== "table";
    if (this.tab === "log") showLog(this.part("log"), spec, rows, columns, u, Number(view.predict));
    else showTable(this.part("table"), spec, rows, columns, u);
    lightRow(this.part(this.tab), this.scene.pointed);
  }

  /** @param {Tab} name */
  open(name) {
    this.tab = name;
    for (const each of ["log", "table"]) {
      const tab = this.part(`tab-${each}`);
      tab.setAttribute("aria-selected", String(each === name));
      tab.tabIndex = each === name ? 0 : -1;
    }
    const { arithmetic } = this.scene;
    if (arithmetic) this.showPanel(arithmetic, this.scene.moment().runs[0].u);
  }

  // What is read out.

  /**
   * Has a moment read out, of one run its sentence, and gives what is in view then.
   * @param {Moment} moment
   */
  announce(moment) {
    const { arithmetic } = this.scene;
    const text = arithmetic ? this.account(moment.runs[0]) : this.accounts(moment);
    const said = ["sentence", "aside"].map((name) => this.part(name).textContent.trim());
    this.part("live").textContent = arithmetic ? said.join(" ") : text;
    return text;
  }

  /**
   * One run's update in view, in a sentence.
   * @param {Here} here
   */
  account({ u }) {
    const { rows, spec } = this.scene;
    const { updates, parameters } = rows.facts;
    const row = rows.row(u);
    const place = rows
      .parameters(u)
      .map((value, i) => `${parameters[i]} ${glance(value)}`)
      .join(spec.words.comma);
    if (!row) return fill(spec.words.announce_start, { position: positionOf(spec, u), parameters: place });
    return fill(spec.words.announce, {
      u: String(u),
      updates: String(updates),
      epoch: String(row.epoch + 1),
      sample: rows.facts.batchAll ? spec.words.all : sampleNames(row, spec.words),
      parameters: place,
    });
  }

  /**
   * How far each of several runs is from the best parameters, in a sentence.
   * @param {Moment} moment
   */
  accounts({ tick, runs }) {
    const { words } = this.scene.spec;
    const far = this.scene.runs.map(({ facts }, i) => {
      const w = facts.parameters.map((name) => runs[i].place[name]);
      return fill(words.announce_run, { run: facts.label, distance: glance(distanceTo(facts.best, w)) });
    });
    const distances = far.join(words.announce_join);
    return fill(words.announce_runs, { position: positionOf(this.scene.spec, tick), distances });
  }
}
