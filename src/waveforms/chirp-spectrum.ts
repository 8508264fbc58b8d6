import { SPEED_OF_LIGHT } from "../core/constants.js";
import { BadArgumentError } from "../core/errors.js";
import { checkedNumber } from "../core/options.js";
import type { Seconds } from "../core/units.js";
import { complexArray } from "../math/complex.js";
import { sineAndCosine } from "../math/sincos.js";
import { harmonic, mirroredHarmonic } from "./harmonics.js";
import {
  type ChirpOrientation,
  type ChirpSize,
  MODE_BLOCK,
  type ModeValues,
  modeValues,
  type WaveMode,
  type WaveModes,
} from "./modes.js";
import type { StrainBins } from "./source.js";

const TURN = 2 * Math.PI;
const OVER = 1 / TURN;

/** Part of a mode's wave by time (s after the peak), 0 to 1. */
export type ModeTaper = (time: Seconds) => number;

/**
 * h₊ and h× of all modes, ∫ h exp(−2πift) dt (s), at growing frequencies (Hz), in the frame of the ecliptic; time 0 is `peak` seconds before the peak.
 * `out`, as long as the frequencies, is written over.
 * @throws BadArgumentError for frequencies that don't grow, a mass or distance that is not positive
 */
export function chirpSpectrum(
  waves: WaveModes,
  size: ChirpSize,
  frequencies: Float64Array,
  peak: Seconds = 0,
  out: StrainBins = { plus: complexArray(frequencies.length), cross: complexArray(frequencies.length) },
): StrainBins {
  for (const key of ["mass", "distance"] as const) {
    checkedNumber("a chirp", key, size[key], { unit: key === "mass" ? "s" : "m", min: 0, open: true });
  }
  for (const { re, im } of [out.plus, out.cross]) {
    re.fill(0);
    im.fill(0);
  }
  addModes(waves, size, frequencies, peak, out);
  return out;
}

/** Adds all modes, or what a taper leaves of them. */
export function addModes(
  waves: WaveModes,
  size: ChirpSize,
  frequencies: Float64Array,
  peak: Seconds,
  out: StrainBins,
  taper?: ModeTaper,
): void {
  mustGrow(frequencies);
  const mfs = new Float64Array(MODE_BLOCK);
  const values = modeValues();
  const waved = { cos: new Float64Array(MODE_BLOCK), sin: new Float64Array(MODE_BLOCK) };
  for (let from = 0; from < frequencies.length; from += MODE_BLOCK) {
    const count = Math.min(MODE_BLOCK, frequencies.length - from);
    for (let n = 0; n < count; n++) mfs[n] = size.mass * frequencies[from + n];
    for (const mode of waves.modes) {
      mode.values(mfs, count, values);
      // No model says anything of frequency 0.
      if (mfs[0] === 0) values.amplitude[0] = values.phase[0] = 0;
      if (taper !== undefined) tapered(values, count, waves, size.mass, taper);
      turned(values.phase, mfs, count, mode, waves, peak / size.mass);
      sineAndCosine(values.phase, count, waved.cos, waved.sin);
      addBlock(values.amplitude, waved, count, mode, size, from, out);
    }
  }
}

/** The mode's phases become those of times from `start` total masses before the peak on. */
function turned(
  phases: Float64Array,
  mfs: Float64Array,
  count: number,
  mode: WaveMode,
  waves: WaveModes,
  start: number,
): void {
  const { peakPhase, peakSlope, peak } = waves;
  const still = (mode.m * peakPhase) / 2 - peakSlope * peak;
  for (let n = 0; n < count; n++) {
    const turns = mfs[n] * start;
    const phase = phases[n] - peakSlope * mfs[n] - still;
    phases[n] = TURN * (turns - Math.round(turns)) + phase - TURN * Math.round(phase * OVER);
  }
}

function tapered(
  { amplitude, phase, slope }: ModeValues,
  count: number,
  waves: WaveModes,
  mass: Seconds,
  taper: ModeTaper,
): void {
  for (let n = 0; n < count; n++) {
    const weight = taper((mass / (2 * Math.PI)) * (slope[n] - waves.peakSlope));
    amplitude[n] = weight === 0 ? 0 : weight * amplitude[n];
    if (weight === 0) phase[n] = 0;
  }
}

function addBlock(
  amplitudes: Float64Array,
  { cos, sin }: { readonly cos: Float64Array; readonly sin: Float64Array },
  count: number,
  mode: WaveMode,
  size: ChirpSize,
  from: number,
  { plus, cross }: StrainBins,
): void {
  const scale = (size.mass * size.mass) / (size.distance / SPEED_OF_LIGHT.value);
  const [[pr, pi], [cr, ci]] = weightsOf(mode, size);
  const { re: plusRe, im: plusIm } = plus;
  const { re: crossRe, im: crossIm } = cross;
  for (let n = 0; n < count; n++) {
    const k = from + n;
    const amplitude = scale * amplitudes[n];
    const re = amplitude * cos[n];
    const im = amplitude * sin[n];
    // The conjugate: these phases are those of the other sign of the Fourier transform.
    plusRe[k] += re * pr - im * pi;
    plusIm[k] -= re * pi + im * pr;
    crossRe[k] += re * cr - im * ci;
    crossIm[k] -= re * ci + im * cr;
  }
}

type Complex = readonly [re: number, im: number];

/** What a mode is in h₊ and in h×: ½(Y + Ȳ) and (i/2)(Y − Ȳ), Ȳ = (−1)^l Y*_l,−m, turned by 2ψ. */
function weightsOf(
  { l, m }: WaveMode,
  { inclination, phase, polarization }: ChirpOrientation,
): readonly [Complex, Complex] {
  const own = harmonic(l, m, inclination);
  const other = (l % 2 === 0 ? 1 : -1) * mirroredHarmonic(l, m, inclination);
  const [plus, cross] = [(own + other) / 2, (own - other) / 2];
  const [c2, s2] = [Math.cos(2 * polarization), Math.sin(2 * polarization)];
  const [c, s] = [Math.cos(m * phase), Math.sin(m * phase)];
  const turned = (re: number, im: number): Complex => [re * c - im * s, re * s + im * c];
  return [turned(plus * c2, -cross * s2), turned(plus * s2, cross * c2)];
}

/** @throws BadArgumentError for frequencies below 0 or not in their order: models are evaluated piece by piece */
export function mustGrow(frequencies: Float64Array): void {
  const bad = frequencies.findIndex((f, k) => !(f >= 0 && (k === 0 || f > frequencies[k - 1])));
  if (bad < 0) return;
  throw new BadArgumentError(
    `Frequency ${bad} of a chirp is ${frequencies[bad]} Hz${bad > 0 ? `, after ${frequencies[bad - 1]} Hz` : ""}; frequencies must be at least 0 and grow: sort them first.`,
    { bad },
  );
}
