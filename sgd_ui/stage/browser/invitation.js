// Before anything has been played: turn the line yourself, and see how low its loss gets.

import { make } from "./elements.js";
import { fill } from "./sentences.js";

/** How far from the handle of the line and from the line its words stand, in pixels. */
const ASIDE = 12;

/** The words at the handle of the line. */
export class Invitation {
  /** The least mean loss that the hand has reached on these samples. @type {number | null} */
  best = null;
  /** What the best is about. */
  about = "";

  /**
   * @param {Scene} scene
   * @param {HTMLElement} home
   */
  constructor(scene, home) {
    this.scene = scene;
    this.root = make("p", "sw-invitation", "", { "aria-hidden": "true" });
    home.append(this.root);
  }

  /**
   * @param {Moment} moment
   * @param {import("./hand.js").Hand} line
   * @param {(left: number) => number} under how low the line is so far from the left, in pixels
   */
  show(moment, { place, element }, under) {
    const { scene, root } = this;
    const { clock, spec } = scene;
    const told = this.told(moment);
    const shows = Boolean(place) && moment.tick === 0 && !clock.played && !spec.listing;
    root.hidden = !shows || (moment.held !== "" && moment.held !== "start");
    element.classList.toggle("sw-inviting", shows && !told && !moment.held);
    if (!place || root.hidden) return;
    const { words } = spec;
    const text = told
      ? fill(told.better ? words.grasp_best : words.grasp_loss, told.texts)
      : words.grasp_invite;
    if (root.textContent !== text) root.textContent = text;
    const right = place[0] + ASIDE;
    const low = Math.max(place[1], under(right), under(right - root.offsetWidth));
    root.style.translate = `${right}px ${low + ASIDE}px`;
  }

  /**
   * The mean loss where the line stands, and the least that the hand has reached; nothing before it took the line.
   * @param {Moment} moment
   */
  told({ runs: [{ now }], held, tick }) {
    const { x, y } = this.scene.columns;
    const about = `${Array.from(x)} ${Array.from(y)}`;
    if (about !== this.about) [this.about, this.best] = [about, null];
    if (tick > 0 || (held !== "start" && this.best === null)) return null;
    const loss = now.mean_loss;
    if (held === "start" && Number.isFinite(loss)) this.best = Math.min(loss, this.best ?? loss);
    if (this.best === null) return null;
    const texts = { loss: brief(loss), best: brief(this.best) };
    return { better: texts.best !== texts.loss && this.best < loss, texts };
  }
}

/** A loss in three digits. @param {number} loss */
function brief(loss) {
  return loss >= 1e-4 && loss < 1e6 ? String(Number(loss.toPrecision(3))) : loss.toExponential(1);
}
