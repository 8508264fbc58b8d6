import { describe, expect, test } from "vitest";
import { BadArgumentError, BadDataError } from "../../src/core/errors.js";
import { cumulativeTrapezoid, gradient } from "../../src/math/calculus.js";
import { leastSquares } from "../../src/math/linear.js";
import { polynomialAt, polynomialDerivative, polynomialFit } from "../../src/math/polynomial.js";
import { interpolatingSpline } from "../../src/math/spline.js";
import { every, expectClose, noise, reference } from "./series.js";

// The points of generate.py.
const steps = noise(40, 4).map((value) => 1.5 + value);
const t = cumulativeTrapezoid(steps).map((_, n) => steps.subarray(0, n + 1).reduce((sum, step) => sum + step, 0));
const v = t.map((at) => Math.sin(at / 5));
const q = Float64Array.from({ length: 23 }, (_, n) => t[0]! + ((t[39]! - t[0]!) * n) / 22);

/** Values of about 1; the points are uneven, so the systems to be solved lose two digits or three. */
const ROUNDING = 1e-12;

describe("splines", () => {
  test("are scipy's make_interp_spline", () => {
    const [cubic, quintic] = [interpolatingSpline(t, v, 3), interpolatingSpline(t, v, 5)];
    expectClose(q.map(cubic.at), reference.spline.cubic, ROUNDING);
    expectClose(q.map(quintic.at), reference.spline.quintic, ROUNDING);
    expectClose(
      q.map((at) => quintic.derivative(at, 2)),
      reference.spline.quinticSecond,
      ROUNDING,
    );
  });

  test("pass through their points; derivatives are those of the value", () => {
    const spline = interpolatingSpline(t, v, 5);
    expectClose(t.map(spline.at), v, ROUNDING);
    const h = 1e-4;
    // Central differences leave h²/6 of a third derivative below 0.01.
    expectClose(
      q.subarray(1, 22).map((at) => (spline.at(at + h) - spline.at(at - h)) / (2 * h)),
      q.subarray(1, 22).map((at) => spline.derivative(at)),
      1e-9,
    );
    expect(spline.derivative(3, 6)).toBe(0);
  });

  test("say what is wrong with the points", () => {
    expect(() => interpolatingSpline(t.subarray(0, 3), v.subarray(0, 3))).toThrow(/more than 3 points/);
    expect(() => interpolatingSpline(t, v.subarray(1))).toThrow(BadArgumentError);
    expect(() => interpolatingSpline(t.slice().fill(5, 7, 9), v)).toThrow(/number \d+ is 5 after/);
  });
});

describe("polynomials", () => {
  test("fit as numpy's Polynomial.fit", () => {
    const fit = polynomialFit(t, v, 7);
    expectClose(
      q.map((at) => polynomialAt(fit, at)),
      reference.polynomial.value,
      ROUNDING,
    );
    const derivative = polynomialDerivative(fit);
    expectClose(
      q.map((at) => polynomialAt(derivative, at)),
      reference.polynomial.derivative,
      ROUNDING,
    );
  });

  test("of degree 0 are means", () => {
    const fit = polynomialFit(Float64Array.of(1, 2, 4), Float64Array.of(3, 4, 8), 0);
    expect(polynomialAt(fit, 100)).toBeCloseTo(5, 14);
    expect(polynomialAt(polynomialDerivative(fit), 1)).toBe(0);
  });

  test("are exact for polynomials, far from the origin as well", () => {
    const x = Float64Array.from({ length: 50 }, (_, n) => 1e9 + 1000 * n);
    const y = x.map((at) => 3 + ((at - 1e9) / 25_000 - 1) ** 5);
    const fit = polynomialFit(x, y, 5);
    expectClose(
      x.map((at) => polynomialAt(fit, at)),
      y,
      1e-13,
    );
  });

  test("say what is wrong", () => {
    expect(() => polynomialFit(t, v, 40)).toThrow(/more than its degree/);
    expect(() => polynomialFit(t, v.subarray(1), 2)).toThrow(/40 abscissae and 39 values/);
    expect(() => polynomialFit(Float64Array.of(1, 1, 1), Float64Array.of(1, 2, 3), 1)).toThrow(BadDataError);
  });
});

test("least squares leave a rest that is orthogonal to the columns", () => {
  const columns = [noise(60, 1), noise(60, 2), noise(60, 3)];
  const y = noise(60, 4);
  const c = leastSquares(columns, y);
  const rest = y.map((value, n) => value - columns.reduce((sum, column, k) => sum + c[k]! * column[n]!, 0));
  for (const column of columns) {
    expect(Math.abs(column.reduce((sum, value, n) => sum + value * rest[n]!, 0))).toBeLessThan(1e-13);
  }
});

describe("calculus", () => {
  test("gradient is numpy's", () => {
    expectClose(every(gradient(noise(3000, 1), 0.25), 29), reference.gradient, 1e-14);
    expect(() => gradient(new Float64Array(1))).toThrow(/2 samples or more/);
    const out = new Float64Array(2);
    expect(gradient(Float64Array.of(1, 3), 1, out)).toBe(out);
    expect([...out]).toEqual([2, 2]);
  });

  test("the trapezoid rule is exact for straight lines", () => {
    const line = Float64Array.from({ length: 5 }, (_, n) => n * 0.5);
    expect([...cumulativeTrapezoid(line, 0.5, 7)]).toEqual([7, 7.125, 7.5, 8.125, 9]);
    expect(cumulativeTrapezoid(new Float64Array())).toHaveLength(0);
  });
});
