// What part of its axes a chart shows: the reader's, or its own, widened by decades where what is watched
// has left it. A function of the moment alone, so that a link shows what its sender saw.

/** Axes are widened at most so many times tenfold. */
const MOST_DECADES = 100;
/** How many updates that were just made are kept in the picture. */
export const KEPT_IN_VIEW = 12;

/** After a hand an axis stays as it was seen while it would be at most so many times as wide, or as narrow. */
const MOST_WIDER = { grasped: 2.5, beside: 1.1 };
const MOST_NARROWER = 40;
/** A log axis names its powers of ten: it stays where it would be at most so many times as long, or as short. */
const MOST_POWERS_MORE = 1.5;
/** What is watched keeps this share of an axis from its ends, for its name. */
const INSIDE = { grasped: 0.12, beside: 0.04 };

/** @typedef {{ type?: string, x: [number, number], y: [number, number] }} Zoom */
/** @typedef {{ from: Zoom, gone: number, last: number }} Way how long it has gone, and until when, in milliseconds */

/**
 * A layout with other ranges in place of its own.
 * @param {Layout} layout
 * @param {Pick<Zoom, "x" | "y">} ranges
 * @returns {Layout}
 */
function ranged(layout, { x, y }) {
  const { xaxis, yaxis } = layout;
  return { ...layout, xaxis: { ...xaxis, range: x }, yaxis: { ...yaxis, range: y } };
}

/**
 * A layout as it was seen while a hand held something: an axis that would be much the same stays as it is.
 * @param {Layout} layout
 * @param {Zoom | null} kept
 * @param {boolean} grasped whether the hand was in this picture
 * @param {() => Point[]} watched
 * @returns {Layout}
 */
export function asHeld(layout, kept, grasped, watched) {
  const { xaxis, yaxis } = layout;
  if (!kept || kept.type !== (yaxis.type ?? "linear")) return layout;
  const points = watched();
  const most = grasped ? MOST_WIDER.grasped : MOST_WIDER.beside;
  const stays = [xaxis, yaxis].map(({ range }, k) => {
    const [low, high] = k ? kept.y : kept.x;
    const times = (range[1] - range[0]) / (high - low);
    const powers = k > 0 && kept.type === "log";
    const alike = powers
      ? Math.max(times, 1 / times) < MOST_POWERS_MORE
      : times < most && times > 1 / MOST_NARROWER;
    const room = grasped ? 0 : INSIDE.beside * (high - low);
    return alike && points.every((point) => point[k] >= low + room && point[k] <= high - room);
  });
  // With one scale for both axes neither stays without the other.
  const [across, up] = yaxis.scaleanchor ? stays.map(() => stays.every(Boolean)) : stays;
  if (!across && !up) return layout;
  return ranged(layout, { x: across ? kept.x : xaxis.range, y: up ? kept.y : yaxis.range });
}

/**
 * What was seen while a hand held something, as much wider as what the hand has led out of it needs: so its way is
 * seen, and not a picture that has changed its scale. Nothing is wider where that would be too much.
 * @param {Zoom} zoom
 * @param {Point[]} points
 * @returns {Zoom}
 */
export function grown({ type, x, y }, points) {
  const reached = (/** @type {Point} */ [low, high], /** @type {number} */ k) => {
    const room = INSIDE.grasped * (high - low);
    const [inner, outer] = [low + room / 2, high - room / 2];
    const values = points.map((point) => point[k]).filter((value) => value < inner || value > outer);
    const most = Math.max(high, ...values.map((value) => value + room));
    // What lies under 0 goes on having its share.
    const share = k && low < 0 && high > 0 ? (low * most) / high : low;
    const least = Math.min(share, ...values.map((value) => value - room));
    return /** @type {Point} */ (
      most - least < MOST_WIDER.grasped * (high - low) ? [least, most] : [low, high]
    );
  };
  return { type, x: reached(x, 0), y: reached(y, 1) };
}

/**
 * The way from what a plot shows now.
 * @param {Plot} plot
 * @returns {Way | null}
 */
export function wayFrom(plot) {
  const from = zoomOf(plot);
  return from && { from, gone: 0, last: performance.now() };
}

