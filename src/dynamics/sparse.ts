import { entryOf, type Matrix } from "../math/matrix.js";

/** The entries of a matrix that are not zero, row by row. */
export interface SparseMatrix {
  /** Where each row begins in `columns` and `values`; one more at the end. */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** The same matrix without its zeros. */
export function sparse(matrix: Matrix): SparseMatrix {
  const starts = [0];
  const columns: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < matrix.rows; row++) {
    for (let column = 0; column < matrix.columns; column++) {
      const entry = entryOf(matrix, row, column);
      if (entry === 0) continue;
      columns.push(column);
      values.push(entry);
    }
    starts.push(columns.length);
  }
  return { starts: Int32Array.from(starts), columns: Int32Array.from(columns), values: Float64Array.from(values) };
}

/** out = matrix x; the numbers of x are `stride` apart, from `from` on. */
export function applySparse(
  matrix: SparseMatrix,
  x: Float64Array,
  from: number,
  stride: number,
  out: Float64Array,
): void {
  const { starts, columns, values } = matrix;
  const rows = starts.length - 1;
  let k = 0;
  for (let row = 0; row < rows; row++) {
    const end = starts[row + 1]!;
    let sum = 0;
    for (; k < end; k++) sum += values[k]! * x[from + columns[k]! * stride]!;
    out[row] = sum;
  }
}
