// How fine a number is that a hand gives: what is finer than a pixel is nobody's choice.

/**
 * The power of ten of the coarsest decimal that is finer than half of what a pixel is worth.
 * @param {number} pixel
 */
export function grainOf(pixel) {
  return Math.floor(Math.log10(Math.abs(pixel) / 2));
}

/**
 * A number rounded to a multiple of 10 ** grain.
 * @param {number} value
 * @param {number} grain
 */
export function toGrain(value, grain) {
  // Written and read again, so that it is the double next to the decimal; a zero carries no sign.
  if (grain < 0) return Number(value.toFixed(Math.min(100, -grain))) + 0;
  return Math.round(value / 10 ** grain) * 10 ** grain + 0;
}

/**
 * How far a key moves what a pixel is worth so much: by the next power of ten.
 * @param {number} pixel
 */
export function stepOf(pixel) {
  return 10 ** Math.ceil(Math.log10(Math.abs(pixel)));
}
