// The top bar: opens what it opens, presents, shares, and remembers which stations have been answered.

/**
 * @typedef {object} Told
 * @property {string} page
 * @property {string[]} pages in the order of the stations
 * @property {boolean} embedded
 * @property {boolean} lists whether the settings have their lists
 * @property {Record<string, string>} words
 *
 * @typedef {"stations" | "setup" | "share"} Panel
 */

const root = document.documentElement;
/** Where this visit remembers the stations that have been answered. */
const EARNED = "samplewise-earned";
/** What each button opens, as the page has it. */
const PANELS = { stations: ".st-key-stations", setup: ".st-key-setup", share: ".samplewise-share" };
/** What belongs to a panel, though Streamlit draws it elsewhere: lists and hints. */
const FLOATING = "[role=listbox], [role=tooltip], [data-testid=stTooltipContent]";

/** What Escape closes before it closes a panel: a list, a dialog, what is held. */
const CLOSED_FIRST = "[role=listbox], dialog[open], .samplewise-stage[data-state=draft]";

/** How often what comes when it likes is looked for, and after how many milliseconds again. */
const [TRIES, PAUSE] = [200, 50];
/** Milliseconds within which a fold has opened, and what it holds has come. */
const FOLD_OPENS = 2000;

/** @type {Bar | null} */
let bar = null;

/** The page in view, and how many there were. */
let [arrived, arrivals] = ["", 0];

