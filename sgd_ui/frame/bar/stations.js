// The stations: which of them is here, which have been answered, and where the focus goes on the way to another.

import { bar, pause, TRIES } from "./parts.js";

/** Where this visit remembers the stations that have been answered. */
const EARNED = "samplewise-earned";

/** The page in view, and how many were left for another. */
let arrived = "";
let arrivals = 0;

/**
 * Hands the focus to the heading of a page that another is left for.
 * @param {string} page
 */
export function arrive(page) {
  if (arrived && arrived !== page) leadIn(++arrivals);
  arrived = page;
}

/**
 * Hands the focus, which a change of page drops, to the heading of the new one; it comes when it likes, and anew.
 * @param {number} arrival
 */
async function leadIn(arrival) {
  for (let tries = 0; tries < TRIES && arrival === arrivals; tries++) {
    const heading = /** @type {HTMLElement | null} */ (document.querySelector(".stMain h1"));
    const { activeElement } = document;
    if (activeElement && activeElement !== document.body && activeElement !== heading) return;
    if (heading !== activeElement) {
      heading?.setAttribute("tabindex", "-1");
      heading?.focus({ preventScroll: true });
    }
    await pause();
  }
}

/** Marks the links of the stations: the one that is here, and those that have been answered. */
export function markStations() {
  const { pages = [], page = "" } = bar.told ?? {};
  const answered = earned();
  document.querySelectorAll(".st-key-stations a").forEach((link, place) => {
    link.toggleAttribute("data-earned", answered.includes(pages[place]));
    if (pages[place] === page) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
}

/** The stations that have been answered in this visit. */
function earned() {
  try {
    return (sessionStorage.getItem(EARNED) ?? "").split(" ");
  } catch {
    // A browser may keep nothing.
    return [];
  }
}

/** @param {string} page */
function earn(page) {
  try {
    sessionStorage.setItem(EARNED, [...new Set([...earned(), page])].join(" ").trim());
  } catch {
    return;
  }
  markStations();
}

document.addEventListener("samplewise-earned", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (bar.told?.pages.includes(detail)) earn(detail);
});
