// One stage: the charts, the transport and the panels of one run or of several, kept in step with one clock.

import { Actions } from "./actions.js";
import { writeAddress } from "./address.js";
import { Around } from "./around.js";
import { Beads } from "./beads.js";
import { Clock } from "./clock.js";
import { Rows, unpack } from "./columns.js";
import { hasPlayed, isEarned, recordPlay, unseal } from "./earned.js";
import { partsOf } from "./elements.js";
import { Equation } from "./equation.js";
import { Grasp } from "./grasp.js";
import { Keys } from "./keys.js";
import { Ladder } from "./ladder.js";
import { MOVE_PHASE } from "./motion.js";
import { loadPlotly } from "./plotly.js";
import { Plots } from "./plots.js";
import { Readout } from "./readout.js";
import { Requests } from "./requests.js";
import { Sentence } from "./sentence.js";
import { Transport } from "./transport.js";

/** How long a picture stands before Plotly takes it over and the address and the live region name it. */
const SETTLE_MS = 150;

/** No stage of an update, to what is computed beside one. */
const STILL = { phase: 0 };

/** @type {WeakMap<HTMLElement, Stage>} */
const stages = new WeakMap();
/**
 * What was shown on the stage that has gone last, for one that is built anew in its place: a box that comes above
 * it may make the page do so.
 * @type {{ id: number, tick: number, view: View, played: boolean, playing: boolean } | null}
 */
let left = null;

/** @param {Component<null>} component */
export default function (component) {
  const host = /** @type {HTMLElement} */ (component.parentElement.querySelector(".samplewise-stage"));
  const stage = stages.get(host) ?? new Stage(host);
  stages.set(host, stage);
  stage.trigger = (action) => component.setTriggerValue("action", action);
  stage.receive();
  // Python chose the colours of the figures; after a change of theme they are due anew.
  const background = getComputedStyle(host).getPropertyValue("--st-background-color").trim();
  if (background !== stage.background) {
    if (stage.background !== undefined) component.setTriggerValue("theme", background);
    stage.background = background;
  }
  return () => {
    stage.dispose();
    stages.delete(host);
  };
}

