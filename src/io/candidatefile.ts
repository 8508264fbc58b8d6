import { readFile } from "node:fs/promises";
import { BadFileError, EnvironmentError } from "../core/errors.js";
import { type Instant, instant, later } from "../core/instant.js";
import { softwareName } from "../pipeline/provenance.js";
import type { WatchState } from "../search/watch.js";
import type { CandidateClass, CandidateVersion, WatchCandidate } from "../search/watch-candidate.js";
import { iso } from "../time/iso.js";
import { convert } from "../time/scales.js";
import { writeAtomic } from "./atomicfile.js";
import { writableFolder } from "./hdf5.js";

/** A version as the file has it: angles in degrees, times in UTC. */
export interface CandidateRecord {
  readonly version: number;
  readonly class: CandidateClass;
  /** Time of the latest data, and when the merger passes the constellation, with its standard deviation (s). */
  readonly data_until: string;
  readonly coalescence_time: string;
  readonly coalescence_time_sigma: number;
  /** Redshifted (solar masses); null for bursts and glitches, as all that follows from it. */
  readonly chirp_mass: number | null;
  readonly chirp_mass_sigma: number | null;
  readonly snr: number;
  /** Per year. */
  readonly false_alarm_rate: number;
  readonly t_excess: number;
  readonly concentration: number;
  /** Ecliptic (degrees), and areas in square degrees. */
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly area_50: number | null;
  readonly area_90: number | null;
}

/** A candidate as the file has it: all of its versions, the first first. */
export interface CandidateEntry {
  readonly name: string;
  readonly status: "open" | "closed";
  readonly versions: readonly CandidateRecord[];
}

/** What `candidates.json` has. */
export interface CandidateFile {
  readonly format: typeof FORMAT;
  readonly software: string;
  readonly candidates: readonly CandidateEntry[];
}

const FORMAT = "lisalab candidates 1";
const STATE = "lisalab watch file 1";

/** A watch with the time that its seconds count from. */
export interface KeptWatch {
  readonly epoch: Instant<"TCB">;
  readonly state: WatchState;
}

/** Candidates as the file has them. */
export function candidateEntries(
  candidates: readonly WatchCandidate[],
  epoch: Instant<"TCB">,
): readonly CandidateEntry[] {
  return candidates.map(({ name, closed, versions }) => ({
    name,
    status: closed ? "closed" : "open",
    versions: versions.map((version) => recordOf(version, epoch)),
  }));
}

function recordOf(version: CandidateVersion, epoch: Instant<"TCB">): CandidateRecord {
  const { time, chirpMass, sky } = version;
  const degrees = (angle: number): number => (angle * 180) / Math.PI;
  return {
    version: version.version,
    class: version.class,
    data_until: utc(epoch, version.dataUntil),
    coalescence_time: utc(epoch, time.value),
    coalescence_time_sigma: time.sigma,
    chirp_mass: chirpMass?.value ?? null,
    chirp_mass_sigma: chirpMass?.sigma ?? null,
    snr: version.snr,
    false_alarm_rate: version.falseAlarmRate,
    t_excess: version.silent,
    concentration: version.concentration,
    longitude: sky === null ? null : ((degrees(sky.lambda) % 360) + 360) % 360,
    latitude: sky === null ? null : degrees(sky.beta),
    area_50: sky?.area50 ?? null,
    area_90: sky?.area90 ?? null,
  };
}

function utc(epoch: Instant<"TCB">, seconds: number): string {
  return iso(convert(later(epoch, seconds), "UTC"), 3);
}

/** Writes all candidates with all of their versions, whole or not at all. @throws EnvironmentError when it can't be written */
export async function writeCandidates(
  path: string,
  candidates: readonly WatchCandidate[],
  epoch: Instant<"TCB">,
): Promise<void> {
  const file: CandidateFile = {
    format: FORMAT,
    software: softwareName(),
    candidates: candidateEntries(candidates, epoch),
  };
  await writableFolder(path);
  await writeAtomic(path, `${JSON.stringify(file, null, 1)}\n`);
}

/** Reads what {@link writeCandidates} wrote. @throws BadFileError for what is none, or of a newer version */
export async function readCandidates(path: string): Promise<CandidateFile> {
  const file = await parsed(path);
  mustBe(path, file["format"], FORMAT);
  if (!Array.isArray(file["candidates"])) throw new BadFileError(`${path} has no list of candidates.`, { path });
  return file as unknown as CandidateFile;
}

/** Keeps a watch, whole or not at all. @throws EnvironmentError when it can't be written */
export async function writeWatch(path: string, { epoch, state }: KeptWatch): Promise<void> {
  await writableFolder(path);
  const { seconds, fraction } = epoch;
  await writeAtomic(path, JSON.stringify({ format: STATE, epoch: { seconds, fraction }, state }));
}

/** The watch that was kept, or null when there is none. @throws BadFileError for what is none, or of a newer version */
export async function readWatch(path: string): Promise<KeptWatch | null> {
  const file = await parsed(path).catch((error: unknown) => {
    if (error instanceof EnvironmentError && (error.cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  });
  if (file === null) return null;
  mustBe(path, file["format"], STATE);
  const { seconds, fraction } = (file["epoch"] ?? {}) as { seconds?: unknown; fraction?: unknown };
  if (typeof seconds !== "number" || typeof fraction !== "number" || typeof file["state"] !== "object") {
    throw new BadFileError(`${path} has no epoch or no state; take it away, and the watch begins anew.`, { path });
  }
  return { epoch: instant("TCB", seconds, fraction), state: file["state"] as WatchState };
}

async function parsed(path: string): Promise<Record<string, unknown>> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new EnvironmentError(`Can't read ${path}: ${(cause as Error).message}.`, { path }, cause);
  });
  try {
    const file: unknown = JSON.parse(text);
    if (typeof file === "object" && file !== null) return file as Record<string, unknown>;
  } catch (error) {
    throw new BadFileError(
      `${path} is no JSON: it is damaged, or another file. Take it away, or restore it.`,
      { path },
      error,
    );
  }
  throw new BadFileError(`${path} holds no object where one is expected; take it away, or restore it.`, { path });
}

function mustBe(path: string, found: unknown, expected: string): void {
  if (found === expected) return;
  throw new BadFileError(
    `${path} says "${String(found)}" where "${expected}" is expected: it is of another version of lisalab, or another file.`,
    { path },
  );
}
