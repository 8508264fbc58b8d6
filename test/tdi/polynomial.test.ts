import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MOSAS } from "../../src/core/mosa.js";
import { DelayPolynomial } from "../../src/tdi/polynomial.js";

const monomial = fc.array(fc.constantFrom(...MOSAS), { maxLength: 4 });
const polynomial = fc
  .array(fc.tuple(fc.integer({ min: -5, max: 5 }), monomial), { maxLength: 4 })
  .map((terms) =>
    terms.reduce(
      (sum, [coefficient, delays]) => sum.plus(DelayPolynomial.of(delays.join(".") || "1").scaled(coefficient)),
      DelayPolynomial.of(""),
    ),
  );

function expectEqual(a: DelayPolynomial, b: DelayPolynomial): void {
  expect(a.minus(b).toString()).toBe("0");
}

describe("a delay polynomial", () => {
  it("is read from paths of spacecraft", () => {
    expect(DelayPolynomial.of("1 - 121 + 0.5*1213").terms()).toEqual([
      { delays: [], coefficient: 1 },
      { delays: ["12", "21"], coefficient: -1 },
      { delays: ["12", "21", "13"], coefficient: 0.5 },
    ]);
    expect(DelayPolynomial.of("23.13").terms()[0]!.delays).toEqual(["23", "13"]);
  });

  it.each(["1 - 11", "14", "x", "12..21", "1 -"])("refuses %s and says what a term is", (text) => {
    expect(() => DelayPolynomial.of(text)).toThrow(/no term; terms are paths/);
  });

  it("applies the left delay first, and does not commute", () => {
    expectEqual(DelayPolynomial.of("12").times(DelayPolynomial.of("23")), DelayPolynomial.of("123"));
    expect(
      DelayPolynomial.of("12")
        .times(DelayPolynomial.of("13"))
        .minus(DelayPolynomial.of("13").times(DelayPolynomial.of("12")))
        .isZero(),
    ).toBe(false);
  });

  it("obeys the laws of a ring", () => {
    fc.assert(
      fc.property(polynomial, polynomial, polynomial, (a, b, c) => {
        expectEqual(a.plus(b), b.plus(a));
        expectEqual(a.times(b.plus(c)), a.times(b).plus(a.times(c)));
        expectEqual(a.times(b).times(c), a.times(b.times(c)));
        expectEqual(a.times(DelayPolynomial.of("1")), a);
      }),
    );
  });

  it("comes back after three rotations, which are compatible with products", () => {
    fc.assert(
      fc.property(polynomial, polynomial, (a, b) => {
        expectEqual(a.rotated().rotated().rotated(), a);
        expectEqual(a.times(b).rotated(), a.rotated().times(b.rotated()));
      }),
    );
  });
});
