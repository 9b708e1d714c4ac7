// Runs, computed in the browser: the updates of the core (`moves` in stream.py), by its own formulas and in its
// own order, so that wherever those are exact every number has the core's bits.

import { compile } from "./formulas.js";

/** A run ready to be computed again and again, as it is described or with some of its numbers changed. */
export class Engine {
  /** @param {EngineSpec} spec */
  constructor(spec) {
    const { parameters } = spec;
    const fixed = Object.keys(spec.constants);
    this.spec = spec;
    this.rates = compile(spec.rates, [...fixed, "lr", "updates", "per_epoch"]);
    this.pull = new Mean(spec.gradient, parameters, fixed);
    this.move = new Move(spec, fixed);
    this.losses = new Mean(spec.loss, parameters, fixed);
  }

  /**
   * The whole run, until it ends.
   * @param {EngineChanges} changes what is other than described; of the constants, those that are
   * @returns {EngineRun}
   */
  run(changes = {}) {
    const constants = { ...this.spec.constants, ...changes.constants };
    const of = (changes.order ? { ...this.spec, ...changes } : this.spec).x.length;
    const plan = planned({ ...this.spec, ...changes, constants }, of);
    const lr = this.rated(plan);
    const { updates, parameters, gradient } = this.walked(plan, lr);
    const cut = (/** @type {Float64Array} */ column) => column.subarray(0, updates + 1);
    const columns = { parameters: parameters.map(cut), gradient: gradient.map(cut), lr: cut(lr) };
    const last = [...columns.parameters, ...columns.gradient].map((column) => column[updates]);
    const run = { plan, updates, ...columns, diverged: !last.every(Number.isFinite) };
    return { ...run, loss: this.batchLoss(run, 0) };
  }

  /**
   * The mean loss of each update's batch before its move; nothing for the start.
   * @param {EngineRun} run
   */
  lossBefore(run) {
    return this.batchLoss(run, 1);
  }

  /**
   * The mean loss over all samples after these updates.
   * @param {EngineRun} run
   * @param {ArrayLike<number>} rows
   */
  meanLoss({ plan, parameters }, rows) {
    const all = { ...plan, order: listed(plan.n), begins: begun(plan.n, plan.n, 1) };
    this.losses.machine.fix(plan.constants);
    return Float64Array.from(rows, (row) => this.losses.at(parameters, row).over(all, 0)[0]);
  }

  /**
   * The learning rate of each update; none for the start.
   * @param {Plan} plan
   */
  rated({ lr, updates, perEpoch, constants }) {
    const column = new Float64Array(updates + 1);
    const { since } = this.spec;
    const { registers } = this.rates;
    const place = this.rates.place("t");
    this.rates.fix({ ...constants, lr, updates, per_epoch: perEpoch });
    for (let t = 0, piece = 0; t < updates; t++) {
      while (since[piece + 1] <= t) piece++;
      registers[place] = t;
      this.rates.run();
      column[t + 1] = this.rates.value(piece);
    }
    return column;
  }

  /**
   * The parameters after each update, the gradients that moved them, and how many updates there were.
   * @param {Plan} plan
   * @param {Float64Array} lr
   */
  walked(plan, lr) {
    const { pull, move } = this;
    const parameters = plan.w0.map((start) => new Float64Array(plan.updates + 1).fill(start, 0, 1));
    const gradient = plan.w0.map(() => new Float64Array(plan.updates + 1));
    let updates = 0;
    pull.machine.fix(plan.constants);
    move.begin(plan);
    for (let ended = false; !ended; ended = ends(plan, parameters, updates)) {
      const mean = pull.at(parameters, updates).over(plan, updates);
      move.by(mean, lr[updates + 1], updates);
      updates += 1;
      for (let k = 0; k < mean.length; k++) {
        gradient[k][updates] = mean[k];
        parameters[k][updates] = move.state[k];
      }
    }
    return { updates, parameters, gradient };
  }

  /**
   * The mean loss of each update's batch, so many rows before the one that the update leads to.
   * @param {Pick<EngineRun, "plan" | "updates" | "parameters">} run
   * @param {number} back
   */
  batchLoss({ plan, updates, parameters }, back) {
    const { losses } = this;
    const column = new Float64Array(updates + 1);
    losses.machine.fix(plan.constants);
    for (let t = 0; t < updates; t++) {
      column[t + 1] = losses.at(parameters, t + 1 - back).over(plan, t)[0];
    }
    return column;
  }
}

/** Formulas of the parameters and of a sample, and their means over several. */
class Mean {
  /**
   * @param {Tree} formulas
   * @param {string[]} parameters
   * @param {string[]} fixed
   */
  constructor(formulas, parameters, fixed) {
    this.machine = compile(formulas, fixed);
    this.parameters = parameters.map((name) => this.machine.place(name));
    this.x = this.machine.place("x");
    this.y = this.machine.place("y");
    this.values = new Float64Array(formulas.out.length);
  }

