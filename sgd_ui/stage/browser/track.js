// A track of learning rates: bands of which the same holds, limits that can be pressed, and a handle.

import { make } from "./elements.js";
import { makeHandle } from "./handles.js";
import { fill } from "./sentences.js";

/** A track that is narrower than this shows less of its rates. */
const ROOM = 600;
/** What is written above the track keeps so many pixels from the rate. */
const CLEARANCE = 8;
/** Of what kinds of bands the same holds at their last rate. */
const CLOSED = new Set(["step", "epoch"]);

/**
 * What a hand does with the rate.
 * @typedef {object} Steering
 * @property {() => void} take
 * @property {(rate: number) => void} move
 * @property {(kept: boolean) => void} leave
 */

/** Draws a rate among its limits. */
export class Track {
  /** @type {LadderFacts} */
  facts;
  /** @type {HTMLElement[]} */
  drawn = [];
  rate = 0;
  /** Where it was taken, or has been moved to, from 0 to 1. */
  held = 0;

  /**
   * @param {HTMLElement} root
   * @param {Steering} steering
   */
  constructor(root, steering) {
    this.steering = steering;
    this.root = root;
    this.name = make("span", "sw-ladder-name");
    this.rail = make("div", "sw-rail");
    this.handle = make("div", "sw-rate");
    this.value = make("span", "sw-rate-value");
    this.handle.append(this.value);
    this.rail.append(this.handle);
    root.append(this.name, this.rail);
    this.listen();
    new ResizeObserver(() => this.lay()).observe(this.rail);
  }

  listen() {
    const { steering, rail } = this;
    makeHandle(this.handle, {
      grab: "rate",
      take: () => {
        this.held = this.place(this.rate);
        steering.take();
      },
      drag: (across) => this.move(this.held + across / this.width()),
      step: (across, up) => {
        this.held = clamped(this.held + (across + up) / this.width());
        this.move(this.held);
      },
      leave: steering.leave,
    });
    rail.onclick = ({ target, clientX }) => {
      if (!(/** @type {Element} */ (target).matches(".sw-rail, .sw-band"))) return;
      this.go(this.rateAt((clientX - rail.getBoundingClientRect().left) / this.width()));
    };
  }

  /** @param {LadderFacts} facts */
  load(facts) {
    this.facts = facts;
    const { says } = facts;
    // The handle stays where it is: a hand may be on it.
    for (const each of this.drawn) each.remove();
    this.name.textContent = says.caption;
    this.handle.setAttribute("aria-label", says.handle);
    this.handle.setAttribute("aria-description", facts.bands.map((band) => this.told(band)).join("; "));
    this.drawn = [
      ...facts.bands.flatMap((band) => this.band(band)),
      ...facts.rungs.map((rung) => this.rung(rung)),
    ];
    this.rail.prepend(...this.drawn);
    this.lay();
  }

  /**
   * A band, and what it is called.
   * @param {RateBand} band
   */
  band(band) {
    const { kind, low, high } = band;
    const at = { "data-low": low, "data-high": high ?? Infinity };
    const title = this.told(band);
    const bar = make("div", "sw-band", "", { ...at, "data-kind": kind, title });
    return [bar, make("span", "sw-band-name", this.facts.says[kind], { ...at, title, "aria-hidden": true })];
  }

  /** @param {RateBand} band */
  told({ kind, low, high }) {
    const { says } = this.facts;
    const ends = fill(says.range, { low: rateText(low), high: high === null ? "" : rateText(high) });
    return `${ends} ${says[kind]} · ${says[`${kind}_about`]}`;
  }

  /** @param {Rung} rung */
  rung({ rate, text, name }) {
    const go = fill(this.facts.says.go, { rate: text });
    const label = name ? `${go}: ${name}` : go;
    const button = make("button", "sw-rung", "", { type: "button", "data-low": rate, title: label });
    button.setAttribute("aria-label", label);
    button.append(make("span", "", text));
    button.onclick = () => this.go(rate);
    return button;
  }

  /**
   * The rate as it is now.
   * @param {number} rate
   */
  show(rate) {
    if (rate === this.rate && this.handle.style.left) return;
    this.rate = rate;
    const [low, high] = this.span();
    const text = rateText(rate);
    this.handle.style.left = percent(this.place(rate));
    this.value.textContent = rate > high ? `${text} ▸` : rate < low ? `◂ ${text}` : text;
    this.handle.classList.toggle("sw-above", rate > high);
    this.handle.classList.toggle("sw-below", rate < low);
    this.announce(text);
    this.clear();
  }

  /**
   * The same for a screen reader.
   * @param {string} text
   */
  announce(text) {
    const { facts, handle, rate } = this;
    const [low, high] = this.span();
    const band = facts.bands.find(({ high }) => rate <= (high ?? Infinity));
    const says = band && (rate !== band.high || CLOSED.has(band.kind)) ? facts.says[band.kind] : "";
    handle.setAttribute("aria-valuemin", String(low));
    handle.setAttribute("aria-valuemax", String(Math.max(high, rate)));
    handle.setAttribute("aria-valuenow", String(rate));
    handle.setAttribute("aria-valuetext", says ? `${text}, ${says}` : text);
  }

