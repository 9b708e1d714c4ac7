// Slow motion, in which an update passes through its stages one by one, and motion that is not wanted.

/** How many stages an update has, and the one in which the parameters move. */
export const PHASES = 5;
export const MOVE_PHASE = 4;

export function reducedMotion() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
