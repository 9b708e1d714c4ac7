// The top bar: what Python tells of the page, and what its buttons and Escape do.

import { close, open, opened, opener, panelOf, sayOpened } from "./panels.js";
import { prepare } from "./paper.js";
import { all, bar, part } from "./parts.js";
import { isPresented, present, showView } from "./presentation.js";
import { copy, share, takeAway } from "./sharing.js";
import { arrive, markStations } from "./stations.js";

/** @typedef {import("./parts.js").Told} Told */

/** What Escape closes before it closes a panel: a list, a dialog, what is held. */
const CLOSED_FIRST = "[role=listbox], dialog[open], .samplewise-stage[data-state=draft]";

/** The links of the stations come when they like, and anew with every language. */
const observer = new MutationObserver(markStations);

/** Asks for the lists of the settings; and how long they may take, until they are asked for again. */
let ask = () => {};
let asked = 0;
const PATIENCE_MS = 5000;

/** @param {Component<Told>} component */
export default function ({ parentElement, data, setTriggerValue }) {
  const host = /** @type {HTMLElement} */ (parentElement.querySelector(".samplewise-bar"));
  if (bar.host !== host) {
    bar.host = host;
    listen(host);
  }
  ask = () => setTriggerValue("lists", true);
  bar.told = data;
  show(data);
  arrive(data.page);
}

/** @param {HTMLElement} host */
function listen(host) {
  for (const button of all("[data-opens]")) button.onclick = () => toggle(panelOf(button));
  // A press brings the focus before it opens them.
  opener("setup").onfocus = complete;
  part("present").onclick = present;
  part("leave").onclick = present;
  part("close").onclick = close;
  part("take").onclick = takeAway;
  for (const button of all("[data-copies]")) button.onclick = () => copy(button);
  observer.disconnect();
  observer.observe(host.closest(".st-key-bar") ?? host, { childList: true, subtree: true });
}

/** @param {Told} told */
function show({ words, pages, page }) {
  for (const each of all("[data-word]")) each.textContent = words[each.dataset.word ?? ""];
  for (const each of all("[data-label]")) label(each, words[each.dataset.label ?? ""]);
  // Streamlit's own words for it are English.
  const skip = document.querySelector("[data-testid=stSkipToContent]");
  if (skip) skip.textContent = words.skip;
  const place = opener("stations");
  place.textContent = `${pages.indexOf(page) + 1} / ${pages.length}`;
  place.setAttribute("aria-label", `${words.stations}: ${place.textContent}`);
  if (opened() === "stations") close();
  sayOpened();
  markStations();
  showView(isPresented());
}

/** @param {import("./panels.js").Panel} panel */
function toggle(panel) {
  if (opened() === panel) {
    close();
    return;
  }
  if (panel === "share") share();
  if (panel === "setup") complete();
  open(panel);
}

/**
 * Has the lists of the settings drawn, as soon as somebody is about to open them. What is asked for while the
 * connection is cut does not arrive.
 */
function complete() {
  if (asked || !bar.told || bar.told.lists) return;
  ask();
  asked = setTimeout(() => {
    asked = 0;
    if (opened() === "setup") complete();
  }, PATIENCE_MS);
}

/**
 * @param {HTMLElement} element
 * @param {string} text
 */
function label(element, text) {
  element.setAttribute("aria-label", text);
  element.title = text;
}

// Before anybody else hears of it: what Escape closes first is still there then.
document.addEventListener(
  "keydown",
  ({ key }) => {
    if (key !== "Escape" || document.querySelector(CLOSED_FIRST)) return;
    if (opened()) close();
    else if (isPresented()) present();
  },
  true,
);

window.addEventListener("beforeprint", prepare);
