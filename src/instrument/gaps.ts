import { BadArgumentError } from "../core/errors.js";
import { SPACECRAFT, type Spacecraft } from "../core/mosa.js";
import { mustBeList, mustKnowKeys, shown } from "../core/options.js";
import { randomStream } from "../core/random.js";
import type { Seconds } from "../core/units.js";

/** A stretch without measurements. */
export interface Gap {
  /** s since the first sample. */
  readonly begin: Seconds;
  readonly duration: Seconds;
  /** Which spacecraft is silent; default: all three. */
  readonly spacecraft?: Spacecraft;
}

/** Interruptions: named one by one, planned at even intervals (the antennas are pointed anew), and at random. */
export interface GapOptions {
  readonly list?: readonly Gap[];
  /** Each of these, from `first` on, every `interval` seconds. */
  readonly planned?: readonly (Omit<Gap, "begin"> & { readonly first: Seconds; readonly interval: Seconds })[];
  /** At random, on average every `interval` seconds, for exponentially distributed times with the mean `duration`. */
  readonly random?: readonly (Omit<Gap, "begin"> & { readonly interval: Seconds })[];
}

/** All gaps that begin before `until`, in order. */
export function gapsOf(options: GapOptions, seed: bigint, until: Seconds): readonly Gap[] {
  mustKnowKeys("gaps", options, ["list", "planned", "random"]);
  const { list = [], planned = [], random = [] } = options;
  for (const [name, value] of Object.entries({ list, planned, random })) mustBeList(`${name} of gaps`, value, "gaps");
  for (const gap of list) mustKnowKeys("a gap of the list", gap, ["begin", "duration", "spacecraft"]);
  for (const gap of planned) mustKnowKeys("planned gaps", gap, ["first", "interval", "duration", "spacecraft"]);
  for (const gap of random) mustKnowKeys("random gaps", gap, ["interval", "duration", "spacecraft"]);
  const gaps: Gap[] = [...list];
  for (const { first, interval, ...gap } of planned) {
    mustBePositive("interval", interval);
    mustBeGap({ ...gap, begin: first });
    for (let begin = first; begin < until; begin += interval) gaps.push({ ...gap, begin });
  }
  random.forEach(({ interval, duration, ...gap }, index) => {
    mustBePositive("interval", interval);
    mustBeGap({ ...gap, begin: 0, duration });
    const stream = randomStream(seed, `gaps_${index}`);
    const wait = (mean: Seconds): Seconds => -mean * Math.log(stream.uniform());
    for (let begin = wait(interval); begin < until; ) {
      const lasts = wait(duration);
      gaps.push({ ...gap, begin, duration: lasts });
      begin += lasts + wait(interval);
    }
  });
  for (const gap of gaps) mustBeGap(gap);
  return gaps.sort((a, b) => a.begin - b.begin);
}

/** Which of `count` samples from `start` on are in a gap of a spacecraft. */
export function inGaps(gaps: readonly Gap[], sc: Spacecraft, dt: Seconds, start: number, count: number): Uint8Array {
  const out = new Uint8Array(count);
  for (const { begin, duration, spacecraft } of gaps) {
    if (spacecraft !== undefined && spacecraft !== sc) continue;
    const from = Math.max(0, Math.ceil(begin / dt - 1e-9) - start);
    const until = Math.min(count, Math.ceil((begin + duration) / dt - 1e-9) - start);
    if (until > from) out.fill(1, from, until);
  }
  return out;
}

function mustBePositive(what: string, value: unknown): void {
  if (typeof value === "number" && value > 0 && value < Number.POSITIVE_INFINITY) return;
  throw new BadArgumentError(`${what} of gaps is ${shown(value)} s; it must be positive.`, { what, value });
}

function mustBeGap({ begin, duration, spacecraft }: Gap): void {
  mustBePositive("duration", duration);
  if (Number.isFinite(begin) && (spacecraft === undefined || SPACECRAFT.includes(spacecraft))) return;
  throw new BadArgumentError(
    `A gap begins at ${shown(begin)} s on spacecraft ${shown(spacecraft)}; it needs a time, and spacecraft 1, 2 or 3, or none for all.`,
    { begin, spacecraft },
  );
}
