// What can be taken by hand: samples, the line, the ball on the loss, the rate.

import { Drafting } from "./draft.js";
import { Hands } from "./hands.js";

/** How long Python may take to confirm what a hand did, before whatever it sent last is shown. */
const GIVEN_UP_MS = 10_000;

/** The handles on the charts, and the run as a hand would have it. */
export class Grasp {
  /** @type {Drafting | null} */
  drafting = null;
  /**
   * What is held now.
   * @type {Held}
   */
  holding = "";
  /** What the hand has changed of what Python sent last, all in all. @type {EngineChanges} */
  changes = {};
  /** The number of what Python was asked for last, until it answers. @type {number | null} */
  awaited = null;
  /** The number of the last question. */
  asked = 0;
  /** Whether the hand has moved on since. */
  newer = false;
  /** @type {number | undefined} */
  frame;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  patience;
  /**
   * What all goes back to.
   * @type {{ tick: number, changes: EngineChanges }}
   */
  before = { tick: 0, changes: {} };

  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
    this.hands = new Hands(scene, this);
  }

  /**
   * Whether a description is to be shown: while something is held, and until Python has confirmed it, none is that
   * knows nothing of it.
   * @param {StageDocument} spec
   */
  accepts({ heard, engine }) {
    if (this.awaited !== null) return heard === this.awaited;
    return !this.holding || !engine;
  }

  /** Takes the run that Python sent. */
  load() {
    const { spec, rows, columns } = this.scene;
    const { engine, heard } = spec;
    if (heard === this.awaited) this.answered();
    if (!this.holding && !this.newer) this.changes = {};
    this.sent = { facts: rows.facts, columns };
    this.asked = Math.max(this.asked, heard);
    this.drafting = engine ? new Drafting(engine, rows.facts, columns) : null;
    this.hands.load();
    this.warm();
    if (this.newer) this.ask();
  }

  /** Has the browser compile the engine while nobody waits for it. */
  warm() {
    const { drafting } = this;
    if (!drafting) return;
    const idle = window.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 200));
    idle(() => {
      if (drafting === this.drafting && !this.holding) drafting.run({}, 0);
    });
  }

  /**
   * Something is taken; from here on the run in view is the hand's. Whoever takes the start sees it.
   * @param {Held} held
   */
  take(held) {
    const { clock } = this.scene;
    clock.stop();
    this.before = { tick: clock.tick, changes: this.changes };
    this.holding = held;
    clock.phase = 0;
    clock.tick = clock.exact = held === "start" ? 0 : this.scene.moment().tick;
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

  /** Asks Python; where it computes for a hand in motion, one question after the other. */
  request() {
    if (this.awaited === null || this.drafting?.knows(this.changes)) this.ask();
    else this.newer = true;
  }

  /**
   * What was held is let go of: Python is to confirm it, or all is as before.
   * @param {boolean} kept
   */
  leave(kept) {
    if (!this.holding) return;
    if (kept && this.frame !== undefined) this.compute();
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
    this.holding = "";
    if (kept && Object.keys(this.changes).length) this.request();
    else this.putBack();
  }

  /** All is as it was when it was taken. */
  putBack() {
    const { scene, before, drafting } = this;
    const { facts, columns } = /** @type {{ facts: Facts, columns: Columns }} */ (this.sent);
    this.changes = before.changes;
    scene.clock.tick = scene.clock.exact = before.tick;
    if (Object.keys(before.changes).length && drafting) this.draft({});
    else if (drafting) scene.redraft("", facts, columns);
    else scene.hold("");
    scene.receive();
  }

  /** Has Python compute the run, and confirm it. */
  ask() {
    this.newer = false;
    this.awaited = ++this.asked;
    clearTimeout(this.patience);
    this.patience = setTimeout(() => {
      this.answered();
      this.scene.receive();
    }, GIVEN_UP_MS);
    this.scene.act("take", JSON.stringify({ number: this.asked, ...plain(this.changes) }));
  }

  answered() {
    clearTimeout(this.patience);
    this.awaited = null;
  }

  /** @param {Moment} moment */
  show(moment) {
    this.hands.show(moment);
  }
}

/**
 * Changes as JSON has them.
 * @param {EngineChanges} changes
 */
function plain(changes) {
  return Object.fromEntries(
    Object.entries(changes).map(([name, value]) => [
      name,
      ArrayBuffer.isView(value) ? Array.from(/** @type {any} */ (value)) : value,
    ]),
  );
}
