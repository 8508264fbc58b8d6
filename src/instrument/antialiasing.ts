import { BadArgumentError } from "../core/errors.js";
import { checkedNumber, mustBeNumbers, mustBeObject, mustKnowKeys } from "../core/options.js";
import type { Hertz, Seconds } from "../core/units.js";
import { kaiserDesign, lowPassTaps } from "../math/fir.js";

/** The filter before decimation: Kaiser's, symmetric FIR coefficients (which are scaled to gain 1 at 0 Hz), or none. */
export type AntialiasFilter =
  | false
  | {
      /** dB; default 240. */
      readonly attenuation?: number;
      /** End of the pass band; default 0.275 of the measurements' rate: 1.1 Hz at 4 Hz. */
      readonly passband?: Hertz;
      /** Begin of the stop band; default 0.725 of the measurements' rate. */
      readonly stopband?: Hertz;
    }
  | { readonly coefficients: ArrayLike<number> };

/** The taps. @throws BadArgumentError for a filter that would delay frequencies differently, or can't be made */
export function antialiasTaps(filter: AntialiasFilter | undefined, physicsDt: Seconds, dt: Seconds): Float64Array {
  if (filter === false) return Float64Array.of(1);
  const design = filter === undefined ? {} : filter;
  mustBeObject("filter", design, "false, or an object with attenuation, passband, stopband, or with coefficients");
  if ("coefficients" in design) {
    mustKnowKeys("filter with coefficients", design, ["coefficients"]);
    mustBeNumbers("coefficients of the filter", design.coefficients);
    return normalised(Float64Array.from(design.coefficients));
  }
  mustKnowKeys("filter", design, ["attenuation", "passband", "stopband", "coefficients"]);
  const { attenuation = 240, passband = 0.275 / dt, stopband = 0.725 / dt } = design;
  const nyquist = 0.5 / physicsDt;
  checkedNumber("the filter", "attenuation", attenuation, { unit: "dB", min: 0, open: true });
  checkedNumber("the filter", "passband", passband, { unit: "Hz", min: 0 });
  checkedNumber("the filter", "stopband", stopband, { unit: "Hz", min: passband, open: true, max: nyquist });
  const kaiser = kaiserDesign(attenuation, (stopband - passband) / nyquist);
  const odd = { ...kaiser, taps: kaiser.taps + 1 - (kaiser.taps % 2) };
  return lowPassTaps(odd, (passband + stopband) / 2 / nyquist);
}

function normalised(taps: Float64Array): Float64Array {
  const gain = taps.reduce((sum, tap) => sum + tap, 0);
  const symmetric = taps.every((tap, k) => tap === taps[taps.length - 1 - k]);
  if (symmetric && taps.length % 2 === 1 && Number.isFinite(gain) && gain !== 0) return taps.map((tap) => tap / gain);
  throw new BadArgumentError(
    `The antialiasing filter of ${taps.length} coefficients is not symmetric about a middle one, or has no gain at 0 Hz.`,
    { taps: taps.length },
  );
}
