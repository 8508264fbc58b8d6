import { describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { rfft } from "../../src/math/fft.js";
import {
  type SineGaussianOptions,
  type StringBurstOptions,
  sineGaussian,
  stringBurst,
} from "../../src/waveforms/burst.js";
import type { Source } from "../../src/waveforms/source.js";

const START = instant("TCB", 0);
const DIRECTION = { lambda: 1, beta: 0.2 };
const SINE: SineGaussianOptions = {
  ...DIRECTION,
  amplitude: 1e-20,
  frequency: 0.01,
  quality: 5,
  reference: instant("TCB", 2000),
};
const STRING: StringBurstOptions = {
  ...DIRECTION,
  shape: "cusp",
  amplitude: 1e-22,
  lowest: 1e-4,
  highest: 0.01,
  reference: instant("TCB", 65_536),
};
/** Of a transform of samples every 2 s of a spectrum that ends at 0.3 Hz: what is beyond 0.25 Hz is 1e-10. */
const SPECTRUM = 1e-4;
/** Of the largest bin: what two ways to the same transform differ by. */
const SAME = 1e-6;
/** The same of a string's series, which is cut some cycles of its lowest frequency from its centre; and from which multiple of that on. */
const [CUT, ABOVE] = [1e-4, 2];

describe("sineGaussian", () => {
  it("is a sine in its envelope", () => {
    const { plus, cross } = sineGaussian({ ...SINE, phase: 0.3, ellipticity: -0.5 }).strain(
      START,
      Float64Array.of(2000, 2050),
    );
    expect(plus[0]! / 1e-20).toBeCloseTo(Math.cos(0.3), 12);
    expect(cross[0]! / 1e-20).toBeCloseTo(-0.5 * Math.sin(0.3), 12);
    const tau = 5 / (Math.SQRT2 * Math.PI * 0.01);
    expect(plus[1]! / 1e-20).toBeCloseTo(Math.exp(-((50 / tau) ** 2)) * Math.cos(Math.PI + 0.3), 12);
  });

  it("turns with ψ: by 45° plus becomes cross", () => {
    const { plus, cross } = sineGaussian({ ...SINE, polarization: Math.PI / 4 }).strain(START, Float64Array.of(2000));
    expect(Math.abs(plus[0]! / 1e-20)).toBeLessThan(1e-15);
    expect(cross[0]! / 1e-20).toBeCloseTo(1, 12);
  });

  it.each([
    [{ quality: 0 }, /quality of a sine-Gaussian is 0; it must be .* above 0/],
    [{ ellipticity: 2 }, /ellipticity of a sine-Gaussian is 2; it must be .* at most 1/],
    [{ Q: 3 } as Partial<SineGaussianOptions>, /no option "Q"/],
  ])("refuses %j", (wrong, message) => {
    expect(() => sineGaussian({ ...SINE, ...wrong })).toThrow(message);
  });
});

describe("stringBurst", () => {
  it.each([
    ["cusp", -4 / 3],
    ["kink", -5 / 3],
  ] as const)("has the spectrum of a %s", (shape, index) => {
    const count = 65_536;
    const { plus, cross } = stringBurst({ ...STRING, shape }).strain(
      START,
      Float64Array.from({ length: count }, (_, n) => 2 * n),
    );
    const { re, im } = rfft(plus);
    for (const k of [30, 200, 1000]) {
      const f = k / (2 * count);
      expect(Math.abs((2 * Math.hypot(re[k]!, im[k]!)) / (1e-22 * f ** index) - 1)).toBeLessThan(SPECTRUM);
    }
    const above = Math.round(0.03 * 2 * count);
    const fall = 1e-22 * 0.03 ** index * Math.exp(-2);
    expect((2 * Math.hypot(re[above]!, im[above]!)) / fall).toBeCloseTo(1, 3);
    expect(cross.every((value) => value === 0)).toBe(true);
  });

  it.each([
    [{ highest: 1e-5 }, /highest of a string's burst is 0.00001 Hz; it must be .* at least 0.0001/],
    [{ highest: 1e4 }, /highest of a string's burst is 10000 Hz; it must be .* at most/],
    [{ shape: "loop" as "kink" }, /shape of a string's burst is "loop"; it can be cusp or kink/],
  ])("refuses %j", (wrong, message) => {
    expect(() => stringBurst({ ...STRING, ...wrong })).toThrow(message);
  });
});

describe("a burst's spectrum", () => {
  it.each<[string, Source, number, number]>([
    ["sine-Gaussian", sineGaussian({ ...SINE, phase: 0.3, ellipticity: -0.5, polarization: 0.7 }), 0, SAME],
    [
      "cusp",
      stringBurst({ ...STRING, highest: 0.004, polarization: 0.2, reference: instant("TCB", 131_072) }),
      ABOVE * STRING.lowest,
      CUT,
    ],
  ])("is the transform of its series: %s", (_, source, lowest, tolerance) => {
    const [count, dt] = [65_536, 4];
    const from = instant("TCB", 0, 0.25);
    const { plus, cross } = source.strain(
      from,
      Float64Array.from({ length: count }, (_, n) => dt * n),
    );
    const frequencies = Float64Array.from({ length: count / 2 }, (_, k) => k / (count * dt));
    const found = source.spectrum!(from, frequencies);
    for (const [bins, series] of [
      [found.plus, plus],
      [found.cross, cross],
    ] as const) {
      const { re, im } = rfft(series);
      const largest = Math.max(...bins.re.map((value, k) => Math.hypot(value, bins.im[k]!)));
      const away = bins.re.map((value, k) =>
        frequencies[k]! < lowest ? 0 : Math.hypot(value - dt * re[k]!, bins.im[k]! - dt * im[k]!),
      );
      expect(Math.max(...away)).toBeLessThan(tolerance * largest);
    }
  });
});
