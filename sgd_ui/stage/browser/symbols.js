// The shapes of the samples, by the names that Plotly has for them.

/** Corners of each, around a middle of 0, on a scale on which a circle has radius 1. */
const CORNERS = {
  square: turned(4, 1.25, 45),
  diamond: turned(4, 1.3, 0),
  "triangle-up": turned(3, 1.25, 0),
  "triangle-down": turned(3, 1.25, 180),
  hexagon: turned(6, 1.1, 0),
  star: turned(5, 1.35, 0).flatMap((corner, i) => [corner, turned(5, 0.6, 36)[i]]),
  cross: /** @type {Point[]} */ ([
    [-1.1, -0.4],
    [-0.4, -0.4],
    [-0.4, -1.1],
    [0.4, -1.1],
    [0.4, -0.4],
    [1.1, -0.4],
    [1.1, 0.4],
    [0.4, 0.4],
    [0.4, 1.1],
    [-0.4, 1.1],
    [-0.4, 0.4],
    [-1.1, 0.4],
  ]),
};

/**
 * The corners of a regular figure, the first of them so many degrees from the top.
 * @param {number} count
 * @param {number} radius
 * @param {number} degrees
 */
function turned(count, radius, degrees) {
  return Array.from({ length: count }, (_, i) => {
    const angle = ((degrees + (360 * i) / count) * Math.PI) / 180;
    return /** @type {Point} */ ([radius * Math.sin(angle), -radius * Math.cos(angle)]);
  });
}

/**
 * SVG path data of a shape around 0.
 * @param {string} name
 * @param {number} radius
 */
export function symbolPath(name, radius) {
  const corners = /** @type {Record<string, Point[]>} */ (CORNERS)[name];
  if (!corners)
    return `M${-radius},0a${radius},${radius} 0 1,0 ${2 * radius},0a${radius},${radius} 0 1,0 ${-2 * radius},0Z`;
  return `M${corners.map(([x, y]) => `${(x * radius).toFixed(2)},${(y * radius).toFixed(2)}`).join("L")}Z`;
}
