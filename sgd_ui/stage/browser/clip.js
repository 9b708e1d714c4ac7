// Lines that leave the picture. A browser draws no line to a point that lies a million screens away;
// what is drawn is the part of it within a box much larger than the picture, in its true direction.

/**
 * The part of the segment from a to b inside [left, right] × [bottom, top], or null (Cohen and Sutherland).
 * @param {Point} a
 * @param {Point} b
 * @param {Box} box
 * @returns {[Point, Point] | null}
 */
export function clipSegment(a, b, [left, right, bottom, top]) {
  const outside = (/** @type {Point} */ [x, y]) =>
    (x < left ? 1 : 0) | (x > right ? 2 : 0) | (y < bottom ? 4 : 0) | (y > top ? 8 : 0);
  // A cut lies on its edge exactly, however much longer than the box the segment is.
  const across = (/** @type {number} */ edge) =>
    /** @type {Point} */ ([edge, a[1] + (b[1] - a[1]) * ((edge - a[0]) / (b[0] - a[0]))]);
  const up = (/** @type {number} */ edge) =>
    /** @type {Point} */ ([a[0] + (b[0] - a[0]) * ((edge - a[1]) / (b[1] - a[1])), edge]);
  const cut = (/** @type {number} */ code) =>
    code & 8 ? up(top) : code & 4 ? up(bottom) : code & 2 ? across(right) : across(left);
  let from = a;
  let to = b;
  for (let cuts = 0; cuts <= 4; cuts++) {
    const [begin, end] = [outside(from), outside(to)];
    if (begin & end) return null;
    if (!(begin | end)) return [from, to];
    if (begin) from = cut(begin);
    else to = cut(end);
  }
  return null;
}

/**
 * SVG path data through points, broken at those that are no numbers and cut to `box`.
 * @param {number} count
 * @param {(i: number) => Point} point
 * @param {Box} box
 * @param {(value: number) => string} write
 */
export function pathThrough(count, point, box, write) {
  let d = "";
  let last = null;
  let pen = null;
  for (let i = 0; i < count; i++) {
    const next = point(i);
    if (!Number.isFinite(next[0]) || !Number.isFinite(next[1])) {
      last = null;
      continue;
    }
    const piece = last && clipSegment(last, next, box);
    if (piece) {
      const [from, to] = piece;
      if (pen === null || from[0] !== pen[0] || from[1] !== pen[1])
        d += `M${write(from[0])},${write(from[1])}`;
      d += `L${write(to[0])},${write(to[1])}`;
      pen = to;
    }
    last = next;
  }
  return d;
}
