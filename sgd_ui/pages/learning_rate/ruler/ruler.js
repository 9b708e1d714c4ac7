// The ruler of learning rates: a slider on a logarithmic scale, with landmarks that can be pressed.

const STEPS = 1000;
/** How long the slider has to rest before its rate is asked for. */
const REST_MS = 250;
/** Landmarks nearer than this, in hundredths of the ruler, stand in different rows. */
const CROWDED = 1.6;
const rulers = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".samplewise-ruler");
  if (!rulers.has(root)) rulers.set(root, new Ruler(root));
  const ruler = rulers.get(root);
  ruler.pick = (text) => setTriggerValue("rate", text);
  ruler.load(data);
  return () => {
    clearTimeout(ruler.resting);
    rulers.delete(root);
  };
}

class Ruler {
  constructor(root) {
    this.part = (name) => root.querySelector(`[data-part="${name}"]`);
    const slider = this.part("slider");
    slider.max = STEPS;
    slider.oninput = () => {
      this.showRate(this.rateAt(slider.value / STEPS));
      clearTimeout(this.resting);
      this.resting = setTimeout(() => {
        this.resting = null;
        this.pick(this.text);
      }, REST_MS);
    };
  }

  load(spec) {
    const slider = this.part("slider");
    // What the reader is still moving is newer than what comes back from an earlier place.
    const same = this.spec && JSON.stringify(this.spec.range) === JSON.stringify(spec.range);
    if (this.resting && same && document.activeElement === slider) {
      this.spec = { ...spec, rate: this.spec.rate };
      return;
    }
    clearTimeout(this.resting);
    this.resting = null;
    const focused = document.activeElement?.closest(".samplewise-landmark")?.dataset.rate;
    this.spec = spec;
    slider.setAttribute("aria-label", spec.label);
    slider.value = STEPS * this.place(spec.rate);
    this.part("name").textContent = spec.label;
    this.showRate(spec.rate);
    this.part("spans").replaceChildren(...spec.spans.map((span) => this.span(span)));
    this.part("marks").replaceChildren(...this.rows(spec.marks));
    this.part("list").setAttribute("aria-label", spec.list);
    this.part("list").replaceChildren(...spec.marks.map((mark) => this.line(mark)));
    if (focused) this.part("list").querySelector(`[data-rate="${focused}"]`)?.focus();
  }

  /** Where a rate lies on the ruler, from 0 to 1. */
  place(rate) {
    const [low, high] = this.spec.range.map(Math.log);
    return rate > 0 ? Math.max(0, Math.min(1, (Math.log(rate) - low) / (high - low))) : 0;
  }

  rateAt(place) {
    const [low, high] = this.spec.range.map(Math.log);
    return Number(Math.exp(low + place * (high - low)).toPrecision(4));
  }

  showRate(rate) {
    this.text = String(rate);
    const shown = String(Number(rate.toPrecision(6)));
    this.part("rate").textContent = shown;
    this.part("slider").setAttribute("aria-valuetext", shown);
  }

  /** A range of rates in which cyclic descent converges. */
  span([low, high]) {
    const bar = document.createElement("span");
    const from = 100 * this.place(low);
    bar.style.left = `${from}%`;
    bar.style.width = `${100 * this.place(high) - from}%`;
    return bar;
  }

  /** The landmarks on the ruler itself, those that crowd one another one below the other. */
  rows(marks) {
    const last = [];
    return marks.map((mark) => {
      const at = 100 * this.place(mark.rate);
      let row = last.findIndex((before) => at - before >= CROWDED);
      if (row < 0) row = last.length;
      last[row] = at;
      this.part("track").style.height = `calc(1.5rem + ${13 * last.length}px)`;
      const button = this.button(mark, "samplewise-mark", "");
      button.style.left = `${at}%`;
      button.style.top = `${row * 13}px`;
      button.title = `${mark.text}: ${mark.name}`;
      // The list below says the same to the keyboard and to a screen reader.
      button.tabIndex = -1;
      button.setAttribute("aria-hidden", "true");
      return button;
    });
  }

  line(mark) {
    const item = document.createElement("li");
    const button = this.button(mark, "samplewise-landmark", "");
    const rate = document.createElement("b");
    rate.textContent = mark.text;
    button.append(rate, ` ${mark.name}`);
    item.append(button);
    return item;
  }

  button(mark, className, text) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = className;
    button.dataset.kind = mark.kind;
    button.dataset.rate = String(mark.rate);
    button.textContent = text;
    button.setAttribute("aria-pressed", mark.rate === this.spec.rate);
    button.onclick = () => this.pick(String(mark.rate));
    return button;
  }
}
