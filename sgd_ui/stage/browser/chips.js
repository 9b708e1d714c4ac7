// What lies outside a picture is named on its frame, with an arrow to it.

import { make } from "./elements.js";
import { labelled } from "./labels.js";

/** No more than this are named on one chart. */
const MOST_CHIPS = 4;
/** What each takes of the chart, in pixels. */
const CHIP = [90, 22];
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
  const told = JSON.stringify(chips);
  if (holder.dataset.told === told) return;
  holder.dataset.told = told;
  const laid = plot._fullLayout;
  const each = new Map(chips.map((chip) => [`${chip.side} ${chip.name}`, chip]));
  /** @type {Point[]} */
  const taken = [];
  holder.replaceChildren(
    ...[...each.values()].slice(0, MOST_CHIPS).map(({ name, side, across, up, colour }) => {
      const chip = make("span", "sw-chip", side === "right" ? `${name} →` : `${ARROWS_TO[side]} ${name}`);
      const left = laid.xaxis._offset + across * laid.xaxis._length;
      let top = laid.yaxis._offset + (1 - up) * laid.yaxis._length;
      // Into the picture until it lies over no other.
      while (taken.some(([x, y]) => Math.abs(x - left) < CHIP[0] && Math.abs(y - top) < CHIP[1]))
        top += up < 0.5 ? -CHIP[1] : CHIP[1];
      taken.push([left, top]);
      Object.assign(chip.style, { color: colour, left: `${left}px`, top: `${top}px` });
      chip.dataset.side = side;
      return chip;
    }),
  );
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
