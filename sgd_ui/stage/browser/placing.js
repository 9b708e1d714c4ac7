// Where what is written beside a mark stands: where it lies in the picture and over nothing else that is to be read.
// `placing.py` places the names of a picture that is drawn without a browser by the same rules.

import { onAxisShare } from "./chips.js";
import { clipSegment } from "./clip.js";

/** Where along a line its name stands, at most, under it and over it; and how far apart its other places are. */
const WRITTEN_AT = 0.8;
const WRITTEN_OVER = 0.92;
const STEP = 0.06;
/** Where along a rope, from its sample on, its name stands. */
const ALONG_ROPE = [0.5, 0.3, 0.7, 0.1, 0.9];
/** Of how many pieces a line is. */
const PIECES = 50;
/** How far from the frame the name of what lies beyond it stands. */
const FROM_FRAME = 0.06;

/** How much worse it is to be cut than to lie over something. */
const CUT = 4;

/** Between which shares of the picture a curve is named, and how many of its points from the ends. */
const NAMED = [0.06, 0.88];
const ASIDE = 3;

/** How wide a digit is beside its height, and how far from it another text has to stay, in pixels. */
const DIGIT = 0.65;
const FROM_DIGIT = 6;

/**
 * A rectangle in pixels, from the upper left corner of a picture.
 * @typedef {[left: number, top: number, right: number, bottom: number]} Area
 */

/**
 * A text as it is drawn: how wide and high it is, and how far from its point, in pixels.
 * @typedef {{ text: string, wide: number, high: number, clear: number }} Written
 */

/**
 * A place for a text: a point on the axes, and to which side of it.
 * @typedef {{ written: Written, at: number[], side: string }} Place
 */

/**
 * Where a point is in the picture, in pixels.
 * @param {number[]} point
 * @param {Layout} layout
 * @returns {Point}
 */
function pixelsOf([x, y], { xaxis, yaxis, room = 0, tall = 0 }) {
  return [onAxisShare(x, xaxis) * room, (1 - onAxisShare(y, yaxis)) * tall];
}

/**
 * What a text takes of the picture.
 * @param {Place} place
 * @param {Layout} layout
 * @returns {Area}
 */
export function areaOf({ written: { wide, high, clear }, at, side }, layout) {
  const [x, y] = pixelsOf(at, layout);
  const [up, across] = side.split(" ");
  const left = across === "left" ? x - clear - wide : across === "right" ? x + clear : x - wide / 2;
  const top = up === "top" ? y - clear - high : up === "bottom" ? y + clear : y - high / 2;
  return [left, top, left + wide, top + high];
}

/**
 * What a mark takes of it.
 * @param {number[]} point
 * @param {number} size
 * @param {Layout} layout
 * @returns {Area}
 */
export function markAt(point, size, layout) {
  const [x, y] = pixelsOf(point, layout);
  return [x - size / 2, y - size / 2, x + size / 2, y + size / 2];
}

/**
 * What lies under 0.
 * @param {Layout} layout
 * @returns {Area}
 */
export function underZero(layout) {
  const { room = 0, tall = 0 } = layout;
  return [0, pixelsOf([0, 0], layout)[1], room, tall];
}

/**
 * What an upright line takes of it.
 * @param {number[]} ends
 * @param {number} width
 * @param {Layout} layout
 * @returns {Area}
 */
export function ropeOf([x0, y0, x1, y1], width, layout) {
  const [begin, end] = [pixelsOf([x0, y0], layout), pixelsOf([x1, y1], layout)];
  const [top, bottom] = [Math.min(begin[1], end[1]), Math.max(begin[1], end[1])];
  return [begin[0] - width / 2, top - width / 2, begin[0] + width / 2, bottom + width / 2];
}

/**
 * What a line or a curve takes of it, piece by piece.
 * @param {Drawn} drawn
 * @param {Layout} layout
 * @returns {Area[]}
 */
export function strokeOf({ x = [], y = [] }, layout) {
  const box = /** @type {Box} */ ([...layout.xaxis.range, ...layout.yaxis.range]);
  // A line has two ends and a gap, a curve is of short pieces as it is.
  const pieces = x.length > 3 ? 1 : PIECES;
  return Array.from({ length: Math.max(0, x.length - 1) }, (_, k) => {
    const [from, to] = [k, k + 1].map((i) => /** @type {Point} */ ([x[i], y[i]]));
    const seen = [...from, ...to].every(Number.isFinite) && clipSegment(from, to, box);
    if (!seen) return [];
    const [[left, low], [right, high]] = seen.map((point) => pixelsOf(point, layout));
    const [wide, up] = [(right - left) / pieces, (high - low) / pieces];
    return Array.from({ length: pieces }, (_, i) => {
      const [x0, top] = [left + i * wide, low + i * up + Math.min(up, 0)];
      return /** @type {Area} */ ([x0, top - 1, x0 + wide, top + Math.abs(up) + 1]);
    });
  }).flat();
}

