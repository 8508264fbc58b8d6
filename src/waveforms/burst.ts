import { BadArgumentError } from "../core/errors.js";
import { type Instant, instant, secondsBetween } from "../core/instant.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import type { Hertz, Radians } from "../core/units.js";
import { type ComplexArray, complexArray } from "../math/complex.js";
import { irfft } from "../math/fft.js";
import { UNIFORM_REACH, uniformInterpolation } from "../math/uniform.js";
import { checkedDirection } from "./direction.js";
import type { Source, Strain, StrainBins } from "./source.js";

/** Where a burst comes from, and when. */
interface Burst {
  readonly name?: string;
  /** ψ (rad); default 0. */
  readonly polarization?: Radians;
  /** Ecliptic longitude and latitude (rad). */
  readonly lambda: Radians;
  readonly beta: Radians;
  /** When its centre passes the Sun; default: the epoch of TCB. */
  readonly reference?: Instant<"TCB">;
}

/** A sine in a Gaussian envelope. */
export interface SineGaussianOptions extends Burst {
  readonly amplitude: number;
  /** Of the sine (Hz). */
  readonly frequency: Hertz;
  /** Q: the envelope is exp(−(t/τ)²) with τ = Q/(√2 π f). */
  readonly quality: number;
  /** Of the sine at the centre (rad); default 0. */
  readonly phase?: Radians;
  /** h× over h₊, −1 to 1: 0 is linear, ±1 circular polarisation; default 0. */
  readonly ellipticity?: number;
}

/** A burst of a cosmic string. */
export interface StringBurstOptions extends Burst {
  /** h̃₊(f) = amplitude |f|^(−4/3) of a cusp, |f|^(−5/3) of a kink (s^(−1/3), s^(−2/3)). */
  readonly shape: "cusp" | "kink";
  readonly amplitude: number;
  /** Below it there is nothing (Hz): what is slower passes with the string's whole motion. */
  readonly lowest: Hertz;
  /** Above it the spectrum falls as exp(1 − f/highest): the angle to the beam's centre (Hz). */
  readonly highest: Hertz;
}

const KEYS: readonly (keyof Burst)[] = ["name", "polarization", "lambda", "beta", "reference"];
const INDEX = { cusp: -4 / 3, kink: -5 / 3 } as const;
/** The envelope is 1e-16 of its peak at 6.1 τ; its spectrum has fallen so far 6.1/(πτ) beside the sine. */
const WIDTH = 6.1;
/** Cut-offs beyond the highest frequency at which the exponential is 1e-13. */
const FALL = 30;
const OVERSAMPLING = 2.5;
/** Periods of the lowest frequency in a transform; below it, there is a taper of an octave. */
const PERIODS = 16;
/** Samples of a transform. */
const MOST = 2 ** 22;

/**
 * A sine-Gaussian: h₊ = A exp(−(t/τ)²) cos(2πft + φ), h× = ellipticity × A exp(−(t/τ)²) sin(2πft + φ) (B. Abbott et al. 2010,
 * doi:10.1103/PhysRevD.81.102001, section IV).
 * @throws BadArgumentError for numbers out of range, with the bound, and misspelt options
 */
