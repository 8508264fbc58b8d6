import { describe, expect, it } from "vitest";
import { batchLogLikelihoods } from "../../src/inference/batch.js";
import { type NoiseDensity, noiseDensity } from "../../src/inference/density.js";
import { validatedDerivatives } from "../../src/inference/fisher.js";
import { innerProduct, logLikelihood, optimalSnr } from "../../src/inference/product.js";
import { whitened, whitenedSeries } from "../../src/inference/whitening.js";
import { complexArray } from "../../src/math/complex.js";
import { equalArms } from "../../src/noise/equalarms.js";
import { galacticBinaryResponse, signalBatch } from "../../src/response/galactic.js";
import type { TdiSignal } from "../../src/response/signal.js";

const DURATION = 1e7;
const DF = 1 / DURATION;
const BAND = { df: DF, first: 29_900, count: 300 };
const BINARIES = [0, 1, 2].map((n) => ({
  frequency: 0.003 + n * 5e-6,
  amplitude: 1e-22,
  inclination: 0.5 + n,
  polarization: 0.3,
  phase: n,
  lambda: 1 + n,
  beta: 0.2,
}));
/** Sums of 32 terms. */
const ROUNDING = 1e-12;

const answer = galacticBinaryResponse({ duration: DURATION, samples: 32 });
const noise = noiseDensity(equalArms({ level: "SciRD" }), BAND);
const data = wide(answer.signal(BINARIES[1]!));

/** On all bins of the band. */
function wide({ df, first, A, E, T }: TdiSignal): TdiSignal {
  const on = ({ re, im }: TdiSignal["A"]): TdiSignal["A"] => {
    const out = complexArray(BAND.count);
    out.re.set(re, first - BAND.first);
    out.im.set(im, first - BAND.first);
    return out;
  };
  return { df, first: BAND.first, A: on(A), E: on(E), T: on(T) };
}

function withA(density: number): NoiseDensity {
  return { ...noise, A: noise.A.map((value, k) => (k === 150 ? density : value)) };
}

describe("ln L of many binaries", () => {
  it("is that of each", () => {
    const batch = signalBatch(BINARIES.length, 32);
    answer.signals(BINARIES, batch);
    const found = batchLogLikelihoods(data, batch, noise);
    BINARIES.forEach((binary, n) => {
      const wanted = logLikelihood(data, answer.signal(binary), noise);
      expect(Math.abs(found[n]! - wanted)).toBeLessThan(ROUNDING * Math.abs(wanted));
    });
    // The binary that the data are: half its ρ².
    expect(found[1]!).toBeCloseTo(optimalSnr(data, noise) ** 2 / 2, 6);
  });

  it("is refused for data with NaN, densities of 0 and other durations", () => {
    const batch = signalBatch(1, 32);
    answer.signals([BINARIES[1]!], batch);
    const bad = { ...data, E: { re: Float64Array.from(data.E.re).fill(Number.NaN, 149, 151), im: data.E.im } };
    expect(() => batchLogLikelihoods(bad, batch, noise)).toThrow(/ln L of signal 0 is NaN: .* no finite numbers/);
    expect(() => batchLogLikelihoods(data, batch, withA(0))).toThrow(/noise density of A is 0 at 0.003005 Hz/);
    expect(() => batchLogLikelihoods(data, batch, { ...noise, df: 2 * DF })).toThrow(/the same duration/);
  });
});

describe("inner products", () => {
  it.each([
    [0, /noise density of A is 0 at 0.003005 Hz; it must be positive, or Infinity/],
    [Number.NaN, /noise density of A is NaN/],
  ])("are refused where the density is %d", (density, message) => {
    expect(() => innerProduct(data, data, withA(density))).toThrow(message);
    expect(() => whitened(data, withA(density))).toThrow(message);
  });

  it("leave out bins where the density is infinite: a gap in what is known of the noise", () => {
    const gap: NoiseDensity = { ...noise, A: noise.A.map((value, k) => (k > 140 && k < 160 ? Infinity : value)) };
    expect(innerProduct(data, data, gap)).toBeLessThan(innerProduct(data, data, noise));
    expect(innerProduct(data, data, gap, ["A"])).toBeGreaterThanOrEqual(0);
  });

  it("say which bin is no number", () => {
    const bad = { ...data, A: { re: Float64Array.from(data.A.re), im: data.A.im } };
    bad.A.re[150] = Number.NaN;
    expect(() => innerProduct(data, bad, noise)).toThrow(
      /Bin 30050 of A \(0.003005\d* Hz\) is NaN \+ .*i: .* Fill gaps and NaN/,
    );
  });
});

describe("derivatives", () => {
  const signalOf = ([frequency, phase]: Float64Array): TdiSignal =>
    wide(answer.signal({ ...BINARIES[1]!, frequency: frequency!, phase: phase! }));
  const at = Float64Array.of(BINARIES[1]!.frequency, 1);

  it("are those that half the steps give", () => {
    const steps = Float64Array.of(1e-3 * DF, 1e-3);
    const slopes = validatedDerivatives(signalOf, at, steps, noise);
    // ∂h/∂φ is the signal turned by a quarter: as large, and perpendicular.
    const own = signalOf(at);
    expect(optimalSnr(slopes[1]!, noise) / optimalSnr(own, noise)).toBeCloseTo(1, 9);
    expect(Math.abs(innerProduct(slopes[1]!, own, noise)) / optimalSnr(own, noise) ** 2).toBeLessThan(1e-9);
  });

  it.each([
    ["too large", Float64Array.of(1e-3 * DF, 1.5), /by parameter 1 changes by .* when its step of 1.5 is halved/],
    ["too small", Float64Array.of(1e-13 * DF, 1e-3), /by parameter 0 changes by/],
  ])("are refused for steps that are %s", (_, steps, message) => {
    expect(() => validatedDerivatives(signalOf, at, steps, noise)).toThrow(message);
  });
});

describe("a series over its noise", () => {
  const values = Float64Array.from({ length: 64 }, (_, n) => Math.sin(n));

  it.each([
    [() => 0, /density at \d.* Hz is 0; it must be positive/],
    [() => Number.NaN, /is NaN; it must be positive/],
  ])("is refused for a density of %s", (density, message) => {
    expect(() => whitenedSeries(values, 1, density)).toThrow(message);
  });

  it("is refused with NaN in it", () => {
    const bad = Float64Array.from(values).fill(Number.NaN, 7, 8);
    expect(() => whitenedSeries(bad, 1, () => 1)).toThrow(/Sample 7 of the series to be whitened is NaN/);
  });
});
