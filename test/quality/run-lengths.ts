import { randomStream } from "../../src/core/random.js";

/** The standard normal distribution, good to 1e-12 where run lengths need it. */
export function normalBelow(x: number): number {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0;
  // Φ(x) = 1/2 + φ(x)·(x + x³/3 + x⁵/15 + …), Abramowitz and Stegun 26.2.11.
  let term = x;
  let sum = x;
  for (let n = 3; Math.abs(term) > 1e-17 * Math.abs(sum) && n < 400; n += 2) {
    term *= (x * x) / n;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Cells of a Markov chain, and steps after which practically no series goes on without an alarm. */
const CELLS = 161;
const STEPS = 6000;

/**
 * The mean run length of a chart whose statistic is a Markov process, by D. Brook and D. A. Evans (1972): cells between the limits, the
 * chance to go from one to another, and how much of all series is still without an alarm after every step.
 * @param above the chance that the next statistic is above `to`, given `from`
 * @param limits outside of which the chart alarms, after step n (from 1)
 */
export function meanRunLength(
  domain: readonly [low: number, high: number],
  start: number,
  above: (from: number, to: number) => number,
  limits: (step: number) => readonly [low: number, high: number],
): number {
  const [low, high] = domain;
  const width = (high - low) / CELLS;
  const centre = (cell: number): number => low + (cell + 0.5) * width;
  const chances = Array.from({ length: CELLS }, (_, from) =>
    Float64Array.from({ length: CELLS }, (_, to) => {
      const [lower, upper] = [centre(to) - width / 2, centre(to) + width / 2];
      return above(centre(from), lower) - above(centre(from), upper);
    }),
  );
  let there = new Float64Array(CELLS);
  there[Math.min(CELLS - 1, Math.floor((start - low) / width))] = 1;
  let mean = 0;
  for (let step = 1; step <= STEPS; step++) {
    const survivors = there.reduce((sum, part) => sum + part, 0);
    mean += survivors;
    if (survivors < 1e-12) break;
    const next = new Float64Array(CELLS);
    for (const [from, part] of there.entries()) {
      if (part === 0) continue;
      const row = chances[from]!;
      for (let to = 0; to < CELLS; to++) next[to]! += part * row[to]!;
    }
    const [least, most] = limits(step);
    there = next.map((part, cell) => (centre(cell) < least || centre(cell) > most ? 0 : part));
  }
  return mean;
}

/** A first stretch that is long enough after a change, one that mostly is, and one that practically always is. */
const LENGTHS = [64, 512, 8000];

/** The mean number of values until a chart's first alarm, over `runs` series of normal values around `shift`. */
export function simulatedRunLength(
  name: string,
  runs: number,
  shift: number,
  firstSignal: (values: Float64Array) => number | undefined,
): number {
  let total = 0;
  for (let run = 0; run < runs; run++) {
    let first: number | undefined;
    for (const length of LENGTHS) {
      // The same stream gives the same values, and more of them.
      const values = randomStream(2037n, `${name} ${shift} ${run}`).normals(new Float64Array(length));
      first = firstSignal(values.map((value) => value + shift));
      if (first !== undefined) break;
    }
    total += (first ?? LENGTHS.at(-1)!) + 1;
  }
  return total / runs;
}
