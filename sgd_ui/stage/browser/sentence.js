// What happens, in one sentence that is computed from the run, and below it where the run stands and what a word means.

import { Dials } from "./dials.js";
import { make } from "./elements.js";
import { Glossary } from "./glossary.js";
import { glance, glanceSingle } from "./numbers.js";
import { meanLossAt } from "./outcome.js";
import { filled, Telling } from "./telling.js";

/** What an update takes at least, in seconds, to be told stage by stage, with its epoch, or at all. */
const STAGED_SECONDS = 4;
const READ_SECONDS = 0.9;
const SEEN_SECONDS = 0.25;

/** Sentences that tell of one update, by their keys: below them it is told what a gradient and a rate are. */
const OF_ONE = ["start", "pull", "hardly", "drawn", "predicts", "gradient", "loss"];

const UNSAID = { key: "none", pieces: [] };

/** The sentence above the pictures. */
export class Sentence {
  /** @type {Telling} */
  telling;

  /** @param {Scene} scene */
  constructor(scene) {
    this.scene = scene;
    this.root = scene.part("sentence");
    this.below = scene.part("aside");
    this.dials = new Dials(scene);
    this.glossary = new Glossary();
    this.where = make("span");
    this.beside = make("span", "sw-beside");
    this.below.replaceChildren(this.where, " ", this.beside);
    /** The lowest mean loss that a hand has come to on these samples. */
    this.lowest = { of: "", loss: Number.POSITIVE_INFINITY };
  }

  /** Takes the run that is in view now. */
  load() {
    const { spec, columns } = this.scene;
    const of = [spec.query.problem, ...columns.x, ...columns.y].join();
    if (this.lowest.of !== of) this.lowest = { of, loss: Number.POSITIVE_INFINITY };
    for (const place of [this.root, this.where, this.beside]) delete place.dataset.key;
    this.dials.load();
  }

  /** @param {Moment} moment */
  show(moment) {
    const { arithmetic, rows, columns, view, clock } = this.scene;
    if (!arithmetic) return;
    const { told: u, tick } = moment;
    const coming = u > tick;
    const takes = clock.playing ? clock.instant.length : Number.POSITIVE_INFINITY;
    const fast = takes < SEEN_SECONDS;
    const phase = clock.instant.length < STAGED_SECONDS ? 0 : moment.phase;
    this.telling = new Telling(arithmetic, rows, columns);
    const how = { phase, coming, fast, settled: clock.settled, x: Number(view.predict) };
    const said = moment.preview ? this.telling.start() : this.telling.after(u, how);
    this.say(this.root, said);
    // Where an update leads to is not told before it moves.
    this.root.classList.toggle("sw-coming", coming);
    this.say(this.where, this.standing(moment));
    const passing = coming || phase > 0 || takes < READ_SECONDS;
    const found = this.besides(moment, passing, fast || !OF_ONE.includes(said.key));
    // Whoever goes step by step sees of every pull what it comes from.
    const pulls = said.key === "pull" && !clock.playing && !phase;
    this.say(this.beside, found ?? (pulls ? this.glossary.again(u, this.telling) : null) ?? UNSAID);
    this.dials.show();
  }

  /**
   * What stands below: what has come of the update that is told, or else what a word means.
   * @param {Moment} moment
   * @param {boolean} passing whether there is no time to tell what has come of it
   * @param {boolean} many whether what is said is of more than one update
   * @returns {import("./telling.js").Told | null}
   */
  besides(moment, passing, many) {
    const found = passing ? null : this.telling.beside(moment.told);
    // Whoever is trying has read what there is to know, and is told how to go on.
    if (moment.preview && this.tried) return UNSAID;
    return found ?? this.glossary.term(moment, many, this.telling);
  }

  /** Whether a hand has turned the line, to see how low it comes. */
  get tried() {
    return Number.isFinite(this.lowest.loss);
  }

  /**
   * Where the run stands: its mean loss, and its rate.
   * @param {Moment} moment
   */
  standing({ preview, held, tick, told }) {
    const { words } = this.telling;
    const { grasp, earned, clock } = this.scene;
    const loss = meanLossAt(this.scene.rows, tick);
    // Who has seen where the samples come to needs no luck; whoever has begun goes on.
    if (held === "start" && (!earned || this.tried)) this.lowest.loss = Math.min(this.lowest.loss, loss);
    const { tried } = this;
    const values = { loss: glanceSingle(loss), lowest: glanceSingle(this.lowest.loss) };
    const lowest = values.loss === values.lowest ? words.told_least : words.told_lowest;
    const turned = held || !grasp.history.story.done ? lowest : lowest + words.told_back;
    const before = tried ? turned : earned ? words.told_where : words.told_lower;
    const template = preview ? before : tried && !clock.playing ? words.told_by_hand : words.told_where;
    const rate = { text: glance(this.scene.rows.rate(Math.max(1, told))), of: "rate" };
    const pieces = [...filled(template, values), ...filled(words.told_rate, { rate })];
    return { key: template, pieces };
  }

  /**
   * Writes a sentence; where only its numbers are others, its elements stay, as a hand may hold one of them.
   * @param {HTMLElement} place
   * @param {import("./telling.js").Told} told
   */
  say(place, { key, pieces, warns = false }) {
    place.classList.toggle("sw-warns", warns);
    const shape = [key, ...pieces.map(({ of }) => of ?? "")].join(" ");
    if (place.dataset.key !== shape)
      place.replaceChildren(...pieces.map((piece) => this.dials.element(piece)));
    place.dataset.key = shape;
    pieces.forEach(({ text, colour = "" }, k) => {
      const element = /** @type {HTMLElement} */ (place.children[k]);
      if (element.textContent !== text) element.textContent = text;
      element.style.color = colour;
    });
  }
}
