import type { Intrinsic } from "./binary.js";
import { driftRange } from "./binary.js";
import type { Observation } from "./observation.js";

/** A place and a drift to look at. */
export type Place = Pick<Intrinsic, "lambda" | "beta" | "fdot">;

/** Part of 2F that is lost between places, at most, while nothing else is wrong. */
const MISMATCH = 0.25;
/** Antenna patterns alone need this many places from the Sun to the ecliptic's circle. */
const WIDEST = 0.5;

/** What phases the way round the Sun and a drift add, less what a shift of frequency does: moments over the observation. */
interface Moments {
  /** Directions in the ecliptic in which a place shows most and least, and the light seconds (rms) of each. */
  readonly axis: number;
  readonly most: number;
  readonly least: number;
}

/** Places over the sky for binaries around a frequency; drifts of one place follow each other. */
export function placesFor(seen: Observation, frequency: number): readonly Place[] {
  const { axis, most, least } = momentsOf(seen);
  const step = (light: number): number =>
    Math.min(WIDEST, (2 * Math.sqrt(MISMATCH / 2)) / (2 * Math.PI * frequency * light));
  const [first, second] = [step(most), step(least)];
  const out: Place[] = [];
  const drifts = driftsFor(seen, frequency);
  for (let x = -Math.floor(1 / first); x <= 1 / first; x++) {
    for (let y = -Math.ceil(1 / second); y <= 1 / second; y++) {
      const [p, q] = [x * first, y * second];
      // A place just outside of the circle stands for what is inside.
      const radius = Math.hypot(p, q);
      if (radius > 1 + Math.min(first, second) / 2) continue;
      const lambda = Math.atan2(q, p) + axis;
      const beta = Math.acos(Math.min(1, radius));
      for (const fdot of drifts) out.push({ lambda, beta, fdot });
      if (beta > 0) for (const fdot of drifts) out.push({ lambda, beta: -beta, fdot });
    }
  }
  return out;
}

/** Drifts from the slowest to the fastest, so near that phases differ by little between. */
function driftsFor({ duration }: Observation, frequency: number): readonly number[] {
  const [from, to] = driftRange(frequency);
  // π ḟ t² less a line: rms of π ḟ T²/(6 √5).
  const step = (2 * Math.sqrt(MISMATCH) * 6 * Math.sqrt(5)) / (Math.PI * duration ** 2);
  const count = Math.ceil((to - from) / step);
  if (count <= 1) return [0];
  return Array.from({ length: count }, (_, n) => from + ((n + 0.5) / count) * (to - from));
}

function momentsOf({ samples }: Observation): Moments {
  const { centre } = samples;
  const [x, y] = [withoutLine(centre[0]!), withoutLine(centre[1]!)];
  const mean = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, n) => sum + v * b[n]!, 0) / a.length;
  const [xx, xy, yy] = [mean(x, x), mean(x, y), mean(y, y)];
  const axis = Math.atan2(2 * xy, xx - yy) / 2;
  const root = Math.hypot((xx - yy) / 2, xy);
  const middle = (xx + yy) / 2;
  return { axis, most: Math.sqrt(middle + root), least: Math.sqrt(Math.max(middle - root, 0)) };
}

/** What is left of values after their best straight line. */
function withoutLine(values: Float64Array): Float64Array {
  const count = values.length;
  const mean = values.reduce((sum, v) => sum + v, 0) / count;
  let [up, over] = [0, 0];
  for (let n = 0; n < count; n++) {
    const t = n - (count - 1) / 2;
    up += t * values[n]!;
    over += t * t;
  }
  return values.map((v, n) => v - mean - (up / over) * (n - (count - 1) / 2));
}
