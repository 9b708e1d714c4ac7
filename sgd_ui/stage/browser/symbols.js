// The shapes of the samples, as Plotly draws them.

/** Each around 0, of radius 1. @type {Record<string, string>} */
const OUTLINES = {
  circle: "M1,0A1,1 0 1,1 0,-1A1,1 0 0,1 1,0Z",
  square: "M1,1H-1V-1H1Z",
  diamond: "M1.3,0L0,1.3L-1.3,0L0,-1.3Z",
  "triangle-up": "M-1.15,0.5H1.15L0,-1Z",
  "triangle-down": "M-1.15,-0.5H1.15L0,1Z",
  cross: "M1.2,0.4H0.4V1.2H-0.4V0.4H-1.2V-0.4H-0.4V-1.2H0.4V-0.4H1.2Z",
  star: "M0.315,-0.433H1.331L0.508,0.165L0.823,1.133L0,0.535L-0.823,1.133L-0.508,0.165L-1.331,-0.433H-0.315L0,-1.4Z",
  hexagon: "M0.866,-0.5V0.5L0,1L-0.866,0.5V-0.5L0,-1Z",
};

/**
 * The outline of a symbol around 0, of radius 1.
 * @param {string | undefined} name
 */
export function outline(name) {
  return OUTLINES[name ?? "circle"] ?? OUTLINES.circle;
}
