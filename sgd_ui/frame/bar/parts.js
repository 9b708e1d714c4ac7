// The bar in view: its parts, and what Python has told of its page.

/**
 * @typedef {object} Told
 * @property {string} page
 * @property {string[]} pages in the order of the stations
 * @property {boolean} embedded
 * @property {boolean} lists whether the settings have their lists
 * @property {Record<string, string>} words
 */

export const root = document.documentElement;

/** @type {{ host: HTMLElement | null, told: Told | null }} */
export const bar = { host: null, told: null };

/** How often what comes when it likes is looked for, again after a pause. */
export const TRIES = 200;
const PAUSE_MS = 50;

export function pause() {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

/**
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export function all(selector) {
  const found = bar.host?.querySelectorAll(selector) ?? [];
  return [...found].map((each) => /** @type {HTMLElement} */ (each));
}

/** @param {string} name */
export function part(name) {
  return all(`[data-part="${name}"]`)[0];
}

/** @param {HTMLElement} element */
export function field(element) {
  return /** @type {HTMLInputElement | HTMLTextAreaElement} */ (element);
}

export function stageIn() {
  return /** @type {HTMLElement | null} */ (document.querySelector(".samplewise-stage"));
}

/** What is drawn to the size of the window is drawn anew to that of the view. */
export function makeRoom() {
  window.dispatchEvent(new Event("resize"));
}
