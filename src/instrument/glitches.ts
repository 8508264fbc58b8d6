import { BadArgumentError } from "../core/errors.js";
import { MOSAS } from "../core/mosa.js";
import { mustBeList, mustBeNumbers, mustBeObject, mustKnowKeys, shown } from "../core/options.js";
import type { Seconds } from "../core/units.js";

const KINDS = [
  "tm",
  "laser",
  ...["sci", "ref", "tmi"].flatMap((readout) => ["carrier", "usb"].map((band) => `readout_${readout}_${band}`)),
];

/** Where glitches can be: test masses (m/s), lasers (Hz), and the readouts of beatnotes (Hz). */
export const GLITCH_PLACES: readonly string[] = KINDS.flatMap((kind) => MOSAS.map((mosa) => `${kind}_${mosa}`));

/** What a glitch looks like; t is the time since its begin. */
export type GlitchShape =
  /** Constant for `width` seconds. */
  | { readonly shape: "rectangle"; readonly width: Seconds }
  /** Rises with the one time constant and falls with the other: (exp(−t/fall) − exp(−t/rise)), scaled to the maximum 1. */
  | { readonly shape: "exponential"; readonly rise: Seconds; readonly fall: Seconds }
  /**
   * The exponential shapelet of order n (Q. Baghi et al., Phys. Rev. D 105, 042002 (2022), doi:10.1103/PhysRevD.105.042002),
   * σ = (−1)^(n−1)/√n × (2x/n) exp(−x/n) L¹_(n−1)(2x/n)/n, x = t/width: ∫σ² dt = width.
   */
  | { readonly shape: "shapelet"; readonly order: number; readonly width: Seconds }
  /** Samples, `interval` apart. */
  | { readonly shape: "series"; readonly values: ArrayLike<number>; readonly interval: Seconds };

/** A transient at one place. */
export type Glitch = GlitchShape & {
  /** "tm_12", "laser_31", "readout_sci_carrier_23", … */
  readonly place: string;
  /** When it begins (s since the simulation's start, on the spacecraft's proper time). */
  readonly begin: Seconds;
  /** What the shape is multiplied by: m/s at test masses, Hz elsewhere; default 1. */
  readonly amplitude?: number;
};

/** All glitches, at their places. */
export class GlitchSources {
  readonly #byPlace: Map<string, Glitch[]> = new Map();
  readonly #out: Map<string, Float64Array> = new Map();

  constructor(glitches: readonly Glitch[], dt: Seconds) {
    mustBeList("glitches", glitches, "glitches");
    for (const glitch of glitches) {
      mustFit(glitch, dt);
      this.#byPlace.set(glitch.place, [...(this.#byPlace.get(glitch.place) ?? []), glitch]);
    }
  }

  /** What is added at a place to `count` samples from the time `from` on; null if nothing is. */
  at(place: string, from: Seconds, dt: Seconds, count: number): Float64Array | null {
    const here = (this.#byPlace.get(place) ?? []).filter(
      (glitch) => glitch.begin < from + count * dt && glitch.begin + reachOf(glitch) >= from,
    );
    if (here.length === 0) return null;
    const out = this.#out.get(place) ?? new Float64Array(count);
    this.#out.set(place, out.fill(0));
    for (const glitch of here) {
      const value = valueOf(glitch);
      const amplitude = glitch.amplitude ?? 1;
      // To the nearest 1e-9 s, so that rounding does not decide about a rectangle's edge.
      for (let n = 0; n < count; n++) {
        const t = Math.round((from + n * dt - glitch.begin) * 1e9) / 1e9;
        if (t >= 0) out[n]! += amplitude * value(t);
      }
    }
    return out;
  }
}

/** After this many time constants nothing is left of an exponential, nor of a shapelet. */
const SPENT = 60;

function reachOf(glitch: GlitchShape): Seconds {
  if (glitch.shape === "rectangle") return glitch.width;
  if (glitch.shape === "exponential") return SPENT * Math.max(glitch.rise, glitch.fall);
  if (glitch.shape === "shapelet") return SPENT * glitch.order * glitch.width;
  return glitch.values.length * glitch.interval;
}

