// The clock: which update is shown, and how play, steps and the scrubber move it.

const PHASES = 5;
const PHASE_SECONDS = 1.1;
const MOVE_PHASE = 4;
const REDUCED_SECONDS = 0.5;
const UNHURRIED = 60;

/** Plays a run of `updates` updates; calls `show()` whenever another picture is due. */
class Clock {
  constructor(show) {
    this.show = show;
    this.ready = false;
    this.u = 0;
    this.phase = 0;
    this.updates = 0;
    this.perEpoch = 1;
    this.speed = "";
    this.playing = false;
    this.played = false;
    this.request = 0;
  }

  /** Opens on update u, as if nothing had been played. */
  open(u, speed) {
    this.stop();
    this.u = u;
    this.played = false;
    this.speed = speed;
  }

  load(updates, perEpoch) {
    this.updates = updates;
    this.perEpoch = perEpoch;
    this.u = Math.min(this.u, updates);
    this.exact = this.u;
    this.phase = 0;
    if (this.u === updates) this.stop();
  }

  get state() {
    if (this.playing) return "playing";
    if (this.u >= this.updates) return "ended";
    return this.played ? "paused" : "ready";
  }

  get slow() {
    return this.speed === "slow";
  }

  /** Updates a second at the chosen speed. */
  get rate() {
    const whole = /^whole(\d+)$/.exec(this.speed);
    return whole ? this.updates / Number(whole[1]) : Number(this.speed);
  }

  /** Whether single updates can be followed at this speed. */
  get unhurried() {
    return this.slow || this.rate <= UNHURRIED;
  }

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
    if (!this.ready || this.updates === 0) return;
    if (this.u >= this.updates) this.u = 0;
    this.playing = this.played = true;
    this.exact = this.u;
    this.last = this.waited = null;
    this.show();
    this.request = requestAnimationFrame((now) => this.tick(now));
  }

  pause() {
    this.stop();
    this.show();
  }

  stop() {
    this.playing = false;
    cancelAnimationFrame(this.request);
  }

  tick(now) {
    if (!this.playing) return;
    const seconds = this.last === null ? 0 : Math.min((now - this.last) / 1000, 0.25);
    this.last = now;
    if (this.slow) this.tickPhase(seconds);
    else this.tickUpdates(seconds);
    if (this.playing) this.request = requestAnimationFrame((next) => this.tick(next));
  }

  tickUpdates(seconds) {
    this.phase = 0;
    this.exact = Math.min(this.exact + seconds * this.rate, this.updates);
    // With reduced motion the same run passes in two pictures a second instead of a film.
    this.waited = (this.waited ?? REDUCED_SECONDS) + seconds;
    if (reducedMotion() && this.waited < REDUCED_SECONDS && this.exact < this.updates) return;
    this.waited = 0;
    const u = Math.floor(this.exact + 1e-9);
    if (u === this.u) return;
    this.u = u;
    if (u >= this.updates) this.pause();
    else this.show();
  }

  tickPhase(seconds) {
    this.waited = (this.waited ?? PHASE_SECONDS) + seconds;
    if (this.waited < PHASE_SECONDS) return;
    this.waited = 0;
    if (this.u >= this.updates && this.phase >= PHASES) {
      this.pause();
      return;
    }
    this.phase = (this.phase % PHASES) + 1;
    if (this.phase === MOVE_PHASE) this.u += 1;
    this.exact = this.u;
    this.show();
  }

  /** Moves to update u and stays there. */
  go(u) {
    if (!this.ready) return;
    this.stop();
    this.played = true;
    this.phase = 0;
    this.u = Math.max(0, Math.min(this.updates, u));
    this.show();
  }

  step(by) {
    this.go(this.u + by);
  }

  /** One epoch forward to the end of the next, or back to the end of the one before. */
  stepEpoch(direction) {
    const { u, perEpoch } = this;
    const epoch = direction > 0 ? Math.floor(u / perEpoch) + 1 : Math.ceil(u / perEpoch) - 1;
    this.go(epoch * perEpoch);
  }
}

function reducedMotion() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** What each key does while the stage has the focus. */
const KEYS = {
  " ": (clock) => clock.toggle(),
  ArrowRight: (clock) => clock.step(1),
  ArrowLeft: (clock) => clock.step(-1),
  "Shift+ArrowRight": (clock) => clock.stepEpoch(1),
  "Shift+ArrowLeft": (clock) => clock.stepEpoch(-1),
  Home: (clock) => clock.go(0),
  End: (clock) => clock.go(clock.updates),
};

/** Answers a key pressed anywhere in the stage, but leaves text fields, lists and buttons their own keys. */
function onKey(event, clock) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const action = KEYS[(event.shiftKey ? "Shift+" : "") + event.key];
  if (!action) return;
  const target = event.target;
  const field = target.matches("select, input:not([type=range]), textarea, [role=tab]");
  const button = target.matches("button") && event.key === " ";
  const scrolls = target.closest("[role=tabpanel]");
  if (field || button || scrolls) return;
  event.preventDefault();
  if (event.key === " " && event.repeat) return;
  action(clock);
}
