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
 * A number to be read at a glance: four decimals, or three digits and a power of ten; ∞ for an overflow.
 * @param {number | null | undefined} x
 */
export function glance(x) {
  if (x === null || x === undefined || Number.isNaN(x)) return "–";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  const size = Math.abs(x);
  let text;
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) text = x.toExponential(2).replace("e+", "e");
  else if (Number.isInteger(x)) text = String(x);
  else text = size < 10 ? x.toFixed(4) : x.toPrecision(6);
  return text.replace(/-/g, "−");
}

/** @param {number} value */
export function sixDecimals(value) {
  return Math.abs(value) < 1e6 ? value.toFixed(6).replace("-", "−") : glance(value);
}
