// The clock: which tick is shown, and how play, steps and the scrubber move it. A tick is one update of
// the run; where several runs race, it is a step along the axis that they race on.

import { MOVE_PHASE, PHASES, reducedMotion } from "./motion.js";

const PHASE_SECONDS = 1.1;
const REDUCED_SECONDS = 0.5;
const UNHURRIED = 60;

/** Plays `ticks` ticks; calls `show()` whenever another picture is due. */
export class Clock {
  /** @param {() => void} show */
  constructor(show) {
    this.show = show;
    this.ready = false;
    this.tick = 0;
    this.phase = 0;
    this.ticks = 0;
    this.leap = 1;
    this.speed = "";
    this.playing = false;
    this.played = false;
    this.request = 0;
    /** The tick between ticks. */
    this.exact = 0;
    /**
     * When the last picture passed, and the seconds since the last one that was shown; null before the first.
     * @type {number | null}
     */
    this.last = null;
    /** @type {number | null} */
    this.waited = null;
  }

  /**
   * Opens on a tick, as if nothing had been played.
   * @param {number} tick
   * @param {string} speed
   */
  open(tick, speed) {
    this.stop();
    this.tick = tick;
    this.played = false;
    this.speed = speed;
  }

  /**
   * Takes a run of `ticks` ticks, `leap` of which make an epoch.
   * @param {ClockFacts} clock
   */
  load({ ticks, leap }) {
    this.ticks = ticks;
    this.leap = leap;
    this.tick = Math.min(this.tick, ticks);
    this.exact = this.tick;
    this.phase = 0;
    if (this.tick === ticks) this.stop();
  }

  get state() {
    if (this.playing) return "playing";
    if (this.tick >= this.ticks) return "ended";
    return this.played ? "paused" : "ready";
  }

  get slow() {
    return this.speed === "slow";
  }

  /** Ticks a second at the chosen speed. */
  get rate() {
    const whole = /^whole(\d+)$/.exec(this.speed);
    return whole ? this.ticks / Number(whole[1]) : Number(this.speed);
  }

  /** Whether single ticks can be followed at this speed. */
  get unhurried() {
    return this.slow || this.rate <= UNHURRIED;
  }

  /** @param {string} speed */
  pace(speed) {
    this.speed = speed;
    this.phase = 0;
    this.show();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    if (!this.ready || this.ticks === 0) return;
    if (this.tick >= this.ticks) this.tick = 0;
    this.playing = this.played = true;
    this.exact = this.tick;
    this.last = this.waited = null;
    this.show();
    this.request = requestAnimationFrame((now) => this.pass(now));
  }

  pause() {
    this.stop();
    this.show();
  }

  stop() {
    this.playing = false;
    cancelAnimationFrame(this.request);
  }

  /** @param {number} now */
  pass(now) {
    if (!this.playing) return;
    const seconds = this.last === null ? 0 : Math.min((now - this.last) / 1000, 0.25);
    this.last = now;
    if (this.slow) this.passPhase(seconds);
    else this.passTicks(seconds);
    if (this.playing) this.request = requestAnimationFrame((next) => this.pass(next));
  }

  /** @param {number} seconds */
  passTicks(seconds) {
    this.phase = 0;
    this.exact = Math.min(this.exact + seconds * this.rate, this.ticks);
    // With reduced motion the same run passes in two pictures a second instead of a film.
    this.waited = (this.waited ?? REDUCED_SECONDS) + seconds;
    if (reducedMotion() && this.waited < REDUCED_SECONDS && this.exact < this.ticks) return;
    this.waited = 0;
    const tick = Math.floor(this.exact + 1e-9);
    if (tick === this.tick) return;
    this.tick = tick;
    if (tick >= this.ticks) this.pause();
    else this.show();
  }

  /** @param {number} seconds */
  passPhase(seconds) {
    this.waited = (this.waited ?? PHASE_SECONDS) + seconds;
    if (this.waited < PHASE_SECONDS) return;
    this.waited = 0;
    if (this.tick >= this.ticks && this.phase >= PHASES) {
      this.pause();
      return;
    }
    this.phase = (this.phase % PHASES) + 1;
    if (this.phase === MOVE_PHASE) this.tick += 1;
    this.exact = this.tick;
    this.show();
  }

  /**
   * Moves to a tick and stays there.
   * @param {number} tick
   */
  go(tick) {
    if (!this.ready) return;
    this.stop();
    this.played = true;
    this.phase = 0;
    this.tick = Math.max(0, Math.min(this.ticks, tick));
    this.show();
  }

  /** @param {number} by */
  step(by) {
    this.go(this.tick + by);
  }

  /**
   * One leap forward to the end of the next, or back to the end of the one before.
   * @param {1 | -1} direction
   */
  leapBy(direction) {
    const { tick, leap } = this;
    const place = direction > 0 ? Math.floor(tick / leap) + 1 : Math.ceil(tick / leap) - 1;
    this.go(place * leap);
  }
}

/**
 * What each key does while the stage has the focus.
 * @type {Record<string, (clock: Clock) => void>}
 */
const KEYS = {
  " ": (clock) => clock.toggle(),
  ArrowRight: (clock) => clock.step(1),
  ArrowLeft: (clock) => clock.step(-1),
  "Shift+ArrowRight": (clock) => clock.leapBy(1),
  "Shift+ArrowLeft": (clock) => clock.leapBy(-1),
  Home: (clock) => clock.go(0),
  End: (clock) => clock.go(clock.ticks),
};

/**
 * Answers a key pressed anywhere in the stage, but leaves text fields, lists and buttons their own keys.
 * @param {KeyboardEvent} event
 * @param {Clock} clock
 */
export function onKey(event, clock) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const action = KEYS[(event.shiftKey ? "Shift+" : "") + event.key];
  if (!action) return;
  const target = /** @type {Element} */ (event.target);
  const field = target.matches("select, input:not([type=range]), textarea, [role=tab]");
  const button = target.matches("button") && event.key === " ";
  const scrolls = target.closest("[role=tabpanel]");
  if (field || button || scrolls) return;
  event.preventDefault();
  if (event.key === " " && event.repeat) return;
  action(clock);
}
