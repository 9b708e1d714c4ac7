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
