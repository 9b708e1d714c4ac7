// The colours of the samples.

/**
 * One colour for each of a few samples; many of them share a quiet one.
 * @param {Spec} spec
 * @param {number} sample
 */
export function sampleColour(spec, sample) {
  const { colours } = spec;
  return areFew(spec) ? colours[sample % colours.length] : colours[0];
}

/**
 * That of the one sample that an update took, which among many is lit up; or ink.
 * @param {Spec} spec
 * @param {Row | null} row
 */
export function rowColour(spec, row) {
  return row?.samples?.length === 1 ? drawnColour(spec, row.samples[0]) : spec.ink;
}

/**
 * That of a sample that an update took.
 * @param {Spec} spec
 * @param {number} sample
 */
export function drawnColour(spec, sample) {
  return areFew(spec) ? sampleColour(spec, sample) : spec.colours[1];
}

/**
 * Whether each sample has a colour of its own.
 * @param {Spec} spec
 */
export function areFew({ samples, colours }) {
  return samples <= colours.length;
}
