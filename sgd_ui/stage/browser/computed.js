// What the formula of a mark comes to at a moment.

import { compile } from "./formulas.js";

/** @typedef {ReturnType<typeof compile>} Machine */

/** The formulas of marks, each compiled once, on the samples of a stage. */
export class Computing {
  /** @type {Column} */
  x;
  /** @type {Column} */
  given;
  /** @type {Column} */
  y;
  /** @type {number[]} */
  everyone;

  /** @param {Columns} columns */
  constructor(columns) {
    /** @type {WeakMap<Tree, Machine>} */
    this.machines = new WeakMap();
    this.take(columns);
  }

  /**
   * Other samples from here on.
   * @param {Columns} columns
   */
  take({ x, y, given = x }) {
    this.x = x;
    this.given = given;
    this.y = y;
    this.everyone = [...x.keys()];
  }

  /**
   * What a mark's formula comes to: once, for each of its samples, or once as their mean; nothing where
   * the mark is not seen.
   * @param {Computed} meta
   * @param {Here} here
   * @param {Pick<Moment, "phase">} moment
   * @returns {number[][]}
   */
  values(meta, here, moment) {
    const machine = this.machine(meta, here, moment);
    if (!machine) return [];
    const samples = this.samples(meta, here);
    if (!samples) return [result(machine)];
    if (meta.mean) return samples.length ? [this.mean(machine, samples)] : [];
    return samples.map((i) => result(this.about(machine, i)));
  }

  /**
   * A formula of one tree over a grid of values of g: a curve for each of a list of samples, one that is the
   * mean of others, or one about none; nothing where the mark is not seen.
   * @param {CurveMeta} meta
   * @param {Here} here
   * @param {Moment} moment
   * @param {number[]} grid
   * @returns {number[][]}
   */
  curves(meta, here, moment, grid) {
    const machine = this.machine(meta, here, moment);
    const samples = machine && this.samples(meta, here);
    if (!machine || samples?.length === 0) return [];
    if (!samples) return [this.over(machine, grid, () => result(machine)[0])];
    if (Array.isArray(meta.each) && !meta.mean)
      return samples.map((i) => this.over(this.about(machine, i), grid, () => result(machine)[0]));
    return [this.over(machine, grid, () => this.mean(machine, samples)[0])];
  }

  /**
   * What a formula of g and h comes to in the mean over all samples, over a grid of both: for each h a row.
   * @param {Tree} formula
   * @param {number[]} first
   * @param {number[]} second
   */
  surface(formula, first, second) {
    const machine = this.compiled(formula);
    return second.map((h) => {
      machine.set("h", h);
      return this.over(machine, first, () => this.mean(machine, this.everyone)[0]);
    });
  }

  /** @param {Tree} formula */
  compiled(formula) {
    const machine = this.machines.get(formula) ?? compile(formula);
    this.machines.set(formula, machine);
    return machine;
  }

  /**
   * @param {Machine} machine
   * @param {number[]} grid
   * @param {() => number} value
   */
  over(machine, grid, value) {
    return grid.map((g) => {
      machine.set("g", g);
      return value();
    });
  }

  /**
   * A mark's formula, the numbers of a moment in place of its names; null where the mark is not seen.
   * @param {Computed} meta
   * @param {Here} here
   * @param {Pick<Moment, "phase">} moment
   */
  machine({ formula, from, ...meta }, { pulling, place, now }, { phase }) {
    const beside = meta.pulling || meta.each === true ? pulling : now;
    if (!beside || (from && phase && phase < from)) return null;
    const machine = this.compiled(formula);
    for (const name of machine.places.keys()) machine.set(name, place[name] ?? beside[name]);
    return machine;
  }

  /**
   * The samples that a mark is about; null where it is about none of them.
   * @param {Computed} meta
   * @param {Here} here
   */
  samples({ each }, { pulling }) {
    if (!each) return null;
    if (each === "all") return this.everyone;
    if (each === true) return pulling?.samples ?? [];
    return each.filter((i) => i < this.x.length);
  }

  /**
   * A formula, the numbers of a sample in place of its names.
   * @param {Machine} machine
   * @param {number} i
   */
  about(machine, i) {
    machine.set("x", this.x[i]);
    machine.set("given", this.given[i]);
    machine.set("y", this.y[i]);
    machine.set("i", i);
    return machine;
  }

  /**
   * What a formula comes to in the mean over samples, summed left to right and divided once.
   * @param {Machine} machine
   * @param {number[]} samples
   */
  mean(machine, samples) {
    const totals = machine.out.map(() => 0);
    for (const i of samples) {
      this.about(machine, i).run();
      for (let k = 0; k < totals.length; k++) totals[k] += machine.value(k);
    }
    return totals.map((total) => total / samples.length);
  }
}

/** @param {Machine} machine */
function result(machine) {
  machine.run();
  return machine.out.map((_, k) => machine.value(k));
}
