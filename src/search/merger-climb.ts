import { entryOf, matrixInverse, matrixOf, matrixProduct } from "../math/matrix.js";
import type { Maximum } from "./simplex.js";

/** Damping at first, and beyond which no step helps. */
const DAMPING = { first: 1e-2, last: 1e7 };

/**
 * Uphill by steps that the second derivatives say, damped until they help (K. Levenberg 1944, doi:10.1090/qam/10666): along valleys that
 * a simplex is stuck in. Derivatives are differences over `steps`.
 */
export function climbed(
  value: (x: Float64Array) => number,
  start: Float64Array,
  steps: Float64Array,
  rounds: number,
): Maximum {
  let best: Maximum = { at: start, value: value(start) };
  let damping = DAMPING.first;
  for (let round = 0; round < rounds && damping < DAMPING.last; round++) {
    const { slope, bend } = differences(value, best, steps);
    if (!slope.every(Number.isFinite) || !bend.every((row) => row.every(Number.isFinite))) break;
    const before = best.value;
    while (damping < DAMPING.last) {
      const at = stepped(best.at, steps, slope, bend, damping);
      const here = value(at);
      if (here > best.value) {
        best = { at, value: here };
        damping = Math.max(damping / 10, 1e-6);
        break;
      }
      damping *= 4;
    }
    if (best.value - before < 1e-3) break;
  }
  return best;
}

/** First and second differences in units of the steps. */
function differences(
  value: (x: Float64Array) => number,
  { at, value: centre }: Maximum,
  steps: Float64Array,
): { readonly slope: number[]; readonly bend: number[][] } {
  const moved = (moves: readonly (readonly [number, number])[]): number => {
    const x = at.slice();
    for (const [n, by] of moves) x[n] += by * steps[n];
    return value(x);
  };
  const up = Array.from(at, (_, n) => moved([[n, 1]]));
  const down = Array.from(at, (_, n) => moved([[n, -1]]));
  const slope = up.map((high, n) => (high - down[n]) / 2);
  const bend = up.map((high) => up.map(() => high));
  for (let n = 0; n < at.length; n++) {
    bend[n][n] = 2 * centre - up[n] - down[n];
    for (let m = 0; m < n; m++) {
      const both =
        moved([
          [n, 1],
          [m, 1],
        ]) +
        moved([
          [n, -1],
          [m, -1],
        ]);
      const mixed = -(both - up[n] - down[n] - up[m] - down[m] + 2 * centre) / 2;
      bend[n][m] = mixed;
      bend[m][n] = mixed;
    }
  }
  return { slope, bend };
}

function stepped(
  at: Float64Array,
  steps: Float64Array,
  slope: readonly number[],
  bend: readonly (readonly number[])[],
  damping: number,
): Float64Array {
  const size = slope.length;
  const inverse = matrixInverse(
    matrixOf(size, size, (n, m) => bend[n][m] + (n === m ? damping * Math.max(Math.abs(bend[n][n]), 1e-6) : 0)),
  );
  const move = matrixProduct(
    inverse,
    matrixOf(size, 1, (n) => slope[n]),
  );
  return at.map((x, n) => x + steps[n] * entryOf(move, n, 0));
}
