// What lies outside a picture is named on its frame, with an arrow to it.

import { make } from "./elements.js";
import { labelled } from "./labels.js";

/** No more than this are named on one chart. */
const MOST_CHIPS = 4;
/** How far apart they are, in pixels. */
const APART = 2;
/** @type {Record<string, string>} */
const ARROWS_TO = { left: "←", right: "→", above: "↑", below: "↓" };

/**
 * What is watched: a text with `{0}` and `{1}` for x and y, and `{2}` for what it is called.
 * @typedef {{ text: string, values: number[], colour: string }} Watched
 */

/**
 * Names what lies outside.
 * @param {HTMLElement} holder
 * @param {Plot} plot
 * @param {Layout} layout what is seen
 * @param {Watched[]} watched
 */
export function nameOutside(holder, plot, { xaxis, yaxis }, watched) {
  const chips = watched.flatMap((each) => {
    const [across, up] = [onAxisShare(each.values[0], xaxis), onAxisShare(each.values[1], yaxis)];
    const side = sideOf(across, up);
    // A name over the frame or under it is wider than a point.
    const along =
      side === "above" || side === "below" ? Math.max(0.1, Math.min(0.9, across)) : within(across);
    const name = labelled(each.text, each.values);
    return side ? [{ name, side, across: along, up: within(up), colour: each.colour }] : [];
  });
  const { xaxis: laidX, yaxis: laidY } = plot._fullLayout;
  const told = JSON.stringify([chips, laidX._offset, laidX._length, laidY._offset, laidY._length]);
  if (holder.dataset.told === told) return;
  holder.dataset.told = told;
  const named = new Map(chips.map((chip) => [`${chip.side} ${chip.name}`, chip]));
  /** @type {DOMRect[]} */
  const taken = [];
  holder.replaceChildren();
  for (const { name, side, across, up, colour } of [...named.values()].slice(0, MOST_CHIPS)) {
    const chip = make("span", "sw-chip", side === "right" ? `${name} →` : `${ARROWS_TO[side]} ${name}`);
    chip.dataset.side = side;
    chip.style.color = colour;
    chip.style.left = `${laidX._offset + across * laidX._length}px`;
    holder.append(chip);
    taken.push(freed(chip, laidY._offset + (1 - up) * laidY._length, up < 0.5 ? -1 : 1, taken));
  }
}

/**
 * Puts a name at a height, and in a few steps farther into the picture until it lies over no other; gives its place.
 * @param {HTMLElement} chip
 * @param {number} top
 * @param {number} inward
 * @param {DOMRect[]} taken
 */
function freed(chip, top, inward, taken) {
  for (let at = top, tries = 9; ; tries--) {
    chip.style.top = `${at}px`;
    const place = chip.getBoundingClientRect();
    if (!tries || !taken.some((other) => lie(place, other))) return place;
    at += inward * (place.height + APART);
  }
}

/**
 * Whether one lies over the other.
 * @param {DOMRect} one
 * @param {DOMRect} other
 */
function lie(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/**
 * @param {number} across
 * @param {number} up
 */
function sideOf(across, up) {
  if (across < 0) return "left";
  if (across > 1) return "right";
  if (up > 1) return "above";
  return up < 0 ? "below" : null;
}

/** @param {number} share */
function within(share) {
  return Math.round(Math.max(0, Math.min(1, share)) * 1000) / 1000;
}

/**
 * Where a value lies on an axis, from 0 to 1 in what is seen of it.
 * @param {number} value
 * @param {Axis} axis
 */
export function onAxisShare(value, { range: [low, high], type }) {
  return ((type === "log" ? Math.log10(value) : value) - low) / (high - low);
}
