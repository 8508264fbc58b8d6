/**
 * Why a sample is to be used with care, or not at all: bits that add up by OR and travel with a stream from the packets to
 * the products. 0 is good.
 */
export const FLAGS = {
  /** No packet brought it; its value is NaN until something fills it in. */
  missing: 1,
  /** Its packet arrived damaged. */
  corrupt: 2,
  /** It lies within a planned interruption, such as an antenna re-pointing. */
  gap: 4,
  /** It was computed, not measured: inpainted or interpolated. */
  interpolated: 8,
  /** A glitch was found there. */
  glitch: 16,
  /** It is outside of its channel's limits or at the end of its number's range. */
  limits: 32,
  /** A filter or delay there reaches beyond the data, or into a sample that is missing. */
  edge: 64,
} as const;

/** The name of a quality flag. */
export type Flag = keyof typeof FLAGS;

/** One combination of flags per sample. */
export type FlagSeries = Uint16Array;

/** The bits of the samples that no estimate may use: all but `interpolated` and `glitch`. */
export const UNUSABLE: number = FLAGS.missing | FLAGS.corrupt | FLAGS.gap | FLAGS.limits | FLAGS.edge;

/** The names of the flags in `bits`, in order. */
export function flagsIn(bits: number): readonly Flag[] {
  return (Object.keys(FLAGS) as Flag[]).filter((flag) => (bits & FLAGS[flag]) !== 0);
}
