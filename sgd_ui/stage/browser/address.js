// The address: what is shown, as a link.

import { make } from "./elements.js";

/**
 * The parts of the query in the address bar that are not the app's: they stay as they are.
 * @param {string[]} names
 */
function foreignParts(names) {
  const nameOf = (/** @type {string} */ part) => [...new URLSearchParams(part).keys()][0];
  return window.location.search
    .slice(1)
    .split("&")
    .filter((part) => part && !names.includes(nameOf(part)));
}

/**
 * The query of the view: the run, then what the eye has chosen, each only where it differs.
 * @param {Spec} spec
 * @param {number} tick
 * @param {View} view
 */
function viewQuery(spec, tick, view) {
  const query = { ...spec.query };
  if (tick > 0) query.at = String(tick);
  for (const [name, usual] of Object.entries(spec.viewDefaults)) {
    if (String(view[name]) !== usual) query[name] = String(view[name]);
  }
  const encode = (/** @type {string} */ text) =>
    encodeURIComponent(text).replace(/%2C/g, ",").replace(/%3A/g, ":");
  const parts = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return [...parts, ...foreignParts(spec.names)].join("&");
}

/**
 * @param {Spec} spec
 * @param {number} tick
 * @param {View} view
 */
export function viewLink(spec, tick, view) {
  const query = viewQuery(spec, tick, view);
  return window.location.href.replace(/[?#].*/, "") + (query ? `?${query}` : "");
}

/**
 * Puts the view into the address bar in place of the entry that is there.
 * @param {Spec} spec
 * @param {number} tick
 * @param {View} view
 */
export function writeAddress(spec, tick, view) {
  const link = viewLink(spec, tick, view);
  if (link !== window.location.href) window.history.replaceState(window.history.state, "", link);
}

/**
 * Copies `text`; true if the browser let us.
 * @param {string} text
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = make("textarea", "", "", { readonly: "" });
    field.value = text;
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  }
}
