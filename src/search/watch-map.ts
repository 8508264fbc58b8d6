import type { Seconds } from "../core/units.js";
import { complexArray } from "../math/complex.js";
import { fftPlan } from "../math/plan.js";
import { windowOf } from "../math/window.js";
import { frequencyBefore } from "./watch-bank.js";
import type { CandidateVersion } from "./watch-candidate.js";
import type { WhitenedData } from "./watch-inspiral.js";

/** Power of A and E over the noise's in stretches of time and bins of frequency. */
export interface WatchMap {
  /** Edges of stretches (s), and of bins (Hz). */
  readonly times: Float64Array;
  readonly frequencies: Float64Array;
  /** 1 on average where there is noise alone, NaN where data are missing; frequency by frequency. */
  readonly power: Float64Array;
}

/** Samples of a stretch: half a day at 30 s; each begins where the one before has its middle. */
const LENGTH = 1440;
/** Edges of bins: from where the whitening begins on, by a factor. */
const BAND = { from: 1e-4, to: 1e-2, bins: 40 };

/** The map of whitened data that begin at a time. */
export function timeFrequency({ channels, usable }: WhitenedData, begin: Seconds, dt: Seconds): WatchMap {
  const columns = Math.floor((2 * channels[0].length) / LENGTH) - 1;
  const { from, to, bins } = BAND;
  const frequencies = Float64Array.from({ length: bins + 1 }, (_, n) => from * (to / from) ** (n / bins));
  const times = Float64Array.from({ length: columns + 1 }, (_, n) => begin + ((n + 0.5) * LENGTH * dt) / 2);
  const power = new Float64Array(bins * columns).fill(Number.NaN);
  const window = windowOf("hann", LENGTH);
  const plan = fftPlan(LENGTH);
  const spectrum = complexArray(plan.bins);
  const scale = 1 / (2 * window.reduce((sum, x) => sum + x * x, 0));
  for (let column = 0; column < columns; column++) {
    const first = (column * LENGTH) / 2;
    if (!usable.some(([begins, ends]) => begins <= first && first + LENGTH <= ends)) continue;
    const total = new Float64Array(plan.bins);
    for (const values of channels.slice(0, 2)) {
      plan.forwardReal(
        window.map((w, n) => w * values[first + n]),
        spectrum,
      );
      for (let k = 0; k < total.length; k++) total[k] += scale * (spectrum.re[k] ** 2 + spectrum.im[k] ** 2);
    }
    for (let bin = 0; bin < bins; bin++) {
      const edges = [frequencies[bin], frequencies[bin + 1]].map((f) => f * LENGTH * dt);
      const [low, high] = [Math.floor(edges[0]), Math.max(Math.floor(edges[0]) + 1, Math.floor(edges[1]))];
      power[bin * columns + column] = total.slice(low, high).reduce((sum, x) => sum + x, 0) / (high - low);
    }
  }
  return { times, frequencies, power };
}

/** Where a version of a merger has its power between two times: times (s) and frequencies (Hz), at leading order. */
export function trackOf(
  { time, chirpMass }: CandidateVersion,
  [from, to]: readonly [Seconds, Seconds],
): { readonly times: Float64Array; readonly frequencies: Float64Array } {
  const last = Math.min(to, time.value - 600);
  const times = Float64Array.from({ length: 200 }, (_, n) => from + ((last - from) * n) / 199);
  const frequencies = times.map((t) =>
    chirpMass === null || t >= time.value ? Number.NaN : frequencyBefore(chirpMass.value, time.value - t),
  );
  return { times, frequencies };
}