function valueOf(glitch: GlitchShape): (t: Seconds) => number {
  switch (glitch.shape) {
    case "rectangle":
      return (t) => (t < glitch.width ? 1 : 0);
    case "exponential":
      return exponential(glitch.rise, glitch.fall);
    case "shapelet":
      return (t) => shapelet(glitch.order, t / glitch.width);
    case "series":
      return (t) => glitch.values[Math.round(t / glitch.interval)] ?? 0;
  }
}

function exponential(rise: Seconds, fall: Seconds): (t: Seconds) => number {
  const shape = (t: Seconds): number => Math.exp(-t / fall) - Math.exp(-t / rise);
  const highest = shape((Math.log(fall / rise) * rise * fall) / (fall - rise));
  return (t) => shape(t) / highest;
}

/** The shapelet of order n at x, normalised to ∫σ² dx = 1. */
function shapelet(n: number, x: number): number {
  const y = (2 * x) / n;
  // L¹_k by its recurrence (k+1) L_(k+1) = (2k + 2 − y) L_k − (k+1) L_(k−1).
  let [before, laguerre] = [0, 1];
  for (let k = 0; k < n - 1; k++) {
    [before, laguerre] = [laguerre, ((2 * k + 2 - y) * laguerre - (k + 1) * before) / (k + 1)];
  }
  return ((n % 2 === 1 ? 1 : -1) * y * Math.exp(-x / n) * laguerre) / (n * Math.sqrt(n));
}

function mustFit(glitch: Glitch, dt: Seconds): void {
  mustBeObject("a glitch", glitch, "an object with place, begin and shape");
  const { place, begin, amplitude = 1 } = glitch;
  if (!GLITCH_PLACES.includes(place)) {
    throw new BadArgumentError(
      `There is no place ${shown(place)} for a glitch; there are ${KINDS.map((kind) => `${kind}_12`).join(", ")} and the same of the other MOSAs.`,
      { place },
    );
  }
  const bad = wrongWith(glitch, dt);
  const keys = Object.hasOwn(KEYS, glitch.shape) ? KEYS[glitch.shape] : undefined;
  if (keys !== undefined) mustKnowKeys(`the glitch at ${place}`, glitch, [...COMMON, ...keys]);
  if (Number.isFinite(begin) && Number.isFinite(amplitude) && bad === null) return;
  throw new BadArgumentError(`The glitch at ${place} ${bad ?? "needs a begin and an amplitude that are numbers"}.`, {
    place,
  });
}

const COMMON: readonly string[] = ["place", "begin", "amplitude", "shape"];

/** What each shape has to say. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  rectangle: ["width"],
  exponential: ["rise", "fall"],
  shapelet: ["order", "width"],
  series: ["values", "interval"],
};

function isPositive(value: unknown): boolean {
  return typeof value === "number" && value > 0;
}

function wrongWith(glitch: GlitchShape, dt: Seconds): string | null {
  switch (glitch.shape) {
    case "rectangle":
      return isPositive(glitch.width) ? null : `is a rectangle of ${shown(glitch.width)} s; its width must be positive`;
    case "exponential": {
      const { rise, fall } = glitch;
      return isPositive(rise) && isPositive(fall) && rise !== fall
        ? null
        : `has time constants ${shown(rise)} s and ${shown(fall)} s; they must be positive and differ`;
    }
    case "shapelet": {
      const { order, width } = glitch;
      return Number.isInteger(order) && order > 0 && isPositive(width)
        ? null
        : `is a shapelet of order ${shown(order)} and width ${shown(width)} s; it takes an order from 1 and a positive width`;
    }
    case "series":
      mustBeNumbers("values of a glitch", glitch.values);
      return Math.abs(glitch.interval / dt - 1) < 1e-9
        ? null
        : `is sampled every ${glitch.interval} s, the simulation's physics every ${dt} s; write it anew with that interval`;
    default:
      return `has the shape ${shown((glitch as { shape?: unknown }).shape)}; there are rectangle, exponential, shapelet and series`;
  }
}
