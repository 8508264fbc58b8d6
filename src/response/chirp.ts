import { GM_SUN, SPEED_OF_LIGHT } from "../core/constants.js";
import { type ComplexArray, complexArray } from "../math/complex.js";
import { mustGrow } from "../waveforms/chirp-spectrum.js";
import { type Direction, waveBasis } from "../waveforms/direction.js";
import { harmonic, mirroredHarmonic } from "../waveforms/harmonics.js";
import { MODE_BLOCK, modeValues, type WaveMode, type WaveModes } from "../waveforms/modes.js";
import { MichelsonTransfer } from "./michelson.js";
import type { ConstellationPath } from "./path.js";

/** How a binary lies, and its phase. */
export interface Orientation {
  readonly inclination: number;
  readonly polarization: number;
  /** Phase of the orbit at the peak (rad). */
  readonly phase: number;
}

/** Where a massive binary is and how it lies. */
export interface ChirpGeometry extends Direction, Orientation {
  /** Luminosity distance (m). */
  readonly distance: number;
  /** When the peak passes the Sun, after the begin of the path (s, TCB). */
  readonly time: number;
  /** Total mass, redshifted, in units of the Sun's (GM_SUN / G). */
  readonly mass: number;
}

/** A, E and T at some frequencies (s). */
export interface ChirpChannels {
  readonly A: ComplexArray;
  readonly E: ComplexArray;
  readonly T: ComplexArray;
}

/** How long something is observed from the path's begin on, and how. */
export interface ChirpObservation {
  readonly duration: number;
  /** Of time-delay interferometry: 1.5 or 2. */
  readonly generation: number;
  /**
   * At which time a frequency finds the constellation where it is: when it passes the Sun (the default; as the references and most of the
   * field have it), or when it passes the constellation, which is what happens.
   */
  readonly passing?: "Sun" | "constellation";
}

/** Seconds per solar mass. */
export const SOLAR_TIME: number = GM_SUN.value / SPEED_OF_LIGHT.value ** 3;

/**
 * The response to a chirping wave, mode by mode (S. Marsat, J. G. Baker and T. Dal Canton 2021, doi:10.1103/PhysRevD.103.083011): at each
 * frequency the constellation is where it is when the wave has that frequency there. What the wave does before the
 * observation's begin and after its end is left out. This is the leading order. Of the response in time of 1.5 million solar masses at 40 places
 * of the sky it is within 5e-4 (0.8 to 3 mHz), 1.4e-3 (to 10 mHz) and 2e-3 (to 20 mHz; the largest relative L2 in A and E, medians 1.2e-4, 1.6e-4
 * and 3.8e-4) with the constellation where it is when the wave passes the Sun: it moves on until the wave is there, ½ΩR² cos²β sin 2(Ωt − λ) or up to
 * 25 ms of light's way. With `passing: "constellation"` the largest are 9e-5, 1.3e-4 and 4e-4 (npm run test:responses).
 */
export function chirpChannels(
  waves: WaveModes,
  geometry: ChirpGeometry,
  path: ConstellationPath,
  observation: ChirpObservation,
  frequencies: Float64Array,
): ChirpChannels {
  mustGrow(frequencies);
  const [X, Y, Z] = [0, 1, 2].map(() => complexArray(frequencies.length)) as [ComplexArray, ComplexArray, ComplexArray];
  const transfer = new MichelsonTransfer(path, waveBasis(geometry), observation.generation);
  const span = [0, observation.duration].map((t) => transfer.atSun(t)) as [number, number];
  const arrival =
    observation.passing === "constellation"
      ? (t: number): number => transfer.atConstellation(t)
      : (t: number): number => t;
  for (const mode of waves.modes) addMode(mode, waves, geometry, { transfer, arrival, span }, frequencies, [X, Y, Z]);
  return channels(X, Y, Z);
}

/** Where the constellation is for a frequency that passes the Sun at a time, and between which such times it is observed. */
interface Passage {
  readonly transfer: MichelsonTransfer;
  readonly arrival: (t: number) => number;
  readonly span: readonly [number, number];
}