export function sineGaussian(options: SineGaussianOptions): Source {
  const what = "a sine-Gaussian";
  mustKnowKeys(what, options, [...KEYS, "amplitude", "frequency", "quality", "phase", "ellipticity"]);
  const positive = { min: 0, open: true } as const;
  const given = {
    amplitude: checkedNumber(what, "amplitude", options.amplitude, { unit: "", ...positive }),
    frequency: checkedNumber(what, "frequency", options.frequency, { unit: "Hz", ...positive }),
    quality: checkedNumber(what, "quality", options.quality, { unit: "", ...positive }),
    phase: checkedNumber(what, "phase", options.phase ?? 0, { unit: "rad" }),
    ellipticity: checkedNumber(what, "ellipticity", options.ellipticity ?? 0, { unit: "", min: -1, max: 1 }),
  };
  const { amplitude, frequency, quality, phase, ellipticity } = given;
  const tau = quality / (Math.SQRT2 * Math.PI * frequency);
  const wave = (t: number): readonly [number, number] => {
    const size = amplitude * Math.exp(-((t / tau) ** 2));
    const angle = 2 * Math.PI * frequency * t + phase;
    return [size * Math.cos(angle), ellipticity * size * Math.sin(angle)];
  };
  const at = (times: Float64Array): Strain => {
    const strain = { plus: new Float64Array(times.length), cross: new Float64Array(times.length) };
    times.forEach((t, n) => {
      [strain.plus[n], strain.cross[n]] = wave(t);
    });
    return strain;
  };
  // Gaussians about ±f, the transforms of both halves of a cosine.
  const bins = (f: number): Bin => {
    const half = (Math.sqrt(Math.PI) / 2) * amplitude * tau;
    const [near, far] = [f - frequency, f + frequency].map(
      (away) => half * Math.exp(-((Math.PI * tau * away) ** 2)),
    ) as [number, number];
    const [c, s] = [Math.cos(phase), Math.sin(phase)];
    const [sum, difference] = [near + far, near - far];
    return [c * sum, s * difference, ellipticity * s * sum, -ellipticity * c * difference];
  };
  return burst(what, "SineGaussian", options, given, { at, bins, highest: frequency + WIDTH / (Math.PI * tau) });
}

/**
 * A cosmic string's cusp or kink, linearly polarised (T. Damour and A. Vilenkin 2001, doi:10.1103/PhysRevD.64.064008; X. Siemens et al. 2006,
 * doi:10.1103/PhysRevD.73.105001): a power law from `lowest` on (over an octave below it a taper) that ends at `highest`.
 * @throws BadArgumentError for numbers out of range, with the bound, and misspelt options
 */
export function stringBurst(options: StringBurstOptions): Source {
  const what = "a string's burst";
  mustKnowKeys(what, options, [...KEYS, "shape", "amplitude", "lowest", "highest"]);
  const { shape } = options;
  if (!Object.hasOwn(INDEX, shape)) {
    throw new BadArgumentError(`shape of ${what} is ${JSON.stringify(shape)}; it can be cusp or kink.`, { shape });
  }
  const positive = { min: 0, open: true } as const;
  const amplitude = checkedNumber(what, "amplitude", options.amplitude, { unit: "", ...positive });
  const lowest = checkedNumber(what, "lowest", options.lowest, { unit: "Hz", ...positive });
  const most = (lowest * MOST) / (4 * PERIODS * OVERSAMPLING * FALL);
  const highest = checkedNumber(what, "highest", options.highest, { unit: "Hz", min: lowest, max: most });
  const spectrum = (f: number): number =>
    amplitude * f ** INDEX[shape] * octave(f / lowest) * (f > highest ? Math.exp(1 - f / highest) : 1);
  const top = highest * FALL;
  const step = 1 / (2 * OVERSAMPLING * top);
  const series = burstSeries(spectrum, lowest, top, step);
  const at = (times: Float64Array): Strain => ({
    plus: interpolated(series, times, step),
    cross: new Float64Array(times.length),
  });
  const bins = (f: number): Bin => [f > 0 && f < top ? spectrum(f) : 0, 0, 0, 0];
  const kind = shape === "cusp" ? "StringCusp" : "StringKink";
  return burst(what, kind, options, { amplitude, lowest, highest }, { at, bins, highest: top });
}

/** 0 below an octave under 1, 1 from there on, smooth between. */
function octave(x: number): number {
  if (x <= 0.5) return 0;
  return x >= 1 ? 1 : Math.sin(0.5 * Math.PI * Math.log2(2 * x)) ** 2;
}

