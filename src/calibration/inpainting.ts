import { BadDataError } from "../core/errors.js";
import { BandedFit } from "../math/banded.js";

/** Samples before a sample that say what it is likely to be. */
const ORDER = 64;

/** Fewest good samples in a row that the series' memory is learned from, as a multiple of the order. */
const ENOUGH = 8;

/** What was filled in. */
export interface Inpainted {
  readonly values: Float64Array;
  /** Number of samples that were filled. */
  readonly filled: number;
}

/**
 * Fills the samples that are NaN with what those on both sides make most likely: the series is taken as autoregressive (its memory
 * by Burg's method on the longest good stretch), and the missing samples are those that minimise what the memory does not
 * explain (A. J. E. M. Janssen, R. N. J. Veldhuis, L. B. Vries, IEEE Trans. ASSP 34 (1986) 317, doi:10.1109/TASSP.1986.1164824). There
 * is no step at a gap's ends, so nothing rings; deep inside a gap longer than the memory the fill comes to rest at zero power.
 * @throws BadDataError when no stretch is long enough to learn from
 */
export function inpainted(series: Float64Array, order: number = ORDER): Inpainted {
  const values = series.slice();
  const gaps = gapsOf(values);
  if (gaps.length === 0) return { values, filled: 0 };
  const memory = burg(longestGood(values, order * ENOUGH), order);
  let filled = 0;
  for (const group of grouped(gaps, order)) {
    fill(values, group, memory);
    filled += group.reduce((sum, { start, stop }) => sum + stop - start, 0);
  }
  return { values, filled };
}

interface Gap {
  readonly start: number;
  readonly stop: number;
}

function gapsOf(values: Float64Array): Gap[] {
  const gaps: Gap[] = [];
  let start = -1;
  for (let n = 0; n <= values.length; n++) {
    const missing = n < values.length && Number.isNaN(values[n]);
    if (missing && start < 0) start = n;
    if (missing || start < 0) continue;
    gaps.push({ start, stop: n });
    start = -1;
  }
  return gaps;
}

/** Gaps that are closer to each other than the memory reaches are filled together. */
function grouped(gaps: readonly Gap[], order: number): Gap[][] {
  const groups: Gap[][] = [];
  for (const gap of gaps) {
    const last = groups.at(-1);
    if (last !== undefined && gap.start - last.at(-1)!.stop <= order) last.push(gap);
    else groups.push([gap]);
  }
  return groups;
}

function longestGood(values: Float64Array, least: number): Float64Array {
  let best = values.subarray(0, 0);
  let start = 0;
  for (let n = 0; n <= values.length; n++) {
    if (n < values.length && !Number.isNaN(values[n])) continue;
    if (n - start > best.length) best = values.subarray(start, n);
    start = n + 1;
  }
  if (best.length >= least) return best;
  throw new BadDataError(
    `The longest stretch without a gap has ${best.length} samples; ${least} are needed to fill the gaps from. Mask them instead.`,
    { longest: best.length, least },
  );
}

/** Coefficients a_0 = 1, a_1 … of the prediction error Σ a_k x[n − k] (J. P. Burg, 1975): always a stable memory. */
function burg(values: Float64Array, order: number): Float64Array {
  const [forward, backward] = [values.slice(), values.slice()];
  let memory = Float64Array.of(1);
  for (let m = 1; m <= order; m++) {
    let [cross, power] = [0, 0];
    for (let n = m; n < values.length; n++) {
      cross += forward[n]! * backward[n - 1]!;
      power += forward[n]! ** 2 + backward[n - 1]! ** 2;
    }
    const reflection = power > 0 ? (-2 * cross) / power : 0;
    const longer = new Float64Array(m + 1);
    for (let k = 0; k <= m; k++) longer[k] = (memory[k] ?? 0) + reflection * (memory[m - k] ?? 0);
    memory = longer;
    for (let n = values.length - 1; n >= m; n--) {
      const [f, b] = [forward[n]!, backward[n - 1]!];
      forward[n] = f + reflection * b;
      backward[n] = b + reflection * f;
    }
  }
  return memory;
}

/** Solves for the missing samples: every prediction error that has one of them is an equation. */
function fill(values: Float64Array, gaps: readonly Gap[], memory: Float64Array): void {
  const order = memory.length - 1;
  const [first, stop] = [gaps[0]!.start, gaps.at(-1)!.stop];
  const fit = new BandedFit(stop - first, order + 1);
  // Known samples in between are unknowns, too, held where they are: the band stays one.
  const known = Float64Array.from({ length: order + 1 }, (_, k) => (k === 0 ? HELD : 0));
  for (let n = first; n < stop; n++) if (!Number.isNaN(values[n])) fit.add(n - first, known, HELD * values[n]!);
  for (let n = Math.max(order, first); n < Math.min(values.length, stop + order); n++) {
    const from = Math.max(first, n - order);
    const row = new Float64Array(order + 1);
    let right = 0;
    for (let k = 0; k <= order; k++) {
      const at = n - k;
      if (at >= first && at < stop) row[at - from] = memory[k]!;
      else right -= memory[k]! * values[at]!;
    }
    fit.add(from - first, row, right);
  }
  const solution = fit.solution();
  for (const gap of gaps) values.set(solution.subarray(gap.start - first, gap.stop - first), gap.start);
}

/** How much more a known sample counts than a prediction. */
const HELD = 1e6;
