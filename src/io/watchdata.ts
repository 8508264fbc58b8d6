import { BadFileError } from "../core/errors.js";
import { UNUSABLE } from "../core/flags.js";
import { type Instant, instant } from "../core/instant.js";
import type { Work } from "../core/progress.js";
import type { Seconds } from "../core/units.js";
import type { TdiSeries } from "../search/merger-spectrogram.js";
import { openChallenge } from "./challengefile.js";
import { INSTRUMENT_SIGN } from "./fitinput.js";
import { readHdf5 } from "./hdf5.js";
import { openL1 } from "./l1file.js";

/** What a watch is fed with from a file. */
export interface WatchData {
  readonly path: string;
  readonly kind: "level 1" | "a data challenge";
  readonly from: Instant<"TCB">;
  readonly dt: Seconds;
  readonly length: number;
  readonly generation: 1.5 | 2;
  /** Name of the noise that a challenge says it was made with; "" for none. */
  readonly noiseLevel: string;
  /** A, E and T of each day, one after the other, as they are, NaN where samples are flagged; times after an epoch. */
  days(epoch: Instant<"TCB">, work?: Work): AsyncGenerator<TdiSeries, void, void>;
}

const DAY: Seconds = 86_400;

/**
 * Opens level 1, as `lisalab l1` writes a file a day, or a file of a data challenge, for {@link MergerWatch}: at its own rate and without
 * any filter, so that one day's file goes on where the one before it ended.
 * @throws BadFileError for files of other kinds
 */
export async function openWatchData(path: string): Promise<WatchData> {
  const kind = await readHdf5(path, (file) =>
    file.has("obs/tdi") ? "challenge" : file.names("tdis").length > 0 ? "level 1" : "",
  );
  if (kind === "challenge") {
    const { t0, dt, length, made, read } = await openChallenge(path);
    const pieces = async (start: number, count: number): Promise<readonly Float64Array[]> => {
      const { X, Y, Z } = await read({ start, count });
      return [X, Y, Z];
    };
    const from = instant("TCB", t0);
    const { generation, noise: noiseLevel } = made;
    const head = { path, kind: "a data challenge", from, dt, length, generation, noiseLevel } as const;
    return { ...head, days: (epoch, work) => days(head, epoch, 1, pieces, work) };
  }
  if (kind === "level 1") {
    const file = await openL1(path);
    const pieces = async (start: number, count: number): Promise<readonly Float64Array[]> => {
      const range = { start, count };
      const flags = await file.flags("tdi", range);
      const out: Float64Array[] = [];
      for (const name of ["X2", "Y2", "Z2"] as const) {
        const { values } = await file.read(name, range);
        out.push(values.map((value, n) => ((flags[n]! & UNUSABLE) === 0 ? value / file.laserFrequency : Number.NaN)));
      }
      return out;
    };
    const { t0: from, dt, length } = file;
    const head = { path, kind, from, dt, length, generation: 2, noiseLevel: "" } as const;
    return { ...head, days: (epoch, work) => days(head, epoch, INSTRUMENT_SIGN, pieces, work) };
  }
  throw new BadFileError(
    `${path} has neither /tdis, as level 1 has, nor /obs/tdi, as data challenges have: give a file of lisalab l1, of the mission or of a challenge.`,
    { path },
  );
}

async function* days(
  { path, from, dt, length }: Pick<WatchData, "path" | "from" | "dt" | "length">,
  epoch: Instant<"TCB">,
  sign: number,
  pieces: (start: number, count: number) => Promise<readonly Float64Array[]>,
  { signal, onProgress }: Work = {},
): AsyncGenerator<TdiSeries, void, void> {
  const perDay = Math.max(1, Math.round(DAY / dt));
  // Whole seconds and fractions by themselves: their difference has all digits.
  const begin = from.seconds - epoch.seconds + (from.fraction - epoch.fraction);
  const [r2, r3, r6] = [Math.SQRT1_2 * sign, sign / Math.sqrt(3), sign / Math.sqrt(6)];
  for (let start = 0; start < length; start += perDay) {
    signal?.throwIfAborted();
    const [X, Y, Z] = (await pieces(start, Math.min(perDay, length - start))) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const A = X.map((x, n) => r2 * (Z[n]! - x));
    const E = X.map((x, n) => r6 * (x - 2 * Y[n]! + Z[n]!));
    const T = X.map((x, n) => r3 * (x + Y[n]! + Z[n]!));
    yield { dt, start: begin + start * dt, A, E, T };
    onProgress?.({ fraction: Math.min(1, (start + perDay) / length), message: path });
  }
}
