// What the reader asks for below the pictures: another start or rate, the run as at first, a link, another x.

import { copyText, viewLink } from "./address.js";
import { press } from "./elements.js";
import { plainNumber } from "./numbers.js";

/** @typedef {import("./readout.js").Readout} Readout */

/** How long it is said that a link was copied. */
const SAID_MS = 2000;

/** The buttons and fields beside the log. */
export class Actions {
  /**
   * @param {Scene} scene
   * @param {Readout} readout
   */
  constructor(scene, readout) {
    this.scene = scene;
    this.part = scene.part;
    this.readout = readout;
    this.listenToButtons();
    this.listenToFields();
    this.listenToTabs();
  }

  listenToButtons() {
    const { scene } = this;
    press(scene, {
      "start-from-here": () => scene.act("start"),
      "rate-from-here": () => this.askRate(this.part("rate-form").hidden === true),
      "rate-cancel": () => this.askRate(false),
      reset: () => {
        this.part("rate-form").hidden = true;
        scene.act("reset");
      },
      copy: () => this.copyLink(),
      "tab-log": () => this.readout.open("log"),
      "tab-table": () => this.readout.open("table"),
    });
  }

  listenToFields() {
    const form = this.part("rate-form");
    form.onsubmit = (event) => {
      event.preventDefault();
      this.scene.act("rate", this.part("rate").value);
      this.askRate(false);
    };
    form.onkeydown = (event) => {
      if (event.key === "Escape") this.askRate(false);
    };
    const predict = this.part("predict");
    predict.oninput = () => {
      const text = predict.value;
      if (text === "" || !Number.isFinite(Number(text))) return;
      this.scene.view.predict = plainNumber(Number(text));
      this.readout.list();
      this.scene.show();
    };
  }

  listenToTabs() {
    for (const tab of ["tab-log", "tab-table"]) {
      this.part(tab).onkeydown = (event) => {
        if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
        event.preventDefault();
        this.readout.open(this.readout.tab === "log" ? "table" : "log");
        this.part(`tab-${this.readout.tab}`).focus();
      };
    }
  }

  /**
   * Opens or closes the form for another rate.
   * @param {boolean} open
   */
  askRate(open) {
    const { clock, rows } = this.scene;
    const button = this.part("rate-from-here");
    this.part("rate-form").hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (!open) {
      button.focus();
      return;
    }
    if (clock.playing) clock.pause();
    this.part("rate").value = plainNumber(rows.rate(Math.min(clock.tick + 1, rows.facts.planned)));
    this.part("rate").select();
  }

  async copyLink() {
    const { clock, spec, view } = this.scene;
    if (clock.playing) clock.pause();
    // A link is to what Python has confirmed.
    if (this.scene.held) return;
    const copied = await copyText(viewLink(spec, clock.tick, view));
    const button = this.part("copy");
    button.textContent = copied ? spec.words.copied : spec.words.copy_failed;
    setTimeout(() => {
      button.textContent = this.scene.spec.words.copy;
    }, SAID_MS);
  }
}
