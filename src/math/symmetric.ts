import type { Matrix } from "./matrix.js";

/** Sweeps after which what is off the diagonal of any matrix is rounding; six or seven are usual. */
const MOST_SWEEPS = 30;

/** Eigenvalues of a symmetric matrix, and its eigenvectors, one after the other, of length 1. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  readonly vectors: readonly Float64Array[];
}

/** C. Jacobi's rotations, row by row (G. Golub, C. Van Loan, Matrix Computations, 4th ed., algorithm 8.5.3). */
export function symmetricEigen({ rows: size, values }: Matrix): SymmetricEigen {
  const a = Array.from({ length: size }, (_, n) => values.slice(n * size, (n + 1) * size));
  const vectors = a.map((_, n) => Float64Array.from(a, (_row, m) => (m === n ? 1 : 0)));
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let turned = false;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) turned = rotated(a, vectors, p, q) || turned;
    }
    if (!turned) break;
  }
  return { values: Float64Array.from(a, (row, n) => row[n]!), vectors };
}

/** Makes an entry zero; false where it is that, next to the diagonal. */
function rotated(a: readonly Float64Array[], vectors: readonly Float64Array[], p: number, q: number): boolean {
  const [row, other] = [a[p]!, a[q]!];
  const [entry, pp, qq] = [row[q]!, row[p]!, other[q]!];
  if (!(Math.abs(entry) > 1e-16 * Math.sqrt(Math.abs(pp * qq)))) return false;
  const ratio = (qq - pp) / (2 * entry);
  const t = Math.sign(ratio || 1) / (Math.abs(ratio) + Math.hypot(1, ratio));
  const c = 1 / Math.hypot(1, t);
  const s = t * c;
  for (const line of a) turn(line, p, q, c, s);
  for (let n = 0; n < a.length; n++) {
    const [x, y] = [row[n]!, other[n]!];
    row[n] = c * x - s * y;
    other[n] = s * x + c * y;
  }
  [row[q], other[p]] = [0, 0];
  const [v, w] = [vectors[p]!, vectors[q]!];
  for (let n = 0; n < v.length; n++) {
    const [x, y] = [v[n]!, w[n]!];
    v[n] = c * x - s * y;
    w[n] = s * x + c * y;
  }
  return true;
}

function turn(line: Float64Array, p: number, q: number, c: number, s: number): void {
  const [x, y] = [line[p]!, line[q]!];
  line[p] = c * x - s * y;
  line[q] = s * x + c * y;
}
