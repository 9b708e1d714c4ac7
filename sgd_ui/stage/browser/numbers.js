// How numbers are written.

/**
 * A double as Python's repr writes it: the shortest text that reads back to the same bits.
 * @param {number} x
 */
export function pythonRepr(x) {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "inf" : "-inf";
  if (x === 0) return Object.is(x, -0) ? "-0.0" : "0.0";
  const parts = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(x.toExponential());
  const [, sign, head, tail = "", power] = /** @type {RegExpExecArray} */ (parts);
  const digits = head + tail;
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    const size = String(Math.abs(exponent)).padStart(2, "0");
    return `${sign}${head}${tail && "."}${tail}e${exponent < 0 ? "-" : "+"}${size}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${digits.slice(exponent + 1) || "0"}`;
}

/**
 * The same without a needless ".0", as links and CSV write it.
 * @param {number} x
 */
export function plainNumber(x) {
  return pythonRepr(x).replace(/\.0$/, "");
}

/**
 * The same with marks between thousands, as counts are written.
 * @param {number} x
 */
export function grouped(x) {
  const [whole, ...rest] = plainNumber(x).split(".");
  return [whole.replace(/\B(?=(?:\d{3})+$)/g, ","), ...rest].join(".");
}

/** The number that a text of this kind stands for. @param {string} text */
export function readBack(text) {
  return Number(text.replace(/−/g, "-"));
}

/** So many digits of a number are read at a glance, one less before a power of ten. */
const DIGITS = 4;

/**
 * A number to be read at a glance, the same wherever the stage writes it: four digits, three and a power of ten
 * where it is very large or small, and fewer where these are all that it has; ∞ for an overflow.
 * @param {number | null | undefined} x
 */
export function glance(x) {
  return glanced(x, 15);
}

/**
 * The same in so many digits.
 * @param {number} x
 * @param {number} digits
 */
export function glanceIn(x, digits) {
  return glanced(x, 15, digits);
}

/**
 * The same of a number in single precision.
 * @param {number | null | undefined} x
 */
export function glanceSingle(x) {
  return glanced(x, 7);
}

/**
 * @param {number | null | undefined} x
 * @param {number} sure how many digits of it mean something
 * @param {number} digits
 */
function glanced(x, sure, digits = DIGITS) {
  if (x === null || x === undefined || Number.isNaN(x)) return "–";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  const meant = Number(x.toPrecision(sure));
  // Where doubles end, what is meant may lie beyond.
  return rounded(x, Number.isFinite(meant) ? meant : x, digits)
    .replace("e+", "e")
    .replace(/-/g, "−");
}

/**
 * @param {number} x
 * @param {number} meant the same without digits that mean nothing
 * @param {number} digits
 */
function rounded(x, meant, digits) {
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
    const text = x.toExponential(digits - 2);
    return Number(text) === meant ? meant.toExponential() : text;
  }
  if (Number.isInteger(meant)) return String(meant || 0);
  const text = size < 10 ** (digits - 1) ? x.toPrecision(digits) : x.toFixed(0);
  return Number(text) === meant ? String(meant) : text;
}
