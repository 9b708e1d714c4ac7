// What the buttons open: the stations, the settings, the links to share; one at a time.

import { all, bar, makeRoom, root } from "./parts.js";

/** @typedef {"stations" | "setup" | "share"} Panel */

/** What each button opens, as the page has it. */
const PANELS = { stations: ".st-key-stations", setup: ".st-key-setup", share: ".samplewise-share" };
/** What belongs to a panel, though Streamlit draws it elsewhere: lists and hints. */
const FLOATING = "[role=listbox], [role=tooltip], [data-testid=stTooltipContent]";

/** Which panel is open. */
export function opened() {
  return /** @type {Panel | undefined} */ (root.dataset.samplewiseOpen);
}

/** @param {Panel} panel */
export function opener(panel) {
  return all(`[data-opens="${panel}"]`)[0];
}

/**
 * What a button opens.
 * @param {HTMLElement} button
 * @returns {Panel}
 */
export function panelOf(button) {
  return /** @type {Panel} */ (button.dataset.opens);
}

/** @param {Panel} panel */
function panelIn(panel) {
  return /** @type {HTMLElement | null} */ (document.querySelector(PANELS[panel]));
}

/** @param {Panel} panel */
export function open(panel) {
  root.dataset.samplewiseOpen = panel;
  sayOpened();
  makeRoom();
  panelIn(panel)?.focus();
}

/** Closes what is open; the focus goes back to its button, if it is not elsewhere by now. */
export function close() {
  const panel = opened();
  if (!panel) return;
  const { activeElement } = document;
  const inside = panelIn(panel)?.contains(activeElement) || bar.host?.contains(activeElement);
  delete root.dataset.samplewiseOpen;
  sayOpened();
  makeRoom();
  if (inside || activeElement === document.body) opener(panel).focus();
}

/** Says what is open. */
export function sayOpened() {
  const setup = panelIn("setup");
  if (setup && bar.told) {
    setup.id = "samplewise-setup";
    setup.tabIndex = -1;
    setup.setAttribute("role", "dialog");
    setup.setAttribute("aria-label", bar.told.words.set_up);
  }
  opener("setup").setAttribute("aria-controls", "samplewise-setup");
  for (const button of all("[data-opens]"))
    button.setAttribute("aria-expanded", String(opened() === panelOf(button)));
  panelIn("stations")?.setAttribute("tabindex", "-1");
}

// Once a press is done: what it was meant for would move away under it, as the stage beside the settings grows.
document.addEventListener(
  "click",
  ({ target }) => {
    const panel = opened();
    if (!panel || !(target instanceof Element)) return;
    const inside = panelIn(panel)?.contains(target) || target.closest(`.samplewise-bar, ${FLOATING}`);
    if (!inside) close();
  },
  true,
);
