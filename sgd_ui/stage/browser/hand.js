// One handle: a focusable element over its mark.

import { make } from "./elements.js";
import { makeHandle } from "./handles.js";

/** @typedef {import("./grips.js").Grip} Grip */

/**
 * Where handles stand: over one chart of a stage.
 * @typedef {object} Board
 * @property {Scene} scene
 * @property {Grasp} grasp
 * @property {import("./picture.js").Picture} picture
 * @property {HTMLElement} home
 * @property {(hand: Hand | null) => void} choose
 */

/** What can be taken in one place. */
export class Hand {
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
   * @param {() => void} remove
   */
  constructor(board, grab, remove) {
    this.board = board;
    this.element = make("div", "sw-hand");
    this.said = "";
    makeHandle(this.element, {
      grab,
      take: () => this.begin(),
      drag: (across, up) => this.drag(across, up),
      step: (across, up) => this.step([across, up]),
      leave: (kept) => this.leave(kept),
      remove,
    });
    this.element.addEventListener("pointerdown", () => {
      if (this.hand) board.choose(this);
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
