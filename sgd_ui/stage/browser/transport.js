// The transport: Play and the other buttons, the scrubber, the tempo and the counters.

import { rowColour } from "./colours.js";
import { hasPlayed } from "./earned.js";
import { enable, press } from "./elements.js";
import { reducedMotion } from "./motion.js";
import { grouped } from "./numbers.js";
import { fill, sampleNames } from "./sentences.js";

/** What is pressed and what is told of where the clock stands. */
export class Transport {
  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
    this.part = scene.part;
    this.listen();
  }

  listen() {
    const { clock } = this.scene;
    press(this.scene, {
      play: () => clock.toggle(),
      start: () => clock.go(0),
      end: () => clock.go(clock.ticks),
      back: () => clock.step(-1),
      forward: () => clock.step(1),
      "epoch-back": () => clock.leapBy(-1),
      "epoch-forward": () => clock.leapBy(1),
    });
    const { speed, future } = this.fields;
    this.listenToScrubber();
    speed.onchange = () => {
      this.scene.view.speed = speed.value;
      clock.pace(speed.value);
    };
    future.onchange = () => {
      this.scene.view.show = future.checked ? "all" : "earned";
      this.scene.draw();
    };
  }

  /** What a finger presses counts once it slides on or is lifted: until then it may be about to scroll the page. */
  listenToScrubber() {
    const { clock } = this.scene;
    const { scrubber } = this.fields;
    let touched = false;
    /** @type {number | null} */
    let pressed = null;
    const go = (/** @type {number} */ tick) => {
      this.scene.earn();
      clock.go(tick);
    };
    const leave = () => {
      touched = false;
      pressed = null;
      scrubber.value = String(clock.tick);
    };
    scrubber.onpointerdown = ({ pointerType }) => {
      touched = pointerType === "touch";
    };
    scrubber.oninput = () => {
      const tick = Number(scrubber.value);
      pressed = touched ? tick : null;
      touched = false;
      if (pressed === null) go(tick);
    };
    scrubber.onpointerup = () => {
      if (pressed !== null) go(pressed);
      leave();
    };
    scrubber.onpointercancel = leave;
  }

  get fields() {
    return { scrubber: this.part("scrubber"), speed: this.part("speed"), future: this.part("future") };
  }

  /** Takes the description that is in view now. */
  load() {
    const { spec, view } = this.scene;
    const { speed, future } = this.fields;
    this.part("clock-name").textContent = spec.words[`clock_${spec.clock.by}`];
    speed.replaceChildren(...spec.speeds.map(([value, text]) => new Option(text, value)));
    speed.value = view.speed;
    future.checked = view.show === "all";
    this.reserve();
    this.part("motion").hidden = !reducedMotion();
    this.showPlay();
  }

  /** @param {Moment} moment */
  show(moment) {
    this.showPlay();
    this.showWay(moment);
    this.showCounters(moment);
  }

  showPlay() {
    const { clock, spec, view } = this.scene;
    const { words } = spec;
    const play = this.part("play");
    const word = clock.playing ? words.pause : words.play;
    if (play.title !== word) {
      play.title = word;
      this.part("play-word").textContent = word;
    }
    enable(this.part, ["play"], clock.ready && clock.ticks > 0);
    const settled = clock.settled ? words.settled : "";
    const told = this.part("settled");
    if (told.textContent !== settled) told.textContent = settled;
    told.title = settled && words.settled_help;
    const shut = hasPlayed(spec) && view.show !== "all";
    this.part("future-switch").classList.toggle("sw-done", shut);
  }

  /** @param {Moment} moment */
  showWay({ tick }) {
    const { clock, spec } = this.scene;
    const { ticks } = spec.clock;
    const { scrubber } = this.fields;
    scrubber.max = String(ticks);
    scrubber.value = String(clock.tick);
    scrubber.setAttribute("aria-valuetext", positionOf(spec, tick));
    scrubber.style.setProperty("--sw-done", `${ticks ? (100 * tick) / ticks : 0}%`);
    enable(this.part, ["start", "epoch-back", "back"], tick > 0);
    enable(this.part, ["forward", "epoch-forward", "end"], tick < ticks);
  }

  /** @param {Moment} moment */
  showCounters({ told }) {
    const { spec, arithmetic } = this.scene;
    const { words, clock } = spec;
    const text = (/** @type {number} */ ticks) => grouped(Number((ticks * clock.size).toPrecision(4)));
    this.part("count-update").textContent = text(told);
    this.part("count-of").textContent = fill(words.of, { updates: text(this.planned) });
    if (arithmetic) this.countEpochs(told);
  }

  /** @param {number} u */
  countEpochs(u) {
    const { spec, rows } = this.scene;
    const { batchAll } = rows.facts;
    const last = rows.row(u);
    const sample = this.part("count-sample");
    this.part("count-epoch").textContent = last ? grouped(last.epoch + 1) : "–";
    this.part("count-epochs").textContent = fill(spec.words.of, { updates: this.epochs });
    sample.textContent = !last ? "–" : batchAll ? spec.words.all : sampleNames(last, spec.words);
    sample.style.color = rowColour(spec, last);
  }

  /** How far the clock is to go: a run may end before that, which is told when it is seen. */
  get planned() {
    const { arithmetic, clock, rows } = this.scene;
    return arithmetic ? rows.facts.planned : clock.ticks;
  }

  /** How many epochs are planned. */
  get epochs() {
    const { planned, perEpoch } = this.scene.rows.facts;
    return grouped(Math.ceil(planned / perEpoch));
  }

  /** Keeps room for the longest that is counted, so that nothing moves beside it. */
  reserve() {
    const { spec, arithmetic, rows } = this.scene;
    const { words, clock } = spec;
    const [updates, samples] = [grouped(this.planned * clock.size), String(rows.facts.samples)];
    const last = [words[`clock_${clock.by}`], updates, fill(words.of, { updates })].join(" ");
    const epochs = fill(words.of, { updates: this.epochs });
    const within = [words.count_epoch, this.epochs, epochs, "", words.count_sample, samples].join(" ");
    this.part("counters").dataset.room = arithmetic ? `${last}\n${within}` : last;
  }
}

/**
 * Where the clock stands, in words.
 * @param {Spec} spec
 * @param {number} tick
 */
export function positionOf({ words, clock }, tick) {
  const text = (/** @type {number} */ ticks) => grouped(Number((ticks * clock.size).toPrecision(6)));
  const [at, end] = [text(tick), text(clock.ticks)];
  return fill(words.position, { clock: words[`clock_${clock.by}`], at, end });
}
