// The ruler of learning rates: a slider on a logarithmic scale, with landmarks that can be pressed.

const STEPS = 1000;
/** How long the slider has to rest before its rate is asked for. */
const REST_MS = 250;
/** Landmarks nearer than this, in hundredths of the ruler, stand in different rows. */
const CROWDED = 1.6;

/**
 * A landmark.
 * @typedef {object} Mark
 * @property {number} rate
 * @property {string} text how it is written
 * @property {string} name what holds there
 * @property {string} kind
 */

/**
 * What Python hands over.
 * @typedef {object} Scale
 * @property {number} rate
 * @property {[number, number]} range the rates at its ends
 * @property {Mark[]} marks
 * @property {[number, number][]} spans
 * @property {string} label
 * @property {string} list
 */

/** @type {WeakMap<HTMLElement, Ruler>} */
const rulers = new WeakMap();

/** @param {Component<Scale>} component */
export default function ({ data, parentElement, setTriggerValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".samplewise-ruler"));
  const ruler = rulers.get(root) ?? new Ruler(root);
  rulers.set(root, ruler);
  ruler.pick = (text) => setTriggerValue("rate", text);
  ruler.load(data);
  return () => {
    ruler.rest();
    rulers.delete(root);
  };
}

class Ruler {
  /** @type {Scale} */
  spec;
  /** @type {(text: string) => void} */
  pick;
  /**
   * The timer of a slider that was just moved.
   * @type {number | null}
   */
  resting = null;
  /** The rate as it is asked for. */
  text = "";

  /** @param {HTMLElement} root */
  constructor(root) {
    this.part = (/** @type {string} */ name) =>
      /** @type {HTMLElement} */ (root.querySelector(`[data-part="${name}"]`));
    this.slider = /** @type {HTMLInputElement} */ (this.part("slider"));
    this.slider.max = String(STEPS);
    this.slider.oninput = () => {
      this.showRate(this.rateAt(Number(this.slider.value) / STEPS));
      this.rest();
      this.resting = setTimeout(() => {
        this.resting = null;
        this.pick(this.text);
      }, REST_MS);
    };
  }

  /** Asks for nothing any more. */
  rest() {
    if (this.resting !== null) clearTimeout(this.resting);
    this.resting = null;
  }

  /** @param {Scale} spec */
  load(spec) {
    const { slider } = this;
    // What the reader is still moving is newer than what comes back from an earlier place.
    const same = this.spec && JSON.stringify(this.spec.range) === JSON.stringify(spec.range);
    if (this.resting && same && document.activeElement === slider) {
      this.spec = { ...spec, rate: this.spec.rate };
      return;
    }
    this.rest();
    /** @type {HTMLElement | null | undefined} */
    const landmark = document.activeElement?.closest(".samplewise-landmark");
    const focused = landmark?.dataset.rate;
    this.spec = spec;
    slider.setAttribute("aria-label", spec.label);
    slider.value = String(STEPS * this.place(spec.rate));
    this.part("name").textContent = spec.label;
    this.showRate(spec.rate);
    this.part("spans").replaceChildren(...spec.spans.map((span) => this.span(span)));
    this.part("marks").replaceChildren(...this.rows(spec.marks));
    this.part("list").setAttribute("aria-label", spec.list);
    this.part("list").replaceChildren(...spec.marks.map((mark) => this.line(mark)));
    if (!focused) return;
    /** @type {HTMLElement | null} */
    const again = this.part("list").querySelector(`[data-rate="${focused}"]`);
    again?.focus();
  }

  /**
   * Where a rate lies on the ruler, from 0 to 1.
   * @param {number} rate
   */
  place(rate) {
    const [low, high] = this.spec.range.map(Math.log);
    return rate > 0 ? Math.max(0, Math.min(1, (Math.log(rate) - low) / (high - low))) : 0;
  }

  /** @param {number} place */
  rateAt(place) {
    const [low, high] = this.spec.range.map(Math.log);
    return Number(Math.exp(low + place * (high - low)).toPrecision(4));
  }

  /** @param {number} rate */
  showRate(rate) {
    this.text = String(rate);
    const shown = String(Number(rate.toPrecision(6)));
    this.part("rate").textContent = shown;
    this.slider.setAttribute("aria-valuetext", shown);
  }

  /**
   * A range of rates in which cyclic descent converges.
   * @param {[number, number]} range
   */
  span([low, high]) {
    const bar = document.createElement("span");
    const from = 100 * this.place(low);
    bar.style.left = `${from}%`;
    bar.style.width = `${100 * this.place(high) - from}%`;
    return bar;
  }

  /**
   * The landmarks on the ruler itself, those that crowd one another one below the other.
   * @param {Mark[]} marks
   */
  rows(marks) {
    /** @type {number[]} */
    const last = [];
    return marks.map((mark) => {
      const at = 100 * this.place(mark.rate);
      let row = last.findIndex((before) => at - before >= CROWDED);
      if (row < 0) row = last.length;
      last[row] = at;
      this.part("track").style.height = `calc(1.5rem + ${13 * last.length}px)`;
      const button = this.button(mark, "samplewise-mark");
      button.style.left = `${at}%`;
      button.style.top = `${row * 13}px`;
      button.title = `${mark.text}: ${mark.name}`;
      // The list below says the same to the keyboard and to a screen reader.
      button.tabIndex = -1;
      button.setAttribute("aria-hidden", "true");
      return button;
    });
  }

  /** @param {Mark} mark */
  line(mark) {
    const item = document.createElement("li");
    const button = this.button(mark, "samplewise-landmark");
    const rate = document.createElement("b");
    rate.textContent = mark.text;
    button.append(rate, ` ${mark.name}`);
    item.append(button);
    return item;
  }

  /**
   * @param {Mark} mark
   * @param {string} className
   */
  button(mark, className) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = className;
    button.dataset.kind = mark.kind;
    button.dataset.rate = String(mark.rate);
    button.setAttribute("aria-pressed", String(mark.rate === this.spec.rate));
    button.onclick = () => this.pick(String(mark.rate));
    return button;
  }
}
