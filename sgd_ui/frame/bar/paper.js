// The page on paper: what is said of the stage, and the stage as it is on the screen.

import { part, root, stageIn } from "./parts.js";

/** What a page of either continent's paper has room for, in landscape and in portrait, in CSS pixels. */
const LANDSCAPE = { width: 970, height: 630 };
const PORTRAIT = { width: 700, height: 880 };

/** Gets the page ready: the stage as it is on the screen, on white, and where to find its run. */
export function prepare() {
  document.dispatchEvent(new Event("samplewise-address"));
  const printed = part("printed");
  if (printed) printed.textContent = window.location.href;
  const stage = stageIn();
  const charts = stage?.querySelector(".sw-charts");
  const frame = charts?.querySelector(".sw-frame");
  if (!stage || !charts || !frame) return;
  const { width, height } = stage.getBoundingClientRect();
  const paper = height > width ? PORTRAIT : LANDSCAPE;
  root.toggleAttribute("data-samplewise-portrait", paper === PORTRAIT);
  const zoom = Math.min(paper.width / width, (paper.height - wordsAbove(stage, paper.width)) / height);
  root.style.setProperty("--samplewise-print-width", `${width}px`);
  root.style.setProperty("--samplewise-print-zoom", String(zoom));
  for (const [name, each] of Object.entries({ charts, frame }))
    root.style.setProperty(`--samplewise-print-${name}`, `${each.getBoundingClientRect().height}px`);
  const night = getComputedStyle(stage).colorScheme.includes("dark");
  root.toggleAttribute("data-samplewise-night", night);
}

/**
 * Marks what is said above the stage for paper, and tells about how high it is there.
 * @param {HTMLElement} stage
 * @param {number} room across the paper
 */
function wordsAbove(stage, room) {
  let high = 0;
  let above = stage.closest("[data-testid=stLayoutWrapper]:has(> .st-key-stage)")?.previousElementSibling;
  for (; above; above = above.previousElementSibling) {
    const said = above.matches(":has(> .st-key-lead), .stElementContainer:has(> .stMarkdown)");
    above.toggleAttribute("data-samplewise-said", said);
    const { width, height } = above.getBoundingClientRect();
    if (said) high += height * Math.max(1, width / room);
  }
  return high;
}
