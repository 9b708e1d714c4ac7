// What the model of a run makes of an x as given.

import { evaluate, isExact } from "./formulas.js";
import { pythonRepr } from "./numbers.js";

/** How many digits of an exponential every browser agrees on, with room to spare. */
const SURE_DIGITS = 12;

/**
 * @param {ArithmeticSpec} spec
 * @param {Facts} facts
 * @param {number[]} parameters
 * @param {number} x
 */
export function predictAt({ answer }, facts, parameters, x) {
  /** @type {Scope} */
  const scope = { x };
  facts.parameters.forEach((name, i) => (scope[name] = parameters[i]));
  return evaluate(answer, scope);
}

/**
 * A prediction as the log writes it: of one that an exponential went into, the digits that are the core's.
 * @param {ArithmeticSpec} spec
 * @param {number} value
 */
export function predicted({ answer }, value) {
  return pythonRepr(isExact(answer) ? value : Number(value.toPrecision(SURE_DIGITS)));
}
