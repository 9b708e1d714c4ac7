// What a problem computes, as sums of products.

/**
 * The functions that a factor may be of another sum.
 * @type {Record<string, (value: number) => number>}
 */
const LINKS = {
  sigmoid: (value) => {
    const tail = Math.exp(-Math.abs(value));
    return (value >= 0 ? 1 : tail) / (1 + tail);
  },
  inverse: (value) => 1 / value,
};

/**
 * A sum of products: [["x", "w"], [-1, "y"]] is x·w − y, its names looked up in `scope`. A factor may
 * also be a function of another sum: {link: "sigmoid", of: [["x", "w"], ["b"]]}.
 * @param {Formula} terms
 * @param {Scope} scope
 * @returns {number}
 */
export function evaluate(terms, scope) {
  /** @type {number | undefined} */
  let sum;
  for (const factors of terms) {
    /** @type {number | undefined} */
    let product;
    for (const factor of factors) {
      const value = valueIn(factor, scope);
      product = product === undefined ? value : product * value;
    }
    sum = sum === undefined ? product : sum + /** @type {number} */ (product);
  }
  return /** @type {number} */ (sum);
}

/**
 * @param {Formula[0][0]} factor
 * @param {Scope} scope
 * @returns {number}
 */
function valueIn(factor, scope) {
  if (typeof factor === "number") return factor;
  return typeof factor === "string" ? scope[factor] : LINKS[factor.link](evaluate(factor.of, scope));
}

/**
 * Whether a sum holds nothing but products, which come out to the core's own bits.
 * @param {Formula} terms
 */
export function isExact(terms) {
  return terms.every((factors) => factors.every((factor) => typeof factor !== "object"));
}

/**
 * @param {ArithmeticSpec} spec
 * @param {Facts} facts
 * @param {number[]} parameters
 * @param {number} x
 */
export function predictAt(spec, facts, parameters, x) {
  /** @type {Scope} */
  const scope = { x };
  facts.parameters.forEach((name, i) => (scope[name] = parameters[i]));
  return evaluate(spec.prediction, scope);
}
