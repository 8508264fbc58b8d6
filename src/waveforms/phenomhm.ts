import { once } from "../core/once.js";
import { mustBeAligned } from "./aligned.js";
import { MODE_BLOCK, type WaveMode, type WaveModes } from "./modes.js";
import { type PhenomD, phenomDOf } from "./phenomd.js";
import { type PhaseShape, phaseShape } from "./phenomd-phase.js";
import { PhenomDPieces } from "./phenomd-pieces.js";
import { isPower, leadingAmplitude, leadingSize } from "./phenomhm-leading.js";
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

/** The mode (2, 2) of IMRPhenomD. @throws BadArgumentError for a binary that can't be */
export function phenomDModes(binary: AlignedBinary): WaveModes {
  mustBeAligned(binary);
  const model = phenomDOf(binary);
  const { phase, shape } = model;
  const pieces = once(() => new PhenomDPieces(MODE_BLOCK));
  const terms = once(phase.terms);
  const mode: WaveMode = {
    l: 2,
    m: 2,
    amplitude: model.amplitude,
    phase: phase.at,
    slope: phase.slope,
    values: (mfs, count, out) => {
      const room = pieces();
      room.fill(mfs, count);
      room.amplitudes(shape, binary.eta, 1, out.amplitude);
      room.phases(terms(), 1, out.phase, out.slope);
    },
  };
  return withPeak(model, [mode]);
}

