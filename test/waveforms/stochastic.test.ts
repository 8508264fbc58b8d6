import { describe, expect, it } from "vitest";
import { instant, later } from "../../src/core/instant.js";
import { csd, psd } from "../../src/math/welch.js";
import { pixelCentres } from "../../src/waveforms/pixels.js";
import { type StrainSpectrum, spectrumOf } from "../../src/waveforms/spectrum.js";
import {
  type IsotropicBackgroundOptions,
  isotropicBackground,
  type StochasticPointOptions,
  stochasticPoint,
} from "../../src/waveforms/stochastic.js";

const RED: StrainSpectrum = { shape: "brokenPowerLaw", psd: 1e-36, at: 0.01, index: -3, indexAbove: 1 };

const POINT: StochasticPointOptions = {
  seed: 1n,
  spectrum: RED,
  lowest: 1e-3,
  highest: 0.1,
  lambda: 1,
  beta: 0.5,
};

const START = instant("TCB", 1_000_000);

/** Standard deviations that an honest estimate may be off, once in 1e6. */
const SIGMAS = 5;

function evenly(count: number, dt: number): Float64Array {
  return Float64Array.from({ length: count }, (_, n) => n * dt);
}

function seriesOf(values: Float64Array, dt: number): Parameters<typeof psd>[0] {
  return { t0: START, dt, values, unit: "" };
}

describe("a stochastic source", () => {
  // One draw of half a week; every band is compared with its model.
  const { plus, cross } = stochasticPoint(POINT).strain(START, evenly(2 ** 18, 1));
  const model = spectrumOf(RED);
  const options = { segment: 4096 };

  it.each([
    ["plus", plus, 0.002, 0.01],
    ["plus", plus, 0.01, 0.03],
    ["plus", plus, 0.03, 0.095],
    ["cross", cross, 0.002, 0.01],
    ["cross", cross, 0.01, 0.095],
  ])("has its spectrum in %s", (_, values, low, high) => {
    const { values: power, df, dof } = psd(seriesOf(values, 1), options);
    let [sum, bins] = [0, 0];
    for (let k = Math.ceil(low / df); k * df < high; k++, bins++) sum += power[k]! / model(k * df);
    // Hann's window makes neighbouring bins alike: as many independent ones as bins by 1.5. It also lifts a slope of −3 near the
    // lowest frequencies, by (3·4/2)·(df/f)²/3, 1 % at 2 mHz.
    const sigma = Math.sqrt((2 / dof) * (1.5 / bins));
    expect(Math.abs(sum / bins - 1)).toBeLessThan(SIGMAS * sigma + 0.01);
  });

  it("has nothing outside of its band", () => {
    const { values: power, df } = psd(seriesOf(plus, 1), options);
    const most = Math.max(...power);
    for (let k = Math.ceil(0.102 / df); k < power.length; k++) expect(power[k]! / most).toBeLessThan(1e-6);
    for (let k = 1; k * df < 0.0004; k++) expect(power[k]! / most).toBeLessThan(0.05);
  });

  it("has polarisations that have nothing to do with each other", () => {
    const { re, im, df } = csd(seriesOf(plus, 1), seriesOf(cross, 1), options);
    let [sumRe, sumIm, bins] = [0, 0, 0];
    for (let k = Math.ceil(0.002 / df); k * df < 0.095; k++, bins++) {
      sumRe += re[k]! / model(k * df);
      sumIm += im[k]! / model(k * df);
    }
    // T Δf = 24,000 independent products.
    const sigma = 1 / Math.sqrt(2 ** 18 * 0.093);
    expect(Math.abs(sumRe / bins)).toBeLessThan(SIGMAS * sigma);
    expect(Math.abs(sumIm / bins)).toBeLessThan(SIGMAS * sigma);
  });

  it("is the same wave in whatever order and from whatever instant it is asked", () => {
    const again = stochasticPoint(POINT);
    const late = again.strain(later(START, 200_000), evenly(100, 1));
    const early = again.strain(START, evenly(100, 1));
    expect(late.plus).toEqual(plus.subarray(200_000, 200_100));
    expect(late.cross).toEqual(cross.subarray(200_000, 200_100));
    expect(early.plus).toEqual(plus.subarray(0, 100));
    expect(again.strain(later(START, -50), evenly(100, 1)).plus.subarray(50)).toEqual(plus.subarray(0, 50));
    expect(again.strain(START, new Float64Array(0)).plus).toHaveLength(0);
  });

  it("is another one of another seed or name", () => {
    for (const other of [{ seed: 2n }, { name: "another" }]) {
      expect(stochasticPoint({ ...POINT, ...other }).strain(START, evenly(1, 1)).plus[0]).not.toBe(plus[0]);
    }
  });

  it.each([
    [{ seed: 1 }, /seed of a stochastic source is 1; it must be a bigint such as 1n/],
    [{ lowest: 0 }, /lowest of a stochastic source is 0 Hz; it must be a finite number, above 0/],
    [
      { highest: 1e-3 },
      /highest of a stochastic source is 0.001 Hz; it must be a finite number, above 0.001, at most 10/,
    ],
    [{ highest: 100 }, /at most 10/],
    [{ beta: -2 }, /beta of a stochastic source is -2 rad/],
    [
      { spectrum: { shape: "powerlaw", psd: 1, at: 1, index: 0 } },
      /no shape of spectrum "powerlaw". Did you mean "powerLaw"/,
    ],
    [{ spectrum: { shape: "powerLaw", psd: 1, at: 1, slope: 0 } }, /no option "slope"/],
    [{ spectrum: { shape: "powerLaw", psd: 1, at: 1 } }, /index of a spectrum is undefined/],
    [{ spectrum: { shape: "powerLaw", psd: -1, at: 1, index: 0 } }, /psd of a spectrum is -1/],
    [{ spectrum: () => Number.NaN }, /is NaN 1\/Hz at 0.001 Hz; it must be at least 0/],
    [{ nside: 2 }, /no option "nside"/],
  ])("refuses %o", (wrong, message) => {
    expect(() => stochasticPoint({ ...POINT, ...(wrong as object) })).toThrow(message);
  });
});