/** The inverse transform of a real, even spectrum, with the burst in its middle. */
function burstSeries(spectrum: (f: Hertz) => number, lowest: Hertz, top: Hertz, step: number): Float64Array {
  const count = 2 ** Math.ceil(Math.log2(PERIODS / (lowest * step)));
  const df = 1 / (count * step);
  const bins = complexArray(count / 2 + 1);
  for (let k = 1; k < Math.min(count / 2, top / df); k++) {
    // The centre lies half a period behind the begin.
    bins.re[k] = (spectrum(k * df) / step) * (k % 2 === 0 ? 1 : -1);
  }
  return irfft(bins, count);
}

/** The series at times counted from its middle; nothing outside. */
function interpolated(series: Float64Array, times: Float64Array, step: number): Float64Array {
  const out = new Float64Array(times.length);
  const place = (t: number): number => t / step + series.length / 2;
  const last = series.length - 1 - UNIFORM_REACH.after;
  const inside = Array.from(times.keys()).filter((n) => {
    const at = place(times[n]!);
    return at >= UNIFORM_REACH.before && at <= last;
  });
  const [values] = uniformInterpolation(
    [series],
    Float64Array.from(inside, (n) => place(times[n]!)),
  );
  inside.forEach((n, k) => {
    out[n] = values![k]!;
  });
  return out;
}

/** h₊ and h× of a burst at a frequency (s), real and imaginary parts, its centre being at time 0. */
type Bin = readonly [plusRe: number, plusIm: number, crossRe: number, crossIm: number];

/** A burst in time (s from its centre) and in frequency, unturned. */
interface BurstWave {
  readonly at: (times: Float64Array) => Strain;
  readonly bins: (frequency: Hertz) => Bin;
  readonly highest: Hertz;
}

function burst(
  what: string,
  kind: string,
  options: Burst,
  given: Readonly<Record<string, number>>,
  { at, bins, highest }: BurstWave,
): Source {
  const { name = kind, reference = instant("TCB", 0) } = options;
  const polarization = checkedNumber(what, "polarization", options.polarization ?? 0, { unit: "rad" });
  const direction = checkedDirection(what, options);
  const [c, s] = [Math.cos(2 * polarization), Math.sin(2 * polarization)];
  return {
    name,
    kind,
    parameters: { ...given, polarization, ...direction, reference: reference.seconds + reference.fraction },
    ...direction,
    strain: (from, offsets) => {
      const [whole, rest] = [from.seconds - reference.seconds, from.fraction - reference.fraction];
      const { plus, cross } = at(offsets.map((offset) => whole + (rest + offset)));
      return {
        plus: plus.map((value, n) => value * c - cross[n]! * s),
        cross: plus.map((value, n) => value * s + cross[n]! * c),
      };
    },
    spectrum: (from, frequencies) => turned(bins, frequencies, secondsBetween(reference, from), [c, s]),
    highestFrequency: () => highest,
  };
}

/** A burst's transform with its centre at `centre` (s), its polarisations turned. */
function turned(
  bins: BurstWave["bins"],
  frequencies: Float64Array,
  centre: number,
  [c, s]: readonly [number, number],
): StrainBins {
  const room = (): ComplexArray => complexArray(frequencies.length);
  const [plus, cross] = [room(), room()];
  frequencies.forEach((f, k) => {
    const [pr, pi, xr, xi] = bins(f);
    const turns = f * centre;
    const angle = -2 * Math.PI * (turns - Math.round(turns));
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    const [ar, ai, br, bi] = [pr * c - xr * s, pi * c - xi * s, pr * s + xr * c, pi * s + xi * c];
    plus.re[k] = ar * cosine - ai * sine;
    plus.im[k] = ar * sine + ai * cosine;
    cross.re[k] = br * cosine - bi * sine;
    cross.im[k] = br * sine + bi * cosine;
  });
  return { plus, cross };
}
