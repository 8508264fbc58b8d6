import { LASER_FREQUENCY, SPEED_OF_LIGHT } from "../core/constants.js";
import { MOSAS, type Mosa, type PerMosa } from "../core/mosa.js";
import type { Hertz, Seconds } from "../core/units.js";
import { type ComplexArray, complexArray } from "../math/complex.js";
import type { Complex } from "../noise/response.js";
import { beatnoteCombinationOf } from "../tdi/catalogue.js";
import type { DelayPolynomial } from "../tdi/polynomial.js";
import type { TdiVariable } from "../tdi/variable.js";

/**
 * How a glitch goes on after its onset, and how long it takes: a `pulse` rises and falls as (t/τ) exp(1 − t/τ), or with two time
 * constants as exp(−t/τ) − exp(−t/rise), with peak 1; a `step` rises to 1 as 1 − (1 + t/τ) exp(−t/τ) and stays, as the velocity
 * of a test mass that was pushed.
 */
export interface GlitchShape {
  readonly kind: "pulse" | "step";
  /** The time constant τ. */
  readonly duration: Seconds;
  /** The time constant of a pulse's rise, where it is another than that of its fall. */
  readonly rise?: Seconds;
}

/** Where a glitch may come from, and what the channels of a search see of it. */
export interface GlitchSource {
  /** What is shaken: "test mass 12", "sci readout 31". */
  readonly place: string;
  readonly mosa: Mosa | null;
  /** Unit of the glitch's own amplitude. */
  readonly unit: string;
  /** Hz of the beatnote for one `unit` of amplitude. */
  readonly beatnote: number;
  readonly shapes: readonly GlitchShape[];
  /** For each channel what it shows of 1 Hz in the beatnote, at the frequencies k·df below `bins`. */
  response(df: Hertz, bins: number): readonly ComplexArray[];
}

/** Time constants a factor of three apart: a template in between loses 5 % of the signal at most. */
const LADDER: readonly Seconds[] = [1, 3, 10, 30, 100];

/** Pulses: in a readout, or of a test mass that comes to rest again. */
const PULSES: readonly GlitchShape[] = LADDER.map((duration) => ({ kind: "pulse", duration }));
/** Pushes of a test mass that last. */
const STEPS: readonly GlitchShape[] = LADDER.map((duration) => ({ kind: "step", duration }));

/** Test-mass readouts see a mass's velocity v as −2 ν₀ v/c. */
const TEST_MASS = (-2 * LASER_FREQUENCY.value) / SPEED_OF_LIGHT.value;

/**
 * What TDI variables, evaluated with `delays`, show of the test masses and of the readouts of all six MOSAs. A pulse of a test
 * mass's velocity looks like one in its readout, which is no place of its own.
 */
export function tdiGlitches(variables: readonly TdiVariable[], delays: PerMosa<Seconds>): readonly GlitchSource[] {
  const combinations = variables.map(beatnoteCombinationOf);
  const seen = (beatnote: string): GlitchSource["response"] => {
    const polynomials = combinations.map((combination) => combination.on(beatnote));
    return (df, bins) => polynomials.map((polynomial) => responseOnGrid(polynomial, delays, df, bins));
  };
  return MOSAS.flatMap((mosa): GlitchSource[] => [
    {
      place: `test mass ${mosa}`,
      mosa,
      unit: "m/s",
      beatnote: TEST_MASS,
      shapes: [...STEPS, ...PULSES],
      response: seen(`tmi_${mosa}`),
    },
    ...(["sci", "ref"] as const).map(
      (readout): GlitchSource => ({
        place: `${readout} readout ${mosa}`,
        mosa,
        unit: "Hz",
        beatnote: 1,
        shapes: PULSES,
        response: seen(`${readout}_${mosa}`),
      }),
    ),
  ]);
}

/** Glitches of a single channel, seen as they are. */
export function directGlitches(place: string, unit: string, mosa: Mosa | null = null): readonly GlitchSource[] {
  const ones = (_: Hertz, bins: number): readonly ComplexArray[] => [
    { re: new Float64Array(bins).fill(1), im: new Float64Array(bins) },
  ];
  return [{ place, mosa, unit, beatnote: 1, shapes: [...PULSES, ...STEPS], response: ones }];
}

/** Time constants that differ by less than this part are one. */
const ALIKE = 1e-3;

/** The Fourier transform of a shape that begins at time 0 (s), at the frequencies k·df below `bins`; 0 at frequency 0. */
export function shapeOnGrid(shape: GlitchShape, df: Hertz, bins: number): ComplexArray {
  const { kind, duration, rise = duration } = shape;
  if (kind === "pulse" && Math.abs(rise / duration - 1) > ALIKE) return twoTimes(rise, duration, df, bins);
  return onGrid(
    (frequency) => {
      const x = 2 * Math.PI * frequency * duration;
      // 1/(1 + ix)² = (1 − ix)²/(1 + x²)²
      const scale = 1 / (1 + x * x) ** 2;
      const [re, im] = [(1 - x * x) * scale, -2 * x * scale];
      if (kind === "pulse") return { re: Math.E * duration * re, im: Math.E * duration * im };
      const omega = 2 * Math.PI * frequency;
      return { re: im / omega, im: -re / omega };
    },
    df,
    bins,
  );
}

/** exp(−t/fall) − exp(−t/rise), scaled to peak 1: τ/(1 + iωτ) = τ (1 − iωτ)/(1 + ω²τ²) of each. */
function twoTimes(rise: Seconds, fall: Seconds, df: Hertz, bins: number): ComplexArray {
  const peak = (Math.log(fall / rise) * rise * fall) / (fall - rise);
  const scale = 1 / (Math.exp(-peak / fall) - Math.exp(-peak / rise));
  return onGrid(
    (frequency) => {
      const omega = 2 * Math.PI * frequency;
      const [slow, quick] = [fall / (1 + (omega * fall) ** 2), rise / (1 + (omega * rise) ** 2)];
      return { re: scale * (slow - quick), im: -scale * omega * (fall * slow - rise * quick) };
    },
    df,
    bins,
  );
}

/** Bins after which a rotating phase is computed anew. */
const ROTATIONS = 64;

/** What delays do to waves, Σ c exp(−2πi k df d): each phase by rotating the last one. */
function responseOnGrid(polynomial: DelayPolynomial, delays: PerMosa<Seconds>, df: Hertz, bins: number): ComplexArray {
  const out = complexArray(bins);
  for (const { coefficient, delays: path } of polynomial.terms()) {
    const step = -2 * Math.PI * df * path.reduce((sum, link) => sum + delays[link], 0);
    const [cos, sin] = [Math.cos(step), Math.sin(step)];
    let [re, im] = [coefficient, 0];
    for (let bin = 0; bin < bins; bin++) {
      if (bin % ROTATIONS === 0) {
        re = coefficient * Math.cos(bin * step);
        im = coefficient * Math.sin(bin * step);
      }
      out.re[bin]! += re;
      out.im[bin]! += im;
      [re, im] = [re * cos - im * sin, re * sin + im * cos];
    }
  }
  return out;
}

function onGrid(of: (frequency: Hertz) => Complex, df: Hertz, bins: number): ComplexArray {
  const out = complexArray(bins);
  for (let bin = 1; bin < bins; bin++) {
    const { re, im } = of(bin * df);
    out.re[bin] = re;
    out.im[bin] = im;
  }
  return out;
}
