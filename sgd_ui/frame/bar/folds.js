// The folds below the stage.

import { pause, TRIES } from "./parts.js";

/** Milliseconds within which a fold has opened, and what it holds has come. */
const FOLD_OPENS = 2000;

/**
 * The fold with a title.
 * @param {string} title
 */
export function foldOf(title) {
  const folds = [...document.querySelectorAll(".st-key-folds details")];
  const found = folds.find((each) => each.querySelector("summary")?.textContent?.includes(title));
  return /** @type {HTMLDetailsElement | undefined} */ (found);
}

/**
 * Opens a fold of files, and leads to the first of them.
 * @param {HTMLDetailsElement} fold
 */
export async function leadInto(fold) {
  const summary = fold.querySelector("summary");
  if (!summary) return;
  if (fold.open) bringIn(fold);
  else summary.click();
  summary.focus();
  const file = await firstFile(fold);
  if (document.activeElement === summary) file?.focus({ preventScroll: true });
}

/**
 * The button of the first file in a fold, whose content comes when it likes; null if it does not.
 * @param {HTMLElement} fold
 */
async function firstFile(fold) {
  for (let tries = 0; tries < TRIES; tries++) {
    await pause();
    const button = fold.querySelector(".stDownloadButton button");
    if (button) return /** @type {HTMLElement} */ (button);
  }
  return null;
}

/**
 * Brings a fold into sight as it grows.
 * @param {HTMLDetailsElement} fold
 */
function bringIn(fold) {
  const growing = new ResizeObserver(() => fold.scrollIntoView({ block: "nearest" }));
  growing.observe(fold);
  setTimeout(() => growing.disconnect(), FOLD_OPENS);
}

// What a press folds open below the edge of the window would be seen by nobody.
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target instanceof HTMLDetailsElement && target.open && target.contains(document.activeElement))
      bringIn(target);
  },
  true,
);
