import { createHash } from "node:crypto";
import { BadDataError, BadFileError } from "../core/errors.js";
import { UNUSABLE } from "../core/flags.js";
import { type Instant, instant, later, secondsBetween } from "../core/instant.js";
import type { Work } from "../core/progress.js";
import type { Seconds } from "../core/units.js";
import { equalArm } from "../orbits/orbits.js";
import { Decimation } from "../pipeline/decimation.js";
import type { GlobalData } from "../search/global-series.js";
import { type ChallengeFile, type ChallengeFileOptions, openChallenge } from "./challengefile.js";
import { readHdf5 } from "./hdf5.js";
import type { L1File } from "./l1contents.js";
import { openL1 } from "./l1file.js";
import { orbitsIn } from "./l1orbits.js";

/** Data for a fit, and what is known of where they are from. */
export interface FitInput extends GlobalData {
  readonly path: string;
  /** Of the series that are fitted: all of their bits. */
  readonly sha256: string;
  /** Name of the noise that a challenge says it was made with; "" for none. */
  readonly noiseLevel: string;
  /** Which kind of file it is, for people. */
  readonly kind: string;
}

/**
 * The responses in frequency have GBGPU's sign of TDI; the instrument's X, Y and Z, ours and the mission's, have the other one for the same
 * source. A, E and T are turned round here, when level 1 is read, and nowhere else: what is fitted then has the parameters of
 * `waveforms.galacticBinary` and `waveforms.massiveBinary` that were put on the links. Challenges have the responses' sign.
 */
export const INSTRUMENT_SIGN = -1;

/** Signals are below 30 mHz: samples closer together than half of this (s) are made fewer. */
const STEP: Seconds = 10;
/** Samples that are read at a time. */
const AT_ONCE = 1_048_576;
/**
 * Reads what a fit is made to: level 1 in the mission's layout, or a file of a data challenge. Series are made fewer piece by piece behind a low-pass, so
 * that only A, E and T at the lower rate are in memory; flagged samples and NaN stay missing.
 * @throws BadFileError for files of other kinds
 */
export async function readFitInput(
  path: string,
  options: ChallengeFileOptions = {},
  work: Work = {},
): Promise<FitInput> {
  const kind = await readHdf5(path, (file) =>
    file.has("obs/tdi") ? "challenge" : file.names("tdis").length > 0 ? "level 1" : "",
  );
  if (kind === "challenge") return challengeInput(await openChallenge(path, options), work);
  if (kind === "level 1") return levelOneInput(path, await openL1(path), work);
  throw new BadFileError(
    `${path} has neither /tdis, as level 1 has, nor /obs/tdi, as data challenges have: give a file of lisalab l1, of the mission or of a challenge.`,
    { path },
  );
}

async function challengeInput(file: ChallengeFile, work: Work): Promise<FitInput> {
  const { path, length, dt, t0, made } = file;
  const pieces = async (start: number, count: number): Promise<readonly Float64Array[]> => {
    const { X, Y, Z } = await file.read({ start, count });
    return [X, Y, Z];
  };
  const read = await decimated(path, { length, dt, from: instant("TCB", t0), sign: 1, pieces }, work);
  const { generation, noise } = made;
  return { ...read, path, orbits: equalArm(), generation, noiseLevel: noise, kind: "a data challenge" };
}

async function levelOneInput(path: string, file: L1File, work: Work): Promise<FitInput> {
  const { length, dt, t0, laserFrequency } = file;
  const pieces = async (start: number, count: number): Promise<readonly Float64Array[]> => {
    const range = { start, count };
    const flags = await file.flags("tdi", range);
    const out: Float64Array[] = [];
    for (const name of ["X2", "Y2", "Z2"] as const) {
      const { values } = await file.read(name, range);
      out.push(values.map((value, n) => ((flags[n]! & UNUSABLE) === 0 ? value / laserFrequency : Number.NaN)));
    }
    return out;
  };
  const read = await decimated(path, { length, dt, from: t0, sign: INSTRUMENT_SIGN, pieces }, work);
  return { ...read, path, orbits: await orbitsIn(file), generation: 2, noiseLevel: "", kind: "level 1" };
}

interface Pieces {
  readonly length: number;
  readonly dt: Seconds;
  readonly from: Instant<"TCB">;
  readonly sign: number;
  readonly pieces: (start: number, count: number) => Promise<readonly Float64Array[]>;
}

/** A, E and T at a lower rate, an even number of samples. */
async function decimated(
  path: string,
  { length, dt, from, sign, pieces }: Pieces,
  { signal, onProgress }: Work,
): Promise<Pick<FitInput, "series" | "from" | "sha256">> {
  const factor = Math.max(1, Math.floor(STEP / dt));
  const filters = [0, 1, 2].map(() => new Decimation(factor));
  const count = 2 * Math.floor(filters[0]!.lengthFor(length) / 2);
  if (count < 16) {
    throw new BadDataError(
      `${path} has ${length} samples of ${dt} s, too few for the low-pass before ${factor * dt} s; give longer data: some hours at least.`,
      { path, length },
    );
  }
  const [A, E, T] = [0, 1, 2].map(() => new Float64Array(count)) as [Float64Array, Float64Array, Float64Array];
  const [r2, r3, r6] = [Math.SQRT1_2 * sign, sign / Math.sqrt(3), sign / Math.sqrt(6)];
  let at = 0;
  for (let start = 0; start < length; start += AT_ONCE) {
    signal?.throwIfAborted();
    onProgress?.({ fraction: 0, message: `Reading ${path}` });
    const three = await pieces(start, Math.min(AT_ONCE, length - start));
    const [X, Y, Z] = three.map((values, n) => filters[n]!.push(values)) as [Float64Array, Float64Array, Float64Array];
    for (let n = 0; n < X.length && at < count; n++, at++) {
      A[at] = r2 * (Z[n]! - X[n]!);
      E[at] = r6 * (X[n]! - 2 * Y[n]! + Z[n]!);
      T[at] = r3 * (X[n]! + Y[n]! + Z[n]!);
    }
  }
  const hash = createHash("sha256");
  for (const values of [A, E, T]) hash.update(new Uint8Array(values.buffer));
  return {
    series: { dt: dt * factor, start: 0, A, E, T },
    from: later(from, filters[0]!.delay * dt),
    sha256: hash.digest("hex"),
  };
}

/** Seconds of TCB at which data begin. */
export function epochOf({ from }: GlobalData): Seconds {
  return secondsBetween(from, instant("TCB", 0));
}
