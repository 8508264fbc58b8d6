import { describe, expect, it } from "vitest";
import { inpainted } from "../../src/calibration/inpainting.js";
import { instant } from "../../src/core/instant.js";
import { randomStream } from "../../src/core/random.js";
import { psd } from "../../src/math/welch.js";

const [LENGTH, DT] = [20_000, 0.25];

/** A very red series, of ±16 or so, whose slope is ±0.016 a sample; over white noise of 0.01. */
function red(): Float64Array {
  const [pushes, white] = ["pushes", "white"].map((name) =>
    randomStream(3n, name).normals(new Float64Array(LENGTH)),
  ) as [Float64Array, Float64Array];
  let [at, slope] = [0, 0];
  return pushes.map((push, n) => {
    slope = slope * (1 - 1 / 500) + 1e-3 * push;
    at = at * (1 - 1 / 2000) + slope;
    return at + 0.01 * white[n]!;
  });
}

/** Mean density from 1 to 2 Hz of a stretch. */
function high(values: Float64Array): number {
  const spectrum = psd({ t0: instant("TCB", 0), dt: DT, unit: "Hz", values }, { segment: 500, detrend: "constant" });
  const from = Math.ceil(1 / spectrum.df);
  const part = spectrum.values.slice(from, -1);
  return part.reduce((sum, value) => sum + value, 0) / part.length;
}

const decibels = (a: number, b: number): number => 10 * Math.log10(a / b);

describe("gaps that are filled", () => {
  const whole = red();
  const [from, to] = [10_000, 10_040];
  const gappy = whole.slice().fill(Number.NaN, from, to);

  it("do not ring: the spectrum beside them is that without a gap, where zeros would be 20 dB above", () => {
    const { values, filled } = inpainted(gappy);
    expect(filled).toBe(to - from);
    const [start, stop] = [from - 3000, to + 3000];
    const reference = high(whole.slice(start, stop));
    expect(Math.abs(decibels(high(values.slice(start, stop)), reference))).toBeLessThan(1);
    const zeros = gappy.map((value) => (Number.isNaN(value) ? 0 : value));
    expect(decibels(high(zeros.slice(start, stop)), reference)).toBeGreaterThan(20);
  });

  it("leave all other samples as they are, and join them without a step", () => {
    const { values } = inpainted(gappy);
    for (let n = 0; n < LENGTH; n++) if (n < from || n >= to) expect(values[n]).toBe(whole[n]);
    const steps = [from, to].map((n) => Math.abs(values[n]! - values[n - 1]!));
    // Four times the slope's 0.016 and the white noise's 0.014.
    expect(Math.max(...steps)).toBeLessThan(0.12);
  });

  it("near each other are filled together, at the ends from one side", () => {
    const many = whole.slice();
    for (const [a, b] of [
      [0, 20],
      [5000, 5010],
      [5030, 5045],
      [LENGTH - 15, LENGTH],
    ] as const)
      many.fill(Number.NaN, a, b);
    const { values, filled } = inpainted(many);
    expect(filled).toBe(60);
    expect(values.every((value) => Number.isFinite(value))).toBe(true);
    expect(Math.abs(values[5020]! - whole[5020]!)).toBeLessThan(1e-4);
  });

  it("are refused where nothing is long enough to learn from; nothing is changed where there are none", () => {
    const poor = whole.slice(0, 2000);
    for (let n = 0; n < 2000; n += 300) poor[n] = Number.NaN;
    expect(() => inpainted(poor)).toThrow(/longest stretch without a gap has 299 samples; 512 are needed/);
    expect(inpainted(whole).filled).toBe(0);
  });
});
