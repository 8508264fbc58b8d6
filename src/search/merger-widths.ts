import { matrixOf } from "../math/matrix.js";
import { symmetricEigen } from "../math/symmetric.js";

/** Steps over which ln L falls by about one are looked for this often, each by no more than this factor. */
const ROUNDS = 12;
const FACTOR = 30;

/** Steps along single parameters over which a function falls by about one from a maximum, not beyond `most`. */
export function unitSteps(
  value: (x: Float64Array) => number,
  at: Float64Array,
  first: Float64Array,
  most: Float64Array,
): Float64Array {
  const top = value(at);
  return first.map((start, n) => {
    let step = start;
    for (let round = 0; round < ROUNDS; round++) {
      const fall = top - (moved(value, at, n, step) + moved(value, at, n, -step)) / 2;
      // Beyond a bound, or where it does not fall at all: there is no curvature to be had.
      const factor = Number.isFinite(fall) ? 1 / Math.sqrt(Math.max(fall, FACTOR ** -2)) : 1 / 4;
      step = Math.min(step * Math.max(1 / FACTOR, Math.min(FACTOR, factor)), most[n]!);
      if ((fall > 0.3 && fall < 3) || (step === most[n] && fall < 3)) break;
    }
    return step;
  });
}

function moved(value: (x: Float64Array) => number, at: Float64Array, n: number, by: number): number {
  const x = at.slice();
  x[n]! += by;
  return value(x);
}

/**
 * Directions and widths of a maximum: eigenvectors of the second derivatives, each as long as its standard deviation, no longer than `most`
 * says along any parameter.
 */
export function principalWidths(
  value: (x: Float64Array) => number,
  at: Float64Array,
  steps: Float64Array,
  most: Float64Array,
): readonly Float64Array[] {
  const top = value(at);
  const pair = (n: number, m: number, sign: number): number => {
    const x = at.slice();
    x[n]! += steps[n]!;
    x[m]! += sign * steps[m]!;
    return value(x);
  };
  const opposite = (n: number, m: number, sign: number): number => {
    const x = at.slice();
    x[n]! -= steps[n]!;
    x[m]! -= sign * steps[m]!;
    return value(x);
  };
  const entry = (n: number, m: number): number => {
    if (n === m) return 2 * top - moved(value, at, n, steps[n]!) - moved(value, at, n, -steps[n]!);
    const [same, other] = [1, -1].map((sign) => pair(n, m, sign) + opposite(n, m, sign)) as [number, number];
    return (other - same) / 4;
  };
  const bends = matrixOf(at.length, at.length, (n, m) => {
    const bend = entry(Math.max(n, m), Math.min(n, m));
    return Number.isFinite(bend) ? bend : Number(n === m);
  });
  const { values, vectors } = symmetricEigen(bends);
  return vectors.map((vector, n) => {
    const length = 1 / Math.sqrt(Math.max(values[n]!, 1e-6));
    const full = vector.map((x, m) => x * steps[m]! * length);
    const over = full.reduce((worst, x, m) => Math.max(worst, Math.abs(x) / most[m]!), 1);
    return full.map((x) => x / over);
  });
}
