// What can be taken by hand: samples, the line, the ball on the loss, the rate.

import { Drafting } from "./draft.js";
import { Hands } from "./hands.js";
import { History } from "./history.js";

/** How long Python may take to confirm what a hand did, before whatever it sent last is shown. */
const GIVEN_UP_MS = 20_000;

/** The handles on the charts, and the run as a hand would have it. */
export class Grasp {
  /** @type {Drafting | null} */
  drafting = null;
  /**
   * What is held now.
   * @type {Held}
   */
  holding = "";
  /**
   * What hands have changed of what Python sent last.
   * @type {EngineChanges}
   */
  changes = {};
  /**
   * The number of what Python was asked for last, until it answers.
   * @type {number | null}
   */
  awaited = null;
  /** The number of the last question, and whether the hand has moved on since. */
  asked = 0;
  newer = false;
  /**
   * Of the run that Python sent last.
   * @type {string | undefined}
   */
  key;
  /** @type {number | undefined} */
  frame;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  patience;
  /**
   * What all goes back to.
   * @type {{ tick: number, changes: EngineChanges, numbers: EngineChanges }}
   */
  before = { tick: 0, changes: {}, numbers: {} };

  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
    this.history = new History((changes) => this.change(changes));
    this.hands = new Hands(scene, this);
  }

  dispose() {
    this.history.dispose();
    this.hands.dispose();
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    clearTimeout(this.patience);
  }

  /**
   * Whether a description is to be shown: while something is held, and until Python has confirmed it, none is that
   * knows nothing of it. A session that begins anew under the stage has to be told first.
   * @param {StageDocument} spec
   */
  accepts({ heard, engine, goto }) {
    if (goto.stays && goto.stays !== this.scene.session) return true;
    if (this.awaited !== null) return heard === this.awaited;
    return !this.holding || !engine;
  }

  /** Takes the run that Python sent. */
  load() {
    const { spec, rows, columns } = this.scene;
    const own = this.awaited !== null || spec.heard > this.asked;
    if (this.key !== undefined && this.key !== spec.key && !own) this.history.forget();
    this.key = spec.key;
    if (spec.heard === this.awaited) this.answered();
    if (!this.holding && !this.newer) this.changes = {};
    this.asked = Math.max(this.asked, spec.heard);
    this.sent = { facts: rows.facts, columns };
    this.drafting = spec.engine ? new Drafting(spec.engine, rows.facts, columns) : null;
    this.hands.load();
    this.warm();
    if (this.newer) this.ask();
  }

  /** Has the browser compile the engine while nobody waits for it. */
  warm() {
    const { drafting } = this;
    const idle = window.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 200));
    if (drafting) {
      idle(() => {
        if (drafting === this.drafting && !this.holding) drafting.run({}, 0);
      });
    }
  }

  /** What can be changed, as it is now. @returns {EngineChanges} */
  numbers() {
    const { spec, columns } = this.scene;
    const { x, y, given } = this.sent?.columns ?? columns;
    return { ...spec.hand, x: given ?? x, y, ...this.changes };
  }

  /**
   * Something is taken; from here on the run in view is the hand's. Whoever takes the start sees it.
   * @param {Held} held
   */
  take(held) {
    const { clock } = this.scene;
    clock.stop();
    clock.forget();
    this.before = { tick: clock.tick, changes: this.changes, numbers: this.numbers() };
    this.holding = held;
    clock.phase = 0;
    clock.tick = held === "start" ? 0 : this.scene.moment().tick;
    this.draft({});
  }

  /**
   * Shows the run with what the hand has changed of it, in the next picture.
   * @param {EngineChanges} changes
   */
  draft(changes) {
    this.changes = { ...this.changes, ...changes };
    this.frame ??= requestAnimationFrame(() => this.compute());
  }

  /** Computes the run; or asks Python for it, and the newest wins. */
  compute() {
    this.frame = undefined;
    const { scene, drafting, changes } = this;
    if (drafting?.knows(changes)) {
      const { facts, columns } = drafting.run(changes, scene.clock.tick);
      scene.redraft(this.holding || scene.held, facts, columns);
      return;
    }
    scene.hold(this.holding || scene.held);
    if (Object.keys(changes).length) this.request();
  }

  /**
   * What was held is let go of: Python is to confirm it, or all is as before.
   * @param {boolean} kept
   */
  leave(kept) {
    if (!this.holding) return;
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    if (kept && this.frame !== undefined) this.compute();
    this.frame = undefined;
    this.holding = "";
    const { changes, before } = this;
    if (!kept || Object.keys(changes).length === 0) {
      this.putBack();
      return;
    }
    this.history.add({ before: picked(before.numbers, changes), after: changes });
    this.request();
  }

  /** All is as it was when it was taken. */
  putBack() {
    const { scene, before, drafting } = this;
    scene.clock.tick = before.tick;
    if (drafting && this.sent && Object.keys(before.changes).length === 0) {
      this.changes = {};
      scene.redraft("", this.sent.facts, this.sent.columns);
      scene.receive();
    } else if (Object.keys(this.changes).length) {
      this.changes = { ...this.changes, ...picked(before.numbers, this.changes) };
      this.compute();
      this.request();
    } else scene.hold("");
  }

  /**
   * Changes the run at once.
   * @param {EngineChanges} changes
   */
  change(changes) {
    if (this.holding) return;
    this.scene.held = heldOf(changes);
    this.scene.clock.stop();
    this.scene.clock.forget();
    this.changes = { ...this.changes, ...changes };
    this.compute();
    this.request();
  }

  /** Asks Python; while it computes for a hand in motion, one question after the other. */
  request() {
    if (this.changes === this.requested && this.awaited !== null) return;
    if (this.awaited === null || this.drafting?.knows(this.changes)) this.ask();
    else this.newer = true;
  }

  /** Has Python compute the run, and confirm it. */
  ask() {
    this.newer = false;
    this.awaited = ++this.asked;
    this.requested = this.changes;
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.giveUp(), GIVEN_UP_MS);
    this.scene.act("take", JSON.stringify({ number: this.asked, ...asLists(this.changes) }));
  }

  /** Shows what Python sent last. */
  giveUp() {
    this.answered();
    this.scene.receive();
    if (this.holding || !this.scene.held || !this.sent) return;
    this.changes = {};
    this.scene.redraft("", this.sent.facts, this.sent.columns);
  }

  answered() {
    clearTimeout(this.patience);
    this.awaited = null;
  }

  /** @param {Moment} moment */
  show(moment) {
    this.hands.show(moment);
    this.history.show(this.scene.spec.words);
  }
}

/**
 * What a hand that changes these numbers holds.
 * @param {EngineChanges} changes
 * @returns {Held}
 */
function heldOf({ x, w0 }) {
  return x ? "samples" : w0 ? "start" : "rate";
}

/**
 * Of some numbers those that others are about.
 * @param {Record<string, any>} numbers
 * @param {EngineChanges} others
 * @returns {EngineChanges}
 */
function picked(numbers, others) {
  return Object.fromEntries(Object.keys(others).map((name) => [name, numbers[name]]));
}

/**
 * Changes as JSON has them.
 * @param {Record<string, any>} changes
 */
function asLists(changes) {
  return Object.fromEntries(
    Object.entries(changes).map(([name, value]) => [
      name,
      ArrayBuffer.isView(value) ? Array.from(/** @type {any} */ (value)) : value,
    ]),
  );
}
