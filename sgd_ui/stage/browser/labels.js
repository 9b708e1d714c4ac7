// What is written beside a mark: a text with numbers in it.

/**
 * A number of a few digits, to be read beside what it is about.
 * @param {number} value
 */
export function fewDigits(value, digits = 4) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return power(value);
  const text = size < 1e-9 ? "0" : value.toPrecision(digits);
  return plain(text.includes("e") ? String(Math.round(value)) : text);
}

/** @param {number} value */
function power(value) {
  const [head, exponent] = value.toExponential(1).split("e");
  return plain(`${head}e${Number(exponent)}`);
}

/** @param {string} text */
function plain(text) {
  return text
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "")
    .replaceAll("-", "−");
}

/**
 * A text with numbers in the place of `{0}`, `{1}` …; `{+1}` is one that is added, with its sign, and
 * `{0:3}` has three digits.
 * @param {string} template
 * @param {number[]} values
 */
export function labelled(template, values) {
  return template.replace(/\{(\+?)(\d+)(?::(\d))?\}/g, (_, signed, place, digits) => {
    const value = values[Number(place)];
    const text = fewDigits(signed ? Math.abs(value) : value, digits ? Number(digits) : undefined);
    if (!signed) return text;
    return `${value < 0 ? "−" : "+"} ${text}`;
  });
}
