// Pictures in motion. Plotly works every trace out anew for each picture it draws, some milliseconds
// a trace; so while a run plays, what moves is drawn here, on Plotly's own axes and inside its clip,
// and Plotly takes over, with its hover and its zoom, as soon as the run rests.

const SVG = "http://www.w3.org/2000/svg";
/** The box that lines are cut to, in pixels. */
const FAR = [-1e5, 1e5, -1e5, 1e5];

/** The traces of one chart that move, drawn on the axes that Plotly laid out. */
class Live {
  constructor(plot) {
    this.plot = plot;
    this.layer = null;
    this.marks = [];
    this.epochs = null;
  }

  /** Draws `traces` at the coordinates in `frame`; the first picture hides Plotly's own. */
  draw(traces, frame) {
    this.open(traces.length);
    const { xaxis, yaxis } = this.plot._fullLayout;
    traces.forEach((trace, i) => {
      const drawn = frame[i];
      const pen = trace.mode.startsWith("lines") ? strokes(trace, drawn, xaxis, yaxis) : dots(trace, drawn, xaxis, yaxis);
      for (const [name, value] of Object.entries(pen)) {
        if (this.marks[i].getAttribute(name) !== value) this.marks[i].setAttribute(name, value);
      }
    });
  }

  open(size) {
    const home = this.plot.querySelector(".scatterlayer").parentNode;
    if (this.layer?.parentNode === home && this.marks.length === size) return;
    this.close();
    this.layer = document.createElementNS(SVG, "g");
    this.marks = Array.from({ length: size }, () => {
      const mark = document.createElementNS(SVG, "path");
      this.layer.append(mark);
      return mark;
    });
    home.append(this.layer);
    this.plot.classList.add("sw-live");
  }

  /** Leaves the picture to Plotly. */
  close() {
    this.layer?.remove();
    this.layer = null;
    this.epochs = null;
    this.plot.classList.remove("sw-live");
  }
}

/** The attributes of a line through points, broken where a coordinate is no number. */
function strokes(trace, { x, y, ...own }, xaxis, yaxis) {
  const point = (i) => [x[i] === null ? NaN : xaxis.c2p(x[i]), y[i] === null ? NaN : yaxis.c2p(y[i])];
  const d = pathThrough(x.length, point, FAR, pixel);
  return {
    d,
    fill: "none",
    stroke: own["line.color"] ?? trace.line.color,
    "stroke-width": String(trace.line.width),
    "stroke-dasharray": trace.line.dash ?? "none",
    opacity: String(trace.opacity ?? 1),
  };
}

/** The attributes of round markers at points. */
function dots(trace, { x, y, ...own }, xaxis, yaxis) {
  const r = trace.marker.size / 2;
  let d = "";
  for (let i = 0; i < x.length; i++) {
    const px = x[i] === null ? NaN : xaxis.c2p(x[i]);
    const py = y[i] === null ? NaN : yaxis.c2p(y[i]);
    if (!(Math.abs(px) < FAR[1] && Math.abs(py) < FAR[1])) continue;
    d += `M${pixel(px - r)},${pixel(py)}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`;
  }
  return {
    d,
    fill: trace.marker.color,
    stroke: own["marker.line.color"] ?? trace.marker.line?.color ?? "none",
    "stroke-width": String(trace.marker.line?.width ?? 0),
  };
}

function pixel(value) {
  return value.toFixed(1);
}
