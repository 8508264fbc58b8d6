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

/** out = matrix x, where `x` begins at `from` in its array. */
export function applySparse(matrix: SparseMatrix, x: Float64Array, from: number, out: Float64Array): void {
  const { starts, columns, values } = matrix;
  for (let row = 0; row + 1 < starts.length; row++) {
    let sum = 0;
    for (let k = starts[row]!; k < starts[row + 1]!; k++) sum += values[k]! * x[from + columns[k]!]!;
    out[row] = sum;
  }
}