/** Adds the conjugate of what the links make of A exp(+iΨ): the sign of the Fourier transform is the other one there. */
function addMode(
  mode: WaveMode,
  waves: WaveModes,
  geometry: ChirpGeometry,
  { transfer, arrival, span: [first, last] }: Passage,
  frequencies: Float64Array,
  outs: readonly ComplexArray[],
): void {
  const { plus, cross } = polarisationTensor(mode, geometry);
  const { mass, distance, time } = geometry;
  const total = mass * SOLAR_TIME;
  const scale = (total * total) / (distance / SPEED_OF_LIGHT.value);
  const values = modeValues();
  const mfs = new Float64Array(MODE_BLOCK);
  for (let from = 0; from < frequencies.length; from += MODE_BLOCK) {
    const count = Math.min(MODE_BLOCK, frequencies.length - from);
    for (let n = 0; n < count; n++) mfs[n] = total * frequencies[from + n];
    mode.values(mfs, count, values);
    for (let n = 0; n < count; n++) {
      const k = from + n;
      const f = frequencies[k];
      const t = time + (total / (2 * Math.PI)) * (values.slope[n] - waves.peakSlope);
      if (!(t >= first && t <= last)) continue;
      const phase =
        values.phase[n] -
        (mode.m * waves.peakPhase) / 2 -
        waves.peakSlope * (mfs[n] - waves.peak) +
        2 * Math.PI * f * time;
      const amplitude = scale * values.amplitude[n];
      const [c, s] = [amplitude * Math.cos(phase), amplitude * Math.sin(phase)];
      const [pr, pi] = [c * plus[0] - s * plus[1], c * plus[1] + s * plus[0]];
      const [qr, qi] = [c * cross[0] - s * cross[1], c * cross[1] + s * cross[0]];
      transfer.at(arrival(t), f);
      const { re, im } = transfer;
      for (let n = 0; n < 3; n++) {
        outs[n].re[k] += re[n] * pr - im[n] * pi + re[n + 3] * qr - im[n + 3] * qi;
        outs[n].im[k] -= re[n] * pi + im[n] * pr + re[n + 3] * qi + im[n + 3] * qr;
      }
    }
  }
}

/** H = ½(Y + Ȳ) P₊ + (i/2)(Y − Ȳ) P× with Ȳ = (−1)^l Y*_l,−m, as weights of (u u − v v) and (u v + v u). */
export function polarisationTensor(
  { l, m }: Pick<WaveMode, "l" | "m">,
  { inclination, phase, polarization }: Orientation,
): Tensor {
  const own = harmonic(l, m, inclination);
  const other = (l % 2 === 0 ? 1 : -1) * mirroredHarmonic(l, m, inclination);
  const [c, s] = [Math.cos(m * phase), Math.sin(m * phase)];
  const [plus, cross] = [(own + other) / 2, (own - other) / 2];
  const [c2, s2] = [Math.cos(2 * polarization), Math.sin(2 * polarization)];
  // plus exp(imφ) P₊ + i cross exp(imφ) P×, where P₊ = cos 2ψ e₊ + sin 2ψ e× and P× = cos 2ψ e× − sin 2ψ e₊.
  const turned = (re: number, im: number): readonly [number, number] => [re * c - im * s, re * s + im * c];
  return { plus: turned(plus * c2, -cross * s2), cross: turned(plus * s2, cross * c2) };
}

/** Weights of both polarisations, real and imaginary part. */
export interface Tensor {
  readonly plus: readonly [number, number];
  readonly cross: readonly [number, number];
}

function channels(X: ComplexArray, Y: ComplexArray, Z: ComplexArray): ChirpChannels {
  const mixed = (x: number, y: number, z: number): ComplexArray => ({
    re: X.re.map((value, k) => x * value + y * Y.re[k]! + z * Z.re[k]!),
    im: X.im.map((value, k) => x * value + y * Y.im[k]! + z * Z.im[k]!),
  });
  const [r2, r3, r6] = [Math.SQRT1_2, 1 / Math.sqrt(3), 1 / Math.sqrt(6)];
  return { A: mixed(-r2, 0, r2), E: mixed(r6, -2 * r6, r6), T: mixed(r3, r3, r3) };
}
