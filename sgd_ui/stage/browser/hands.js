// The handles on the charts: each a focusable element over its mark.

import { make } from "./elements.js";
import { ballGrip, lineGrip, sampleGrip } from "./grips.js";
import { makeHandle } from "./handles.js";
import { Picture } from "./picture.js";

/** @typedef {import("./grips.js").Grip} Grip */
/** @typedef {import("./plots.js").Drawing} Drawing */

/** More samples than this are not taken one by one. */
const MOST_SAMPLES = 200;

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
  }

  /** Takes the run that Python sent: what can be taken may be something else now. */
  load() {
    for (const board of this.boards.values()) board.load();
  }

  /** @param {Moment} moment */
  show(moment) {
    for (const chart of this.scene.spec.charts) {
      if (chart.grasps.length) this.board(this.scene.plots.drawing(chart)).show(moment, chart.grasps);
    }
  }

  /** @param {Drawing} drawing */
  board(drawing) {
    const { figure } = drawing;
    const board = this.boards.get(figure) ?? new Board(this.scene, this.grasp, drawing);
    this.boards.set(figure, board);
    return board;
  }
}

/** The handles of one chart. */
class Board {
  /**
   * @param {Scene} scene
   * @param {Grasp} grasp
   * @param {Drawing} drawing
   */
  constructor(scene, grasp, { figure, plot }) {
    this.scene = scene;
    this.grasp = grasp;
    this.picture = new Picture(plot);
    this.plot = plot;
    this.home = make("div", "sw-hands");
    figure.append(this.home);
    this.home.addEventListener("pointerdown", (event) => this.choose(event), true);
    /** @type {Map<string, Handle>} */
    this.handles = new Map();
    this.made = "";
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
    this.make(grasps);
    const { offsetLeft, offsetTop } = this.plot;
    this.home.style.translate = `${offsetLeft}px ${offsetTop}px`;
    for (const handle of this.handles.values()) handle.show(moment);
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
    const grips = new Map(this.grips(grasps).map((grip) => [grip.grab, grip]));
    for (const [grab, handle] of this.handles) {
      if (grips.has(grab)) continue;
      handle.element.remove();
      this.handles.delete(grab);
    }
    for (const [grab, grip] of grips) {
      const handle = this.handles.get(grab) ?? new Handle(this, grab);
      handle.take(grip);
      this.handles.set(grab, handle);
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
      return [ballGrip(scene)];
    });
  }

  /**
   * Gives a press to the handle that lies nearest.
   * @param {PointerEvent} event
   */
  choose(event) {
    if (!event.isTrusted) return;
    const pressed = /** @type {Element} */ (event.target).closest("[data-grab]");
    const { left, top } = this.plot.getBoundingClientRect();
    let [nearest, least] = [pressed, Number.POSITIVE_INFINITY];
    for (const { element, place } of this.handles.values()) {
      const far = place ? Math.hypot(event.clientX - left - place[0], event.clientY - top - place[1]) : least;
      if (far < least) [nearest, least] = [element, far];
    }
    if (nearest === pressed) return;
    event.stopPropagation();
    event.preventDefault();
    nearest?.dispatchEvent(new PointerEvent("pointerdown", event));
  }
}

/** One handle. */
class Handle {
  /** @type {Grip} */
  grip;
  /**
   * Where it stands, in pixels; nowhere where its mark is not to be seen.
   * @type {Point | null}
   */
  place = null;
  /**
   * Where the hand is and where it took it, as numbers; nothing while it is not held.
   * @type {{ from: Point, point: Point, moved: boolean } | null}
   */
  hand = null;

  /**
   * @param {Board} board
   * @param {string} grab
   */
  constructor(board, grab) {
    this.board = board;
    this.element = make("div", "sw-hand");
    this.said = "";
    makeHandle(this.element, {
      grab,
      take: () => this.begin(),
      drag: (across, up) => this.drag(across, up),
      step: (across, up) => this.step([across, up]),
      leave: (kept) => this.leave(kept),
    });
    board.home.append(this.element);
  }

  /** @param {Grip} grip */
  take(grip) {
    this.grip = grip;
    this.element.setAttribute("aria-label", grip.name(this.board.scene.spec.words));
  }

  /** @param {Moment} moment */
  show(moment) {
    const { grip, hand, board, element } = this;
    const point = hand ? grip.along(hand.point, moment) : grip.spot(moment, board.picture);
    const place = point && board.picture.place(point);
    this.place = place && (hand || board.picture.holds(place)) ? place : null;
    element.hidden = !this.place;
    if (!this.place) return;
    const translate = this.place.map((at) => `${at.toFixed(1)}px`).join(" ");
    if (element.style.translate !== translate) element.style.translate = translate;
    this.tell(moment);
  }

  /** @param {Moment} moment */
  tell(moment) {
    const [now, text] = this.grip.told(moment);
    if (text === this.said) return;
    this.said = text;
    this.element.setAttribute("aria-valuenow", String(now));
    this.element.setAttribute("aria-valuetext", text);
  }

  begin() {
    const { grip, board } = this;
    const moment = board.scene.moment();
    const point = grip.spot(moment, board.picture);
    if (!point || board.grasp.holding) return;
    this.hand = { from: point, point, moved: false };
    this.element.classList.add("sw-held");
    const begun = grip.begin(moment, board.picture);
    board.grasp.take(grip.held);
    board.grasp.draft(begun);
  }

  /**
   * @param {number} across
   * @param {number} up
   */
  drag(across, up) {
    const { hand, board } = this;
    if (!hand || (!hand.moved && !across && !up)) return;
    const { picture } = board;
    const [left, top] = picture.place(hand.from);
    const [x, y] = picture.rounded(picture.point([left + across, top - up]));
    // What the hand has not moved along keeps its bits.
    this.move([across ? x : hand.from[0], up ? y : hand.from[1]]);
  }

  /** @param {Point} by */
  step(by) {
    const { hand, board, grip } = this;
    if (!hand) return;
    const { picture } = board;
    const [x, y] = grip.step(hand.point, by, picture.steps(hand.point));
    const [roundX, roundY] = picture.rounded(picture.point(picture.place([x, y])));
    this.move([x === hand.point[0] ? x : roundX, y === hand.point[1] ? y : roundY]);
  }

  /** @param {Point} point */
  move(point) {
    const { hand, board, grip } = this;
    if (!hand) return;
    hand.point = point;
    hand.moved = true;
    board.grasp.draft(grip.move(point, board.scene.moment(), board.picture));
  }

  /** @param {boolean} kept */
  leave(kept) {
    const { hand } = this;
    if (!hand) return;
    this.hand = null;
    this.element.classList.remove("sw-held");
    this.board.grasp.leave(kept && hand.moved);
  }
}
