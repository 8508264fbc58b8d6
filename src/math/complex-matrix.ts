import { BadDataError } from "../core/errors.js";
import type { ComplexArray } from "./complex.js";

/** A dense complex matrix, row after row. */
export interface ComplexMatrix extends ComplexArray {
  readonly rows: number;
  readonly columns: number;
}

/**
 * The solution X of A X = B for a square complex A, by elimination with row pivoting. A and B are overwritten.
 * @throws BadDataError when A is singular
 */
export function solveComplex(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  const size = a.rows;
  for (let column = 0; column < size; column++) {
    const pivot = pivotOf(a, column);
    swapRows(a, column, pivot);
    swapRows(b, column, pivot);
    for (let row = column + 1; row < size; row++) {
      const factor = quotient(a, row * size + column, a, column * size + column);
      subtractRow(a, row, column, factor);
      subtractRow(b, row, column, factor);
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++)
      subtractRow(b, row, k, { re: a.re[row * size + k]!, im: a.im[row * size + k]! });
    for (let k = row * b.columns; k < (row + 1) * b.columns; k++) {
      const { re, im } = quotient(b, k, a, row * size + row);
      b.re[k] = re;
      b.im[k] = im;
    }
  }
  return b;
}

function pivotOf({ rows, columns, re, im }: ComplexMatrix, column: number): number {
  const size = (row: number): number => Math.hypot(re[row * columns + column]!, im[row * columns + column]!);
  let pivot = column;
  for (let row = column + 1; row < rows; row++) if (size(row) > size(pivot)) pivot = row;
  if (size(pivot) > 0) return pivot;
  throw new BadDataError(
    `The ${rows} × ${columns} complex matrix is singular: column ${column} depends on those before.`,
  );
}

function swapRows({ columns, re, im }: ComplexMatrix, a: number, b: number): void {
  if (a === b) return;
  for (const values of [re, im]) {
    const row = values.slice(a * columns, (a + 1) * columns);
    values.copyWithin(a * columns, b * columns, (b + 1) * columns);
    values.set(row, b * columns);
  }
}

/** Takes `factor` times row `from` off row `row`. */
function subtractRow(
  { columns, re, im }: ComplexMatrix,
  row: number,
  from: number,
  factor: { readonly re: number; readonly im: number },
): void {
  for (let k = 0; k < columns; k++) {
    const [x, y] = [re[from * columns + k]!, im[from * columns + k]!];
    re[row * columns + k]! -= factor.re * x - factor.im * y;
    im[row * columns + k]! -= factor.re * y + factor.im * x;
  }
}

function quotient(a: ComplexArray, i: number, b: ComplexArray, j: number): { re: number; im: number } {
  const [x, y, u, v] = [a.re[i]!, a.im[i]!, b.re[j]!, b.im[j]!];
  const norm = u * u + v * v;
  return { re: (x * u + y * v) / norm, im: (y * u - x * v) / norm };
}
