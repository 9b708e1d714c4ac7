// The handles on the charts, and what else stands on them for a hand.

import { Adding } from "./adding.js";
import { make } from "./elements.js";
import { ballGrip, FEW_HANDLES, lineGrip, nearest, sampleGrip, startGrip } from "./grips.js";
import { Hand } from "./hand.js";
import { Invitation } from "./invitation.js";
import { Picture } from "./picture.js";

/** @typedef {import("./grips.js").Grip} Grip */
/** @typedef {import("./plots.js").Drawing} Drawing */

/** More samples than this are not taken one by one. */
const MOST_SAMPLES = 200;
/** How far the button that removes a sample stands from it, in pixels; twice as far where fingers are at work. */
const BESIDE = 22;

/** The handles of all charts. */
export class Hands {
  /**
   * @param {Scene} scene
   * @param {Grasp} grasp
   */
  constructor(scene, grasp) {
    this.scene = scene;
    this.grasp = grasp;
    /** @type {Map<HTMLElement, Board>} */
    this.boards = new Map();
    const { host } = scene;
    // A ring around what has the focus is for those who go by keys.
    host.addEventListener("pointerdown", () => host.classList.add("sw-pressed"), true);
    host.addEventListener("keydown", () => host.classList.remove("sw-pressed"), true);
    this.removing = () => {
      for (const board of this.boards.values()) board.remove(board.chosen?.grip);
    };
    document.addEventListener("samplewise-remove", this.removing);
  }

  dispose() {
    document.removeEventListener("samplewise-remove", this.removing);
  }

  /** Takes the run that Python sent: what can be taken may be something else now. */
  load() {
    for (const board of this.boards.values()) board.load();
  }

  /** @param {Moment} moment */
  show(moment) {
    for (const chart of this.scene.spec.charts) {
      if (chart.grasps.length) this.board(chart).show(moment, chart.grasps);
    }
  }

  /** @param {Chart} chart */
  board(chart) {
    const drawing = this.scene.plots.drawing(chart);
    const { figure } = drawing;
    const board = this.boards.get(figure) ?? new Board(this.scene, this.grasp, drawing, chart.grasps);
    this.boards.set(figure, board);
    return board;
  }
}

/** The handles of one chart. */
class Board {
  /**
   * The handle that was taken last by a pointer, until another place is pressed.
   * @type {Hand | null}
   */
  chosen = null;
  /** The sample whose handle the Tab key stops at, where there are many. */
  stopped = "";
  /**
   * What the samples were shown for last.
   * @type {{ columns: Columns | null, frame: string }}
   */
  stood = { columns: null, frame: "" };
  /** What handles were made for. */
  made = "";
  /** The sample that was added last, until it has its handle. */
  added = "";
  /** Of the plot that they lie over. */
  size = "";

  /**
   * @param {Scene} scene
   * @param {Grasp} grasp
   * @param {Drawing} drawing
   * @param {string[]} grasps
   */
  constructor(scene, grasp, drawing, grasps) {
    this.scene = scene;
    this.grasp = grasp;
    this.drawing = drawing;
    this.plot = drawing.plot;
    this.picture = new Picture(drawing.plot);
    this.home = make("div", "sw-hands");
    this.remover = make("button", "sw-remove", "×", { type: "button", tabindex: "-1" });
    this.remover.hidden = true;
    this.remover.onclick = () => this.remove(this.chosen?.grip);
    this.invitation = new Invitation(scene);
    this.adding = new Adding(drawing, (place) => this.add(place));
    if (grasps.includes("samples")) this.home.append(this.remover, grasp.history.root);
    drawing.chips.after(this.home);
    this.home.addEventListener("pointerdown", (event) => this.press(event), true);
    this.home.addEventListener("keydown", (event) => this.turn(event));
    this.home.addEventListener("focusin", ({ target }) => this.stop(/** @type {HTMLElement} */ (target)));
    /** @type {Map<string, Hand>} */
    this.hands = new Map();
  }

