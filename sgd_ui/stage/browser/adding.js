// A double press on an empty place of a chart, and a long one of a finger.

/** Two presses within this time and so near each other are one double press; in milliseconds and pixels. */
const DOUBLE_MS = 400;
const DOUBLE_PIXELS = 10;
/** How long a finger stays for a long press. */
const LONG_MS = 500;

/** Hears where something is to be added. */
export class Adding {
  allowed = false;
  /**
   * The press before this one.
   * @type {{ time: number, place: Point }}
   */
  last = { time: 0, place: [0, 0] };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  pressing;

  /**
   * @param {import("./plots.js").Drawing} drawing
   * @param {(place: Point) => void} add
   */
  constructor(drawing, add) {
    this.drawing = drawing;
    this.add = add;
    const { plot } = drawing;
    // Plotly keeps presses on a chart to itself.
    plot.addEventListener("pointerdown", (event) => this.press(event), true);
    for (const end of ["pointerup", "pointercancel"]) {
      plot.addEventListener(end, () => clearTimeout(this.pressing), true);
    }
    plot.addEventListener("pointermove", (event) => {
      if (farther(this.place(event), this.last.place)) clearTimeout(this.pressing);
    });
  }

  /**
   * Where the pointer is on the plot.
   * @param {PointerEvent} event
   * @returns {Point}
   */
  place({ clientX, clientY }) {
    const { left, top } = this.drawing.plot.getBoundingClientRect();
    return [clientX - left, clientY - top];
  }

  /** @param {PointerEvent} event */
  press(event) {
    clearTimeout(this.pressing);
    if (!this.allowed || event.button !== 0 || !event.isPrimary) return;
    const { time, place } = this.last;
    this.last = { time: event.timeStamp, place: this.place(event) };
    const again = event.timeStamp - time < DOUBLE_MS && !farther(place, this.last.place);
    // In a closer view a double press leads back to the whole.
    if (again && !this.drawing.zoom) this.done();
    else if (event.pointerType === "touch") this.pressing = setTimeout(() => this.done(), LONG_MS);
  }

  done() {
    const { place } = this.last;
    this.last = { time: 0, place };
    this.add(place);
  }
}

/**
 * Whether two places are too far apart for one.
 * @param {Point} one
 * @param {Point} other
 */
function farther(one, other) {
  return Math.hypot(one[0] - other[0], one[1] - other[1]) > DOUBLE_PIXELS;
}
