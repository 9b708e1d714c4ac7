// The run's columns, and what is known of one update.

const DTYPES = { f8: Float64Array, f4: Float32Array, u2: Uint16Array, u1: Uint8Array };

/**
 * The document and the columns of one message, as `packed` in Python puts them together.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {[unknown, Columns]}
 */
export function unpack(bytes) {
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = head.getUint32(0, true);
  const document = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)));
  /** @type {Columns} */
  const columns = {};
  let at = 4 + size;
  for (const [name, dtype, length] of /** @type {ColumnLayout} */ (document.columns)) {
    const Type = DTYPES[dtype];
    const end = at + length * Type.BYTES_PER_ELEMENT;
    // A copy, because a view must start at a multiple of its item size.
    columns[name] = new Type(bytes.slice(at, end).buffer);
    at = end;
  }
  return [document, columns];
}

/**
 * Columns whose bytes lie in planes, in base 64: the first bytes of all entries, then the second ones, and so on.
 * @param {AloneView["columns"]} planes
 */
export function fromPlanes(planes) {
  /** @type {Columns} */
  const columns = {};
  for (const [name, dtype, length, text] of planes) columns[name] = fromPlane(dtype, length, text);
  return columns;
}

/**
 * @param {keyof typeof DTYPES} dtype
 * @param {number} length
 * @param {string} text
 */
export function fromPlane(dtype, length, text) {
  const column = new DTYPES[dtype](length);
  const bytes = new Uint8Array(column.buffer);
  const brought = atob(text);
  const size = column.BYTES_PER_ELEMENT;
  for (let k = 0; k < brought.length; k++)
    bytes[(k % length) * size + Math.floor(k / length)] = brought.charCodeAt(k);
  return column;
}

/**
 * Rows of a run by update number. Entry k of a column belongs to update k·stride, the last entry to
 * the last update; `exact` may hold a window in which every update is known.
 */
export class Rows {
  /**
   * The run that `facts` are about; its columns are those whose names begin with its prefix.
   * @param {Facts} facts
   * @param {Columns} columns
   * @param {ClockFacts} clock
   */
  constructor(facts, columns, clock) {
    const { prefix } = facts;
    const own = Object.entries(columns).filter(([name]) => name.startsWith(prefix));
    this.facts = facts;
    this.clock = clock;
    this.columns = Object.fromEntries(own.map(([name, column]) => [name.slice(prefix.length), column]));
    /** @type {ExactWindow | null} */
    this.exact = null;
    this.length = this.columns[facts.parameters[0]].length;
  }

  /**
   * Where the end of update u lies on the axis that the clock runs along.
   * @param {number} u
   * @returns {number}
   */
  position(u) {
    const { by } = this.clock;
    return by === "gradients" ? this.gradients(u) : by === "time" ? u * (this.facts.pace ?? 0) : u;
  }

  /**
   * How many updates are made by a tick of the clock.
   * @param {number} tick
   */
  reached(tick) {
    const until = tick * this.clock.size * (1 + 1e-12);
    let low = 0;
    let high = this.facts.updates;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.position(middle) <= until) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /**
   * The entry of update u, or -1 where it was thinned out.
   * @param {number} u
   */
  entry(u) {
    const { updates, stride } = this.facts;
    if (u === updates) return this.length - 1;
    return u % stride === 0 ? u / stride : -1;
  }

  /**
   * The last update up to u whose numbers are at hand.
   * @param {number} u
   */
  knownUpTo(u) {
    if (u >= this.facts.updates || this.known(u)) return Math.min(u, this.facts.updates);
    return u - (u % this.facts.stride);
  }

  /** @param {number} u */
  known(u) {
    return this.entry(u) >= 0 || this.inWindow(u);
  }

  /** @param {number} u */
  inWindow(u) {
    return this.exact !== null && u >= this.exact.first && u <= this.exact.last;
  }

  /** How far from the update in view numbers should be at hand on either side. */
  get reach() {
    return this.exact === null ? 1 : Math.max(1, Math.floor((this.exact.last - this.exact.first) / 8));
  }

  /**
   * The update in whose place u stands: its columns and its entry in them.
   * @param {number} u
   * @returns {[Columns, number]}
   */
  place(u) {
    if (this.exact && this.inWindow(u)) return [this.exact.columns, u - this.exact.first];
    return [this.columns, this.entry(u)];
  }

  /** @param {number} u */
  parameters(u) {
    const [columns, k] = this.place(u);
    return this.facts.parameters.map((name) => columns[name][k]);
  }

