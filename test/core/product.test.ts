import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fractionOfProduct } from "../../src/core/product.js";

/** A float64 as a whole number of 2^-1100. */
function exact(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 2047n);
  const mantissa = (bits & (2n ** 52n - 1n)) | (exponent > 0 ? 2n ** 52n : 0n);
  const scaled = mantissa << BigInt(Math.max(exponent, 1) - 1 + 26);
  return value < 0 ? -scaled : scaled;
}

describe("the fraction of a product", () => {
  it("is what exact numbers have behind the whole ones, to half a rounding of 1", () => {
    const frequency = fc.double({ min: 1e-9, max: 10, noNaN: true });
    fc.assert(
      fc.property(frequency, fc.integer({ min: -2e9, max: 2e9 }), (a, b) => {
        // Both numbers are multiples of 2^-1100, their product of 2^-2200.
        const one = 1n << 2200n;
        const difference = exact(a) * exact(b) - (exact(fractionOfProduct(a, b)) << 1100n);
        const whole = ((difference % one) + one) % one;
        const off = whole > one / 2n ? one - whole : whole;
        return Number((off * 2n ** 60n) / one) / 2 ** 60 < 2 ** -53;
      }),
    );
  });

  it("is nothing for whole numbers, and small for large products", () => {
    expect(fractionOfProduct(3, 7)).toBe(0);
    expect(Math.abs(fractionOfProduct(0.1, 10))).toBeLessThan(1e-16);
    expect(Math.abs(fractionOfProduct(1.550519768e-8, 1e9))).toBeLessThanOrEqual(0.5);
  });
});
