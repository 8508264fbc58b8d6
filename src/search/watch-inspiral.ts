import type { Seconds } from "../core/units.js";
import { type ComplexArray, complexArray } from "../math/complex.js";
import { type FftPlan, fftPlan } from "../math/plan.js";
import { type BankOptions, inTime, powerBefore, type Span, type Template, templateBank } from "./watch-bank.js";

/** Whitened data, the latest sample last, and which are usable. */
export interface WhitenedData {
  readonly channels: readonly Float64Array[];
  readonly usable: readonly Span[];
}

/** Where a template fits best. */
export interface Trigger {
  readonly template: Template;
  /** When it merges: samples after the first of the data. */
  readonly merger: number;
  /** 2 Σ |z|²/σ² of A and E: χ² of four degrees of freedom in noise, plus the square of the signal-to-noise ratio so far. */
  readonly power: number;
}

/** A trigger's evidence by slices of time, from each of which equal power is expected. */
export interface Slices {
  /** Begin and end of each (samples). */
  readonly spans: readonly Span[];
  /** The power of a trigger of each by itself: a quarter is of noise for each of A's and E's two phases. */
  readonly own: readonly number[];
  /** What the trigger's power is without each. */
  readonly without: readonly number[];
}

/** A template counts from when this part of its power has come in. */
const LEAST = 1e-4;
const SLICES = 8;

/** Matched filters for all chirp masses at all times of coalescence at once, in data that end before it. */
export class InspiralSearch {
  readonly #options: BankOptions;
  readonly #bank: readonly Template[];
  readonly #plan: FftPlan;
  readonly #kept: number;
  readonly #back: Seconds;
  /** Room for what filters find, by length: of A, of E, and for what goes in. */
  readonly #rooms = new Map<number, readonly [ComplexArray, ComplexArray, ComplexArray]>();

  /** @param back mergers that are over are looked for so long after (s) */
  constructor(options: BankOptions, kept: number, back: Seconds) {
    this.#options = options;
    this.#bank = templateBank(options);
    this.#plan = fftPlan(options.samples);
    this.#kept = kept;
    this.#back = back;
  }

  /** How many templates there are. */
  get size(): number {
    return this.#bank.length;
  }

