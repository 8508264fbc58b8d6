import { cosineOfTurn, sineOfTurn } from "./turn.js";

/** One pass of a Stockham transform: butterflies of `radix`, on blocks that `stride` interleaved transforms share. */
export interface Pass {
  readonly radix: number;
  /** How many transforms are interleaved: the product of the radices of the passes before. */
  readonly stride: number;
  /** Butterflies per interleaved transform: length / (stride × radix). */
  readonly groups: number;
  /** exp(−2πi p k/(radix × groups)) for p < groups, k = 1 … radix−1: cosines and (negative) sines, k fastest. */
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

/** Whether `length` is a product of 2, 3 and 5. */
export function isSmooth(length: number): boolean {
  return radicesOf(length) !== null;
}

/** The passes of a transform of `length`, which must be a product of 2, 3 and 5; or null if it is not. */
export function passesOf(length: number): readonly Pass[] | null {
  const radices = radicesOf(length);
  if (radices === null) return null;
  let stride = 1;
  return radices.map((radix) => {
    const pass = passOf(radix, stride, length / (stride * radix));
    stride *= radix;
    return pass;
  });
}

/** Radices 4 first, so that the strides of later passes are even; then 2, 3, 5. */
function radicesOf(length: number): readonly number[] | null {
  const radices: number[] = [];
  let rest = length;
  for (const radix of [4, 2, 3, 5]) {
    while (rest % radix === 0) {
      radices.push(radix);
      rest /= radix;
    }
  }
  return rest === 1 ? radices : null;
}

function passOf(radix: number, stride: number, groups: number): Pass {
  const cosines = new Float64Array(groups * (radix - 1));
  const sines = new Float64Array(groups * (radix - 1));
  for (let p = 0; p < groups; p++) {
    for (let k = 1; k < radix; k++) {
      cosines[p * (radix - 1) + k - 1] = cosineOfTurn(p * k, radix * groups);
      sines[p * (radix - 1) + k - 1] = -sineOfTurn(p * k, radix * groups);
    }
  }
  return { radix, stride, groups, cosines, sines };
}
