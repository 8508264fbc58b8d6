import { describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { psd } from "../../src/math/welch.js";
import { type NoiseFilter, noiseFilter } from "../../src/noise/design.js";
import type { SeriesGenerator } from "../../src/noise/generator.js";
import {
  filteredNoise,
  givenSeries,
  resumedGenerator,
  shapedNoise,
  tabulatedNoise,
  whiteNoise,
} from "../../src/noise/series.js";
import { bandRatios } from "./bands.js";
import { MODELS } from "./models.js";

const DT = 1 / 16;
/** Standard deviations that a sound generator exceeds once in 1e6 tests; the seeds are fixed, so it never does. */
const SIGMAS = 5;
/** What the design leaves. */
const DESIGN = 0.0125;

describe("the density over a long run", () => {
  it.each(Object.keys(MODELS))("of %s is its model's", (name) => {
    const model = MODELS[name]!;
    const generator = shapedNoise({ model, dt: DT }, 1n, name);
    // Three days; a run of a year is in test/long.
    const bands = bandRatios(generator, model, DT, 2 ** 22);
    expect(bands.length).toBeGreaterThan(10);
    for (const { frequency, ratio, deviation } of bands) {
      expect(Math.abs(ratio - 1), `at ${frequency} Hz`).toBeLessThan(DESIGN + SIGMAS * deviation);
    }
  });

  it("is the same at 4 Hz", () => {
    for (const name of ["displacement", "modulation"]) {
      const model = MODELS[name]!;
      const bands = bandRatios(shapedNoise({ model, dt: 0.25 }, 1n, name), model, 0.25, 2 ** 22);
      for (const { frequency, ratio, deviation } of bands) {
        expect(Math.abs(ratio - 1), `${name} at ${frequency} Hz`).toBeLessThan(DESIGN + SIGMAS * deviation);
      }
    }
  });

  it("of FIR coefficients is the square of their gain", () => {
    const coefficients = [0.5, -1, 0.25];
    const generator = filteredNoise({ coefficients, dt: 0.25 }, 1n, "fir");
    const values = generator.next(new Float64Array(2 ** 20));
    const spectrum = psd({ t0: instant("TCB", 0), dt: 0.25, unit: "Hz", values }, { segment: 16 });
    for (let bin = 2; bin < 31; bin++) {
      const angle = 2 * Math.PI * bin * spectrum.df * 0.25;
      const re = coefficients.reduce((sum, c, k) => sum + c * Math.cos(k * angle), 0);
      const im = coefficients.reduce((sum, c, k) => sum + c * Math.sin(k * angle), 0);
      // 1 % of leakage between bins beside what 80,000 segments leave to chance.
      expect(Math.abs(spectrum.values[bin]! / (re * re + im * im) - 1), `bin ${bin}`).toBeLessThan(0.04);
    }
  });

  it("of white noise is the square of its amplitude", () => {
    const values = whiteNoise({ asd: 3, dt: 0.25 }, 1n, "white").next(new Float64Array(2 ** 20));
    const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    expect(Math.abs(variance / (9 * 2) - 1)).toBeLessThan(SIGMAS * Math.sqrt(2 / values.length));
  });
});

describe("the first samples", () => {
  const REALISATIONS = 4000;

  /** Σ d² + r r / (1 − p p): what a filter's noise has of variance after an eternity. */
  function variance({ direct, poles, residues }: NoiseFilter): number {
    const parts = poles.flatMap((p, i) => poles.map((q, j) => (residues[i]! * residues[j]!) / (1 - p * q)));
    return parts.reduce((sum, part) => sum + part, direct * direct);
  }

  it.each(["laser", "clock", "test mass", "angular jitter"])("of %s are as all others: no transient", (name) => {
    const filter = noiseFilter({ model: MODELS[name]!, dt: DT });
    const pieces = Array.from({ length: REALISATIONS }, (_, n) =>
      shapedNoise(filter, BigInt(n), name).next(new Float64Array(257)),
    );
    const expected = variance(filter);
    for (const index of [0, 1, 256]) {
      const square = pieces.reduce((sum, piece) => sum + piece[index]! ** 2, 0) / REALISATIONS;
      expect(Math.abs(square / expected - 1), `sample ${index}`).toBeLessThan(SIGMAS * Math.sqrt(2 / REALISATIONS));
    }
    const change = pieces.reduce((sum, piece) => sum + (piece[256]! - piece[0]!) * (piece[256]! + piece[0]!), 0);
    expect(Math.abs(change / REALISATIONS / expected)).toBeLessThan(SIGMAS * Math.sqrt(4 / REALISATIONS));
  });
});

describe("a generator", () => {
  const table = { frequencies: [1e-3, 1e-1, 1], psd: [1e-2, 1e-4, 1e-3], dt: 0.25 };
  const given = Float64Array.from({ length: 4000 }, (_, n) => Math.sqrt(n));
  const kinds: readonly (readonly [string, () => SeriesGenerator])[] = [
    ["white", () => whiteNoise({ asd: 1, dt: DT }, 7n, "a")],
    ["shaped", () => shapedNoise({ model: MODELS["test mass"]!, dt: DT }, 7n, "a")],
    ["tabulated", () => tabulatedNoise(table, 7n, "a")],
    ["filtered", () => filteredNoise({ coefficients: [1, 2, 3], dt: DT }, 7n, "a")],
    ["filtered by one", () => filteredNoise({ coefficients: [2], dt: DT }, 7n, "a")],
    ["given", () => givenSeries(given)],
  ];

  it.each(kinds)("(%s) makes the same in any pieces", (_, make) => {
    const whole = make().next(new Float64Array(3000));
    const generator = make();
    let at = 0;
    for (const count of [1, 0, 255, 256, 2, 254, 257, 768, 1207]) {
      expect(generator.next(new Float64Array(count))).toEqual(whole.slice(at, at + count));
      at += count;
    }
    expect(at).toBe(3000);
  });

  it.each(kinds)("(%s) goes on from its state, through JSON", (_, make) => {
    for (const taken of [0, 1, 255, 256, 257, 1000]) {
      const generator = make();
      generator.next(new Float64Array(taken));
      const resumed = resumedGenerator(JSON.parse(JSON.stringify(generator.state())), given);
      expect(resumed.state()).toEqual(generator.state());
      expect(resumed.next(new Float64Array(700))).toEqual(generator.next(new Float64Array(700)));
      expect(resumed.state()).toEqual(generator.state());
    }
  });

  it("differs by seed and by name", () => {
    const first = (seed: bigint, name: string): number =>
      whiteNoise({ asd: 1, dt: 1 }, seed, name).next(new Float64Array(1))[0]!;
    expect(new Set([first(1n, "a"), first(1n, "b"), first(2n, "a")]).size).toBe(3);
  });

  it("has these numbers on every machine", () => {
    const model = MODELS["clock"]!;
    const values = shapedNoise({ model, dt: DT }, 20370101n, "clock_1").next(new Float64Array(1000));
    expect([values[0], values[999]]).toMatchInlineSnapshot(`
      [
        -3.0488709496320765e-13,
        -4.92553386088868e-13,
      ]
    `);
  });

  it("of a given series ends with it", () => {
    const generator = givenSeries(new Float64Array(10));
    generator.next(new Float64Array(8));
    expect(() => generator.next(new Float64Array(3))).toThrow(/ends after 10 samples; samples 8 to 10/);
  });

  it.each([
    ["white noise", () => whiteNoise({ asd: -1, dt: 1 }, 1n, "x"), /takes a density of 0 or more/],
    ["white noise", () => whiteNoise({ asd: 1, dt: Number.NaN }, 1n, "x"), /a positive interval/],
    ["a filter", () => filteredNoise({ coefficients: [], dt: 1 }, 1n, "x"), /one coefficient or more/],
    ["a filter", () => filteredNoise({ coefficients: [Number.NaN], dt: 1 }, 1n, "x"), /all finite numbers/],
    ["a given series", () => givenSeries(new Float64Array(3), 4), /position from 0 to 3/],
    ["a state", () => resumedGenerator({ kind: "given", position: 0, length: 5 }), /hand over the same one, not none/],
    ["a state", () => resumedGenerator({ kind: "pink" } as never), /no generator of the kind "pink"/],
  ])("refuses %s that is none", (_, make, message) => {
    expect(make).toThrow(message);
  });
});
