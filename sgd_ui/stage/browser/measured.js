// How wide a text is, as it is drawn in charts.

/** @type {CanvasRenderingContext2D | null} */
let pen = null;
let family = "";

/**
 * In pixels.
 * @param {string} text
 * @param {Font} font
 */
export function widthOf(text, { size, weight = 400 }) {
  if (!pen) {
    pen = document.createElement("canvas").getContext("2d");
    const stage = document.querySelector(".samplewise-stage") ?? document.documentElement;
    family = getComputedStyle(stage).fontFamily;
  }
  if (!pen) return 0;
  pen.font = `${weight} ${size}px ${family}`;
  return pen.measureText(text).width;
}
