// The clock: which tick is shown, and how play, steps and the scrubber move it. A tick is one update of
// the run; where several runs race, it is a step along the axis that they race on.

import { reducedMotion } from "./motion.js";
import { MOVE_SECONDS, moved, tempo, WHOLE_SECONDS } from "./tempo.js";

/** @typedef {import("./tempo.js").Instant} Instant */

const REDUCED_SECONDS = 0.5;
/** Updates that take less than this are not followed one by one. */
const UNHURRIED_SECONDS = 1 / 60.5;

/**
 * Plays `ticks` ticks; calls `show()` whenever another picture is due, and `glide()` whenever what is
 * drawn has merely come further on its way to the same one.
 */
export class Clock {
  /**
   * @param {() => void} show
   * @param {() => void} glide
   * @param {() => number | null} restsAt the tick from which on nothing moves any more, if there is one
   */
  constructor(show, glide, restsAt) {
    this.show = show;
    this.glide = glide;
    this.restsAt = restsAt;
    this.ready = false;
    this.tick = 0;
    this.phase = 0;
    /** How far the picture has come on its way to the tick. */
    this.fraction = 1;
    this.ticks = 0;
    this.leap = 1;
    this.grain = 1;
    this.single = true;
    this.speed = "";
    this.playing = false;
    this.played = false;
    /** Whether it stopped because nothing moves any more. */
    this.settled = false;
    /**
     * The seconds that were left when it did, for the rest of the run.
     * @type {number | null}
     */
    this.left = null;
    this.request = 0;
    /** @type {(seconds: number) => Instant} */
    this.course = () => this.instant;
    /**
     * Where it was a picture ago.
     * @type {Instant}
     */
    this.instant = { tick: 0, phase: 0, fraction: 1, length: 1, over: false };
    /** Since Play, and since the last picture that was shown. */
    this.seconds = 0;
    this.waited = 0;
    /** @type {number | null} */
    this.until = null;
    /** @type {number | null} */
    this.last = null;
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
    this.forget();
  }

  /**
   * Takes a run of `ticks` ticks, `leap` of which make an epoch, or several; where no more than every so many
   * of them is known, that is its `grain`.
   * @param {ClockFacts} clock
   * @param {boolean} single
   */
  load({ ticks, leap, grain = 1 }, single) {
    this.ticks = ticks;
    this.leap = leap;
    this.grain = grain;
    this.single = single;
    this.tick = Math.min(this.tick, ticks);
    this.phase = 0;
    this.forget();
    if (this.tick === ticks) this.stop();
    if (this.playing) this.plan();
  }

  get state() {
    if (this.playing) return "playing";
    if (this.tick >= this.ticks) return "ended";
    return this.played ? "paused" : "ready";
  }

  /** Whether single ticks can be followed at the tempo of now. */
  get unhurried() {
    return this.instant.length >= UNHURRIED_SECONDS;
  }

  /** Whether the picture is on its way to the tick. */
  get gliding() {
    return this.fraction < 1;
  }

  /** @param {string} speed */
  pace(speed) {
    this.speed = speed;
    this.phase = 0;
    this.forget();
    if (this.playing) this.plan();
    this.show();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    if (!this.ready || this.ticks === 0) return;
    this.stop();
    if (this.tick >= this.ticks) {
      this.tick = 0;
      this.forget();
    }
    this.playing = this.played = true;
    this.plan();
    this.show();
    this.request = requestAnimationFrame((now) => this.pass(now));
  }

  /** Plays from the tick in view on. */
  plan() {
    const { tick: from, ticks, leap, single, left } = this;
    this.course = tempo(this.speed, { from, ticks, leap, single, left });
    this.instant = { ...this.course(0), tick: from, phase: 0, fraction: 1 };
    this.seconds = 0;
    this.waited = REDUCED_SECONDS;
    this.last = null;
    this.settled = false;
    const rests = this.speed === "auto" && left === null ? this.restsAt() : null;
    this.until = rests !== null && rests > from ? rests : null;
  }

  pause() {
    this.stop();
    this.show();
  }

