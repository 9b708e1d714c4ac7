// Where what is written beside a mark stands.

import { onAxisShare } from "./chips.js";
import { clipSegment } from "./clip.js";

/** Where along a line its name stands, at most; and how far from the frame the name of what lies beyond it. */
const WRITTEN_AT = 0.8;
const WRITTEN_TO = 0.92;
const WRITTEN_UP_TO = 0.8;
const FROM_FRAME = 0.06;

/**
 * What of a picture's width is taken, over or under its line.
 * @typedef {{ over: boolean, from: number, to: number }} Taken
 */

/**
 * @param {number[]} values
 * @param {string} side
 * @param {Layout} layout
 * @param {number} wide
 * @returns {Taken}
 */
export function spanOf(values, side, { xaxis }, wide) {
  const at = onAxisShare(values[0], xaxis);
  const right = side.endsWith("right");
  const over = side.startsWith("middle") ? values[values.length - 2] > 0 : side.startsWith("top");
  return { over, from: right ? at : at - wide, to: right ? at + wide : at };
}

/**
 * Where on what is seen of a segment a text stands, and to which side: where the line does not run through it,
 * on the right under one that rises, and on its other side where that is taken.
 * @param {number[]} ends
 * @param {Layout} layout
 * @param {number} wide how wide the text is, as a share of the picture
 * @param {Taken} taken
 * @returns {[number[], string]}
 */
export function along([left, low, right, high], layout, wide, taken) {
  const { xaxis, yaxis } = layout;
  const seen = clipSegment([left, low], [right, high], [...xaxis.range, ...yaxis.range]);
  if (!seen) return [[Number.NaN], ""];
  const [[x0, y0], [x1, y1]] = seen;
  const rises = high >= low;
  const [begin, end] = [onAxisShare(x0, xaxis), onAxisShare(x1, xaxis)];
  const share = Math.min(WRITTEN_AT, end - begin > wide ? 1 - wide / (end - begin) : WRITTEN_AT);
  const from = begin + share * (end - begin);
  const free = taken.over === rises || taken.to < from || taken.from > from + wide;
  const [bottom, top] = [onAxisShare(y0, yaxis), onAxisShare(y1, yaxis)];
  // On the other side a text ends where the line is not yet at the frame.
  const room = rises
    ? (WRITTEN_UP_TO - bottom) / (top - bottom)
    : (bottom - 1 + WRITTEN_UP_TO) / (bottom - top);
  const place = free ? share : Math.min(WRITTEN_TO, Math.max(room, WRITTEN_AT / 2));
  const side = free ? "right" : "left";
  const at = [x0 + place * (x1 - x0), y0 + place * (y1 - y0)];
  return [at, inside(`${rises === free ? "bottom" : "top"} ${side}`, at, layout, wide)];
}

/**
 * The same of a text about a point: how far off a sample is stands where the model leads away from it, or where
 * that has no room beyond the model.
 * @param {LabelMeta} meta
 * @param {number[]} values
 * @param {string} wished
 * @param {Layout} layout
 * @param {number} wide
 * @returns {[number[], string]}
 */
export function beside({ pulling, leans }, values, wished, layout, wide) {
  const at = pulling ? drawnIn(values, layout) : values.slice(0, 2);
  const away = leans && values[values.length - 1] > 0 ? "middle left" : wished;
  const side = inside(away, at, layout, wide);
  if (!leans || side === away) return [at, side];
  const over = values[values.length - 2];
  const beyond = drawnIn([values[0], values[1] - over / 2], layout);
  return [beyond, `${over > 0 ? "bottom" : "top"} ${side.split(" ")[1]}`];
}

/**
 * Whether a text about a point has room where it is to stand.
 * @param {LabelMeta} meta
 * @param {number[]} values
 * @param {string} wished
 * @param {Layout} layout
 * @param {number} wide
 */
export function standsBeside({ ends, leans }, values, wished, layout, wide) {
  const away = leans && values[values.length - 1] > 0 ? "middle left" : wished;
  return ends || inside(away, drawnIn(values, layout), layout, wide) === away;
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
 * @param {string} wished
 * @param {number[]} at
 * @param {Layout} layout
 * @param {number} wide
 */
function inside(wished, at, { xaxis, yaxis }, wide) {
  const [up, across] = wished.split(" ");
  const [right, high] = [onAxisShare(at[0], xaxis), onAxisShare(at[1], yaxis)];
  const over = up === "top" && high > 0.85 ? "bottom" : up === "bottom" && high < 0.12 ? "top" : up;
  const beside = across === "right" && right > 1.02 - wide ? "left" : across;
  return `${over} ${across === "left" && right < wide ? "right" : beside}`;
}
