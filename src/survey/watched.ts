import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BadArgumentError } from "../core/errors.js";
import { secondsBetween } from "../core/instant.js";
import type { Work } from "../core/progress.js";
import type { Seconds } from "../core/units.js";
import type { Figure } from "../figure/figure.js";
import { type KeptWatch, readWatch, writeWatch } from "../io/candidatefile.js";
import { openWatchData, type WatchData } from "../io/watchdata.js";
import { confusion } from "../noise/confusion.js";
import { equalArms, TWO_NOISES } from "../noise/equalarms.js";
import type { Orbits } from "../orbits/orbits.js";
import { constellationPath } from "../response/path.js";
import { MergerWatch } from "../search/watch.js";
import type { CandidateVersion, WatchCandidate } from "../search/watch-candidate.js";
import { trackOf, type WatchMap } from "../search/watch-map.js";

/** How a watch goes on with a file. */
export interface WatchedOptions {
  /** Where the constellation is, from a day before the first data on to 17 days after these. */
  readonly orbits: Orbits;
  /** Folder where the watch is kept; null for one that begins and ends with this file. */
  readonly folder: string | null;
  /** "stated", or the name of a level. */
  readonly noise: string;
  /** Of unresolved binaries; 0 for none. */
  readonly confusionYears: number;
  readonly threshold: number;
  readonly cadence: Seconds;
}

/** What a watch has seen with a file, and what of it is new. */
export interface WatchedFile {
  readonly data: Omit<WatchData, "days">;
  readonly noise: string;
  readonly epoch: KeptWatch["epoch"];
  readonly candidates: readonly WatchCandidate[];
  /** Samples of the file: that were new, and that came in before; of the new ones, those that are flagged. */
  readonly fresh: number;
  readonly repeated: number;
  readonly flagged: number;
  /** Samples between the file before and this one. */
  readonly skipped: number;
  /** Time of the latest sample, after the epoch (s). */
  readonly until: Seconds;
  readonly map: WatchMap;
}

/** The fortnight that mergers are looked for in, and what cubics need behind it (s). */
const AHEAD: Seconds = 17 * 86_400;
/** The file of a watch that is kept. */
const FILE = "watch.json";

/**
 * Goes on with the watch that is kept in a folder, or begins one, with all of a file, and keeps it again: a file that came in before
 * changes nothing, so a run may be repeated.
 * @throws BadDataError for a watch of other options, BadFileError for files that are damaged
 */
export async function watched(path: string, options: WatchedOptions, work: Work = {}): Promise<WatchedFile> {
  const { days, ...data } = await openWatchData(path);
  const file = options.folder === null ? null : join(options.folder, FILE);
  const kept = file === null ? null : await readWatch(file);
  const epoch = kept?.epoch ?? data.from;
  const end = secondsBetween(data.from, epoch) + data.length * data.dt;
  const noise = options.noise === "stated" ? data.noiseLevel || "SciRD" : options.noise;
  const { generation } = data;
  const asked = {
    noise: equalArms({
      level: levelOf(noise),
      generation,
      ...(options.confusionYears > 0 && { confusion: confusion("Karnesis", options.confusionYears) }),
    }),
    path: constellationPath(options.orbits, epoch, Math.max(end, 0) + AHEAD),
    generation,
    threshold: options.threshold,
    cadence: options.cadence,
  };
  const watch = kept === null ? MergerWatch.begin(asked) : MergerWatch.resume(asked, kept.state);
  const sum = { fresh: 0, repeated: 0, flagged: 0, skipped: 0 };
  for await (const day of days(epoch, work)) {
    const taken = watch.feed(day);
    sum.fresh += taken.fresh;
    sum.repeated += taken.repeated;
    sum.skipped += taken.missing;
    sum.flagged += day.A.slice(taken.repeated).reduce((count, x) => count + (Number.isFinite(x) ? 0 : 1), 0);
  }
  if (file !== null && sum.fresh > 0) {
    await mkdir(dirname(file), { recursive: true });
    await writeWatch(file, { epoch, state: watch.state() });
  }
  return { data, noise, epoch, ...sum, candidates: watch.candidates, until: watch.received ?? 0, map: watch.map() };
}