  /** What can be taken may be something else from here on. */
  load() {
    this.made = "";
  }

  /**
   * @param {Moment} moment
   * @param {string[]} grasps
   */
  show(moment, grasps) {
    if (!this.plot._fullLayout) return;
    this.lay();
    this.make(grasps);
    const stand = this.samplesStand(moment);
    for (const hand of this.hands.values()) {
      if (!stand || hand.grip.held !== "samples") hand.show(moment);
    }
    this.adding.allowed = grasps.includes("samples");
    this.showRemover(moment);
    const line = this.hands.get("line");
    if (line) this.invitation.show(moment, line.element);
  }

  /** Lies over the plot; where that is, is asked only once it has another size, for the answer takes long. */
  lay() {
    const { width, height } = this.plot._fullLayout;
    const size = `${width} ${height}`;
    if (size === this.size) return;
    this.size = size;
    const { offsetLeft, offsetTop } = this.plot;
    this.home.style.translate = `${offsetLeft}px ${offsetTop}px`;
    this.home.style.width = `${width}px`;
  }

  /**
   * Whether the samples are where they were a picture ago, as they are while a run plays.
   * @param {Moment} moment
   */
  samplesStand({ held }) {
    const { columns } = this.scene;
    const [xaxis, yaxis] = this.picture.axes;
    const frame = [xaxis, yaxis]
      .map(({ range, _offset, _length }) => `${range} ${_offset} ${_length}`)
      .join();
    const stand = !held && columns === this.stood.columns && frame === this.stood.frame;
    this.stood = { columns, frame };
    return stand;
  }

  /**
   * Makes the handles that are missing, and takes away those of what is gone.
   * @param {string[]} grasps
   */
  make(grasps) {
    const { lang, key } = this.scene.spec;
    const wanted = `${grasps} ${lang} ${key} ${this.scene.rows.facts.samples}`;
    if (wanted === this.made) return;
    this.made = wanted;
    this.stood.columns = null;
    const grips = new Map(this.grips(grasps).map((grip) => [grip.grab, grip]));
    for (const [grab, grip] of grips) {
      const hand = this.hands.get(grab) ?? new Hand(this, grab, () => this.remove(grips.get(grab)));
      hand.take(grip);
      this.hands.set(grab, hand);
    }
    this.clear(grips);
    const added = this.hands.get(this.added);
    if (added) this.choose(added);
    this.added = "";
    const focused = this.hands.get(this.stopped)?.element ?? this.hands.get("sample-1")?.element;
    if (focused) this.stop(focused);
    this.remover.setAttribute("aria-label", this.scene.spec.words.grasp_remove);
  }

  /**
   * Takes away the handles of what is gone; the last one left has the focus then.
   * @param {Map<string, Grip>} grips
   */
  clear(grips) {
    for (const [grab, { element }] of this.hands) {
      if (grips.has(grab)) continue;
      const focused = element === document.activeElement;
      this.hands.delete(grab);
      element.remove();
      const last = this.hands.get(`sample-${this.scene.rows.facts.samples}`);
      if (focused) last?.element.focus({ preventScroll: true });
    }
  }

  /**
   * From one sample to the next or the one before, by key.
   * @param {KeyboardEvent} event
   */
  turn(event) {
    const by = { PageDown: 1, PageUp: -1 }[event.key];
    const grab = /** @type {HTMLElement} */ (event.target).dataset.grab ?? "";
    const next = this.hands.get(`sample-${Number(grab.split("-")[1]) + (by ?? 0)}`);
    if (!by || !next) return;
    event.preventDefault();
    event.stopPropagation();
    next.element.focus({ preventScroll: true });
  }

  /**
   * Has the Tab key stop at one sample's handle alone, where there are many.
   * @param {HTMLElement} element
   */
  stop({ dataset: { grab = "" } }) {
    if (!grab.startsWith("sample-")) return;
    this.stopped = grab;
    const many = this.scene.rows.facts.samples > FEW_HANDLES;
    for (const [name, { element }] of this.hands) {
      if (name.startsWith("sample-")) element.tabIndex = many && name !== grab ? -1 : 0;
    }
  }

