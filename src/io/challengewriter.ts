import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { type ChallengeData, challengeData } from "../catalogue/challenge.js";
import type { CatalogueSource } from "../catalogue/source.js";
import { EnvironmentError } from "../core/errors.js";
import type { Work } from "../core/progress.js";
import { equalArms } from "../noise/equalarms.js";
import { softwareName } from "../pipeline/provenance.js";
import { galacticColumns, massiveColumns } from "./challengecolumns.js";
import type { ChallengeConfiguration } from "./challengeconfig.js";
import { writeHdf5 } from "./hdf5.js";
import type { Attributes, Hdf5Writer } from "./hdf5writer.js";
import { mustHaveSpace } from "./output.js";

/** What was written. */
export interface WrittenChallenge {
  /** The data with their sources, for who scores. */
  readonly truth: string;
  /** The data alone, for who answers. */
  readonly blind: string;
  readonly sources: readonly CatalogueSource[];
  readonly length: number;
}

/** Records written at a time. */
const STRETCH = 65_536;

/**
 * Makes a challenge: two files in the layout of Sangria, NAME-truth.h5 and NAME-blind.h5. The blind one has neither sources nor seed; it has the hash of
 * the other one, so that anybody can see later that the truth was not changed.
 * @throws BadArgumentError for sources that can't be; EnvironmentError when the files can't be written
 */
export async function makeChallenge(
  folder: string,
  { name, sources, config, data, noiseLevel }: ChallengeConfiguration,
  work: Work = {},
): Promise<WrittenChallenge> {
  await mkdir(folder, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    throw new EnvironmentError(`Can't make the folder ${folder} (${cause.code}); give another one.`, { folder }, cause);
  });
  const [truth, blind] = [join(folder, `${name}-truth.h5`), join(folder, `${name}-blind.h5`)];
  const { duration, dt, generation } = data;
  await mustHaveSpace(truth, (2 * 4 * 8 * duration) / dt);
  work.onProgress?.({ fraction: 0, message: "Signals and noise" });
  await setImmediate(undefined, work.signal === undefined ? {} : { signal: work.signal });
  const made = challengeData(sources, { ...data, noise: equalArms({ level: noiseLevel, generation }) });
  const about: Attributes = {
    format: "lisalab-challenge",
    format_version: "1",
    software: softwareName(),
    name,
    dt,
    t0: 0,
    n: BigInt(made.X.length),
    T: made.X.length * dt,
    generation,
    noise_level: noiseLevel,
    tdi: "X, Y, Z in fractional frequency, equal arms of 2.5e9 m; made in frequency, so periodic",
    phase_convention:
      "LDC: phi(t) = 2 pi f t + pi fdot t^2 - InitialPhase, h+ = -Amplitude (1 + cos^2 iota) cos phi, hx = -2 Amplitude cos iota sin phi",
  };
  const provenance: Attributes = {
    ...about,
    seed: String(data.seed),
    sources: BigInt(sources.length),
    config_json: JSON.stringify(config),
  };
  await writeHdf5(truth, async (file) => {
    await putSeries(file, provenance, made, work, 0.4);
    putSources(file, made.truth);
  });
  const commitment = createHash("sha256")
    .update(await readFile(truth))
    .digest("hex");
  await writeHdf5(blind, (file) => putSeries(file, { ...about, truth_sha256: commitment }, made, work, 0.7));
  return { truth, blind, sources: made.truth, length: made.X.length };
}

async function putSeries(
  file: Hdf5Writer,
  about: Attributes,
  { dt, X, Y, Z }: ChallengeData,
  work: Work,
  done: number,
): Promise<void> {
  file.attributes(about);
  const members = { t: "float64", X: "float64", Y: "float64", Z: "float64" } as const;
  const records = file.createRecords("obs/tdi", members, X.length, { dt, t0: 0, units: "fractional frequency" });
  file.group("obs/config", { t_max: X.length * dt, dt });
  for (let start = 0; start < X.length; start += STRETCH) {
    await setImmediate(undefined, work.signal === undefined ? {} : { signal: work.signal });
    const end = Math.min(start + STRETCH, X.length);
    const t = Float64Array.from({ length: end - start }, (_, n) => (start + n) * dt);
    records.write(start, { t, X: X.slice(start, end), Y: Y.slice(start, end), Z: Z.slice(start, end) });
    work.onProgress?.({ fraction: done + (0.3 * end) / X.length, message: "Writing" });
  }
}

function putSources(file: Hdf5Writer, sources: readonly CatalogueSource[]): void {
  const galactic = sources.filter((source) => source.class === "galactic-binary");
  const massive = sources.filter((source) => source.class === "massive-binary");
  if (galactic.length > 0) file.putRecords("sky/dgb/cat", galacticColumns(galactic));
  if (massive.length > 0) {
    const units =
      "redshifted masses in suns, Distance in Mpc, spins along the orbit's, CoalescenceTime (s) of the peak at the Sun";
    file.putRecords("sky/mbhb/cat", massiveColumns(massive), { units });
  }
}