  stop() {
    if (this.playing && this.left !== null) this.left -= this.seconds;
    this.playing = false;
    this.fraction = 1;
    cancelAnimationFrame(this.request);
  }

  /** Plays on as if it had never settled. */
  forget() {
    this.settled = false;
    this.left = null;
  }

  /** @param {number} now */
  pass(now) {
    if (!this.playing) return;
    this.seconds += this.since(now);
    this.take(this.course(this.seconds));
    if (this.playing) this.request = requestAnimationFrame((next) => this.pass(next));
  }

  /**
   * The seconds since the last picture passed; a page that was out of sight has missed nothing.
   * @param {number} now
   */
  since(now) {
    const seconds = this.last === null ? 0 : Math.min((now - this.last) / 1000, 0.25);
    this.last = now;
    this.waited += seconds;
    return seconds;
  }

  /** @param {Instant} next */
  take(next) {
    const still = reducedMotion();
    // With reduced motion the same run passes in two pictures a second instead of a film.
    if (still && this.waited < REDUCED_SECONDS && !next.over) return;
    const before = this.instant;
    this.instant = next;
    const fraction = still || !this.single ? 1 : next.fraction;
    const past = this.until === null ? -1 : next.tick - this.until;
    if (past > 0 || (past === 0 && fraction === 1)) this.settle();
    else if (next.over) this.arrive(next);
    else if (next.tick !== before.tick || next.phase !== before.phase) this.turn(next, fraction);
    else if (fraction !== this.fraction) {
      this.fraction = fraction;
      this.glide();
    }
  }

  /**
   * Another tick, or another stage of one.
   * @param {Instant} next
   * @param {number} fraction
   */
  turn({ tick, phase }, fraction) {
    this.waited = 0;
    this.tick = tick;
    this.phase = phase;
    this.fraction = fraction;
    this.show();
  }

  /** @param {Instant} end */
  arrive({ tick, phase }) {
    this.tick = tick;
    this.phase = phase;
    this.pause();
  }

  /** Stops where nothing moves any more, one press away from going on. */
  settle() {
    this.tick = this.until ?? this.tick;
    this.phase = 0;
    this.stop();
    this.settled = true;
    this.left = WHOLE_SECONDS - this.seconds;
    this.show();
  }

  /**
   * Moves to a tick and stays there.
   * @param {number} tick
   */
  go(tick) {
    if (!this.ready) return;
    this.moveTo(tick);
    this.show();
  }

  /** @param {number} tick */
  moveTo(tick) {
    this.stop();
    this.forget();
    this.played = true;
    this.phase = 0;
    this.tick = Math.max(0, Math.min(this.ticks, tick));
  }

  /**
   * One update forward is a movement; a press while it lasts finishes it at once.
   * @param {1 | -1} by
   */
  step(by) {
    if (!this.ready) return;
    const before = this.tick;
    this.moveTo(this.known(before + by, by));
    if (this.tick > before && this.single && !reducedMotion()) this.swing();
    this.show();
  }

  /** Moves the picture to the tick in view. */
  swing() {
    this.fraction = 0;
    this.last = null;
    let seconds = 0;
    const pass = (/** @type {number} */ now) => {
      seconds += this.since(now);
      this.fraction = moved(seconds / MOVE_SECONDS);
      if (this.gliding) {
        this.glide();
        this.request = requestAnimationFrame(pass);
      } else this.show();
    };
    this.request = requestAnimationFrame(pass);
  }

  /**
   * One leap forward to the end of the next, or back to the end of the one before.
   * @param {1 | -1} direction
   */
  leapBy(direction) {
    const { tick, leap } = this;
    const place = direction > 0 ? Math.floor(tick / leap) + 1 : Math.ceil(tick / leap) - 1;
    this.go(this.known(place * leap, direction));
  }

  /**
   * The tick itself, or the next one in a direction that is known.
   * @param {number} tick
   * @param {1 | -1} direction
   */
  known(tick, direction) {
    const { grain } = this;
    return grain * (direction > 0 ? Math.ceil(tick / grain) : Math.floor(tick / grain));
  }
}
