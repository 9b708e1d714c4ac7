// The colours of the samples.

/**
 * One colour per sample: its own where there are few, its place on the scale where there are many.
 * @param {Spec} spec
 * @param {number} sample
 */
export function sampleColour(spec, sample) {
  const { colours } = spec;
  return colours[
    spec.samples <= colours.length ? sample : Math.floor((sample * colours.length) / spec.samples)
  ];
}

/**
 * That of the one sample that an update took, or ink.
 * @param {Spec} spec
 * @param {Row | null} row
 */
export function rowColour(spec, row) {
  return row?.samples?.length === 1 ? sampleColour(spec, row.samples[0]) : spec.ink;
}