/** @param {Component<Told>} component */
export default function ({ parentElement, data, setTriggerValue }) {
  const host = /** @type {HTMLElement} */ (parentElement.querySelector(".samplewise-bar"));
  if (bar?.host !== host) {
    bar?.dispose();
    bar = new Bar(host);
  }
  bar.ask = () => setTriggerValue("lists", true);
  bar.tell(data);
  if (arrived && arrived !== data.page) leadIn(++arrivals);
  arrived = data.page;
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
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

class Bar {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    for (const button of this.openers()) button.onclick = () => this.toggle(panelOf(button));
    /** Asks for the lists of the settings. */
    this.ask = () => {};
    // A press brings the focus before it opens them.
    this.opener("setup").onfocus = () => this.complete();
    this.part("present").onclick = present;
    this.part("leave").onclick = present;
    this.part("close").onclick = () => this.close();
    this.part("take").onclick = () => this.takeAway();
    for (const button of this.all("[data-copies]")) button.onclick = () => this.copy(button);
    // The links of the stations come when they like, and anew with every language.
    const menu = host.closest(".st-key-bar") ?? host;
    this.observer = new MutationObserver(() => this.mark());
    this.observer.observe(menu, { childList: true, subtree: true });
  }

  dispose() {
    this.observer.disconnect();
  }

  /**
   * @param {string} selector
   * @returns {HTMLElement[]}
   */
  all(selector) {
    return [...this.host.querySelectorAll(selector)].map((each) => /** @type {HTMLElement} */ (each));
  }

  openers() {
    return this.all("[data-opens]");
  }

  /** @param {string} name */
  part(name) {
    return this.all(`[data-part="${name}"]`)[0];
  }

  /** @param {Panel} panel */
  opener(panel) {
    return this.all(`[data-opens="${panel}"]`)[0];
  }

  /** @param {Told} told */
  tell(told) {
    this.told = told;
    const { words, pages, page } = told;
    for (const each of this.all("[data-word]")) each.textContent = words[each.dataset.word ?? ""];
    for (const each of this.all("[data-label]")) label(each, words[each.dataset.label ?? ""]);
    // Streamlit's own words for it are English.
    const skip = document.querySelector("[data-testid=stSkipToContent]");
    if (skip) skip.textContent = words.skip;
    const place = this.opener("stations");
    place.textContent = `${pages.indexOf(page) + 1} / ${pages.length}`;
    place.setAttribute("aria-label", `${words.stations}: ${place.textContent}`);
    if (opened() === "stations") this.close();
    // What was asked for while the connection was cut has not arrived.
    if (opened() === "setup") this.complete();
    this.say();
    this.mark();
    showView(root.dataset.samplewiseView === "present");
  }

  /** Marks the links of the stations: the one that is here, and those that have been answered. */
  mark() {
    const { pages = [], page = "" } = this.told ?? {};
    const answered = earned();
    document.querySelectorAll(".st-key-stations a").forEach((link, place) => {
      link.toggleAttribute("data-earned", answered.includes(pages[place]));
      if (pages[place] === page) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
  }

  /** Has the lists of the settings drawn, as soon as somebody is about to open them. */
  complete() {
    if (!this.told || this.told.lists) return;
    this.told.lists = true;
    this.ask();
  }

  /** @param {Panel} panel */
  toggle(panel) {
    if (opened() === panel) this.close();
    else this.open(panel);
  }

  /** @param {Panel} panel */
  open(panel) {
    root.dataset.samplewiseOpen = panel;
    if (panel === "share") this.share();
    if (panel === "setup") this.complete();
    this.say();
    makeRoom();
    panelIn(panel)?.focus();
  }

  /** Closes what is open; the focus goes back to its button, if it is not elsewhere by now. */
  close() {
    const panel = opened();
    if (!panel) return;
    const inside =
      panelIn(panel)?.contains(document.activeElement) || this.host.contains(document.activeElement);
    delete root.dataset.samplewiseOpen;
    this.say();
    makeRoom();
    if (inside || document.activeElement === document.body) this.opener(panel).focus();
  }

  /** Says what is open. */
  say() {
    const setup = panelIn("setup");
    if (setup && this.told) {
      setup.id = "samplewise-setup";
      setup.tabIndex = -1;
      setup.setAttribute("role", "dialog");
      setup.setAttribute("aria-label", this.told.words.set_up);
    }
    this.opener("setup").setAttribute("aria-controls", "samplewise-setup");
    for (const button of this.openers()) {
      button.setAttribute("aria-expanded", String(opened() === panelOf(button)));
    }
    panelIn("stations")?.setAttribute("tabindex", "-1");
  }

  /** Fills in the links to exactly what is shown, and says what each of them leads to. */
  share() {
    document.dispatchEvent(new Event("samplewise-address"));
    const { href } = window.location;
    const [embedded, query] = [new URL(href), new URL(href).searchParams];
    embedded.searchParams.set("embed", "true");
    const source = embedded.href.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
    field(this.part("link")).value = href;
    field(this.part("frame")).value =
      `<iframe src="${source}" width="700" height="450" style="border: 0; max-width: 100%"></iframe>`;
    const { words = {} } = this.told ?? {};
    const { runs, command = "" } = stageIn()?.dataset ?? {};
    const several = runs === "many";
    const at = query.get("at");
    const [start, later] = several ? ["shows_runs", "shows_step"] : ["shows_start", "shows_update"];
    const shows = at ? words[later].replace("{at}", at) : words[start];
    this.part("shows").textContent = shows;
    field(this.part("command")).value = command;
    this.part("run").hidden = !command;
    const about = [several && words.command_first, / < \S+$/.test(command) && words.command_file];
    this.part("about").textContent = about.filter(Boolean).join(" ");
    this.part("keep").hidden = !foldOf(words.take);
    this.part("said").textContent = "";
  }

  /** Leads to the files of the page, below its stage. */
  async takeAway() {
    const fold = foldOf(this.told?.words.take ?? "");
    const summary = fold?.querySelector("summary");
    if (!fold || !summary) return;
    this.close();
    if (fold.open) bringIn(fold);
    else summary.click();
    summary.focus();
    const file = await firstFile(fold);
    if (document.activeElement === summary) file?.focus({ preventScroll: true });
  }

  /** @param {HTMLElement} button */
  async copy(button) {
    const words = this.told?.words ?? {};
    const done = await copied(field(this.part(button.dataset.copies ?? "")));
    this.part("said").textContent = done ? words.copied : words.copy_failed;
  }
}

/**
 * @param {HTMLElement} button
 * @returns {Panel}
 */
function panelOf(button) {
  return /** @type {Panel} */ (button.dataset.opens);
}

/** @param {Panel} panel */
function panelIn(panel) {
  return /** @type {HTMLElement | null} */ (document.querySelector(PANELS[panel]));
}

/** Which panel is open. */
function opened() {
  return /** @type {Panel | undefined} */ (root.dataset.samplewiseOpen);
}

function stageIn() {
  return /** @type {HTMLElement | null} */ (document.querySelector(".samplewise-stage"));
}

/**
 * The fold below the stage with a title.
 * @param {string} title
 */
function foldOf(title) {
  const folds = [...document.querySelectorAll(".st-key-folds details")];
  const found = folds.find((each) => each.querySelector("summary")?.textContent?.includes(title));
  return /** @type {HTMLDetailsElement | undefined} */ (found);
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

/**
 * The button of the first file in a fold, whose content comes when it likes; null if it does not.
 * @param {HTMLElement} fold
 */
async function firstFile(fold) {
  for (let tries = 0; tries < TRIES; tries++) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    const button = fold.querySelector(".stDownloadButton button");
    if (button) return /** @type {HTMLElement} */ (button);
  }
  return null;
}

/** @param {HTMLElement} element */
function field(element) {
  return /** @type {HTMLInputElement | HTMLTextAreaElement} */ (element);
}

/**
 * @param {HTMLElement} element
 * @param {string} text
 */
function label(element, text) {
  element.setAttribute("aria-label", text);
  element.title = text;
}

/**
 * Copies what a field holds; true if the browser let us.
 * @param {HTMLInputElement | HTMLTextAreaElement} held
 */
async function copied(held) {
  held.select();
  try {
    await navigator.clipboard.writeText(held.value);
    return true;
  } catch {
    return document.execCommand("copy");
  }
}

/** Begins the presentation, or ends it. */
function present() {
  const begins = root.dataset.samplewiseView !== "present";
  bar?.close();
  showView(begins);
  if (begins) {
    // The whole screen is a wish: a page in a frame, or a telephone, may not have it.
    root.requestFullscreen?.().catch(() => {});
    stageIn()?.focus();
  } else {
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    bar?.part("present").focus();
  }
}

/**
 * Shows the page, or of it what a presentation or a frame in another page shows.
 * @param {boolean} presented
 */
function showView(presented) {
  const before = root.dataset.samplewiseView;
  if (presented) root.dataset.samplewiseView = "present";
  else if (bar?.told?.embedded) root.dataset.samplewiseView = "embed";
  else delete root.dataset.samplewiseView;
  if (before !== root.dataset.samplewiseView) makeRoom();
}

/** What is drawn to the size of the window is drawn anew to that of the view. */
function makeRoom() {
  window.dispatchEvent(new Event("resize"));
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
  bar?.mark();
}

document.addEventListener("samplewise-present", present);
document.addEventListener("samplewise-earned", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (bar?.told?.pages.includes(detail)) earn(detail);
});

document.addEventListener("fullscreenchange", () => {
  // Escape ends the whole screen without a key that a page hears of.
  if (!document.fullscreenElement && root.dataset.samplewiseView === "present") present();
});

// What a press folds open below the edge of the window would be seen by nobody.
const pressed = (/** @type {Event} */ { target }) => {
  if (target instanceof HTMLDetailsElement && target.open && target.contains(document.activeElement))
    bringIn(target);
};
document.addEventListener("toggle", pressed, true);

// Before anybody else hears of it: what Escape closes first is still there then.
document.addEventListener(
  "keydown",
  ({ key }) => {
    if (key !== "Escape" || document.querySelector(CLOSED_FIRST)) return;
    if (opened()) bar?.close();
    else if (root.dataset.samplewiseView === "present") present();
  },
  true,
);

// Once a press is done: what it was meant for would move away under it, as the stage beside the settings grows.
document.addEventListener(
  "click",
  ({ target }) => {
    const panel = opened();
    if (!panel || !(target instanceof Element)) return;
    const inside = panelIn(panel)?.contains(target) || target.closest(`.samplewise-bar, ${FLOATING}`);
    if (!inside) bar?.close();
  },
  true,
);

/** What a landscape page of either continent's paper has room for, in CSS pixels: what is said, and the stage. */
const PAPER = { width: 970, height: 630 };

/** Gets the page ready for paper: the stage as it is on the screen, on white, and where to find its run. */
function prepare() {
  document.dispatchEvent(new Event("samplewise-address"));
  if (bar) bar.part("printed").textContent = window.location.href;
  const stage = stageIn();
  const charts = stage?.querySelector(".sw-charts");
  const frame = charts?.querySelector(".sw-frame");
  if (!stage || !charts || !frame) return;
  const { width, height } = stage.getBoundingClientRect();
  const zoom = Math.min(PAPER.width / width, (PAPER.height - wordsAbove(stage)) / height);
  root.style.setProperty("--samplewise-print-width", `${width}px`);
  root.style.setProperty("--samplewise-print-zoom", String(zoom));
  for (const [name, part] of Object.entries({ charts, frame }))
    root.style.setProperty(`--samplewise-print-${name}`, `${part.getBoundingClientRect().height}px`);
  const night = getComputedStyle(stage).colorScheme.includes("dark");
  root.toggleAttribute("data-samplewise-night", night);
}

/**
 * Marks what is said above the stage for paper, and tells about how high it is there.
 * @param {HTMLElement} stage
 */
function wordsAbove(stage) {
  let high = 0;
  let above = stage.closest("[data-testid=stLayoutWrapper]:has(> .st-key-stage)")?.previousElementSibling;
  for (; above; above = above.previousElementSibling) {
    const said = above.matches(":has(> .st-key-lead), .stElementContainer:has(> .stMarkdown)");
    above.toggleAttribute("data-samplewise-said", said);
    const { width, height } = above.getBoundingClientRect();
    if (said) high += height * Math.max(1, width / PAPER.width);
  }
  return high;
}

window.addEventListener("beforeprint", prepare);
