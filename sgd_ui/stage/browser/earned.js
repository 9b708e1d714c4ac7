// What lies ahead of a run, and where it ends, is shown on a page once something has been played there.

/**
 * The pages of this visit on which that is so, by name; they outlive their stages.
 * @type {Set<string>}
 */
const played = new Set();

/**
 * Whether the future of a run may be seen.
 * @param {Spec} spec
 * @param {View} view
 */
export function isEarned({ page }, view) {
  return played.has(page) || view.show === "all";
}

/**
 * Whether it has been played, whatever is shown.
 * @param {Spec} spec
 */
export function hasPlayed({ page }) {
  return played.has(page);
}

/**
 * Shows the answers of the page, or hides them.
 * @param {HTMLElement} host
 * @param {boolean} seen
 */
export function unseal(host, seen) {
  host.dataset.earned = String(seen);
  document.documentElement.toggleAttribute("data-samplewise-earned", seen);
}

/**
 * Remembers that something was played on a page, and tells it to the rest of the page.
 * @param {Spec} spec
 */
export function recordPlay({ page }) {
  played.add(page);
  document.dispatchEvent(new CustomEvent("samplewise-earned", { detail: page }));
}