  /**
   * Puts the parameters in as they are in a row of their columns.
   * @param {Float64Array[]} columns
   * @param {number} row
   */
  at(columns, row) {
    for (let k = 0; k < columns.length; k++) this.machine.registers[this.parameters[k]] = columns[k][row];
    return this;
  }

  /**
   * The means over the samples of update t, summed left to right and divided once.
   * @param {Pick<Plan, "x" | "y" | "order" | "begins">} samples
   * @param {number} t
   */
  over({ x, y, order, begins }, t) {
    const { machine, values } = this;
    const { registers, out } = machine;
    const at = t % (begins.length - 1);
    const begin = begins[at];
    const end = begins[at + 1];
    for (let visit = begin; visit < end; visit++) {
      registers[this.x] = x[order[visit]];
      registers[this.y] = y[order[visit]];
      machine.run();
      for (let k = 0; k < values.length; k++) {
        const value = registers[out[k]];
        values[k] = visit === begin ? value : values[k] + value;
      }
    }
    for (let k = 0; k < values.length; k++) values[k] /= end - begin;
    return values;
  }
}

/** An optimizer at work: `state` holds the parameters, and then what is remembered of them. */
class Move {
  /**
   * @param {EngineSpec} spec
   * @param {string[]} fixed
   */
  constructor({ move, parameters, remembered, memory }, fixed) {
    this.machine = compile(move, fixed);
    this.memory = memory;
    this.state = new Float64Array(move.out.length);
    this.places = [...parameters, ...remembered].map((name) => this.machine.place(name));
    this.gradient = parameters.map((name) => this.machine.place(`grad_${name}`));
    this.lr = this.machine.place("lr");
    this.t = this.machine.place("t");
  }

  /** @param {Plan} plan */
  begin({ w0, constants }) {
    this.machine.fix(constants);
    this.state.set([...w0, ...this.memory]);
  }

  /**
   * Update t, with this gradient and this rate.
   * @param {Float64Array} gradient
   * @param {number} lr
   * @param {number} t
   */
  by(gradient, lr, t) {
    const { machine, state } = this;
    const { registers } = machine;
    for (let k = 0; k < state.length; k++) registers[this.places[k]] = state[k];
    for (let k = 0; k < gradient.length; k++) registers[this.gradient[k]] = gradient[k];
    registers[this.lr] = lr;
    registers[this.t] = t;
    machine.run();
    for (let k = 0; k < state.length; k++) state[k] = machine.value(k);
  }
}

/**
 * A description with all that follows from it.
 * @param {EngineSpec} given
 * @param {number} of how many samples its order is of
 * @returns {Plan}
 */
function planned(given, of) {
  const n = given.x.length;
  const batch = Math.min(given.batch ?? n, n);
  const perEpoch = Math.ceil(n / batch);
  const order = given.order ?? listed(n);
  const needed = n * (given.repeats ? 1 : given.epochs);
  if (given.order && (n !== of || order.length < needed)) {
    throw new Error(`An order of ${of} samples does not hold ${given.epochs} epochs of ${n}`);
  }
  const [x, y] = [Float64Array.from(given.x), Float64Array.from(given.y)];
  const begins = begun(n, batch, order.length / n);
  return { ...given, x, y, n, batch, perEpoch, order, begins, updates: given.epochs * perEpoch };
}

/** All samples, as they are listed. @param {number} n */
function listed(n) {
  return Uint16Array.from({ length: n }, (_, i) => i);
}

/**
 * Where in an order of so many epochs the samples of each update begin; and the end of the last.
 * @param {number} n
 * @param {number} batch
 * @param {number} epochs
 */
function begun(n, batch, epochs) {
  const perEpoch = Math.ceil(n / batch);
  const place = (/** @type {number} */ t) => Math.floor(t / perEpoch) * n + (t % perEpoch) * batch;
  return Int32Array.from({ length: epochs * perEpoch + 1 }, (_, t) => place(t));
}

/**
 * Whether a run ends with update t (from 1): the last one, one after which a parameter is not finite, or the
 * last of an epoch that moved none by more than `tol`.
 * @param {Plan} plan
 * @param {Float64Array[]} parameters
 * @param {number} t
 */
function ends({ updates, perEpoch, tol }, parameters, t) {
  if (t === updates) return true;
  for (const column of parameters) if (!Number.isFinite(column[t])) return true;
  if (!tol || t % perEpoch) return false;
  return parameters.every((column) => Math.abs(column[t] - column[t - perEpoch]) <= tol);
}
