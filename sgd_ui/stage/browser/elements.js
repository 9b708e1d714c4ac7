// What the parts of the stage are made of.

export const SVG = "http://www.w3.org/2000/svg";

/**
 * An element with a class, text and attributes.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} attributes
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, className = "", text = "", attributes = {}) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/** What the marks on charts look like: a path in a box of 26 by 14, and whether it is filled. */
const SHAPES = /** @type {Record<string, [string, boolean]>} */ ({
  line: ["M0,7H26", false],
  dot: ["M8,7a5,5 0 1 0 10,0a5,5 0 1 0 -10,0", true],
  ring: ["M8,7a5,5 0 1 0 10,0a5,5 0 1 0 -10,0", false],
  diamond: ["M13,1L19,7L13,13L7,7Z", true],
  tick: ["M13,1V13", false],
  x: ["M9,3L17,11M17,3L9,11", false],
  band: ["M1,2H25V12H1Z", true],
});

/**
 * A mark as it is drawn on a chart: the name of its shape, and for a line its dashes.
 * @param {string} kind
 * @param {string} colour
 */
export function drawnMark(kind, colour) {
  const [shape, dash] = kind.split(" ");
  const [d, filled] = SHAPES[shape];
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  /** @type {(element: Element, attributes: Record<string, string>) => void} */
  const say = (element, attributes) =>
    Object.entries(attributes).forEach((pair) => element.setAttribute(...pair));
  say(svg, { width: "26", height: "14", "data-kind": kind, "aria-hidden": "true" });
  say(path, { d, fill: filled ? colour : "none", "stroke-dasharray": dash ?? "none" });
  say(path, { stroke: filled ? "none" : colour, "stroke-width": "3" });
  svg.append(path);
  return svg;
}

/**
 * The parts of an element, by the names that its HTML gives them.
 * @param {HTMLElement} root
 * @returns {Part}
 */
export function partsOf(root) {
  return (/** @type {string} */ name) => /** @type {any} */ (root.querySelector(`[data-part="${name}"]`));
}

/**
 * Lets buttons be pressed, or not. Not `disabled`, which would take the focus, and with it the keys, away.
 * @param {Part} part
 * @param {string[]} names
 * @param {boolean} enabled
 */
export function enable(part, names, enabled) {
  const disabled = String(!enabled);
  for (const name of names) {
    const button = part(name);
    if (button.getAttribute("aria-disabled") !== disabled) button.setAttribute("aria-disabled", disabled);
  }
}

/**
 * What buttons do once there is a run, unless they are disabled.
 * @param {Scene} scene
 * @param {Record<string, () => void>} actions
 */
export function press(scene, actions) {
  for (const [name, action] of Object.entries(actions)) {
    const button = scene.part(name);
    button.onclick = () => {
      if (scene.spec && button.getAttribute("aria-disabled") !== "true") action();
    };
  }
}
