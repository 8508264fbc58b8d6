import type { WaveMode, WaveModes } from "./modes.js";
import { type PhenomD, phenomDOf } from "./phenomd.js";
import { type PhaseShape, phaseShape } from "./phenomd-phase.js";
import type { AlignedBinary } from "./ringdown.js";
import { type RingingMode, ringingMode } from "./ringing-modes.js";

/** Modes of IMRPhenomHM, each with its counterpart −m. */
const MODES: readonly (readonly [number, number])[] = [
  [2, 2],
  [2, 1],
  [3, 3],
  [3, 2],
  [4, 4],
  [4, 3],
];

/** Ends of the inspiral in Mf of (2, 2), of amplitude and phase. */
const INSPIRAL = { amplitude: 0.014, phase: 0.018 };

/** Phase of a mode over that of (2, 2) at low frequencies, by m (rad). */
const OFFSETS: readonly number[] = [Number.NaN, Math.PI / 2, 0, -Math.PI / 2, Math.PI];

/** The mode (2, 2) of IMRPhenomD. */
export function phenomDModes(binary: AlignedBinary): WaveModes {
  const model = phenomDOf(binary);
  const { phase } = model;
  return withPeak(model, [{ l: 2, m: 2, amplitude: model.amplitude, phase: phase.at, slope: phase.slope }]);
}

/** IMRPhenomHM: L. London et al. 2018 (doi:10.1103/PhysRevLett.120.161102). */
export function phenomHMModes(binary: AlignedBinary): WaveModes {
  const model = phenomDOf(binary);
  const { spin, mass } = model.remnant;
  const rings = MODES.map(([l, m]) => {
    const { frequency, damping } = ringingMode(l, m, spin);
    return { l, m, frequency: frequency / mass, damping: damping / mass };
  });
  return withPeak(
    model,
    rings.map((ring) => waveMode(binary, model, rings[0]!, ring)),
  );
}

function withPeak({ peak, phase }: PhenomD, modes: readonly WaveMode[]): WaveModes {
  return { modes, peak, peakPhase: phase.at(peak), peakSlope: phase.slope(peak) };
}

/** A mode of the remnant, in units of the total mass before the merger. */
interface Ring extends RingingMode {
  readonly l: number;
  readonly m: number;
}

function waveMode(binary: AlignedBinary, model: PhenomD, main: Ring, ring: Ring): WaveMode {
  const { l, m } = ring;
  return { l, m, amplitude: modeAmplitude(binary, model, main, ring), ...modePhase(binary, model, main, ring) };
}

/** The amplitude of (2, 2) at the frequency that corresponds, times the ratio of the modes' leading amplitudes. */
function modeAmplitude(binary: AlignedBinary, model: PhenomD, main: Ring, ring: Ring): WaveMode["amplitude"] {
  const { l, m } = ring;
  const start = (INSPIRAL.amplitude * ring.frequency) / main.frequency;
  const end = ring.frequency;
  const shift = main.frequency - ring.frequency;
  const [slope, offset] = lineThrough(start, (2 * start) / m, end, end + shift);
  const size = leadingAmplitude(binary, l, m);
  return (mf) => {
    const own = size(mf);
    if (own === 0) return 0;
    const g = mf <= start ? (2 * mf) / m : mf > end ? mf + shift : slope * mf + offset;
    return (model.amplitude(g) * (own / size((2 * mf) / m)) * size(g)) / (Math.PI * g) ** (-7 / 6);
  };
}

/** The phase of (2, 2), with this mode's ringdown in it, at the frequency that corresponds. */
function modePhase(binary: AlignedBinary, model: PhenomD, main: Ring, ring: Ring): Pick<WaveMode, "phase" | "slope"> {
  const { m } = ring;
  const ratio = main.frequency / ring.frequency;
  const scale = { frequency: ratio, damping: ring.damping / main.damping };
  const shape: PhaseShape = phaseShape(binary, model.remnant, model.fit, scale);
  const [start, end] = [INSPIRAL.phase / ratio, ring.frequency];
  const [slope, offset] = lineThrough(start, (2 * start) / m, end, ratio * end);
  const first = (mf: number): number => shape.at((2 * mf) / m) * (m / 2) + OFFSETS[m]!;
  const second = (mf: number): number => shape.at(slope * mf + offset) / slope;
  const third = (mf: number): number => shape.at(ratio * mf) / ratio;
  const middle = first(start) - second(start);
  const last = second(end) + middle - third(end);
  return {
    phase: (mf) => (mf <= start ? first(mf) : mf > end ? third(mf) + last : second(mf) + middle),
    slope: (mf) => shape.slope(mf <= start ? (2 * mf) / m : mf > end ? ratio * mf : slope * mf + offset),
  };
}

/** Slope and offset of a straight line through two points. */
function lineThrough(x1: number, y1: number, x2: number, y2: number): readonly [number, number] {
  const slope = (y2 - y1) / (x2 - x1);
  return [slope, y1 - slope * x1];
}

/** v^(−7/2) |Ĥ_lm(v)| with v = (2πMf/m)^(1/3): the post-Newtonian amplitude up to what all modes share. */
function leadingAmplitude(binary: AlignedBinary, l: number, m: number): (mf: number) => number {
  const size = SIZES[`${l},${m}`]!(binary);
  return (mf) => {
    const v = Math.cbrt((2 * Math.PI * mf) / m);
    return v ** -3.5 * Math.abs(size(v));
  };
}

const SIZES: Readonly<Record<string, (binary: AlignedBinary) => (v: number) => number>> = {
  "2,2": () => () => 1,
  "2,1": ({ eta, delta, chi1, chi2 }) => {
    const [s, a] = [(chi1 + chi2) / 2, (chi1 - chi2) / 2];
    const v2 = -1.5 * (a + delta * s);
    const v3 = delta * (335 / 672 + (117 * eta) / 56);
    const v4 = a * (3427 / 1344 - (2101 * eta) / 336) + delta * s * (3427 / 1344 - (965 * eta) / 336) - delta * Math.PI;
    const imaginary = delta * (-0.5 - 2 * Math.LN2);
    return (v) => (Math.SQRT2 / 3) * Math.hypot(v * (delta + v * (v2 + v * (v3 + v * v4))), v ** 4 * imaginary);
  },
  "3,3":
    ({ delta }) =>
    (v) =>
      0.75 * Math.sqrt(5 / 7) * v * delta,
  "3,2":
    ({ eta }) =>
    (v) =>
      (Math.sqrt(5 / 7) / 3) * v * v * (1 - 3 * eta),
  "4,4":
    ({ eta }) =>
    (v) =>
      (4 / 9) * Math.sqrt(10 / 7) * v * v * (1 - 3 * eta),
  "4,3":
    ({ eta, delta }) =>
    (v) =>
      0.75 * Math.sqrt(3 / 35) * v ** 3 * delta * (1 - 2 * eta),
};
