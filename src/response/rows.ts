/** Rows that take part in an interpolation: degree 7. */
const ROWS = 8;

/** How the rows of a table around a point add up to the value there. */
export interface RowWeights {
  /** The interpolated value of column `axis` of a table of `columns` columns. */
  of(table: Float64Array, columns?: number, axis?: number): number;
}

/**
 * Lagrange interpolation through the eight rows around `x` (in rows; fewer when the table has fewer). With rows 5000 s
 * apart, positions of an orbit of a year err by less than their rounding.
 */
export function rowWeights(x: number, length: number): RowWeights {
  const count = Math.min(ROWS, length);
  const first = Math.max(0, Math.min(length - count, Math.floor(x) - count / 2 + 1));
  const weights = lagrangeWeights(x - first, count);
  return {
    of: (table, columns = 1, axis = 0) => {
      let sum = 0;
      for (let row = 0; row < count; row++) sum += weights[row]! * table[(first + row) * columns + axis]!;
      return sum;
    },
  };
}

/** Π_{i≠j} (u − i)/(j − i) for the nodes j = 0, 1, …. */
function lagrangeWeights(u: number, count: number): Float64Array {
  const weights = new Float64Array(count).fill(1);
  for (let j = 0; j < count; j++) {
    for (let i = 0; i < count; i++) if (i !== j) weights[j]! *= (u - i) / (j - i);
  }
  return weights;
}
