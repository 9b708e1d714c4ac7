// Handles: what a pointer can drag and arrow keys can step, be it on a chart, on the ladder or in the sentence.

/** How long the keyboard rests before what it moved is let go of. */
const REST_MS = 500;

/**
 * What is done with a handle.
 * @typedef {object} Handling
 * @property {string} grab its name, as `data-grab` has it
 * @property {() => void} take it is taken
 * @property {(across: number, up: number) => void} drag it is so many pixels from where it was taken
 * @property {(across: number, up: number) => void} step it is moved by so many steps of its own, by key
 * @property {(kept: boolean) => void} leave it is let go of, or put back where it was
 * @property {() => void} [remove] it is to be taken away
 */

/** @type {Record<string, [across: number, up: number]>} */
const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * Makes an element a handle: a slider to the keyboard and to a screen reader.
 * @param {HTMLElement | SVGElement} element
 * @param {Handling} handling
 */
export function makeHandle(element, handling) {
  element.dataset.grab = handling.grab;
  const hand = { down: false };
  element.tabIndex = 0;
  element.setAttribute("role", "slider");
  element.style.touchAction = "none";
  followPointer(element, handling, hand);
  followKeys(element, handling, hand);
}

/**
 * @param {HTMLElement | SVGElement} element
 * @param {Handling} handling
 * @param {{ down: boolean }} hand whether a pointer holds it
 */
function followPointer(element, { take, drag, leave }, hand) {
  /** @type {Point | null} */
  let from = null;
  /** The finger that took it; others do not move it. */
  let finger = 0;
  const stop = (/** @type {boolean} */ kept) => {
    if (!from) return;
    from = null;
    hand.down = false;
    leave(kept);
    // The keys of the transport are at hand again.
    /** @type {HTMLElement | null} */ (element.closest(".samplewise-stage"))?.focus({ preventScroll: true });
  };
  element.onpointerdown = (event) => {
    const { button, clientX, clientY, pointerId } = /** @type {PointerEvent} */ (event);
    if (button !== 0 || from) return;
    event.preventDefault();
    event.stopPropagation();
    element.setPointerCapture(pointerId);
    // Escape is to be heard here.
    element.focus({ preventScroll: true });
    from = [clientX, clientY];
    finger = pointerId;
    hand.down = true;
    take();
  };
  element.onpointermove = (event) => {
    const { clientX, clientY, pointerId } = /** @type {PointerEvent} */ (event);
    if (from && pointerId === finger) drag(clientX - from[0], from[1] - clientY);
  };
  const ended = (/** @type {Event} */ event, /** @type {boolean} */ kept) => {
    if (/** @type {PointerEvent} */ (event).pointerId === finger) stop(kept);
  };
  element.onpointerup = (event) => ended(event, true);
  element.onpointercancel = (event) => ended(event, false);
  element.addEventListener("samplewise-escape", () => stop(false));
}

/**
 * @param {HTMLElement | SVGElement} element
 * @param {Handling} handling
 * @param {{ down: boolean }} hand whether a pointer holds it, which arrows then leave alone
 */
function followKeys(element, { take, step, leave, remove }, hand) {
  /** @type {number | undefined} */
  let resting;
  const stop = (/** @type {boolean} */ kept) => {
    if (resting === undefined) return;
    clearTimeout(resting);
    resting = undefined;
    leave(kept);
  };
  element.onkeydown = (event) => {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = /** @type {KeyboardEvent} */ (event);
    const arrow = ctrlKey || metaKey || altKey ? undefined : ARROWS[key];
    if (key === "Escape") {
      element.dispatchEvent(new CustomEvent("samplewise-escape"));
      stop(false);
    }
    if ((key === "Delete" || key === "Backspace") && remove) remove();
    else if (arrow && !hand.down) {
      if (resting === undefined) take();
      clearTimeout(resting);
      const times = shiftKey ? 10 : 1;
      step(times * arrow[0], times * arrow[1]);
      resting = setTimeout(() => stop(true), REST_MS);
    } else if (!arrow) return;
    event.preventDefault();
    event.stopPropagation();
  };
  element.onblur = () => stop(true);
}
