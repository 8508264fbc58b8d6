import { expect, it } from "vitest";
import { randomStream } from "../../src/core/random.js";
import { type ComplexMatrix, solveComplex } from "../../src/math/complex-matrix.js";

function random(rows: number, columns: number, name: string): ComplexMatrix {
  const numbers = (part: string): Float64Array =>
    randomStream(1n, name + part).normals(new Float64Array(rows * columns));
  return { rows, columns, re: numbers("re"), im: numbers("im") };
}

function copy({ rows, columns, re, im }: ComplexMatrix): ComplexMatrix {
  return { rows, columns, re: re.slice(), im: im.slice() };
}

it("solves equations in complex numbers", () => {
  const [a, b] = [random(15, 15, "a"), random(15, 4, "b")];
  const x = solveComplex(copy(a), copy(b));
  for (let row = 0; row < 15; row++) {
    for (let column = 0; column < 4; column++) {
      let [re, im] = [0, 0];
      for (let k = 0; k < 15; k++) {
        re += a.re[row * 15 + k]! * x.re[k * 4 + column]! - a.im[row * 15 + k]! * x.im[k * 4 + column]!;
        im += a.re[row * 15 + k]! * x.im[k * 4 + column]! + a.im[row * 15 + k]! * x.re[k * 4 + column]!;
      }
      // The condition of such a matrix is some tens.
      expect(re).toBeCloseTo(b.re[row * 4 + column]!, 11);
      expect(im).toBeCloseTo(b.im[row * 4 + column]!, 11);
    }
  }
});

it("refuses equations without a solution", () => {
  const zero = { rows: 2, columns: 2, re: new Float64Array(4), im: new Float64Array(4) };
  expect(() => solveComplex(zero, random(2, 1, "b"))).toThrow(/singular/);
});