function levelOf(name: string): keyof typeof TWO_NOISES {
  if (Object.hasOwn(TWO_NOISES, name)) return name as keyof typeof TWO_NOISES;
  throw new BadArgumentError(`There is no noise "${name}"; there are stated, ${Object.keys(TWO_NOISES).join(", ")}.`, {
    name,
  });
}

/** The latest version of a candidate. */
export function latestOf({ versions }: WatchCandidate): CandidateVersion {
  return versions[versions.length - 1]!;
}

/** How its time, mass and place narrowed, version by version. */
export function narrowingTable({ versions }: WatchCandidate): Readonly<Record<string, readonly (string | number)[]>> {
  const column = (of: (version: CandidateVersion) => string | number): readonly (string | number)[] => versions.map(of);
  const rounded = (value: number): number => Number(value.toPrecision(3));
  return {
    version: column(({ version }) => version),
    "before the merger (d)": column(({ time, dataUntil }) => rounded((time.value - dataUntil) / 86_400)),
    "signal-to-noise ratio": column(({ snr }) => rounded(snr)),
    "time of coalescence, ± (h)": column(({ time }) => rounded(time.sigma / 3600)),
    "chirp mass (10⁶ suns)": column(({ chirpMass }) =>
      chirpMass === null ? "" : Number((chirpMass.value / 1e6).toFixed(5)),
    ),
    "± (%)": column(({ chirpMass }) => (chirpMass === null ? "" : rounded((100 * chirpMass.sigma) / chirpMass.value))),
    "sky, 90 % (deg²)": column(({ sky }) => (sky === null ? "" : rounded(sky.area90))),
    "false alarms (1/yr)": column(({ falseAlarmRate }) =>
      falseAlarmRate < 1e-6 ? "< 1e-6" : falseAlarmRate.toExponential(1),
    ),
  };
}

/** Power in time and frequency, with the inspirals of candidates; times in days after the epoch. */
export function watchFigure(map: WatchMap, candidates: readonly WatchCandidate[]): Figure {
  const days = (seconds: ArrayLike<number>): Float64Array => Float64Array.from(seconds, (t) => t / 86_400);
  const span = [map.times[0]!, map.times[map.times.length - 1]!] as const;
  const tracks = candidates
    .filter((one) => latestOf(one).class === "merger")
    .map((one) => ({ name: one.name, ...trackOf(latestOf(one), span) }));
  return {
    title: "Power of A and E over the noise",
    x: { label: "time after the first data", unit: "d", scale: "linear" },
    y: { label: "frequency", unit: "Hz", scale: "log" },
    marks: [
      {
        type: "heat",
        name: "power",
        x: days(map.times),
        y: map.frequencies,
        values: map.power,
        colour: { label: "power over noise", unit: "", scale: "log", domain: [0.5, 20] },
      },
      ...tracks.map(({ name, times, frequencies }) => ({
        type: "line" as const,
        name,
        x: days(times),
        y: frequencies.map((f) =>
          f >= map.frequencies[0]! && f <= map.frequencies[map.frequencies.length - 1]! ? f : Number.NaN,
        ),
        dashed: true,
      })),
    ],
  };
}

/** The sky of a version as samples of ecliptic longitude and latitude, evenly within its cells: what maps are made of. */
export function skySamples({ sky }: CandidateVersion): { readonly lambda: Float64Array; readonly beta: Float64Array } {
  const places: [number, number][] = [];
  for (const { lambda, sine, width, height, probability } of sky?.cells ?? []) {
    const side = Math.ceil(Math.sqrt(probability * SAMPLES));
    const count = Math.round(probability * SAMPLES);
    for (let n = 0; n < count; n++) {
      const [x, y] = [n % side, Math.floor(n / side)].map((k) => (2 * k + 1) / side - 1) as [number, number];
      places.push([lambda + x * width, Math.max(-1, Math.min(1, sine + y * height))]);
    }
  }
  return {
    lambda: Float64Array.from(places, ([lambda]) => lambda),
    beta: Float64Array.from(places, ([, sine]) => Math.asin(sine)),
  };
}

/** Samples of a map. */
const SAMPLES = 20_000;