  /**
   * 0-based samples of update u, or null where they are not at hand.
   * @param {number} u
   * @returns {number[] | null}
   */
  samples(u) {
    const { perEpoch, batch, samples, stride } = this.facts;
    if (this.facts.batchAll) return Array.from({ length: samples }, (_, i) => i);
    if (samples === 1) return [0];
    const [columns, k] = this.place(u);
    if (columns.sample) return [columns.sample[k]];
    const place = (u - 1) % perEpoch;
    const size = Math.min(batch, samples - place * batch);
    const visits = (/** @type {number} */ t) => Math.floor(t / perEpoch) * samples + (t % perEpoch) * batch;
    const window = this.inWindow(u) ? this.exact : null;
    if (!columns.order || (!window && stride > 1)) return null;
    const begin = visits(u - 1) - (window ? visits(window.first - 1) : 0);
    return Array.from(columns.order.subarray(begin, begin + size));
  }

  /** @param {number} u */
  rate(u) {
    const [columns, k] = this.place(this.knownUpTo(u));
    if (columns.lr) return columns.lr[k];
    let rate = this.facts.rates[0][1];
    for (const [t, lr] of this.facts.rates) if (t <= u - 1) rate = lr;
    return rate;
  }

  /** @param {number} u */
  gradients(u) {
    const { perEpoch, batch, samples } = this.facts;
    const [atStart, eachEpoch, eachVisit] = this.facts.computed;
    const visits = Math.floor(u / perEpoch) * samples + Math.min((u % perEpoch) * batch, samples);
    return (atStart + eachEpoch * Math.ceil(u / perEpoch)) * samples + eachVisit * visits;
  }

  /**
   * What the columns by update hold at entry k, by name.
   * @param {Columns} columns
   * @param {number} k
   * @returns {Record<string, number>}
   */
  drawn(columns, k) {
    const { length } = columns[this.facts.parameters[0]];
    return Object.fromEntries(
      Object.entries(columns).flatMap(([name, column]) =>
        column.length === length ? [[name, column[k]]] : [],
      ),
    );
  }

  /**
   * Every number of update u (from 1) by name; null where it was thinned out.
   * @param {number} u
   * @returns {Row | null}
   */
  row(u) {
    if (u < 1 || u > this.facts.updates || !this.known(u)) return null;
    const [columns, k] = this.place(u);
    /** @type {Row} */
    const row = {
      ...this.drawn(columns, k),
      u,
      t: u - 1,
      epoch: Math.floor((u - 1) / this.facts.perEpoch),
      lr: this.rate(u),
      gradients: this.gradients(u),
      samples: this.samples(u),
    };
    for (const name of this.facts.parameters) {
      row[`${name}_before`] ??= columns[name][k - 1];
    }
    return row;
  }

  /**
   * What is known after update u: the parameters, the numbers that are drawn beside them, and the
   * update that is `pulling`, which is the last one, or the next where that is `coming`.
   * @param {number} u
   * @param {boolean} coming
   * @returns {Here}
   */
  at(u, coming) {
    const shown = this.knownUpTo(u);
    const pulling = this.row(coming ? shown + 1 : shown);
    const [columns, k] = this.place(shown);
    /** @type {Record<string, number>} */
    const place = {};
    for (const name of this.facts.parameters) place[name] = columns[name][k];
    return {
      u: shown,
      pulling,
      place,
      now: this.drawn(columns, k),
      epochs: Math.floor(shown / this.facts.perEpoch),
      complete: shown === u && (u === 0 || this.samples(u) !== null),
    };
  }

  /**
   * A run on its way from the update before to the one it is at, a fraction of it done.
   * @param {Here} here
   * @param {number} fraction
   * @returns {Here}
   */
  between(here, fraction) {
    const { u } = here;
    if (u < 1 || !this.known(u - 1)) return here;
    const before = this.at(u - 1, false);
    const on = u - 1 + fraction;
    return {
      ...here,
      u: on,
      place: mixed(before.place, here.place, fraction),
      now: mixed(before.now, here.now, fraction),
      epochs: Math.floor(on / this.facts.perEpoch),
    };
  }

  /**
   * Whether update u is the last of its epoch.
   * @param {number} u
   */
  endsEpoch(u) {
    return u % this.facts.perEpoch === 0;
  }
}

/**
 * Numbers by name between two updates; those of the later one where there is nothing between.
 * @param {Record<string, number>} before
 * @param {Record<string, number>} after
 * @param {number} fraction
 */
function mixed(before, after, fraction) {
  const between = Object.entries(after).map(([name, to]) => {
    const on = before[name] + (to - before[name]) * fraction;
    return [name, name === "sample" || !Number.isFinite(on) ? to : on];
  });
  return /** @type {Record<string, number>} */ (Object.fromEntries(between));
}