  /** Puts everything in its place for the width of the track. */
  lay() {
    if (!this.facts) return;
    const [, end] = this.span();
    for (const each of this.drawn) {
      const [low, high] = [Number(each.dataset.low), Number(each.dataset.high ?? Number.NaN)];
      const from = this.place(low);
      each.hidden = low >= end && this.facts.bands.length > 0;
      each.style.left = percent(from);
      if (high > low) each.style.width = percent(this.place(high) - from);
    }
    this.fit();
    const { rate } = this;
    this.rate = Number.NaN;
    this.show(rate);
  }

  /** Leaves out what would be written over one another. */
  fit() {
    this.fitNames();
    let last = Number.NEGATIVE_INFINITY;
    this.drawn.forEach((each) => {
      if (!each.matches(".sw-rung")) return;
      const at = this.width() * this.place(Number(each.dataset.low));
      const half = /** @type {HTMLElement} */ (each.firstElementChild).offsetWidth / 2;
      const crowded = at - half < last + CLEARANCE;
      each.classList.toggle("sw-unsaid", crowded);
      if (!crowded) last = at + half;
    });
  }

  /** A name that is wider than its band stands where the others, those of wider bands first, leave it the room. */
  fitNames() {
    const names = this.drawn.filter((each) => each.matches(".sw-band-name") && !each.hidden);
    for (const each of names) each.classList.remove("sw-overhangs", "sw-unsaid");
    const spans = names.map((name) => ({
      name,
      room: name.clientWidth,
      middle: name.offsetLeft + name.clientWidth / 2,
      half: writtenWidth(name) / 2,
    }));
    const wide = spans.filter(({ room, half }) => 2 * half > room - CLEARANCE);
    const said = spans.filter((each) => !wide.includes(each));
    for (const each of wide.sort((one, other) => other.room - one.room)) {
      const { name, middle, half } = each;
      const apart = said.every((other) => Math.abs(other.middle - middle) > half + other.half + CLEARANCE);
      const free = apart && middle > half && middle + half < this.width();
      name.classList.toggle("sw-unsaid", !free);
      name.classList.toggle("sw-overhangs", free);
      if (free) said.push(each);
    }
  }

  /** Makes way for the rate among the numbers of the limits. */
  clear() {
    const at = this.place(this.rate) * this.width();
    const reach = this.value.offsetWidth / 2 + CLEARANCE;
    for (const each of this.rail.querySelectorAll(".sw-rung")) {
      const { dataset, firstElementChild } = /** @type {HTMLElement} */ (each);
      const half = /** @type {HTMLElement} */ (firstElementChild).offsetWidth / 2;
      const near = Math.abs(this.place(Number(dataset.low)) * this.width() - at) < reach + half;
      each.classList.toggle("sw-near", near);
    }
  }

  /**
   * Moves the rate to a place while it is held.
   * @param {number} place
   */
  move(place) {
    this.steering.move(this.rateAt(clamped(place)));
  }

  /**
   * Moves the rate at once.
   * @param {number} rate
   */
  go(rate) {
    this.steering.take();
    this.steering.move(rate);
    this.steering.leave(true);
    this.handle.focus({ preventScroll: true });
  }

  width() {
    return this.rail.clientWidth || 1;
  }

  span() {
    return this.width() < ROOM ? this.facts.narrow : this.facts.span;
  }

  /**
   * Where a rate lies on the track, from 0 to 1.
   * @param {number} rate
   */
  place(rate) {
    const [low, high] = this.span();
    if (!this.facts.log) return clamped((rate - low) / (high - low));
    return rate > 0 ? clamped(Math.log(rate / low) / Math.log(high / low)) : 0;
  }

  /**
   * The rate at a place, as fine as half a pixel.
   * @param {number} place
   */
  rateAt(place) {
    const [low, high] = this.span();
    const half = 1 / (2 * this.width());
    if (this.facts.log) {
      const digits = Math.ceil(-Math.log10((high / low) ** half - 1));
      return Number((low * (high / low) ** place).toPrecision(Math.max(1, digits)));
    }
    const decimals = Math.ceil(-Math.log10((high - low) * half));
    const rate = low + place * (high - low);
    return decimals > 0 && decimals <= 100 ? Number(rate.toFixed(decimals)) : Number(rate.toPrecision(4));
  }
}

/**
 * How wide what is written in an element is.
 * @param {HTMLElement} element
 */
function writtenWidth(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  return range.getBoundingClientRect().width;
}

/** @param {number} place */
function clamped(place) {
  return Math.max(0, Math.min(1, place));
}

/** @param {number} share */
function percent(share) {
  return `${100 * share}%`;
}

/**
 * A rate in four digits.
 * @param {number} rate
 */
function rateText(rate) {
  const tiny = rate !== 0 && (rate < 1e-4 || rate >= 1e5);
  return tiny
    ? rate.toExponential(2).replace("e+", "e").replace("-", "−")
    : String(Number(rate.toPrecision(4)));
}
