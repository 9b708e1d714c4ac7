// Formulas as the core takes them down (`as_json` in formula.py), compiled: each operation is a closure of
// its own that works on registers and calls the next, so that what comes out has the bits of the core's own
// function. (A loop over closures takes half as long again.)

/**
 * For each operation what makes its closure: it puts what it finds at a, b and c into place d, and goes on.
 * @type {Record<string, (r: Float64Array, next: () => void, d: number, ...parts: number[]) => () => void>}
 */
const OPERATIONS = {
  "+": (r, next, d, a, b) => () => {
    r[d] = r[a] + r[b];
    next();
  },
  "-": (r, next, d, a, b) => () => {
    r[d] = r[a] - r[b];
    next();
  },
  "*": (r, next, d, a, b) => () => {
    r[d] = r[a] * r[b];
    next();
  },
  "/": (r, next, d, a, b) => () => {
    r[d] = r[a] / r[b];
    next();
  },
  "//": (r, next, d, a, b) => () => {
    r[d] = floorDivided(r[a], r[b]);
    next();
  },
  "**": (r, next, d, a, b) => () => {
    r[d] = r[a] ** r[b];
    next();
  },
  neg: (r, next, d, a) => () => {
    r[d] = -r[a];
    next();
  },
  abs: (r, next, d, a) => () => {
    r[d] = Math.abs(r[a]);
    next();
  },
  "<": (r, next, d, a, b) => () => {
    r[d] = r[a] < r[b] ? 1 : 0;
    next();
  },
  "<=": (r, next, d, a, b) => () => {
    r[d] = r[a] <= r[b] ? 1 : 0;
    next();
  },
  ">": (r, next, d, a, b) => () => {
    r[d] = r[a] > r[b] ? 1 : 0;
    next();
  },
  ">=": (r, next, d, a, b) => () => {
    r[d] = r[a] >= r[b] ? 1 : 0;
    next();
  },
  where: (r, next, d, a, b, c) => () => {
    r[d] = r[a] ? r[b] : r[c];
    next();
  },
  sqrt: (r, next, d, a) => () => {
    r[d] = Math.sqrt(r[a]);
    next();
  },
  exp: (r, next, d, a) => () => {
    r[d] = Math.exp(r[a]);
    next();
  },
  log1p: (r, next, d, a) => () => {
    r[d] = Math.log1p(r[a]);
    next();
  },
  cos: (r, next, d, a) => () => {
    r[d] = Math.cos(r[a]);
    next();
  },
};

/**
 * a div b as Python has it: what is left over is taken off before the division is rounded.
 * @param {number} a
 * @param {number} b
 */
function floorDivided(a, b) {
  let left = a % b;
  let whole = (a - left) / b;
  if (left && left < 0 !== b < 0) {
    left += b;
    whole -= 1;
  }
  if (whole === 0) return Object.is(a / b, 0) || a / b > 0 ? 0 : -0;
  const floor = Math.floor(whole);
  return whole - floor > 0.5 ? floor + 1 : floor;
}

/** Numbers that JSON has no word for. @type {Record<string, number>} */
const NUMBERS = { inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY, nan: Number.NaN };

/**
 * @param {Tree["code"][0]} line
 * @returns {line is number | keyof typeof NUMBERS}
 */
function isNumber(line) {
  return typeof line === "number" || (typeof line === "string" && Object.hasOwn(NUMBERS, line));
}

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
    const varies = varying(code, fixed);
    /** Computes what hangs on names that are not fixed. */
    this.run = () => {};
    /** @private */
    this.once = () => {};
    code.forEach((line, at) => {
      if (isNumber(line)) this.registers[at] = NUMBERS[line] ?? Number(line);
      else if (typeof line === "string") this.places.set(line, at);
    });
    for (let at = code.length - 1; at >= 0; at--) {
      const line = code[at];
      if (!Array.isArray(line)) continue;
      if (varies[at]) this.run = operation(this.registers, this.run, at, line);
      else this.once = operation(this.registers, this.once, at, line);
    }
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
    this.once();
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
    else varies.push(!isNumber(line) && !fixed.includes(line));
  }
  return varies;
}

/**
 * The closure of an operation, which goes on to the next.
 * @param {Float64Array} registers
 * @param {() => void} next
 * @param {number} at
 * @param {[string, ...number[]]} line
 */
function operation(registers, next, at, [op, ...parts]) {
  if (!Object.hasOwn(OPERATIONS, op)) throw new Error(`A formula holds an operation unknown here: ${op}`);
  return OPERATIONS[op](registers, next, at, ...parts);
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