/**
 * A layout on its way from other ranges: what is far away comes as quickly as what is near.
 * @param {Layout} layout
 * @param {Zoom} from
 * @param {number} share of the way, from 0 to 1
 * @returns {Layout}
 */
export function onTheWay(layout, from, share) {
  const { xaxis, yaxis } = layout;
  const between = (/** @type {Point} */ [low, high], /** @type {Point} */ [least, most]) => {
    const [begin, end] = [high - low, most - least];
    const left = begin === end ? 1 - share : (begin * (end / begin) ** share - end) / (begin - end);
    return /** @type {Point} */ ([least + left * (low - least), most + left * (high - most)]);
  };
  if (from.type !== (yaxis.type ?? "linear")) return layout;
  return ranged(layout, { x: between(from.x, xaxis.range), y: between(from.y, yaxis.range) });
}

/**
 * A layout as the reader zoomed it, where the axes are of the same kind; else as wide as its points need.
 * @param {Layout} layout
 * @param {Zoom | null} zoom
 * @param {() => Point[]} watched
 * @returns {Layout}
 */
export function seen(layout, zoom, watched) {
  const { xaxis, yaxis } = layout;
  if (zoom && zoom.type === (yaxis.type ?? "linear")) return ranged(layout, zoom);
  const points = watched();
  const [low, high] = widened(
    xaxis,
    points.map(([value]) => value),
  );
  const most = layout.meta?.most ?? Number.POSITIVE_INFINITY;
  const x = high === xaxis.range[1] ? xaxis.range : /** @type {Point} */ ([low, Math.min(high, most)]);
  const y = widened(
    yaxis,
    points.map(([, value]) => value),
  );
  return x === xaxis.range && y === yaxis.range ? layout : ranged(layout, { x, y });
}

/**
 * The range of an axis, ten times as wide as often as values need that.
 * @param {Axis} axis
 * @param {number[]} values
 * @returns {[number, number]}
 */
function widened({ range, type }, values) {
  const finite = values.filter(Number.isFinite);
  if (type === "log" || !finite.length) return range;
  const [low, high] = range;
  // What stands on 0 goes on standing there, with the room under it that landscape.py leaves at most.
  const onZero = low <= 0 && -low < 0.4 * high && finite.every((value) => value >= low);
  const middle = onZero ? 0 : (low + high) / 2;
  const [down, up] = [low - middle, high - middle];
  let times = 1;
  for (let k = 0; k < MOST_DECADES; k++) {
    const [least, most] = [middle + down * times, middle + up * times];
    if (finite.every((value) => value >= least && value <= most)) break;
    times *= 10;
  }
  return times === 1 ? range : [middle + down * times, middle + up * times];
}

/**
 * The part of a range around a place in it, so many times as wide.
 * @param {[number, number]} range
 * @param {number} share where the place lies, from 0 to 1
 * @param {number} times
 * @returns {[number, number]}
 */
export function around([low, high], share, times) {
  const at = low + share * (high - low);
  return [at - (at - low) * times, at + (high - at) * times];
}

/**
 * A layout of the part of its axes that the reader chose.
 * @param {Layout} layout
 * @param {Zoom} zoom
 * @returns {Layout}
 */
export function zoomedIn({ xaxis, yaxis }, { type, x, y }) {
  return { xaxis: { ...xaxis, range: x }, yaxis: { ...yaxis, range: y, type } };
}

/**
 * What a plot shows.
 * @param {Plot} plot
 * @returns {Zoom | null}
 */
export function zoomOf({ layout }) {
  if (!layout) return null;
  const { xaxis, yaxis } = layout;
  return { type: yaxis.type ?? "linear", x: [...xaxis.range], y: [...yaxis.range] };
}

/**
 * How large a plot draws its picture, in pixels; or will, where it has not yet.
 * @param {Plot} plot
 * @param {Layout} layout
 */
export function roomOf({ _fullLayout: laid, clientWidth, clientHeight }, { margin = {} }) {
  const { l = 0, r = 0, t = 0, b = 0 } = margin;
  return {
    room: laid?.xaxis?._length ?? clientWidth - l - r,
    tall: laid?.yaxis?._length ?? clientHeight - t - b,
  };
}
