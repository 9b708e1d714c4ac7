// Documents that have much in common: a part that stands in several of them is written once.

import { fromPlane } from "./columns.js";

/**
 * A document with its parts in their places, and its arrays as Plotly takes them.
 * @param {any} value
 * @param {unknown[]} parts
 * @returns {any}
 */
export function whole(value, parts) {
  if (Array.isArray(value)) return value.map((item) => whole(item, parts));
  if (value === null || typeof value !== "object") return value;
  if ("$" in value) return whole(parts[value.$], parts);
  const found = Object.fromEntries(Object.entries(value).map(([name, item]) => [name, whole(item, parts)]));
  return found.planes ? typed(found) : found;
}

/**
 * A value with other texts in the place of some of its texts.
 * @param {any} value
 * @param {Record<string, string>} texts
 * @returns {any}
 */
export function exchanged(value, texts) {
  if (typeof value === "string") return Object.hasOwn(texts, value) ? texts[value] : value;
  if (Array.isArray(value)) return value.map((item) => exchanged(item, texts));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, exchanged(item, texts)]));
}

/** @param {any} packed what `laid` in `columns.py` makes of an array */
function typed({ planes: [dtype, length, text], shape }) {
  const bytes = new Uint8Array(fromPlane(dtype, length, text).buffer);
  const bdata = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return shape.includes(",") ? { dtype, bdata, shape } : { dtype, bdata };
}
