// What a hand did on a page, to be undone and done again.

import { make } from "./elements.js";

/** Steps back that are kept. */
const MOST_DEEDS = 100;

/**
 * What a hand did: the numbers that it changed, as they were and as they became.
 * @typedef {{ before: EngineChanges, after: EngineChanges }} Deed
 */

/**
 * Of every page, as long as the visit lasts; the first `done` of its deeds stand.
 * @type {Map<string, { deeds: Deed[], done: number }>}
 */
const histories = new Map();

/** The deeds on one page, and the two buttons that lead through them. */
export class History {
  /**
   * @param {(changes: EngineChanges) => void} change shows the numbers of a deed, and has Python confirm them
   */
  constructor(change) {
    this.change = change;
    const page = location.pathname;
    this.story = histories.get(page) ?? { deeds: [], done: 0 };
    histories.set(page, this.story);
    this.root = make("div", "sw-history");
    this.buttons = ["↶", "↷"].map((text) => make("button", "sw-button", text, { type: "button" }));
    this.root.append(...this.buttons);
    [this.buttons[0].onclick, this.buttons[1].onclick] = [() => this.undo(), () => this.redo()];
    this.undoing = () => this.undo();
    this.redoing = () => this.redo();
    document.addEventListener("samplewise-undo", this.undoing);
    document.addEventListener("samplewise-redo", this.redoing);
  }

  dispose() {
    document.removeEventListener("samplewise-undo", this.undoing);
    document.removeEventListener("samplewise-redo", this.redoing);
  }

  /** What was done before is not to be undone in a run that another hand has made since. */
  forget() {
    Object.assign(this.story, { deeds: [], done: 0 });
  }

  /** @param {Deed} deed */
  add(deed) {
    const { deeds, done } = this.story;
    deeds.splice(done, deeds.length, deed);
    if (deeds.length > MOST_DEEDS) deeds.shift();
    this.story.done = deeds.length;
  }

  undo() {
    const { deeds, done } = this.story;
    if (!done) return;
    this.story.done -= 1;
    this.change(deeds[done - 1].before);
  }

  redo() {
    const { deeds, done } = this.story;
    if (done === deeds.length) return;
    this.story.done += 1;
    this.change(deeds[done].after);
  }

  /** @param {Record<string, string>} words */
  show(words) {
    const { deeds, done } = this.story;
    this.root.hidden = deeds.length === 0;
    const [undo, redo] = this.buttons;
    undo.setAttribute("aria-disabled", String(done === 0));
    redo.setAttribute("aria-disabled", String(done === deeds.length));
    [undo.title, redo.title] = [words.grasp_undo, words.grasp_redo];
    undo.setAttribute("aria-label", words.grasp_undo);
    redo.setAttribute("aria-label", words.grasp_redo);
  }
}