/**
 * How much of two areas is the same.
 * @param {Area} one
 * @param {Area} other
 */
function shared(one, other) {
  const wide = Math.min(one[2], other[2]) - Math.max(one[0], other[0]);
  const high = Math.min(one[3], other[3]) - Math.max(one[1], other[1]);
  return wide > 0 && high > 0 ? wide * high : 0;
}

/**
 * The first of some places where a text lies over nothing, or the one where it lies over the least.
 * @param {Place[]} places
 * @param {Layout} layout
 * @param {Area[]} taken
 * @returns {Place}
 */
export function freest(places, layout, taken) {
  const { room = 0, tall = 0 } = layout;
  let [best, least] = [places[0], Number.POSITIVE_INFINITY];
  for (const place of places) {
    const area = areaOf(place, layout);
    const outside = (area[2] - area[0]) * (area[3] - area[1]) - shared(area, [0, 0, room, tall]);
    const over = taken.reduce((sum, each) => sum + shared(area, each), CUT * outside);
    if (over < 1) return place;
    // Of places as good as each other the first, whatever the last bits say.
    if (over < least - 1) [best, least] = [place, over];
  }
  return best;
}

/**
 * Where the name of a segment may stand along what is seen of that, and to which side: where the line does not run
 * through it, on the right under one that rises, farther down there, or on its other side.
 * @param {number[]} ends
 * @param {Written} written
 * @param {Layout} layout
 * @returns {Place[]}
 */
export function along([left, low, right, high], written, layout) {
  const { xaxis, yaxis, room = 1, tall = 1 } = layout;
  const seen = clipSegment([left, low], [right, high], [...xaxis.range, ...yaxis.range]);
  if (!seen) return [];
  const [[x0, y0], [x1, y1]] = seen;
  const rises = high >= low;
  const long = room * (onAxisShare(x1, xaxis) - onAxisShare(x0, xaxis));
  const steep = tall * Math.abs(onAxisShare(y1, yaxis) - onAxisShare(y0, yaxis));
  const [across, up] = [written.wide + 2 * written.clear, written.high + 2 * written.clear];
  const under = Math.min(WRITTEN_AT, long > across ? 1 - across / long : WRITTEN_AT);
  // On the other side a text ends where the line is not yet at the frame.
  const over = Math.min(WRITTEN_OVER, Math.max(WRITTEN_AT / 2, steep > up ? 1 - up / steep : 1));
  const places = (/** @type {number} */ from, /** @type {string} */ side) =>
    Array.from({ length: Math.ceil(from / STEP) }, (_, k) => {
      const share = from - k * STEP;
      return { written, at: [x0 + share * (x1 - x0), y0 + share * (y1 - y0)], side };
    });
  return [
    ...places(under, `${rises ? "bottom" : "top"} right`),
    ...places(over, `${rises ? "top" : "bottom"} left`),
  ];
}

/**
 * Where the name of a curve may stand: over it or under it, where no other is near on that side, the farthest first.
 * @param {number[]} curve
 * @param {number[]} grid
 * @param {number[][]} curves it and the others
 * @param {Layout} layout
 * @param {Written} written
 * @returns {Place[]}
 */
export function alongCurve(curve, grid, curves, { yaxis: { range } }, written) {
  const low = Math.max(0, range[0]);
  const [least, most] = NAMED.map((share) => low + share * (range[1] - low));
  const places = [...grid.keys()].slice(ASIDE, -ASIDE).flatMap((k) => {
    const y = curve[k];
    if (!(y > least && y < most)) return [];
    const ups = curves.filter((each) => each !== curve).map((each) => each[k] - y);
    const nearest = Math.min(y, ...ups.map(Math.abs));
    return [1, -1].flatMap((up) => {
      const beyond = ups.map((each) => up * each).filter((each) => each >= 0);
      const clear = beyond.length ? Math.min(...beyond) : nearest;
      // A steep curve runs through what stands right over or under it.
      return ["center", "left", "right"].map((across) => ({
        clear,
        place: { written, at: [grid[k], y], side: `${up > 0 ? "top" : "bottom"} ${across}` },
      }));
    });
  });
  return places.sort((one, other) => other.clear - one.clear).map(({ place }) => place);
}