/** IMRPhenomHM: L. London et al. 2018 (doi:10.1103/PhysRevLett.120.161102). @throws BadArgumentError for a binary that can't be */
export function phenomHMModes(binary: AlignedBinary): WaveModes {
  mustBeAligned(binary);
  const model = phenomDOf(binary);
  const { spin, mass } = model.remnant;
  const rings = MODES.map(([l, m]) => {
    const { frequency, damping } = ringingMode(l, m, spin);
    return { l, m, frequency: frequency / mass, damping: damping / mass };
  });
  const room = once(() => ({ mapped: new Float64Array(MODE_BLOCK), pieces: new PhenomDPieces(MODE_BLOCK) }));
  return withPeak(
    model,
    rings.map((ring) => waveMode(binary, model, rings[0]!, ring, room)),
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

/** Where what corresponds to frequencies of a mode is evaluated. */
type Room = () => { readonly mapped: Float64Array; readonly pieces: PhenomDPieces };

function waveMode(binary: AlignedBinary, model: PhenomD, main: Ring, ring: Ring, room: Room): WaveMode {
  const amplitude = modeAmplitude(binary, model, main, ring, room);
  const phase = modePhase(binary, model, main, ring, room);
  return {
    l: ring.l,
    m: ring.m,
    amplitude: amplitude.at,
    phase: phase.at,
    slope: phase.slope,
    values: (mfs, count, out) => {
      amplitude.values(mfs, count, out.amplitude);
      phase.values(mfs, count, out.phase, out.slope);
    },
  };
}

interface ModeAmplitude {
  at(mf: number): number;
  values(mfs: Float64Array, count: number, out: Float64Array): void;
}

/** The amplitude of (2, 2) at the frequency that corresponds, times the ratio of the modes' leading amplitudes. */
function modeAmplitude(binary: AlignedBinary, model: PhenomD, main: Ring, ring: Ring, room: Room): ModeAmplitude {
  const { l, m } = ring;
  const start = (INSPIRAL.amplitude * ring.frequency) / main.frequency;
  const corresponding = broken(m, start, ring.frequency, [1, main.frequency - ring.frequency]);
  const leading = leadingAmplitude(binary, l, m);
  // Leading amplitudes at f, 2f/m and g, whose factors v^(−7/2) cancel but for that of (2, 2).
  const [turn, low] = [Math.cbrt((2 * Math.PI) / m), Math.cbrt(2 / m)];
  const ratio = (v: number, w: number): number => {
    const own = leadingSize(leading, v);
    return own === 0 ? 0 : (own / leadingSize(leading, low * v)) * leadingSize(leading, w);
  };
  const at = (mf: number): number => {
    const g = corresponding.at(mf);
    return model.amplitude(g) * ratio(turn * Math.cbrt(mf), turn * Math.cbrt(g));
  };
  const values = (mfs: Float64Array, count: number, out: Float64Array): void => {
    const { mapped, pieces } = room();
    corresponding.map(mfs, count, mapped);
    pieces.fill(mapped, count);
    pieces.amplitudes(model.shape, binary.eta, 1, out);
    const { roots } = pieces;
    if (isPower(leading)) {
      const same = ratio(1, 1);
      const { power } = leading;
      for (let k = 0; k < count; k++) {
        const w = turn * roots[k];
        out[k] *= same * (power === 0 ? 1 : power === 1 ? w : power === 2 ? w * w : w * w * w);
      }
    } else for (let k = 0; k < count; k++) out[k] *= ratio(turn * Math.cbrt(mfs[k]), turn * roots[k]);
  };
  return { at, values };
}

interface ModePhase {
  at(mf: number): number;
  slope(mf: number): number;
  values(mfs: Float64Array, count: number, phase: Float64Array, slope: Float64Array): void;
}

/** The phase of (2, 2), with this mode's ringdown in it, at the frequency that corresponds. */
function modePhase(binary: AlignedBinary, model: PhenomD, main: Ring, ring: Ring, room: Room): ModePhase {
  const { m } = ring;
  const ratio = main.frequency / ring.frequency;
  const scale = { frequency: ratio, damping: ring.damping / main.damping };
  const shape: PhaseShape = phaseShape(binary, model.remnant, model.fit, scale);
  const terms = once(shape.terms);
  const [start, end] = [INSPIRAL.phase / ratio, ring.frequency];
  const corresponding = broken(m, start, end, [ratio, 0]);
  const slope = corresponding.middle[0];
  const first = (mf: number): number => shape.at((2 * mf) / m) * (m / 2) + OFFSETS[m]!;
  const middle = first(start) - shape.at(corresponding.at(start)) / slope;
  const last = shape.at(ratio * end) / slope + middle - shape.at(ratio * end) / ratio;
  const turned = (mf: number, phase: number): number =>
    mf <= start ? phase * (m / 2) + OFFSETS[m]! : mf > end ? phase / ratio + last : phase / slope + middle;
  return {
    at: (mf) => turned(mf, shape.at(corresponding.at(mf))),
    slope: (mf) => shape.slope(corresponding.at(mf)),
    values: (mfs, count, phase, slopes) => {
      const { mapped, pieces } = room();
      corresponding.map(mfs, count, mapped);
      pieces.fill(mapped, count);
      pieces.phases(terms(), 1, phase, slopes);
      for (let k = 0; k < count; k++) phase[k] = turned(mfs[k], phase[k]);
    },
  };
}

type Line = readonly [slope: number, offset: number];

/** Which frequency of (2, 2) corresponds: 2f/m up to `start`, `upper` from `end` on, a straight line between. */
interface Correspondence {
  readonly middle: Line;
  at(mf: number): number;
  map(mfs: Float64Array, count: number, out: Float64Array): void;
}

function broken(m: number, start: number, end: number, upper: Line): Correspondence {
  const middle = lineThrough(start, (2 * start) / m, end, upper[0] * end + upper[1]);
  const at = (mf: number): number =>
    mf <= start ? (2 * mf) / m : mf > end ? upper[0] * mf + upper[1] : middle[0] * mf + middle[1];
  const map = (mfs: Float64Array, count: number, out: Float64Array): void => {
    for (let k = 0; k < count; k++) out[k] = at(mfs[k]);
  };
  return { middle, at, map };
}

/** Slope and offset of a straight line through two points. */
function lineThrough(x1: number, y1: number, x2: number, y2: number): Line {
  const slope = (y2 - y1) / (x2 - x1);
  return [slope, y1 - slope * x1];
}