describe("a spectrum", () => {
  it("is a power, or two, or what an energy density means", () => {
    expect(spectrumOf({ shape: "powerLaw", psd: 2, at: 0.1, index: -2 })(0.2)).toBeCloseTo(0.5, 14);
    expect(spectrumOf(RED)(0.005) / 8e-36).toBeCloseTo(1, 12);
    expect(spectrumOf(RED)(0.02) / 2e-36).toBeCloseTo(1, 12);
    // Ω = 4π² f³ S/(3 H₀²), with H₀ = 100 km/s/Mpc = 3.2408e-18/s.
    const flat = spectrumOf({ shape: "energyDensity", omega: 1e-9, at: 1e-3, index: 0, hubble: 3.2408e-18 });
    expect((4 * Math.PI ** 2 * 0.002 ** 3 * flat(0.002)) / (3 * 3.2408e-18 ** 2) / 1e-9).toBeCloseTo(1, 12);
    expect(spectrumOf((f) => f)(3)).toBe(3);
  });
});

describe("the directions of a background", () => {
  /** healpy 1.20.1's pix2ang in its ring scheme: nside, pixel, π/2 − θ, φ. */
  it.each([
    [1, 0, 0.7297276562269662, 0.7853981633974483],
    [1, 4, 0, 0],
    [1, 11, -0.7297276562269666, 5.497787143782138],
    [2, 0, 1.1596584644725487, 0.7853981633974483],
    [2, 5, 0.7297276562269662, 1.1780972450961724],
    [2, 12, 0.3398369094541218, 0],
    [2, 27, 0, 5.890486225480861],
    [2, 28, -0.33983690945412204, 0],
    [2, 47, -1.1596584644725487, 5.497787143782138],
    [4, 30, 0.7297276562269662, 2.552544031041707],
    [4, 100, 0, 4.908738521234051],
    [4, 191, -1.3663161278263618, 5.497787143782138],
  ])("are HEALPix's: nside %d, pixel %d", (nside, pixel, beta, lambda) => {
    const centres = pixelCentres(nside);
    expect(centres).toHaveLength(12 * nside ** 2);
    expect(centres[pixel]!.beta).toBeCloseTo(beta, 14);
    expect(centres[pixel]!.lambda).toBeCloseTo(lambda, 14);
  });

  const BACKGROUND: IsotropicBackgroundOptions = { seed: 3n, spectrum: RED, lowest: 1e-3, highest: 0.05, nside: 2 };

  it("share the power, each with a wave of its own", () => {
    const { sources, kind, parameters } = isotropicBackground({ ...BACKGROUND, name: "relics" });
    expect([sources.length, kind, parameters.nside]).toEqual([48, "StochasticBackground", 2]);
    const offsets = evenly(4096, 8);
    const waves = sources.map((source) => source.strain(START, offsets).plus);
    expect(new Set(waves.map((wave) => wave[0])).size).toBe(48);
    const variance = waves.reduce((sum, wave) => sum + wave.reduce((part, value) => part + value * value, 0), 0) / 4096;
    let expected = 0;
    for (let f = 1e-3; f < 0.05; f += 1e-5) expected += spectrumOf(RED)(f + 5e-6) * 1e-5;
    // The lowest 1 mHz of a band that falls as f^−3 hold most of it: 48 directions × 16 cycles × 2.
    expect(Math.abs(variance / expected - 1)).toBeLessThan(SIGMAS / Math.sqrt(48 * 32));
  });

  it.each([
    [{ nside: 3 }, /nside is 3; it must be a power of two/],
    [{ nsde: 4 }, /Did you mean "nside"/],
  ])("are refused: %o", (wrong, message) => {
    expect(() => isotropicBackground({ ...BACKGROUND, ...wrong })).toThrow(message);
  });
});