  /**
   * @param {string[]} grasps
   * @returns {Grip[]}
   */
  grips(grasps) {
    const { scene } = this;
    const { arithmetic, rows } = scene;
    const samples = rows.facts.samples <= MOST_SAMPLES ? [...Array(rows.facts.samples).keys()] : [];
    return grasps.flatMap((grasp) => {
      if (grasp === "samples") return samples.map((i) => sampleGrip(scene, i));
      if (grasp === "line") return arithmetic ? [lineGrip(scene, arithmetic)] : [];
      return [arithmetic ? ballGrip(scene) : startGrip(scene)];
    });
  }

  /**
   * Gives a press to the handle that lies nearest.
   * @param {PointerEvent} event
   */
  press(event) {
    const pressed = /** @type {Element} */ (event.target).closest("[data-grab]");
    if (!event.isTrusted || !pressed) return;
    const { left, top } = this.plot.getBoundingClientRect();
    let [nearest, least] = [pressed, Number.POSITIVE_INFINITY];
    for (const { element, place } of this.hands.values()) {
      const far = place ? Math.hypot(event.clientX - left - place[0], event.clientY - top - place[1]) : least;
      if (far < least) [nearest, least] = [element, far];
    }
    if (nearest === pressed) return;
    event.stopPropagation();
    event.preventDefault();
    nearest.dispatchEvent(new PointerEvent("pointerdown", event));
  }

  /**
   * A handle was taken by a pointer; none, with null.
   * @param {Hand | null} hand
   */
  choose(hand) {
    if (hand && !this.chosen) {
      const away = (/** @type {Event} */ { target }) => {
        if (this.grasp.holding || this.home.contains(/** @type {Node} */ (target))) return;
        document.removeEventListener("pointerdown", away, true);
        this.choose(null);
      };
      document.addEventListener("pointerdown", away, true);
    }
    this.chosen = hand;
    if (!hand) this.remover.hidden = true;
  }

  /** @param {Moment} moment */
  showRemover({ held }) {
    const { chosen, scene, remover } = this;
    const place = chosen?.grip.held === "samples" && this.hands.has(chosen.grip.grab) ? chosen.place : null;
    remover.hidden = !place || held !== "" || scene.rows.facts.samples === 1;
    if (!place || remover.hidden) return;
    const far = BESIDE * (window.matchMedia("(pointer: coarse)").matches ? 2 : 1);
    const across = place[0] + far < this.plot._fullLayout.width - BESIDE ? far : -far;
    remover.style.translate = `${place[0] + across}px ${place[1]}px`;
  }

  /**
   * Another sample at a place; where y can be one of a few values only, at the nearest.
   * @param {Point} place
   */
  add(place) {
    if (!this.picture.holds(place)) return;
    const { given, x, y } = this.scene.columns;
    const [at, up] = this.picture.rounded(this.picture.point(place));
    this.added = `sample-${x.length + 1}`;
    this.change({ x: [...(given ?? x), at], y: [...y, nearest(up, this.scene.spec.targets)] });
  }

  /**
   * Takes a sample away; never the last one.
   * @param {Grip | undefined} grip
   */
  remove(grip) {
    const { given, x, y } = this.scene.columns;
    const gone = Number(grip?.grab.split("-")[1]) - 1;
    if (grip?.held !== "samples" || x.length === 1 || this.grasp.holding) return;
    const without = (/** @type {Column} */ column) => Array.from(column).filter((_, i) => i !== gone);
    this.choose(null);
    this.scene.plots.plotly?.Fx.unhover(this.plot);
    this.change({ x: without(given ?? x), y: without(y) });
  }

  /** @param {EngineChanges} changes */
  change(changes) {
    this.grasp.take("samples");
    this.grasp.draft(changes);
    this.grasp.leave(true);
  }
}
