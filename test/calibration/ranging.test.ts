import { describe, expect, it } from "vitest";
import { nearest, RangeFusion } from "../../src/calibration/ranging.js";
import { randomStream } from "../../src/core/random.js";

const [LENGTH, DT] = [40_000, 0.25];
/** A code's range of one sample: 3 ns/√Hz at 4 Hz. */
const CODE = 3e-9 * Math.sqrt(2);
/** Sidebands: 5.2e-13/√Hz at 1 Hz, white here. */
const SIDEBAND = 5e-13;
/** The code's bias. */
const BIAS = 4e-8;

/** A range that two clocks and an orbit make, and its rate. */
const range = (t: number): number => 8.33 + 6e-7 * t + 2e-10 * Math.sin(1e-3 * t) + 1e-14 * t ** 2;
const rate = (t: number): number => 6e-7 + 2e-13 * Math.cos(1e-3 * t) + 2e-14 * t;

/** Codes and rates of 10,000 s, fused; what is changed in them first. */
function fused(ambiguity: number, change: (codes: Float64Array, rates: Float64Array) => void = () => undefined) {
  const [codes, rates] = ["code", "sideband"].map((name) =>
    randomStream(5n, name).normals(new Float64Array(LENGTH)),
  ) as [Float64Array, Float64Array];
  for (let n = 0; n < LENGTH; n++) {
    const whole = range(n * DT) + BIAS + CODE * codes[n]!;
    codes[n] = ambiguity === 0 ? whole : whole - ambiguity * Math.floor(whole / ambiguity);
    rates[n] = rate(n * DT) + SIDEBAND * rates[n]!;
  }
  change(codes, rates);
  const fusion = new RangeFusion(LENGTH, DT, ambiguity);
  // In stretches, as they come.
  for (let start = 0; start < LENGTH; start += 7000)
    fusion.add(start, rates.slice(start, start + 7000), codes.slice(start, start + 7000));
  return fusion.range("21");
}

/** The largest error but for the bias, at 100 places. */
function worst({ trend, offset }: ReturnType<typeof fused>, ambiguity = 0): number {
  let most = 0;
  for (let n = 0; n < LENGTH; n += 400) {
    const error = trend.values(n, 1)[0]! + offset - range(n * DT) - BIAS;
    most = Math.max(most, Math.abs(nearest(error, ambiguity)));
  }
  return most;
}

describe("ranges fused of codes and sidebands", () => {
  it("are right below a tenth of a nanosecond, but for the code's bias, and say how good they are", () => {
    const result = fused(0);
    expect(worst(result)).toBeLessThan(1e-10);
    expect(result.noise / CODE).toBeCloseTo(1, 1);
    expect(result.uncertainty).toBeCloseTo(CODE / Math.sqrt(LENGTH), 12);
  });

  it("are as good when the code is ambiguous, but for whole ambiguities, also where it turns over", () => {
    // 6e-3 s of drift in 10,000 s pass several ambiguities of 1 ms.
    expect(worst(fused(1e-3), 1e-3)).toBeLessThan(1e-10);
  });

  it("go on across gaps in either", () => {
    const result = fused(0, (codes, rates) => {
      codes.fill(Number.NaN, 5000, 9000);
      rates.fill(Number.NaN, 20_000, 20_800);
    });
    expect(worst(result)).toBeLessThan(2e-10);
  });

  it("need both", () => {
    expect(() => fused(0, (codes) => codes.fill(Number.NaN))).toThrow(
      /range of link 21 can't be fused: .* Is all of spacecraft 2 missing/,
    );
  });
});
