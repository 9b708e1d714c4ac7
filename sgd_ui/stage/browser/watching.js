// What a chart may not let out of sight, and how far what it shows spans.

import { sampleColour } from "./colours.js";
import { KEPT_IN_VIEW } from "./views.js";

/** Losses that span more than this are shown on a logarithmic axis, where the reader leaves that open. */
const WIDE = 1e3;
/** Looks over what a painter draws. */
export class Watch {
  /** @param {import("./figures.js").Painter} painter */
  constructor(painter) {
    this.painter = painter;
  }

  /**
   * Where what may not be let out of sight is, and was in the last few updates.
   * @param {Figure} figure
   * @param {Moment} moment
   * @returns {Point[]}
   */
  watched({ data, layout }, moment) {
    // Of several runs each would take the picture where it goes.
    if (moment.runs.length > 1) return [];
    return data.flatMap(({ meta }) => {
      if (!meta?.watch || !meta.follow || meta.samples) return [];
      if (meta.by === "epoch")
        return this.painter.paths.lately(meta, moment.runs[meta.run ?? 0], layout, KEPT_IN_VIEW);
      const lately = this.painter.heres({ run: meta.run, ago: [0, KEPT_IN_VIEW - 1] }, moment);
      const places = lately.flatMap((here) => this.places(meta, here, layout, moment));
      return meta.follow === "line" ? places.map(([x, y]) => [x, halfway(y, layout.yaxis.range)]) : places;
    });
  }

  /**
   * Whether what is shown of a curve so far spans more than three decades.
   * @param {Figure} figure
   * @param {Moment} moment
   */
  isWide({ data, layout }, { runs }) {
    return data.some(({ meta }) => {
      if (meta?.follow !== "trail") return false;
      const here = runs[meta.run ?? 0];
      return (
        this.painter.paths.widensAt(meta, layout, WIDE) <= (meta.by === "epoch" ? here.epochs - 1 : here.u)
      );
    });
  }

  /**
   * What may not be let out of sight, and where it is now.
   * @param {Figure} figure
   * @param {Moment} moment
   * @returns {import("./chips.js").Watched[]}
   */
  named({ data, layout }, moment) {
    return data.flatMap((trace) => {
      const { meta } = trace;
      if (!meta?.watch || !meta.follow) return [];
      const [here] = this.painter.heres(meta, moment);
      // What of a line is seen has its name beside it.
      if (!here || meta.follow === "line") return [];
      const places =
        meta.by === "epoch"
          ? [this.painter.lastOf(meta, here, layout)]
          : this.places(meta, here, layout, moment);
      return places.map(([x, y], i) => {
        const own = trace.marker?.color;
        const colour = meta.samples
          ? sampleColour(this.painter.spec, i)
          : typeof own === "string"
            ? own
            : this.painter.spec.ink;
        return { text: /** @type {string} */ (meta.watch), values: [x, y, i + 1], colour };
      });
    });
  }

  /**
   * The points that a mark is watched at: a segment at both ends of the axis.
   * @param {Moving} meta
   * @param {Here} here
   * @param {Layout} layout
   * @param {Moment} moment
   * @returns {Point[]}
   */
  places(meta, here, { xaxis: { range } }, moment) {
    if (meta.by)
      return [[this.painter.paths.number(meta.x, meta, here), this.painter.paths.number(meta.y, meta, here)]];
    const found = this.painter.computing.values(meta, here, moment);
    if (meta.follow !== "line") return found.map(([x, y]) => [x, y]);
    return found.flatMap(([left, low, right, high]) =>
      range.map((x) => /** @type {Point} */ ([x, low + ((x - left) / (right - left)) * (high - low)])),
    );
  }
}

/**
 * A line is in sight while its ends are not farther out than the picture is high.
 * @param {number} y
 * @param {[number, number]} range
 */
function halfway(y, [low, high]) {
  return (y + (low + high) / 2) / 2;
}
