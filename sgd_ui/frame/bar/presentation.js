// What of the page is shown: all of it, or what a presentation or a frame in another page shows.

import { close } from "./panels.js";
import { bar, makeRoom, part, root, stageIn } from "./parts.js";

export function isPresented() {
  return root.dataset.samplewiseView === "present";
}

/** Begins the presentation, or ends it. */
export function present() {
  const begins = !isPresented();
  close();
  showView(begins);
  if (begins) {
    // The whole screen is a wish: a page in a frame, or a telephone, may not have it.
    root.requestFullscreen?.().catch(() => {});
    stageIn()?.focus();
  } else {
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    part("present")?.focus();
  }
}

/** @param {boolean} presented */
export function showView(presented) {
  const before = root.dataset.samplewiseView;
  if (presented) root.dataset.samplewiseView = "present";
  else if (bar.told?.embedded) root.dataset.samplewiseView = "embed";
  else delete root.dataset.samplewiseView;
  if (before !== root.dataset.samplewiseView) makeRoom();
}

document.addEventListener("samplewise-present", present);
document.addEventListener("fullscreenchange", () => {
  // Escape ends the whole screen without a key that a page hears of.
  if (!document.fullscreenElement && isPresented()) present();
});