  /** Transforms of A, E and T. */
  transformed({ channels }: WhitenedData): readonly ComplexArray[] {
    const padded = new Float64Array(this.#options.samples);
    return channels.map((values) => {
      padded.set(values);
      return this.#plan.forwardReal(padded, complexArray(this.#plan.bins));
    });
  }

  /** The best trigger, or none when nothing of any template has come in. */
  loudest([A, E]: readonly ComplexArray[], usable: readonly Span[]): Trigger | undefined {
    let best: Trigger | undefined;
    for (const template of this.#bank) {
      const found = this.#best(template, A, E, usable);
      if (found !== undefined && (best === undefined || found.power > best.power)) best = found;
    }
    return best;
  }

  #best(template: Template, A: ComplexArray, E: ComplexArray, usable: readonly Span[]): Trigger | undefined {
    const { samples, dt } = this.#options;
    const count = template.plan.length;
    const step = samples / count;
    const seen = usable.map(([from, to]) => [from / step, to / step] as const);
    const [a, e] = [this.#filtered(template, A, 0), this.#filtered(template, E, 1)];
    const scale = (2 * count * count) / (samples * template.power);
    let [top, at] = [0, -1];
    for (let n = Math.ceil((this.#kept - this.#back / dt) / step); n < count; n++) {
      const part = partSeen(template, n, seen);
      if (part < LEAST) continue;
      const [ar, ai, er, ei] = [a.re[n], a.im[n], e.re[n], e.im[n]];
      const power = (scale * (ar * ar + ai * ai + er * er + ei * ei)) / part;
      if (power > top) {
        top = power;
        at = n;
      }
    }
    return at < 0 ? undefined : { template, merger: at * step, power: top };
  }

  /** What a matched filter says at all times; the same memory for all templates of a length. */
  #filtered({ first, wave, plan }: Template, { re, im }: ComplexArray, channel: 0 | 1): ComplexArray {
    const size = plan.length;
    const room = this.#rooms.get(size) ?? [complexArray(size), complexArray(size), complexArray(size)];
    this.#rooms.set(size, room);
    const input = room[2];
    const count = wave.re.length;
    for (let k = 0; k < count; k++) {
      const [dr, di, wr, wi] = [re[first + k], im[first + k], wave.re[k], wave.im[k]];
      input.re[k] = dr * wr - di * wi;
      input.im[k] = dr * wi + di * wr;
    }
    input.re.fill(0, count);
    input.im.fill(0, count);
    return plan.inverse(input, room[channel]);
  }

  /** What each slice of time has of a trigger. */
  slices({ template, merger }: Trigger, [A, E]: readonly ComplexArray[], usable: readonly Span[]): Slices {
    const { samples } = this.#options;
    const count = template.plan.length;
    const step = samples / count;
    const at = Math.round(merger / step);
    const seen = usable.map(([from, to]) => [from / step, to / step] as const);
    const edges = edgesOf(template, at, seen);
    const spans = edges.slice(1).map((to, n) => [edges[n], to] as const);
    const parts = spans.map((span) =>
      partSeen(
        template,
        at,
        seen.map((one) => common(one, span)),
      ),
    );
    const wave = inTime(template, template.wave);
    const products = [A, E].flatMap((data) => {
      const series = inTime(template, bandOf(template, data));
      const each = spans.map((span) => productOf(series, wave, at, span));
      return (["re", "im"] as const).map((part) => each.map((product) => product[part]));
    });
    const scale = (2 * count * count) / (samples * template.power);
    const powerOf = (chosen: (n: number) => boolean): number => {
      const sum = (values: readonly number[]): number => values.reduce((all, x, n) => all + (chosen(n) ? x : 0), 0);
      return (scale * products.reduce((all, values) => all + sum(values) ** 2, 0)) / sum(parts);
    };
    return {
      spans: spans.map(([from, to]) => [from * step, to * step]),
      own: spans.map((_, n) => powerOf((m) => m === n)),
      without: spans.map((_, n) => powerOf((m) => m !== n)),
    };
  }
}

function common([from, to]: Span, [begin, end]: Span): Span {
  return [Math.max(from, begin), Math.max(Math.max(from, begin), Math.min(to, end))];
}

/** The bins of data that a template has. */
function bandOf({ first, wave }: Template, { re, im }: ComplexArray): ComplexArray {
  const [from, to] = [first, first + wave.re.length];
  return { re: re.subarray(from, to), im: im.subarray(from, to) };
}

/** Part of a template's power in usable data, when it merges at a step. */
function partSeen(template: Template, merger: number, seen: readonly Span[]): number {
  let part = 0;
  for (const [from, to] of seen) part += powerBefore(template, to - merger) - powerBefore(template, from - merger);
  return part;
}

/** Steps between which equal parts of the power that was seen are expected. */
function edgesOf(template: Template, merger: number, seen: readonly Span[]): readonly number[] {
  const all = partSeen(template, merger, seen);
  const end = Math.ceil(seen.at(-1)![1]);
  const edges = [Math.floor(seen[0]![0])];
  for (let n = edges[0]; n < end && edges.length < SLICES; n++) {
    const before = seen.map(([from, to]) => [from, Math.min(to, n)] as const).filter(([from, to]) => to > from);
    if (partSeen(template, merger, before) >= (all * edges.length) / SLICES) edges.push(n);
  }
  return [...edges, end];
}

/** Σ of data times the conjugate wave in a span (steps). */
function productOf(
  data: ComplexArray,
  wave: ComplexArray,
  merger: number,
  [from, to]: Span,
): { re: number; im: number } {
  const count = data.re.length;
  let [re, im] = [0, 0];
  for (let n = from; n < to; n++) {
    // The conjugate wave runs backwards.
    const at = (((merger - n) % count) + count) % count;
    re += data.re[n] * wave.re[at] - data.im[n] * wave.im[at];
    im += data.re[n] * wave.im[at] + data.im[n] * wave.re[at];
  }
  return { re, im };
}