/** @implements {Scene} */
export class Stage {
  /** @type {StageDocument} */
  spec;
  /** @type {Columns} */
  columns;
  /** @type {Rows[]} */
  runs;
  /** @type {Rows} */
  rows;
  /** @type {ArithmeticSpec | null} */
  arithmetic;
  /** @type {Plotly | null} */
  plotly;
  /** @type {string | undefined} */
  background;
  /** @type {(action: Action) => void} */
  trigger;
  /** @type {Uint8Array | undefined} */
  described;
  /** @type {Uint8Array | undefined} */
  sent;
  /**
   * What was opened on last.
   * @type {number | undefined}
   */
  seen;
  /**
   * The one that began anew under this stage.
   * @type {string | undefined}
   */
  session;
  /** @type {number | undefined} */
  settling;
  /**
   * What Python was asked for, until it answers.
   * @type {Action | null}
   */
  pending = null;
  /** Whether it is to play on where another has left off. */
  resumes = false;
  /**
   * The update that is pointed at, on whichever part of the stage.
   * @type {number | null}
   */
  pointed = null;
  /**
   * What a hand holds, while the run in view is computed here.
   * @type {Held}
   */
  held = "";

  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    this.part = partsOf(host);
    this.around = new Around(host);
    this.clock = new Clock(
      () => this.show(),
      () => this.glide(),
      () => this.plots.restsAt(),
    );
    /** @type {View} */
    this.view = {};
    this.generation = 0;
    this.plots = new Plots(this);
    this.transport = new Transport(this);
    this.keys = new Keys(this);
    this.readout = new Readout(this);
    this.actions = new Actions(this, this.readout);
    this.requests = new Requests(this);
    this.grasp = new Grasp(this);
    /** The parts of one run, each of which shows a moment in its way. */
    this.parts = [new Sentence(this), new Beads(this), new Equation(this), new Ladder(this), this.grasp];
    // A stage that plays is named in the address once it rests, or when somebody is about to read it there.
    this.name = () => {
      // What is not confirmed yet is not to be found there.
      if (this.clock.ready && !this.held) writeAddress(this.spec, this.moment().tick, this.view);
    };
    this.receiving = () => this.receive();
    document.addEventListener("samplewise-address", this.name);
    document.addEventListener("samplewise-box", this.receiving);
    this.listen();
  }

  // What Python sends.

  /** Looks for what the carriers have brought; waits where the columns are not yet those of the document. */
  receive() {
    const described = window.samplewiseBox?.get("samplewise_document");
    const sent = window.samplewiseBox?.get("samplewise_columns");
    if (!described || !sent || (described === this.described && sent === this.sent)) return;
    const [spec] = /** @type {[StageDocument, Columns]} */ (unpack(described));
    const [{ digest }, columns] = /** @type {[{ digest: string }, Columns]} */ (unpack(sent));
    if (digest !== spec.sent || !this.grasp.accepts(spec)) return;
    [this.described, this.sent] = [described, sent];
    this.load(spec, columns);
  }

  /**
   * Takes a run (or the same one in other words or colours) from Python, and draws it in place.
   * @param {StageDocument} spec
   * @param {Columns} columns
   */
  async load(spec, columns) {
    const generation = ++this.generation;
    if (this.spec?.key !== spec.key && !this.held) this.host.dataset.state = "loading";
    this.spec = spec;
    this.held = this.grasp.holding;
    this.requests.forget();
    clearTimeout(this.settling);
    this.take(spec.runs, columns);
    this.arithmetic = arithmeticOf(spec);
    this.plots.load();
    this.stay(spec.goto);
    this.open(spec);
    if (spec.answered && !hasPlayed(spec)) recordPlay(spec);
    unseal(this.host, this.earned);
    this.clock.load(spec.clock, this.arithmetic !== null);
    this.transport.load();
    this.readout.load();
    for (const part of this.parts) if (this.arithmetic || part === this.grasp) part.load();
    const plotly = await loadPlotly(spec.plotly).catch(() => null);
    if (generation !== this.generation) return;
    this.part("failure").hidden = Boolean(plotly);
    this.plotly = plotly;
    if (plotly) await this.draw();
    else this.fail();
  }

  /**
   * Puts runs into view.
   * @param {Facts[]} facts
   * @param {Columns} columns
   */
  take(facts, columns) {
    this.columns = columns;
    this.runs = facts.map((each) => new Rows(each, columns, this.spec.clock));
    [this.rows] = this.runs;
  }

  /**
   * Shows a run that was computed here, as what is held would have it, until Python sends another.
   * @param {Held} held
   * @param {Facts} facts
   * @param {Columns} columns
   */
  redraft(held, facts, columns) {
    const [ticks, leap] = [facts.updates, facts.perEpoch];
    this.spec = { ...this.spec, clock: { ...this.spec.clock, ticks, leap } };
    Object.assign(this.clock, { ticks, leap });
    this.take([facts], columns);
    this.plots.painter.take(this.runs, columns);
    this.hold(held);
  }

  /**
   * Shows the run in view as one that a hand holds, or no longer.
   * @param {Held} held
   */
  hold(held) {
    this.held = held;
    this.show();
  }

  /**
   * Lights an update up wherever it is to be seen; none, with null.
   * @param {number | null} u
   */
  point(u) {
    if (u === this.pointed) return;
    this.pointed = u;
    this.show();
  }

  /**
   * Leaves the clock and the view as they are for a session that begins anew under this stage.
   * @param {Goto} goto
   */
  stay({ id, stays }) {
    const { pending } = this;
    this.pending = null;
    if (!stays || stays === this.session) return;
    this.session = stays;
    if (!this.seen) return;
    this.seen = id;
    // The session that it was meant for has not answered.
    if (pending) this.trigger(pending);
  }

  /**
   * Goes to what is to be opened on, once.
   * @param {Spec} spec
   */
  open({ goto, viewDefaults }) {
    if (this.seen === goto.id) return;
    this.seen = goto.id;
    if (left?.id === goto.id) {
      this.takeOver(left, viewDefaults);
      return;
    }
    this.view = { ...viewDefaults, ...this.view, ...goto.view };
    this.clock.open(goto.at, this.view.speed);
    if (!goto.reveal) return;
    // At once: what comes above it on the way would leave it lower.
    this.host.scrollIntoView();
  }

  /**
   * Goes on from where the one before has left off.
   * @param {NonNullable<typeof left>} before
   * @param {View} viewDefaults
   */
  takeOver({ tick, view, played, playing }, viewDefaults) {
    left = null;
    this.view = { ...viewDefaults, ...view };
    this.clock.open(tick, this.view.speed);
    this.clock.played = played;
    this.resumes = playing;
  }

  dispose() {
    const { seen, view, clock } = this;
    const { tick, played, playing } = clock;
    left = seen === undefined ? null : { id: seen, tick, view, played, playing };
    unseal(this.host, false);
    document.removeEventListener("samplewise-address", this.name);
    document.removeEventListener("samplewise-box", this.receiving);
    this.generation++;
    this.clock.stop();
    clearTimeout(this.settling);
    this.requests.forget();
    for (const each of [this.around, this.keys, this.readout, this.grasp, this.plots]) each.dispose();
  }

  // What is shown.

  /**
   * The moment that can be shown now: the update of the clock, or the last one before it whose
   * numbers are at hand. In slow motion an update passes through its stages before it moves.
   * @returns {Moment}
   */
  moment() {
    const { tick, phase, playing, unhurried } = this.clock;
    const coming = phase > 0 && phase < MOVE_PHASE;
    const runs = this.runs.map((rows) => {
      const u = rows.reached(tick);
      // Before their first updates several runs show these as what comes.
      return rows.at(u, coming || (!this.arithmetic && u === 0));
    });
    const [first] = runs;
    const fraction = this.held || !first.complete ? 1 : this.clock.fraction;
    // One run rests on updates whose numbers are at hand; several race on, whichever those are.
    const reached = this.arithmetic ? first.u : tick;
    return {
      tick: reached,
      told: coming ? (first.pulling?.u ?? reached) : reached,
      phase,
      fraction,
      runs,
      drawn: fraction < 1 ? [this.between(first, fraction)] : runs,
      hurried: this.held !== "" || (playing && !unhurried),
      held: this.held,
      preview: this.arithmetic !== null && first.u === 0 && !coming,
      // What nobody is asked for is not awaited.
      complete: !this.arithmetic || first.complete || !this.rows.facts.windowed,
    };
  }

  /**
   * A run on its way to an update, a fraction of it done: the ball on the mean loss slides along it.
   * @param {Here} end
   * @param {number} fraction
   */
  between(end, fraction) {
    const here = this.rows.between(end, fraction);
    const formula = this.arithmetic?.loss;
    if (!formula) return here;
    const [[loss]] = this.plots.painter.computing.values({ formula, each: "all", mean: true }, here, STILL);
    return { ...here, now: { ...here.now, mean_loss: loss } };
  }

  /** Draws every chart anew. */
  async draw() {
    if (!this.plotly) return;
    const { generation, clock } = this;
    unseal(this.host, this.earned);
    const { tick, phase, playing } = clock;
    await this.plots.draw(this.plotly, this.moment());
    if (generation !== this.generation) return;
    clock.ready = true;
    this.plots.rest();
    const same = clock.tick === tick && clock.phase === phase && !playing && !clock.gliding && !this.held;
    this.show(same && !clock.playing);
    this.around.draw(true);
    if (this.resumes) clock.play();
    this.resumes = false;
  }

  /** Says that there is no picture, and lets the rest of the page come. */
  fail() {
    this.host.dataset.state = "failed";
    // What cannot be played has nothing to wait for.
    unseal(this.host, true);
    this.around.draw(true);
  }

  /**
   * A new picture of the moment in view; at rest the rest is due. Last is what is missing, which may come at once.
   * @param {boolean} drawn whether Plotly has drawn this very moment
   */
  show(drawn = false) {
    if (!this.clock.ready) return;
    const moment = this.moment();
    if (this.clock.playing && moment.hurried) this.clock.tick = moment.tick;
    // A line that is taken stands at its start again; that is not to have seen where it goes.
    if (this.clock.playing || (moment.tick > 0 && !this.held)) this.earn();
    this.plots.show(moment, drawn);
    this.transport.show(moment);
    this.readout.show(moment);
    for (const part of this.parts) if (this.arithmetic || part === this.grasp) part.show(moment);
    clearTimeout(this.settling);
    const moves = this.clock.playing || this.clock.gliding || this.held || !moment.complete;
    if (!moves) this.settling = setTimeout(() => this.settle(moment, drawn), SETTLE_MS);
    this.requests.ask(moment);
  }

  /** What lies ahead may be seen from here on, for this page was played. */
  earn() {
    if (hasPlayed(this.spec)) return;
    const { earned } = this;
    recordPlay(this.spec);
    if (earned !== this.earned) this.draw();
  }

  get earned() {
    return isEarned(this.spec, this.view);
  }

  /** The same moment, drawn a little further on its way there. */
  glide() {
    if (!this.clock.ready) return;
    const moment = this.moment();
    this.plots.show(moment);
    this.grasp.show(moment);
  }

  /**
   * Names a picture at rest in the address, and leaves it to Plotly.
   * @param {Moment} moment
   * @param {boolean} drawn
   */
  async settle(moment, drawn) {
    const { generation } = this;
    writeAddress(this.spec, moment.tick, this.view);
    this.plots.describe(this.readout.announce(moment));
    if (!drawn) await this.plots.handOver(moment);
    const { tick, phase, playing } = this.clock;
    const stands = !playing && tick === moment.tick && phase === moment.phase;
    if (generation === this.generation && stands) this.plots.rest();
  }

  // What the reader does.

  listen() {
    this.host.addEventListener("samplewise-window", (event) => {
      const [window, columns] = /** @type {[ExactDocument, Columns]} */ (unpack(event.detail));
      this.requests.receive(window, columns);
    });
    // Plotly keeps a press on a chart to itself; the keys belong to the stage all the same.
    this.part("charts").addEventListener("pointerdown", ({ target }) => {
      if (/** @type {Element} */ (target).closest(".sw-plot")) this.host.focus({ preventScroll: true });
    });
  }

  /**
   * Tells Python what was asked for, and at which update.
   * @param {Action["kind"]} kind
   */
  act(kind, value = "") {
    if (this.clock.playing) this.clock.pause();
    this.pending = { kind, at: this.clock.tick, value };
    this.trigger(this.pending);
  }
}

/**
 * What a stage of one run has beside the others.
 * @param {Spec} spec
 * @returns {ArithmeticSpec | null}
 */
function arithmeticOf(spec) {
  const { prediction, answer, loss, cards } = spec;
  return prediction && answer && loss && cards ? { ...spec, prediction, answer, loss, cards } : null;
}
