import type { Seconds } from "../core/units.js";
import type { MassiveBinary } from "../inference/chirpamplitudes.js";
import type { ComplexArray } from "../math/complex.js";
import type { Span } from "./watch-bank.js";
import type { CandidateVersion, WatchCandidate } from "./watch-candidate.js";
import { falseAlarmsPerYear } from "./watch-false-alarms.js";
import type { InspiralSearch, Slices, Trigger, WhitenedData } from "./watch-inspiral.js";
import { innerOf, type Placed, referenceOf } from "./watch-place.js";
import { areaOf, bestPlaces, type SkyPosterior, skyPosterior } from "./watch-sky.js";
import { loudestTransient, type Transient } from "./watch-transient.js";
import { mergerData, type WindowOptions, whitenedSignal } from "./watch-window.js";

/** One look at what has come in. */
export interface Look {
  readonly inspirals: InspiralSearch;
  readonly window: WindowOptions;
  readonly data: WhitenedData;
  /** Time of the first sample (s). */
  readonly begin: Seconds;
  readonly threshold: number;
  /** Looks in a year. */
  readonly perYear: number;
}

/** What a look leaves. */
export interface Looked {
  /** Spans of bursts and glitches, which are left out from then on (s). */
  readonly gates: readonly Span[];
  readonly candidates: readonly WatchCandidate[];
  readonly versions: readonly { readonly name: string; readonly version: CandidateVersion }[];
}

/** Bursts and glitches of one look. */
const MOST = 5;
/** Left out on both sides of a burst or a glitch, with as much as it is long (s). */
const AROUND: Seconds = 3600;
/** A trigger is of one stretch when without it less than this part is left. */
const REST = 0.4;
/** Excess in T that noise has once in some millions of looks, and what of A's and E's a wave may leave there. */
const SILENT = { least: 6, part: 0.05 };
/** Left out before and after a merger that is taken out (s): there the model is not good enough. */
const MERGER = { before: 7200, after: 3600 };
/** A second merger of a look must have this part of the first one's power: what the first leaves is no merger. */
const SECOND = 0.05;
/** A candidate is closed so long after its merger (s). */
const AFTER: Seconds = 86_400;

/** Looks: what is over in a moment is set aside, then the best triggers are placed and joined to the candidates that they belong to. */
export function looked(look: Look, gates: readonly Span[], candidates: readonly WatchCandidate[]): Looked {
  const { dt } = look.window;
  const end = look.begin + (look.data.channels[0].length - 1) * dt;
  let result: Looked = { gates: gates.filter(([, to]) => to > look.begin), candidates, versions: [] };
  let [known, least] = [candidates.flatMap((one) => mergedBinary(one, look.begin)), look.threshold ** 2];
  for (let round = 0; round <= MOST; round++) {
    const data = without(look, result.gates, known);
    if (data.usable.length === 0) break;
    const transforms = look.inspirals.transformed(data);
    const trigger = look.inspirals.loudest(transforms, data.usable);
    if (trigger === undefined || trigger.power < least) break;
    const slices = look.inspirals.slices(trigger, transforms, data.usable);
    const found: Found = { look, data, transforms, trigger, slices, end };
    if (hangsOnOne(found)) {
      result = withTransient(result, found);
      continue;
    }
    const posterior = placed(found);
    const version = mergerVersion(found, posterior);
    // What a merger of this look leaves, when it does not fit well enough to be taken out, is no news.
    if (result.candidates.some((one) => told(result, one) && isSame(one, version))) break;
    result = withMerger(result, version);
    known = [...known, posterior.binary];
    least = Math.max(least, SECOND * trigger.power);
  }
  return { ...result, candidates: result.candidates.map((one) => closedAfter(one, end)) };
}

function told({ versions }: Looked, { name }: WatchCandidate): boolean {
  return versions.some((one) => one.name === name);
}

/** The binary of a merger that was seen to its end, with times from a window's begin on. */
function mergedBinary({ closed, versions }: WatchCandidate, begin: Seconds): readonly MassiveBinary[] {
  const { binary, time, dataUntil } = versions[versions.length - 1];
  const isOver = closed && binary !== null && dataUntil > time.value && time.value > begin;
  return isOver ? [{ ...binary, time: binary.time - begin }] : [];
}

/** A trigger and what it was found in. */
interface Found {
  readonly look: Look;
  readonly data: WhitenedData;
  readonly transforms: readonly ComplexArray[];
  readonly trigger: Trigger;
  readonly slices: Slices;
  /** Time of the last sample (s). */
  readonly end: Seconds;
}

/** The data without binaries that are known, and without gates and what is around mergers that were. */
function without({ data, begin, window }: Look, gates: readonly Span[], known: readonly MassiveBinary[]): WhitenedData {
  const { dt } = window;
  const channels = data.channels.map((values) => values.slice());
  for (const binary of known) {
    whitenedSignal(binary, begin, window).forEach((signal, n) => {
      for (const [from, to] of data.usable) for (let k = from; k < to; k++) channels[n][k] -= signal[k];
    });
  }
  const mergers = known.map(({ time }): Span => [begin + time - MERGER.before, begin + time + MERGER.after]);
  let usable = data.usable;
  for (const gate of [...gates, ...mergers]) {
    const [from, to] = gate.map((t) => Math.round((t - begin) / dt)) as [number, number];
    for (const values of channels) values.fill(0, Math.max(0, from), Math.max(0, to));
    usable = usable
      .flatMap(([first, last]): Span[] => [
        [first, Math.min(last, from)],
        [Math.max(first, to), last],
      ])
      .filter(([first, last]) => last > first);
  }
  return { channels, usable };
}

