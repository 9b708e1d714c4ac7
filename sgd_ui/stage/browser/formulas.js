// Formulas as the core takes them down (`as_json` in formula.py), compiled: each operation is a closure of
// its own that works on registers, so that what comes out has the bits of the core's own function.

/**
 * For each operation what makes its closure: it puts what it finds at a, b and c into place d.
 * @type {Record<string, (r: Float64Array, d: number, a: number, b: number, c: number) => () => void>}
 */
const OPERATIONS = {
  "+": (r, d, a, b) => () => {
    r[d] = r[a] + r[b];
  },
  "-": (r, d, a, b) => () => {
    r[d] = r[a] - r[b];
  },
  "*": (r, d, a, b) => () => {
    r[d] = r[a] * r[b];
  },
  "/": (r, d, a, b) => () => {
    r[d] = r[a] / r[b];
  },
  "//": (r, d, a, b) => () => {
    r[d] = Math.floor(r[a] / r[b]);
  },
  "**": (r, d, a, b) => () => {
    r[d] = r[a] ** r[b];
  },
  neg: (r, d, a) => () => {
    r[d] = -r[a];
  },
  abs: (r, d, a) => () => {
    r[d] = Math.abs(r[a]);
  },
  "<": (r, d, a, b) => () => {
    r[d] = r[a] < r[b] ? 1 : 0;
  },
  "<=": (r, d, a, b) => () => {
    r[d] = r[a] <= r[b] ? 1 : 0;
  },
  ">": (r, d, a, b) => () => {
    r[d] = r[a] > r[b] ? 1 : 0;
  },
  ">=": (r, d, a, b) => () => {
    r[d] = r[a] >= r[b] ? 1 : 0;
  },
  where: (r, d, a, b, c) => () => {
    r[d] = r[a] ? r[b] : r[c];
  },
  sqrt: (r, d, a) => () => {
    r[d] = Math.sqrt(r[a]);
  },
  exp: (r, d, a) => () => {
    r[d] = Math.exp(r[a]);
  },
  log1p: (r, d, a) => () => {
    r[d] = Math.log1p(r[a]);
  },
  cos: (r, d, a) => () => {
    r[d] = Math.cos(r[a]);
  },
};

/** Those whose last bits are the machine's own. */
const ROUGH = ["**", "exp", "log1p", "cos"];

/**
 * Whether a formula comes to the core's own bits: + − × ÷ √ and comparisons are all that it holds.
 * @param {Tree} formula
 */
export function isExact({ code }) {
  return code.every((line) => !Array.isArray(line) || !ROUGH.includes(line[0]));
}

/**
 * A formula with a register for every value: `set` puts names in, `run` computes, `value` reads. What hangs on
 * nothing but names that are fixed is computed by `fix`, once for many runs.
 */
class Machine {
  /**
   * @param {Tree} formula
   * @param {string[]} fixed
   */
  constructor({ code, out }, fixed) {
    // One more, for names that the formula does not speak of.
    this.registers = new Float64Array(code.length + 1);
    this.out = out;
    /** Where each name stands. @type {Map<string, number>} */
    this.places = new Map();
    /** @type {(() => void)[]} */
    this.once = [];
    /** @type {(() => void)[]} */
    this.steps = [];
    const varies = varying(code, fixed);
    code.forEach((line, at) => {
      if (typeof line === "number") this.registers[at] = line;
      else if (typeof line === "string") this.places.set(line, at);
      else (varies[at] ? this.steps : this.once).push(operation(this.registers, at, line));
    });
    this.fix({});
  }

  /**
   * Where to put the value of a name.
   * @param {string} name
   */
  place(name) {
    return this.places.get(name) ?? this.registers.length - 1;
  }

  /**
   * @param {string} name
   * @param {number} value
   */
  set(name, value) {
    this.registers[this.place(name)] = value;
  }

  /**
   * Puts in names that are fixed, and computes what hangs on them alone.
   * @param {Record<string, number>} values
   */
  fix(values) {
    for (const [name, value] of Object.entries(values)) this.set(name, value);
    for (const step of this.once) step();
  }

  run() {
    const { steps } = this;
    for (let k = 0; k < steps.length; k++) steps[k]();
  }

  /** What the tree of this number came to. */
  value(tree = 0) {
    return this.registers[this.out[tree]];
  }
}

/**
 * Whether each value hangs on a name that is not fixed.
 * @param {Tree["code"]} code
 * @param {string[]} fixed
 */
function varying(code, fixed) {
  /** @type {boolean[]} */
  const varies = [];
  for (const line of code) {
    if (Array.isArray(line)) varies.push(line.some((part) => typeof part === "number" && varies[part]));
    else varies.push(typeof line === "string" && !fixed.includes(line));
  }
  return varies;
}

/**
 * The closure of an operation.
 * @param {Float64Array} registers
 * @param {number} at
 * @param {[string, ...number[]]} line
 */
function operation(registers, at, [op, a, b, c]) {
  if (!Object.hasOwn(OPERATIONS, op)) throw new Error(`A formula holds an operation unknown here: ${op}`);
  return OPERATIONS[op](registers, at, a, b, c);
}

/**
 * A formula, ready to be computed again and again.
 * @param {Tree} formula
 * @param {string[]} fixed names whose values stay while others change
 */
export function compile(formula, fixed = []) {
  return new Machine(formula, fixed);
}

/** @type {WeakMap<Tree, Machine>} */
const compiled = new WeakMap();

/**
 * What a formula of one tree comes to where its names have these values.
 * @param {Tree} formula
 * @param {Scope} scope
 */
export function evaluate(formula, scope) {
  const machine = compiled.get(formula) ?? compile(formula);
  compiled.set(formula, machine);
  for (const [name, place] of machine.places) machine.registers[place] = scope[name];
  machine.run();
  return machine.value();
}
