import { FLAGS, type Flag, UNUSABLE } from "../core/flags.js";
import { type PerMosa, perMosa } from "../core/mosa.js";
import type { Hertz, Seconds } from "../core/units.js";
import type { L1File } from "../io/l1contents.js";
import { type Band, bandLevel } from "../quality/bands.js";
import type { Glitch } from "../quality/glitches.js";
import { SIMULATOR_LEVELS } from "../quality/levels.js";
import { completeStretches } from "../quality/stretches.js";
import { iso } from "../time/iso.js";
import { type BrickFindings, findingsOf } from "./findings.js";
import { glitches, glitchSpans } from "./glitches.js";
import { segmentFor, seriesWithout, type TdiSeries, usableShare } from "./level1.js";
import type { LevelLimits } from "./limits.js";
import { pieced, type Spectra, spectra } from "./spectra.js";
import { tdiChannel, tdiModel } from "./tdi.js";

/** The variables that are judged. */
export const JUDGED = ["A2", "E2", "T2"] as const;

/** One of them. */
export type Judged = (typeof JUDGED)[number];

/** How a level-1 file is judged. */
export interface BrickOptions {
  /** Length of a segment of its spectra (s). */
  readonly segment: Seconds;
  readonly limits: LevelLimits;
  /** Frequencies of known waves, which are no noise. */
  readonly lines: readonly Hertz[];
  /** The file is cut into pieces that long for control charts (s). */
  readonly piece: Seconds;
}

/** The level of each variable in a part of a file, in dB over its model; NaN where there is too little. */
export interface PieceLevels {
  /** Seconds after the file's first sample, in the middle. */
  readonly time: Seconds;
  readonly levels: Readonly<Record<Judged, number>>;
}

/** What one level-1 file, a day mostly, has to say among others. */
export interface BrickSurvey {
  /** "2037-01-31", or with its time of day when it does not begin with the day. */
  readonly name: string;
  readonly paths: readonly string[];
  /** First sample, in seconds of TCB after its epoch. */
  readonly start: Seconds;
  readonly duration: Seconds;
  /** Share of the samples that may be used, and shares with each flag, in percent. */
  readonly usable: number;
  readonly flagged: Readonly<Record<Flag, number>>;
  /** Groups and datasets that it lacks. */
  readonly lacking: readonly string[];
  readonly glitches: readonly Glitch[];
  readonly searched: Seconds;
  /** A and E, and T, against their models. */
  readonly waves: Spectra;
  readonly witness: Spectra;
  readonly pieces: readonly PieceLevels[];
  readonly findings: BrickFindings;
}

/** Where A, E and T are judged: multiples of 30 mHz are left out, where the response is zero; T from 3 mHz. */
const BANDS: readonly Band[] = [
  { from: 1e-3, to: 3e-3 },
  { from: 3e-3, to: 1e-2 },
  { from: 1e-2, to: 2.5e-2 },
  { from: 3.5e-2, to: 5.5e-2 },
  { from: 6.5e-2, to: 8.5e-2 },
  { from: 9.5e-2, to: 0.115 },
];
/** Where pieces are compared, and the length of a segment of theirs. */
const PIECE_BAND: Band = { from: 3e-3, to: 2.5e-2 };
const PIECE_SEGMENT: Seconds = 1000;
/** What the models of TDI leave out, in dB. */
const MODEL_ERROR = 0.4;

/** Judges a level-1 file: two variables more than it judges are not read. */
export async function surveyBrick(file: L1File, options: BrickOptions): Promise<BrickSurvey> {
  const { series, flagged } = await seriesOf(file);
  const delays = await meanDelays(file);
  const model = (name: Judged) => tdiModel(name, delays, SIMULATOR_LEVELS, null).total;
  const models = { A2: model("A2"), E2: model("E2"), T2: model("T2") };
  const found = glitches({ dt: series.dt, values: series.values, models, delays });
  const clean = seriesWithout(series, glitchSpans(found.glitches));
  const channel = (name: Judged) => tdiChannel(name, clean.values[name], delays, SIMULATOR_LEVELS, null);
  const findings = findingsOf(file.provenance);
  const arrays = JUDGED.map((name) => clean.values[name]);
  const segment = segmentFor(arrays, file.dt, options.segment, { hint: "Ask for the packets of that day again" });
  // Where tilt-to-length coupling was kept, only what is below it can be judged.
  const bands = findings.tiltSubtracted ? BANDS : BANDS.slice(0, 2);
  const spectral = { dt: file.dt, segment, limits: options.limits, modelError: MODEL_ERROR, lines: options.lines };
  return {
    name: iso(file.t0, 0).replace("T00:00:00", ""),
    paths: file.paths,
    start: file.t0.seconds + file.t0.fraction,
    duration: file.length * file.dt,
    usable: usableShare(series, file.length),
    flagged,
    lacking: file.missing,
    glitches: found.glitches,
    searched: found.searched,
    waves: spectra("A and E", [channel("A2"), channel("E2")], { ...spectral, bands }),
    witness: spectra("T", [channel("T2")], { ...spectral, bands: bands.slice(1) }),
    pieces: piecesOf(clean, models, options),
    findings,
  };
}

async function seriesOf(file: L1File): Promise<{ series: TdiSeries<Judged>; flagged: Readonly<Record<Flag, number>> }> {
  const flags = await file.flags("tdi");
  const read = async (name: Judged): Promise<Float64Array> => {
    const { values } = await file.read(name);
    return values.map((value, n) => ((flags[n]! & UNUSABLE) === 0 ? value : Number.NaN));
  };
  const [A2, E2, T2] = [await read("A2"), await read("E2"), await read("T2")];
  const share = (bit: number): number => {
    let count = 0;
    for (const bits of flags) if ((bits & bit) !== 0) count++;
    return (100 * count) / flags.length;
  };
  const names = Object.keys(FLAGS) as Flag[];
  return {
    series: { dt: file.dt, offset: 0, length: file.length, values: { A2, E2, T2 } },
    flagged: Object.fromEntries(names.map((name) => [name, share(FLAGS[name])])) as Record<Flag, number>,
  };
}

async function meanDelays(file: L1File): Promise<PerMosa<Seconds>> {
  const means = new Map<string, Seconds>();
  for (const mosa of ["12", "23", "31", "13", "32", "21"] as const) {
    const { values } = await file.lightTravelTimes(mosa);
    means.set(mosa, values.reduce((sum, value) => sum + value, 0) / values.length);
  }
  return perMosa((mosa) => means.get(mosa)!);
}

function piecesOf(
  { dt, values }: TdiSeries<Judged>,
  models: Readonly<Record<Judged, (frequency: Hertz) => number>>,
  { piece, lines }: BrickOptions,
): PieceLevels[] {
  const length = Math.round(piece / dt);
  const count = Math.floor(values.A2.length / length);
  return Array.from({ length: count }, (_, k): PieceLevels => {
    const levelOf = (name: Judged): number => {
      const cut = values[name].subarray(k * length, (k + 1) * length);
      const whole = completeStretches([cut]).some(({ start, stop }) => (stop - start) * dt >= 2 * PIECE_SEGMENT);
      if (!whole) return Number.NaN;
      return bandLevel(pieced(cut, dt, PIECE_SEGMENT), models[name], PIECE_BAND, lines).decibels;
    };
    const levels = { A2: levelOf("A2"), E2: levelOf("E2"), T2: levelOf("T2") };
    return { time: (k + 0.5) * piece, levels };
  });
}