/** Without its loudest slice little is left. */
function hangsOnOne({ trigger, slices }: Found): boolean {
  return Math.min(...slices.without) < REST * trigger.power;
}

function transientOf({ data, slices }: Found): Transient {
  const loudest = slices.own.reduce((best, power, n) => (power > slices.own[best] ? n : best), 0);
  return loudestTransient(data.channels, slices.spans[loudest]);
}

function withTransient(before: Looked, found: Found): Looked {
  const { look, end } = found;
  const { span, excess, silent } = transientOf(found);
  const { dt } = look.window;
  const [from, to] = span.map((n) => look.begin + n * dt) as [number, number];
  const around = AROUND + (to - from);
  const gate: Span = [from - around, to + around];
  const gates = [...before.gates, gate];
  // What is left beside one that was set aside is a part of it.
  if (before.gates.some((one) => one[0] <= gate[1] && gate[0] <= one[1])) return { ...before, gates };
  const version: CandidateVersion = {
    version: 1,
    dataUntil: end,
    class: silent > Math.max(SILENT.least, SILENT.part * excess) ? "glitch" : "burst",
    time: { value: (from + to) / 2, sigma: (to - from) / Math.sqrt(12) },
    chirpMass: null,
    ...evidenceOf(found, silent),
    sky: null,
    binary: null,
  };
  const name = nameOf(version);
  return {
    gates,
    candidates: [...before.candidates, { name, versions: [version], closed: true }],
    versions: [...before.versions, { name, version }],
  };
}

type Evidence = Pick<CandidateVersion, "snr" | "falseAlarmRate" | "silent" | "concentration">;

function evidenceOf({ look, trigger, slices }: Found, silent: number): Evidence {
  return {
    snr: Math.sqrt(trigger.power - 4),
    falseAlarmRate: falseAlarmsPerYear(trigger.power, look.perYear),
    silent,
    concentration: 1 - Math.min(...slices.without) / trigger.power,
  };
}

function withMerger(before: Looked, version: CandidateVersion): Looked {
  const known = before.candidates.find((one) => !one.closed && isSame(one, version));
  const name = known?.name ?? nameOf(version);
  const numbered = { ...version, version: (known?.versions.length ?? 0) + 1 };
  const candidate = { name, closed: false, versions: [...(known?.versions ?? []).map(withoutCells), numbered] };
  const candidates = known
    ? before.candidates.map((one) => (one === known ? candidate : one))
    : [...before.candidates, candidate];
  return { ...before, candidates, versions: [...before.versions, { name, version: numbered }] };
}

function placed({ look, data, transforms, trigger }: Found): SkyPosterior {
  const { dt } = look.window;
  const start = innerOf(trigger.template.chirpMass, trigger.merger * dt);
  const into = (near: Placed): ReturnType<typeof mergerData> => {
    const path = { at: (t: number, out: Float64Array) => look.window.path.at(t + look.begin, out) };
    return mergerData(transforms, look.begin, data.usable, referenceOf(near, path), look.window);
  };
  const first = into({ lambda: 0, beta: 0, inner: start, value: 0 });
  const places = bestPlaces(first, start, []);
  return skyPosterior(into(places[0]), places.slice(0, 3));
}

function mergerVersion(found: Found, { best, binary, sigmas, cells }: SkyPosterior): CandidateVersion {
  const { look, trigger, end } = found;
  const chirpMass = Math.exp(best.inner[0]);
  return {
    version: 1,
    dataUntil: end,
    class: "merger",
    time: { value: look.begin + best.inner[3], sigma: sigmas[3] },
    chirpMass: { value: chirpMass, sigma: chirpMass * sigmas[0] },
    ...evidenceOf(found, transientOf(found).silent),
    snr: Math.sqrt(Math.max(trigger.power, 2 * best.value) - 4),
    binary: { ...binary, time: look.begin + binary.time },
    sky: {
      lambda: best.lambda,
      beta: best.beta,
      area50: areaOf(cells, 0.5),
      area90: areaOf(cells, 0.9),
      cells: cells.map(({ lambda, sine, width, height, probability }) => ({
        lambda,
        sine,
        width,
        height,
        probability,
      })),
    },
  };
}

/** The merger that was expected: times are the less certain the longer before it. */
function isSame({ versions }: WatchCandidate, { time, chirpMass }: CandidateVersion): boolean {
  const last = versions[versions.length - 1];
  if (last.class !== "merger" || last.chirpMass === null || chirpMass === null) return false;
  const left = Math.max(0, last.time.value - last.dataUntil);
  const away = Math.abs(time.value - last.time.value);
  return away < 21_600 + left / 2 && Math.abs(Math.log(chirpMass.value / last.chirpMass.value)) < 0.5;
}

function withoutCells(version: CandidateVersion): CandidateVersion {
  return version.sky === null ? version : { ...version, sky: { ...version.sky, cells: [] } };
}

function nameOf({ class: kind, time }: CandidateVersion): string {
  return `${kind}-${Math.round(time.value / 3600)}`;
}

/** Closed when it was seen after its merger, or was to be. */
function closedAfter(candidate: WatchCandidate, end: Seconds): WatchCandidate {
  const { time, dataUntil } = candidate.versions[candidate.versions.length - 1];
  const isOver = dataUntil > time.value + MERGER.after || end > time.value + AFTER;
  return isOver ? { ...candidate, closed: true } : candidate;
}
