// The updates of a run as beads on a string, each in the colour and shape of its sample.

import { rowColour, sampleColour } from "./colours.js";
import { SVG } from "./elements.js";
import { reducedMotion } from "./motion.js";
import { outline } from "./symbols.js";

/** From bead to bead at least, between epochs as well, and how many are seen at once at most. */
const PITCH = 20;
const GAP = 9;
const MOST = 60;
/** How far across the update in view comes before the string moves on under it. */
const HELD = 0.4;
/** A string that is longer than this is laid anew around what is seen of it, so that places stay exact. */
const LONG = 4000;
/** What the measures are made for; a string that has more height is as much larger. */
const HEIGHT = 34;
const MIDDLE = 20;
/** Of a bead, of one of many that are not told apart, and how much larger the one in view is. */
const [RADIUS, QUIET, LARGE] = [6.2, 3.4, 1.45];

/** @typedef {"done" | "now" | "coming" | "ahead" | "away"} BeadState */

/** Draws the beads around the update in view; a press on one goes there. */
export class Beads {
  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
    this.root = scene.part("beads");
    this.string = svg("g", "sw-string");
    this.marker = svg("path", "sw-bead-marker", { d: "M-6,-5H6L0,4Z" });
    const picture = svg("svg", "", { "aria-hidden": "true" });
    this.string.append(this.marker);
    picture.append(this.string);
    this.root.replaceChildren(picture);
    /** @type {{ node: SVGElement, key: string }[]} */
    this.pool = [];
    this.width = 0;
    this.scale = 1;
    this.pitch = PITCH;
    /** Where the string begins to be laid, and how far it has been drawn to the left. */
    this.base = 0;
    this.offset = 0;
    this.held = false;
    this.about = "";
    new ResizeObserver(() => this.measure()).observe(this.root);
    this.listen();
  }

  /** Takes the run that is in view now. */
  load() {
    this.about = "";
  }

  measure() {
    const { clientWidth: width, clientHeight: height } = this.root;
    if (width === this.width && height === this.scale * HEIGHT) return;
    this.width = width;
    this.scale = height / HEIGHT;
    this.pitch = Math.max(PITCH * this.scale, width / MOST);
    this.about = "";
    if (this.scene.spec && this.scene.clock.ready) this.show(this.scene.moment());
  }

  /** Forgets what is drawn where it is of another run. */
  renew() {
    const { updates, perEpoch, samples } = this.scene.rows.facts;
    const about = `${updates} ${perEpoch} ${samples}`;
    if (about === this.about) return;
    this.about = about;
    for (const bead of this.pool) bead.key = "";
    const size = Math.ceil(this.width / this.pitch) + 3;
    while (this.pool.length > size) this.pool.pop()?.node.remove();
    while (this.pool.length < size) {
      const node = svg("g");
      node.append(svg("path"));
      this.string.append(node);
      this.pool.push({ node, key: "" });
    }
  }

  /** @param {Moment} moment */
  show(moment) {
    if (!this.width) return;
    this.renew();
    const { tick, told: now } = moment;
    const coming = now > tick;
    this.follow(now, moment);
    const { updates } = this.scene.rows.facts;
    const first = Math.max(1, this.updateAt(this.offset - this.pitch));
    const last = Math.min(updates, first + this.pool.length - 1);
    for (let u = first; u < first + this.pool.length; u++) {
      const at = coming ? "coming" : "now";
      this.draw(u, u > last ? "away" : u < now ? "done" : u > now ? "ahead" : at);
    }
    this.marker.classList.toggle("sw-away", now < 1);
    this.marker.style.translate = `${this.placeOf(Math.max(1, now)) - this.base}px ${5 * this.scale}px`;
    this.marker.style.scale = String(this.scale);
  }

  /**
   * Draws the string to where the update in view is seen, unless it is held.
   * @param {number} now
   * @param {Moment} moment
   */
  follow(now, { hurried }) {
    const length = this.placeOf(this.scene.rows.facts.updates) + this.pitch;
    const wanted = this.placeOf(Math.max(1, now)) - HELD * this.width;
    const offset = this.held ? this.offset : Math.max(0, Math.min(wanted, length - this.width));
    const far = Math.abs(offset - this.base) > LONG;
    if (far) {
      this.base = offset;
      for (const bead of this.pool) bead.key = "";
    }
    const jumps = far || hurried || reducedMotion() || Math.abs(offset - this.offset) > this.width;
    this.root.classList.toggle("sw-at-once", jumps);
    this.offset = offset;
    this.string.style.translate = `${this.base - offset}px`;
  }

  /**
   * @param {number} u
   * @param {BeadState} state
   */
  draw(u, state) {
    const bead = this.pool[u % this.pool.length];
    const { node } = bead;
    const pointed = u === this.scene.pointed;
    const key = `${u} ${state} ${pointed}`;
    if (key === bead.key) return;
    bead.key = key;
    node.setAttribute("class", `sw-bead sw-${state}${pointed ? " sw-bead-pointed" : ""}`);
    node.dataset.bead = String(u);
    if (state === "away") return;
    const { shape, radius, colour } = this.look(u, state);
    const path = /** @type {SVGElement} */ (node.firstElementChild);
    path.setAttribute("d", outline(shape));
    path.style.fill = colour;
    const large = state === "now" || state === "coming" ? LARGE : 1;
    node.setAttribute(
      "transform",
      `translate(${this.placeOf(u) - this.base},${MIDDLE * this.scale}) scale(${radius * large * this.scale})`,
    );
  }

  /**
   * How the bead of an update looks: few samples have their own shapes and colours; of many, the one that
   * pulls alone is in colour.
   * @param {number} u
   * @param {BeadState} state
   */
  look(u, state) {
    const { rows, spec } = this.scene;
    const samples = rows.known(u) ? rows.samples(u) : null;
    const one = samples?.length === 1 ? samples[0] : null;
    if (one !== null && spec.symbols.length) {
      return { shape: spec.symbols[one], radius: RADIUS, colour: sampleColour(spec, one) };
    }
    const shown = state === "now" || state === "coming";
    const batch = samples !== null && one === null;
    const colour = shown ? rowColour(spec, rows.row(u)) : batch ? spec.ink : "var(--sw-muted)";
    return { shape: "circle", radius: batch || shown ? RADIUS : QUIET, colour };
  }

  /** What an epoch takes of the string. */
  get block() {
    const { perEpoch } = this.scene.rows.facts;
    return perEpoch * this.pitch + (perEpoch > 1 ? GAP * this.scale : 0);
  }

  /**
   * Where the bead of update u is, along the whole string.
   * @param {number} u
   */
  placeOf(u) {
    const { perEpoch } = this.scene.rows.facts;
    return Math.floor((u - 1) / perEpoch) * this.block + (((u - 1) % perEpoch) + 0.5) * this.pitch;
  }

  /**
   * The update whose bead is nearest to a place.
   * @param {number} place
   */
  updateAt(place) {
    const { perEpoch, updates } = this.scene.rows.facts;
    const epoch = Math.floor(Math.max(0, place) / this.block);
    const within = Math.floor((Math.max(0, place) - epoch * this.block) / this.pitch);
    return Math.max(1, Math.min(updates, epoch * perEpoch + Math.min(within, perEpoch - 1) + 1));
  }

  // What the reader does.

  listen() {
    const { root } = this;
    const under = (/** @type {PointerEvent} */ event) =>
      this.updateAt(event.clientX - root.getBoundingClientRect().left + this.offset);
    /** @type {PointerEvent | null} */
    let pressed = null;
    const hold = (/** @type {PointerEvent} */ event) => {
      this.held = true;
      this.scene.clock.go(under(event));
    };
    root.onpointerdown = (event) => {
      if (event.button !== 0 || !this.scene.clock.ready) return;
      root.setPointerCapture(event.pointerId);
      // A finger that does not go sideways may be about to scroll.
      if (event.pointerType === "touch") pressed = event;
      else hold(event);
    };
    root.onpointermove = (event) => {
      if (!this.scene.clock.ready) return;
      const u = under(event);
      if (pressed && Math.abs(event.clientX - pressed.clientX) > Math.abs(event.clientY - pressed.clientY)) {
        hold(event);
      }
      if (this.held && u !== this.scene.clock.tick) this.scene.clock.go(u);
      if (event.pointerType !== "touch") this.scene.point(u);
    };
    const leave = () => {
      pressed = null;
      if (!this.held) return;
      this.held = false;
      this.scene.show();
    };
    root.onpointerup = (event) => {
      if (pressed) hold(event);
      leave();
    };
    root.onpointercancel = leave;
    root.onpointerleave = () => this.scene.point(null);
  }
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {Record<string, string>} attributes
 */
function svg(tag, className = "", attributes = {}) {
  const element = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  if (className) element.setAttribute("class", className);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
