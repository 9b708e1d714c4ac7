// The keys of the stage, which work on the whole page.

/**
 * What has keys of its own: fields, lists, folds, tabs, and Streamlit's widgets of other makes.
 */
const OWN = [
  "select",
  "textarea",
  "input:not([type=range])",
  "[contenteditable=true]",
  "summary",
  "[role=slider]:not([data-grab])",
  ...["tab", "listbox", "option", "combobox", "menu", "grid", "dialog"].map((role) => `[role=${role}]`),
].join();

/** @type {Record<string, (scene: Scene) => void>} */
const TRANSPORT = {
  " ": ({ clock }) => clock.toggle(),
  ArrowRight: ({ clock }) => clock.step(1),
  ArrowLeft: ({ clock }) => clock.step(-1),
  "Shift+ArrowRight": ({ clock }) => clock.leapBy(1),
  "Shift+ArrowLeft": ({ clock }) => clock.leapBy(-1),
  Home: ({ clock }) => clock.go(0),
  End: ({ clock }) => clock.go(clock.ticks),
};

/**
 * What a clicker sends, which moves the page unless it is presented.
 * @type {Record<string, (scene: Scene) => void>}
 */
const CLICKER = {
  PageDown: ({ clock }) => clock.step(1),
  PageUp: ({ clock }) => clock.step(-1),
};

/**
 * What others on the page answer.
 * @type {Record<string, string>}
 */
const EVENTS = {
  f: "samplewise-present",
  "?": "samplewise-help",
  Delete: "samplewise-remove",
  "Ctrl+z": "samplewise-undo",
  "Ctrl+Shift+z": "samplewise-redo",
  "Ctrl+y": "samplewise-redo",
};

/** Hears the keys of the page, for as long as there is a stage on it. */
export class Keys {
  /** @param {Scene} scene */
  constructor(scene) {
    this.listener = (/** @type {KeyboardEvent} */ event) => {
      if (scene.spec && !event.defaultPrevented) answer(event, scene);
    };
    document.addEventListener("keydown", this.listener);
    document.addEventListener("click", leave, true);
  }

  dispose() {
    document.removeEventListener("keydown", this.listener);
    document.removeEventListener("click", leave, true);
  }
}

/**
 * @param {KeyboardEvent} event
 * @param {Scene} scene
 */
function answer(event, scene) {
  const name = nameOf(event);
  const target = event.target instanceof Element ? event.target : document.body;
  if (target.closest(OWN)) return;
  const presented = document.documentElement.dataset.samplewiseView === "present";
  const moves = presented ? { ...TRANSPORT, ...CLICKER } : TRANSPORT;
  const move = Object.hasOwn(moves, name) ? moves[name] : null;
  if (!move && !EVENTS[name]) return;
  if (move && takes(target, name)) return;
  event.preventDefault();
  if (!move) document.dispatchEvent(new CustomEvent(EVENTS[name]));
  else if (name !== " " || !event.repeat) {
    scene.earn();
    move(scene);
  }
}

/**
 * A button of a choice that a pointer has pressed leaves the keys to the stage.
 * @param {MouseEvent} event
 */
function leave({ target, detail }) {
  const pressed = target instanceof Element && target.closest("[role=radiogroup] button");
  if (pressed instanceof HTMLElement && detail) pressed.blur();
}

/**
 * Whether an element has a use of its own for a key of the transport.
 * @param {Element} target
 * @param {string} name
 */
function takes(target, name) {
  if (name === " ") return target.closest("button, [role=button], [role=switch]") !== null;
  return name.includes("Arrow") && target.closest("[data-grab], [role=tabpanel], [role=radiogroup]") !== null;
}

/**
 * A key with what is held beside it; Alt is never ours.
 * @param {KeyboardEvent} event
 */
function nameOf({ key, shiftKey, ctrlKey, metaKey, altKey }) {
  if (altKey) return "";
  const shift = shiftKey && key !== "?" ? "Shift+" : "";
  const letter = key.length === 1 ? key.toLowerCase() : key;
  return (ctrlKey || metaKey ? "Ctrl+" : "") + shift + letter;
}
