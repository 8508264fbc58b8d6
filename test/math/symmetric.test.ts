import { expect, test } from "vitest";
import { randomStream } from "../../src/core/random.js";
import { entryOf, matrixOf } from "../../src/math/matrix.js";
import { symmetricEigen } from "../../src/math/symmetric.js";

/** Rounding of seven sweeps. */
const TOLERANCE = 1e-13;

test("eigenvectors of symmetric matrices are stretched by their eigenvalues, and at right angles to each other", () => {
  const random = randomStream(1n, "symmetric");
  for (const size of [1, 2, 7, 11]) {
    const numbers = random.normals(new Float64Array(size * size));
    const matrix = matrixOf(size, size, (n, m) => numbers[n * size + m] + numbers[m * size + n]);
    const { values, vectors } = symmetricEigen(matrix);
    vectors.forEach((vector, n) => {
      for (let row = 0; row < size; row++) {
        const stretched = vector.reduce((sum, x, m) => sum + entryOf(matrix, row, m) * x, 0);
        expect(Math.abs(stretched - values[n] * vector[row])).toBeLessThan(TOLERANCE * size);
      }
      vectors.forEach((other, m) => {
        const dot = vector.reduce((sum, x, k) => sum + x * other[k], 0);
        expect(Math.abs(dot - (n === m ? 1 : 0))).toBeLessThan(TOLERANCE);
      });
    });
  }
});

test("eigenvalues may be far apart, or alike", () => {
  const { values } = symmetricEigen(matrixOf(3, 3, (n, m) => (n === m ? [1e12, 2, 2][n] : n + m === 3 ? 1e-3 : 0)));
  const sorted = [...values].sort((a, b) => a - b);
  expect(sorted[0]).toBeCloseTo(1.999, 12);
  expect(sorted[1]).toBeCloseTo(2.001, 12);
  expect(sorted[2]).toBe(1e12);
});
