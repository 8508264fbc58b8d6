import { BadArgumentError, BadDataError } from "../core/errors.js";
import type { Hertz, Seconds } from "../core/units.js";
import { type ComplexArray, complexArray } from "../math/complex.js";
import { mustBeFinite } from "../math/finite.js";
import { type FftPlan, fftPlan } from "../math/plan.js";

/** A series with gaps, in stationary noise. */
export interface GatedNoiseOptions {
  readonly dt: Seconds;
  /** For each sample: whether there is none. */
  readonly gaps: ArrayLike<boolean | number>;
  /** One-sided density (1/Hz), from one bin on; the mean has that of the first bin. */
  readonly density: (frequency: Hertz) => number;
}

/** Inner products over what there is of a series. */
export interface GatedNoise {
  /** aᵀ C⁻¹ b with the covariance C of the samples that are there: what is in gaps does not count, whatever it is. */
  product(a: Float64Array, b: Float64Array): number;
  /** ⟨d|h⟩ − ½⟨h|h⟩. */
  logLikelihood(data: Float64Array, signal: Float64Array): number;
  /** The series with its gaps filled by what noise is expected to be there, given all the rest. */
  inpainted(values: Float64Array): Float64Array;
}

/** Where the residual of the equations for gaps is this part of their right side, they are solved. */
const SOLVED = 1e-11;

/**
 * The likelihood of gated data: filled by conditional expectation, the series weighed by the inverse covariance of the whole is 0 in gaps, and
 * products are exactly those with the covariance of what is there (B. Zackay, T. Venumadhav, J. Roulet, L. Dai, M. Zaldarriaga 2021,
 * doi:10.1103/PhysRevD.104.063034). The covariance is that of a periodic series: gate its ends as long as noise remembers. The
 * equations for gaps are solved by conjugate gradients.
 * @throws BadArgumentError for a density that is not positive, a series that is all gap
 */
export function gatedNoise({ dt, gaps, density }: GatedNoiseOptions): GatedNoise {
  const isGap = Uint8Array.from(gaps, Number);
  const there = isGap.reduce((sum, gap) => sum + 1 - gap, 0);
  if (there === 0)
    throw new BadArgumentError(`All ${isGap.length} samples are in gaps: nothing is left to be weighed.`);
  const plan = fftPlan(isGap.length);
  const weights = Float64Array.from({ length: plan.bins }, (_, k) => {
    const level = density(Math.max(1, k) / (isGap.length * dt));
    if (level > 0 && Number.isFinite(level)) return (2 * dt) / level;
    throw new BadArgumentError(
      `The noise density at ${k / (isGap.length * dt)} Hz is ${level}; gated data need a positive one at all frequencies.`,
    );
  });
  const weighed = weighing(plan, weights);
  const inpainted = (values: Float64Array): Float64Array => filled(values, isGap, weighed);
  const product = (a: Float64Array, b: Float64Array): number => {
    const weight = weighed(inpainted(a));
    return weight.reduce((sum, value, n) => (isGap[n] ? sum : sum + value * b[n]!), 0);
  };
  return { inpainted, product, logLikelihood: (data, signal) => product(signal, data) - product(signal, signal) / 2 };
}

type Weighing = (values: Float64Array) => Float64Array;

/** C⁻¹ of a periodic series. */
function weighing(plan: FftPlan, weights: Float64Array): Weighing {
  const bins: ComplexArray = complexArray(plan.bins);
  return (values) => {
    plan.forwardReal(values, bins);
    for (let k = 0; k < weights.length; k++) {
      bins.re[k]! *= weights[k]!;
      bins.im[k]! *= weights[k]!;
    }
    return plan.inverseReal(bins, new Float64Array(values.length));
  };
}

/** With x in gaps such that C⁻¹ of all is 0 there: (C⁻¹)_gg x = −(C⁻¹)_gt of what is there. */
function filled(values: Float64Array, isGap: Uint8Array, weighed: Weighing): Float64Array {
  const out = values.map((value, n) => (isGap[n] ? 0 : value));
  mustBeFinite("a gated series, where no gap is,", out);
  const gated = (all: Float64Array): Float64Array => all.map((value, n) => (isGap[n] ? value : 0));
  const rest = gated(weighed(out)).map((value) => -value);
  const first = dot(rest, rest);
  let [direction, now] = [rest.slice(), first];
  const most = 20 * isGap.length;
  for (let n = 0; now > SOLVED ** 2 * first; n++) {
    if (n === most)
      throw new BadDataError(`Gaps could not be filled in ${most} steps: the noise density spans too many decades.`);
    const image = gated(weighed(direction));
    const step = now / dot(direction, image);
    for (let k = 0; k < out.length; k++) {
      out[k]! += step * direction[k]!;
      rest[k]! -= step * image[k]!;
    }
    const next = dot(rest, rest);
    direction = rest.map((value, k) => value + (next / now) * direction[k]!);
    now = next;
  }
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, n) => sum + value * b[n]!, 0);
}
