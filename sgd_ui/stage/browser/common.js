// Documents that have much in common: a part that stands in several of them is written once.

/**
 * A document with its parts in their places.
 * @param {any} value
 * @param {unknown[]} parts
 * @returns {any}
 */
export function whole(value, parts) {
  if (Array.isArray(value)) return value.map((item) => whole(item, parts));
  if (value === null || typeof value !== "object") return value;
  if ("$" in value) return whole(parts[value.$], parts);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, whole(item, parts)]));
}
