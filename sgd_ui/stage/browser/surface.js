// Contour lines over what is seen of a chart, where that is more than what Python sent them for.

/** Losses that a picture of them may cost, and places along each axis at least and at most. */
const MOST_LOSSES_DRAWN = 400_000;
const GRID = [21, 61];
/** So many lines, at even steps of the height, and what share of the places counts as near the bottom. */
const LINES = 13;
const LOW = 0.1;

/**
 * What a trace of contour lines has otherwise where its axes show more than its own.
 * @param {Trace} trace
 * @param {Layout} own
 * @param {Layout} seen
 * @param {import("./computed.js").Computing} computing
 * @returns {object}
 */
export function covering({ meta, contours }, own, seen, computing) {
  if (!meta?.surface || (holdsAll(seen.xaxis, own.xaxis) && holdsAll(seen.yaxis, own.yaxis))) return {};
  const size = Math.sqrt(MOST_LOSSES_DRAWN / computing.everyone.length);
  const places = Math.floor(Math.max(GRID[0], Math.min(GRID[1], size)));
  const [x, y] = [seen.xaxis, seen.yaxis].map(({ range: [low, high] }) =>
    Array.from({ length: places }, (_, k) => low + (k / (places - 1)) * (high - low)),
  );
  const z = heights(computing.surface(meta.surface, x, y));
  const top = Math.max(0, ...z.flat().filter(Number.isFinite));
  const step = top / LINES;
  return top > 0 ? { x, y, z, contours: { ...contours, start: step, end: top - step, size: step } } : {};
}

/**
 * @param {Axis} one
 * @param {Axis} other
 */
function holdsAll({ range: [low, high] }, { range: [least, most] }) {
  return low >= least && high <= most;
}

/**
 * Heights whose even steps are as far apart at the bottom as in a bowl, and farther the higher they are.
 * @param {number[][]} losses
 */
function heights(losses) {
  const finite = losses
    .flat()
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const [least, most] = [finite[0], finite[finite.length - 1]];
  const low = finite[Math.floor(LOW * (finite.length - 1))] - least;
  const scale = Math.max(low, 1e-12 * (most - least));
  return losses.map((row) =>
    row.map((loss) => (Number.isFinite(loss) && scale > 0 ? Math.log1p((loss - least) / scale) : Number.NaN)),
  );
}
