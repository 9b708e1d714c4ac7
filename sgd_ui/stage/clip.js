// Lines that leave the picture. A browser draws no line to a point that lies a million screens away;
// what is drawn is the part of it within a box much larger than the picture, in its true direction.

/** The part of the segment from a to b inside [left, right] × [bottom, top], or null (Liang and Barsky 1984). */
function clipSegment([ax, ay], [bx, by], [left, right, bottom, top]) {
  let begin = 0;
  let end = 1;
  const cuts = [
    [ax - bx, ax - left],
    [bx - ax, right - ax],
    [ay - by, ay - bottom],
    [by - ay, top - ay],
  ];
  for (const [toward, room] of cuts) {
    if (toward === 0) {
      if (room < 0) return null;
    } else if (toward < 0) {
      begin = Math.max(begin, room / toward);
    } else {
      end = Math.min(end, room / toward);
    }
  }
  if (!(begin <= end)) return null;
  // Rounding could leave a cut far outside where the segment is much longer than the box is wide.
  const at = (share) => [
    Math.max(left, Math.min(right, ax + share * (bx - ax))),
    Math.max(bottom, Math.min(top, ay + share * (by - ay))),
  ];
  return [begin === 0 ? [ax, ay] : at(begin), end === 1 ? [bx, by] : at(end)];
}

/** SVG path data through points, broken at those that are no numbers and cut to `box`. */
function pathThrough(count, point, box, write) {
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
      if (pen === null || from[0] !== pen[0] || from[1] !== pen[1]) d += `M${write(from[0])},${write(from[1])}`;
      d += `L${write(to[0])},${write(to[1])}`;
      pen = to;
    }
    last = next;
  }
  return d;
}
