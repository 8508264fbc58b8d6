import { BadArgumentError } from "../core/errors.js";

/** Powers of frequency by which the phase of a chirp may differ from the reference's: post-Newtonian terms and a shift of time. */
const POWERS: readonly number[] = [-5 / 3, -1, -2 / 3, 1, 5 / 3, 7 / 3];

/**
 * Numbers of Fourier bins between which phases differ from the reference's by equal parts: `count` + 1 of them, from `from` to `to`
 * (B. Zackay, L. Dai, T. Venumadhav 2018, arXiv:1806.08792, equation 10). Fewer where there are not so many bins.
 * @throws BadArgumentError for a band of no bins
 */
export function heterodyneEdges(from: number, to: number, count: number): Int32Array {
  if (!(Number.isInteger(from) && Number.isInteger(to) && from > 0 && to > from + 3 && count > 2)) {
    throw new BadArgumentError(
      `A heterodyned likelihood in ${count} bins from ${from} to ${to}: whole numbers are expected, the first above 0 and four below the last, and three bins or more.`,
      { from, to, count },
    );
  }
  const difference = (bin: number): number =>
    POWERS.reduce((sum, power) => sum + Math.sign(power) * (bin / (power > 0 ? to : from)) ** power, 0);
  const [lowest, highest] = [difference(from), difference(to)];
  const edges = [from];
  for (let n = 1; n < count; n++) {
    const edge = Math.round(placeOf(difference, lowest + ((highest - lowest) * n) / count, from, to));
    if (edge > edges[edges.length - 1] && edge < to) edges.push(edge);
  }
  // Cubics need four.
  if (edges.length < 3) return Int32Array.from([0, 1, 2, 3], (n) => from + Math.round((n * (to - from)) / 3));
  return Int32Array.from([...edges, to]);
}

/** Where a growing function has a value. */
function placeOf(of: (x: number) => number, value: number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let round = 0; round < 50; round++) {
    const middle = (low + high) / 2;
    if (of(middle) < value) low = middle;
    else high = middle;
  }
  return low;
}
