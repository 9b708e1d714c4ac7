// The keys of the stage and the marks of its charts, in a dialog that opens with a question mark.

import { drawnMark, make } from "./elements.js";
import { Glossary } from "./glossary.js";
import { Telling } from "./telling.js";

/** The panel of help. */
export class Help {
  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
    this.dialog = /** @type {HTMLDialogElement} */ (scene.part("help"));
    scene.part("help-open").onclick = () => this.open();
    this.opening = () => this.open();
    document.addEventListener("samplewise-help", this.opening);
    this.dialog.onclick = ({ target }) => {
      if (target === this.dialog) this.dialog.close();
    };
    // The keys of the transport are not meant here.
    this.dialog.onkeydown = (event) => event.stopPropagation();
  }

  dispose() {
    document.removeEventListener("samplewise-help", this.opening);
  }

  open() {
    const { spec } = this.scene;
    if (!spec || this.dialog.open) return;
    const { words } = spec;
    const close = make("button", "sw-button", words.help_close, { type: "button" });
    close.onclick = () => this.dialog.close();
    const marks = this.marks();
    const title = make("h2", "", words.help, { id: "sw-help-title" });
    this.dialog.setAttribute("aria-labelledby", "sw-help-title");
    // The first one that takes the focus: the dialog opens at its beginning.
    const keys = this.keys();
    this.dialog.replaceChildren(close, title);
    const terms = this.terms();
    if (terms.childElementCount) this.dialog.append(make("h3", "", words.term_title), terms);
    if (marks.childElementCount) this.dialog.append(make("h3", "", words.help_marks), marks);
    if (keys.childElementCount) this.dialog.append(make("h3", "", words.help_keys), keys);
    this.dialog.showModal();
  }

  /** What the words of the sentences mean, which tell each of them once; in the numbers of the update in view. */
  terms() {
    const { arithmetic, rows, columns, clock } = this.scene;
    const list = make("ul", "sw-help-marks");
    if (!arithmetic) return list;
    const told = new Glossary().all(
      Math.max(1, Math.ceil(clock.tick)),
      new Telling(arithmetic, rows, columns),
    );
    list.append(...told.map((pieces) => make("li", "", pieces.map(({ text }) => text).join(""))));
    return list;
  }

  /** What a hand does, as far as something can be taken here, and the keys, where there is more than fingers. */
  keys() {
    const { words, charts, ladder } = this.scene.spec;
    const shift = words.key_shift;
    const list = make("dl", "sw-help-keys");
    const grasps = charts.flatMap((chart) => chart.grasps);
    const [taken, added] = [grasps.length > 0 || Boolean(ladder), grasps.includes("samples")];
    /** @type {[string[], string, boolean?][]} */
    const byHand = [
      [[words.key_drag], words.key_dragged, taken],
      [[words.key_press], words.key_add, added],
    ];
    /** @type {typeof byHand} */
    const byKey = [
      [[words.key_space], words.key_play],
      [["←", "→"], words.key_step],
      [[`${shift} ←`, `${shift} →`], words.key_leap],
      [["Home", "End"], words.key_ends],
      [["←", "→", "↑", "↓"], words.key_handle, taken],
      [["Delete"], words.key_remove, added],
      [["Ctrl Z"], words.key_undo, taken],
      [[`Ctrl ${shift} Z`], words.key_redo, taken],
      [["F"], words.key_present],
      [["?"], words.key_help],
    ];
    const fingers = !window.matchMedia("(any-pointer: fine)").matches;
    for (const [names, meaning, applies = true] of fingers ? byHand : [...byHand, ...byKey]) {
      if (!applies) continue;
      const term = make("dt");
      term.append(...names.map((name) => make("kbd", "", name)));
      list.append(term, make("dd", "", meaning));
    }
    return list;
  }

  /** The marks of the charts in view, as far as these name them, and the bands of the ladder. */
  marks() {
    const list = make("ul", "sw-help-marks");
    const entries = this.scene.spec.charts.flatMap(({ key }) => key);
    const once = new Map(entries.map((entry) => [`${entry.kind} ${entry.text}`, entry]));
    for (const { text, kind, colour } of once.values()) {
      const item = make("li", "", text);
      item.prepend(drawnMark(kind, colour));
      list.append(item);
    }
    const { bands, says } = this.scene.spec.ladder ?? { bands: [], says: /** @type {Scope} */ ({}) };
    for (const kind of new Set(bands.map((band) => band.kind))) {
      const item = make("li", "", `${says[kind]} · ${says[`${kind}_about`]}`);
      item.prepend(make("span", "sw-band", "", { "data-kind": kind }));
      list.append(item);
    }
    return list;
  }
}
