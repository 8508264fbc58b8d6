import { BadDataError } from "../core/errors.js";

/** A dense matrix, row after row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** The matrix whose entries `entry` gives. */
export function matrixOf(rows: number, columns: number, entry: (row: number, column: number) => number): Matrix {
  const values = Float64Array.from({ length: rows * columns }, (_, k) => entry(Math.floor(k / columns), k % columns));
  return { rows, columns, values };
}

/** An entry. */
export function entryOf({ columns, values }: Matrix, row: number, column: number): number {
  return values[row * columns + column]!;
}

/** a b. @throws BadDataError when a has not as many columns as b has rows */
export function matrixProduct(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.rows) {
    throw new BadDataError(
      `A ${a.rows} × ${a.columns} matrix can't be multiplied by a ${b.rows} × ${b.columns} one; the inner sizes must be the same.`,
    );
  }
  return matrixOf(a.rows, b.columns, (row, column) => {
    let sum = 0;
    for (let k = 0; k < a.columns; k++) sum += entryOf(a, row, k) * entryOf(b, k, column);
    return sum;
  });
}

/** The inverse of a square matrix, by Gauss and Jordan with row pivoting. @throws BadDataError when there is none */
export function matrixInverse(matrix: Matrix): Matrix {
  const size = matrix.rows;
  const left = matrix.values.slice();
  const right = matrixOf(size, size, (row, column) => (row === column ? 1 : 0)).values;
  for (let column = 0; column < size; column++) {
    const pivot = pivotOf(left, size, column);
    swapRows(left, size, column, pivot);
    swapRows(right, size, column, pivot);
    const scale = 1 / left[column * size + column]!;
    for (let k = 0; k < size; k++) {
      left[column * size + k]! *= scale;
      right[column * size + k]! *= scale;
    }
    for (let row = 0; row < size; row++) {
      const factor = row === column ? 0 : left[row * size + column]!;
      for (let k = 0; k < size; k++) {
        left[row * size + k]! -= factor * left[column * size + k]!;
        right[row * size + k]! -= factor * right[column * size + k]!;
      }
    }
  }
  return { rows: size, columns: size, values: right };
}

/** The row with the largest entry in `column`, from the diagonal on. */
function pivotOf(values: Float64Array, size: number, column: number): number {
  let pivot = column;
  for (let row = column + 1; row < size; row++) {
    if (Math.abs(values[row * size + column]!) > Math.abs(values[pivot * size + column]!)) pivot = row;
  }
  if (!(Math.abs(values[pivot * size + column]!) > 0)) {
    throw new BadDataError(`The ${size} × ${size} matrix is singular: column ${column} depends on those before it.`, {
      column,
    });
  }
  return pivot;
}

function swapRows(values: Float64Array, size: number, a: number, b: number): void {
  if (a === b) return;
  const row = values.slice(a * size, (a + 1) * size);
  values.copyWithin(a * size, b * size, (b + 1) * size);
  values.set(row, b * size);
}
