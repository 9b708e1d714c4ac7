// Zoom: with Ctrl and the wheel, with two fingers, or by small buttons. A plain drag is not for it.

import { make } from "./elements.js";

/** What a turn of the wheel, and a press of a button, widens. */
const PER_PIXEL = 1.0025;
const PER_PRESS = 1.5;

/**
 * What a reader's gestures do.
 * @typedef {object} Zooming
 * @property {(times: number, across: number, up: number) => void} zoom the picture is to show so many times
 *   as much, around a place from 0 to 1 on each axis
 * @property {() => void} reset
 */

/**
 * Lets a plot be zoomed.
 * @param {Plot} plot
 * @param {Zooming} zooming
 */
export function makeZoomable(plot, zooming) {
  plot.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zooming.zoom(PER_PIXEL ** event.deltaY, ...placeOf(plot, event.clientX, event.clientY));
    },
    { passive: false },
  );
  followFingers(plot, zooming);
}

/**
 * @param {Plot} plot
 * @param {Zooming} zooming
 */
function followFingers(plot, { zoom }) {
  let apart = 0;
  plot.addEventListener("touchstart", ({ touches }) => {
    apart = touches.length === 2 ? distance(touches) : 0;
  });
  plot.addEventListener(
    "touchmove",
    (event) => {
      const { touches } = event;
      if (touches.length !== 2 || !apart) return;
      event.preventDefault();
      const now = distance(touches);
      const [x, y] = [
        (touches[0].clientX + touches[1].clientX) / 2,
        (touches[0].clientY + touches[1].clientY) / 2,
      ];
      zoom(apart / now, ...placeOf(plot, x, y));
      apart = now;
    },
    { passive: false },
  );
}

/** @param {TouchList} touches */
function distance([one, other]) {
  return Math.max(1, Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY));
}

/**
 * Where on its axes a place of the window lies, from 0 to 1.
 * @param {Plot} plot
 * @param {number} x
 * @param {number} y
 * @returns {[number, number]}
 */
function placeOf(plot, x, y) {
  const { left, top } = plot.getBoundingClientRect();
  const { xaxis, yaxis } = plot._fullLayout;
  return [(x - left - xaxis._offset) / xaxis._length, 1 - (y - top - yaxis._offset) / yaxis._length];
}

/**
 * The buttons; `nameZoom` says what they are for.
 * @param {Zooming} zooming
 */
export function zoomButtons({ zoom, reset }) {
  const holder = make("span", "sw-zoom");
  /** @type {[string, () => void][]} */
  const buttons = [
    ["+", () => zoom(1 / PER_PRESS, 0.5, 0.5)],
    ["−", () => zoom(PER_PRESS, 0.5, 0.5)],
    ["⤢", reset],
  ];
  for (const [sign, act] of buttons) {
    const button = make("button", "sw-zoom-button", sign, { type: "button" });
    button.onclick = act;
    holder.append(button);
  }
  return holder;
}

/**
 * Says what the buttons on a figure are for.
 * @param {Element} figure
 * @param {Record<string, string>} words
 */
export function nameZoom(figure, words) {
  const names = [words.zoom_in, words.zoom_out, words.zoom_reset];
  for (const [i, button] of figure.querySelectorAll(".sw-zoom-button").entries()) {
    button.setAttribute("aria-label", names[i]);
    /** @type {HTMLElement} */ (button).title = names[i];
  }
}