/**
 * Where the name of a rope may stand: beside it, where the model leads away from it, or where that has no room
 * beyond the model or beyond the sample, each as it says most and in fewer words.
 * @param {number[]} values
 * @param {Written[]} told
 * @param {Layout} layout
 * @returns {Place[]}
 */
export function besideRope(values, told, layout) {
  const [over, leans] = values.slice(-2);
  const [x, y] = values;
  const [away, back] = leans > 0 ? ["left", "right"] : ["right", "left"];
  const on = (/** @type {number} */ share) => drawnIn([x, y + (0.5 - share) * over], layout);
  const near = ALONG_ROPE.map((share) => ({ at: on(share), side: `middle ${away}` }));
  const [up, down] = over > 0 ? ["top", "bottom"] : ["bottom", "top"];
  const beyond = [
    { at: on(1), side: `${down} ${back}` },
    { at: on(0), side: `${up} ${away}` },
    { at: on(0), side: `${up} ${back}` },
    { at: on(1), side: `${down} ${away}` },
  ];
  const each = (/** @type {Written[]} */ said, /** @type {Omit<Place, "written">[]} */ places) =>
    said.flatMap((written) => places.map((place) => ({ written, ...place })));
  return [told.slice(0, -1), told.slice(-1)].flatMap((said) => [...each(said, near), ...each(said, beyond)]);
}

/**
 * Whether the name of a rope that is too short to be seen lies over something.
 * @param {Place} place
 * @param {number} over how long the rope is, on the axis
 * @param {Layout} layout
 * @param {Area[]} taken
 */
export function isCramped(place, over, layout, taken) {
  const [low, high] = layout.yaxis.range;
  const long = (Math.abs(over) / (high - low)) * (layout.tall ?? 0);
  return long < 1 && taken.some((each) => shared(areaOf(place, layout), each) > 1);
}

/**
 * Where a text about a point stands: as is wished, on another side where that would lead out of the picture.
 * @param {LabelMeta} meta
 * @param {number[]} values
 * @param {string} wished
 * @param {Written} written
 * @param {Layout} layout
 * @returns {Place}
 */
export function besidePoint({ pulling }, values, wished, written, layout) {
  const place = { written, at: pulling ? drawnIn(values, layout) : values.slice(0, 2), side: wished };
  return { ...place, side: inside(place, layout) };
}

/**
 * Where the number of a sample stands: beside its mark, where over that is no room, and on its right at the frame.
 * @param {number[]} at
 * @param {Trace} trace
 * @param {Layout} layout
 * @returns {Place}
 */
export function numberAt(at, trace, layout) {
  const { marker, textfont, textposition } = /** @type {TextTrace} */ (trace);
  const { size } = textfont;
  const wide = DIGIT * size + 2 * FROM_DIGIT;
  const written = { text: "", wide, high: size, clear: clearOf(marker) - FROM_DIGIT };
  const place = { written, at, side: textposition };
  const [up, across] = textposition.split(" ");
  const [left, top] = areaOf(place, layout);
  const over = up === "top" && top < 0 ? "middle" : up;
  return { ...place, side: `${over} ${across === "left" && left < 0 ? "right" : across}` };
}

/**
 * How far from its point Plotly writes a text that has a mark.
 * @param {Marker | undefined} marker
 */
export function clearOf(marker) {
  return (marker?.size ?? 0) / 2 / 0.8 + 1;
}

/**
 * A point, or the place in the picture that is nearest to it.
 * @param {number[]} point
 * @param {Layout} layout
 */
function drawnIn(point, { xaxis, yaxis }) {
  return [xaxis, yaxis].map(({ range: [low, high] }, i) => {
    const room = FROM_FRAME * (high - low);
    return Math.max(low + room, Math.min(high - room, point[i]));
  });
}

/**
 * To which side of a point a text is written, so that it stays in the picture.
 * @param {Place} place
 * @param {Layout} layout
 */
function inside(place, layout) {
  const [up, across] = place.side.split(" ");
  const { room = 0, tall = 0 } = layout;
  const [left, top, right, bottom] = areaOf(place, layout);
  const over = up === "top" && top < 0 ? "bottom" : up === "bottom" && bottom > tall ? "top" : up;
  return `${over} ${left < 0 ? "right" : right > room ? "left" : across}`;
}
