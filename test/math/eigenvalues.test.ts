import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/core/random.js";
import { eigenvalues } from "../../src/math/eigenvalues.js";
import { type Matrix, matrixInverse, matrixOf, matrixProduct } from "../../src/math/matrix.js";

function random(size: number, name: string): Matrix {
  const values = randomStream(1n, name).normals(new Float64Array(size * size));
  return { rows: size, columns: size, values };
}

function sorted({ re, im }: { re: Float64Array; im: Float64Array }): [number, number][] {
  return Array.from(re, (x, k): [number, number] => [x, im[k]!]).sort(
    (a, b) => Math.round(1e6 * (a[0] - b[0])) || a[1] - b[1],
  );
}

describe("eigenvalues", () => {
  it("are those that a matrix was made of", () => {
    // Pairs a ± ib in 2 × 2 blocks, seen in another basis.
    const pairs = [0, 1, 2, 3, 4, 5, 6, 7].map((k) => [k - 3.5, 0.3 * (k + 1)] as const);
    const blocks = matrixOf(16, 16, (row, column) => {
      if (row >> 1 !== column >> 1) return 0;
      const [a, b] = pairs[row >> 1]!;
      return row === column ? a : row < column ? b : -b;
    });
    const basis = random(16, "basis");
    const found = sorted(eigenvalues(matrixProduct(matrixProduct(basis, blocks), matrixInverse(basis))));
    const expected = pairs.flatMap(([a, b]) => [[a, -b] as const, [a, b] as const]);
    expected.forEach(([re, im], k) => {
      // The basis has a condition of some hundred.
      expect(found[k]![0]).toBeCloseTo(re, 10);
      expect(found[k]![1]).toBeCloseTo(im, 10);
    });
  });

  it("add up to the trace, and multiply to the powers' traces", () => {
    const matrix = random(60, "traces");
    const { re, im } = eigenvalues(matrix);
    const trace = (m: Matrix): number =>
      Array.from({ length: 60 }, (_, k) => m.values[61 * k]!).reduce((a, b) => a + b);
    expect(re.reduce((a, b) => a + b)).toBeCloseTo(trace(matrix), 9);
    expect(im.reduce((a, b) => a + b)).toBeCloseTo(0, 9);
    const squares = re.map((x, k) => x * x - im[k]! ** 2).reduce((a, b) => a + b);
    expect(squares).toBeCloseTo(trace(matrixProduct(matrix, matrix)), 8);
  });

  it("of a cyclic permutation, which no usual shift helps, are the roots of one", () => {
    const size = 5;
    const { re, im } = eigenvalues(matrixOf(size, size, (row, column) => Number((row + 1) % size === column)));
    for (let k = 0; k < size; k++) {
      expect(Math.hypot(re[k]!, im[k]!)).toBeCloseTo(1, 12);
      const turns = (Math.atan2(im[k]!, re[k]!) / (2 * Math.PI)) * size;
      expect(turns).toBeCloseTo(Math.round(turns), 10);
    }
  });

  it("of a triangular and of a zero matrix are on the diagonal", () => {
    const found = sorted(eigenvalues(matrixOf(3, 3, (row, column) => (row > column ? 0 : row + 1))));
    expect(found).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
    expect([...eigenvalues(matrixOf(2, 2, () => 0)).re]).toEqual([0, 0]);
  });
});

describe("matrices", () => {
  it("times their inverse are one", () => {
    const matrix = random(15, "inverse");
    const one = matrixProduct(matrix, matrixInverse(matrix));
    one.values.forEach((value, k) => expect(value).toBeCloseTo(k % 16 === 0 ? 1 : 0, 11));
  });

  it("that are singular, or don't fit, are refused", () => {
    expect(() => matrixInverse(matrixOf(2, 2, () => 1))).toThrow(/singular/);
    expect(() => matrixProduct(random(2, "a"), random(3, "b"))).toThrow(/can't be multiplied/);
  });
});
