import { describe, expect, it } from "vitest";
import { filterDensity, noiseFilter } from "../../src/noise/design.js";
import { stationaryStates } from "../../src/noise/stationary.js";
import { tabulatedModel } from "../../src/noise/tabulated.js";
import { MODELS } from "./models.js";

/** What the design promises: 1 % at the points of its own grid; between them a little more is left. */
const TOLERANCE = 0.0125;
const LOWEST = 5e-5;

/** The largest relative deviation of a filter's density from a model, on a fine grid up to 98 % of the Nyquist frequency. */
function deviation(shape: Parameters<typeof noiseFilter>[0]): number {
  const filter = noiseFilter(shape);
  let worst = 0;
  for (let f = shape.lowest ?? LOWEST; f < 0.49 / shape.dt; f *= 1.003) {
    worst = Math.max(worst, Math.abs(filterDensity(filter, f) / shape.model(f) - 1));
  }
  return worst;
}

describe("a filter's density", () => {
  const cases = Object.keys(MODELS).flatMap((name) => [16, 4, 3].map((rate) => [name, rate] as const));

  it.each(cases)("follows %s at %i Hz", (name, rate) => {
    expect(deviation({ model: MODELS[name]!, dt: 1 / rate })).toBeLessThan(TOLERANCE);
  });

  it("follows them from another lowest frequency", () => {
    for (const model of [MODELS["clock"]!, MODELS["laser"]!]) {
      expect(deviation({ model, dt: 1 / 16, lowest: 1e-6 })).toBeLessThan(TOLERANCE);
      expect(deviation({ model, dt: 1 / 16, lowest: 1e-2 })).toBeLessThan(TOLERANCE);
    }
  });

  it("takes few poles", () => {
    const count = (name: string): number => noiseFilter({ model: MODELS[name]!, dt: 1 / 16 }).poles.length;
    expect(count("ranging")).toBe(0);
    expect(count("laser")).toBe(2);
    expect(count("displacement")).toBeLessThanOrEqual(4);
    expect(count("test mass")).toBeLessThanOrEqual(6);
    expect(count("clock")).toBeLessThanOrEqual(12);
  });

  it("of a displacement's rate vanishes at 0 Hz, so that the displacement does not wander", () => {
    const filter = noiseFilter({ model: MODELS["white displacement"]!, dt: 1 / 16 });
    expect(filterDensity(filter, 0) / filterDensity(filter, 1)).toBeLessThan(1e-25);
  });

  it("follows a table, smoothly between its points and by powers outside", () => {
    const table = { frequencies: [1e-4, 1e-3, 1e-2, 1e-1, 1], psd: [1e-3, 1e-5, 1e-6, 1e-6, 1e-3], dt: 0.25 };
    const shape = tabulatedModel(table);
    table.frequencies.forEach((frequency, n) => {
      expect(shape.model(frequency) / table.psd[n]!).toBeCloseTo(1, 12);
    });
    expect(shape.model(1e-5) / 1e-1).toBeCloseTo(1, 12);
    expect(shape.model(1.9) / (1e-3 * 1.9 ** 3)).toBeCloseTo(1, 12);
    expect(shape.lowest).toBe(1e-4);
    expect(deviation(shape)).toBeLessThan(TOLERANCE);
  });

  it("follows a table of a power law, of two points, and of one", () => {
    expect(tabulatedModel({ frequencies: [1e-3, 1], psd: [1e-6, 1], dt: 1 }).model(0.03) / 9e-4).toBeCloseTo(1, 12);
    expect(tabulatedModel({ frequencies: [1e-3], psd: [7], dt: 1 }).model(0.03)).toBeCloseTo(7, 12);
  });

  it.each([
    [{ frequencies: [1, 0.1], psd: [1, 1], dt: 0.25 }],
    [{ frequencies: [0, 0.1], psd: [1, 1], dt: 0.25 }],
    [{ frequencies: [0.1, 1], psd: [1], dt: 0.25 }],
    [{ frequencies: [0.1, 1], psd: [1, 0], dt: 0.25 }],
    [{ frequencies: [], psd: [], dt: 0.25 }],
  ])("does not follow what is no table: %j", (table) => {
    expect(() => tabulatedModel(table)).toThrow(/positive frequencies in ascending order/);
  });

  it("is zero where the model is", () => {
    expect(noiseFilter({ model: () => 0, dt: 1 })).toEqual({ dt: 1, direct: 0, poles: [], residues: [] });
  });

  it.each([
    [{ model: () => -1, dt: 1 }, /density of the noise at .* is -1/],
    [{ model: (f: number) => (f > 0.1 ? 0 : 1), dt: 1 }, /density of the noise at 0.5 Hz is 0/],
    [{ model: () => 1, dt: 0 }, /sampling interval is 0 s/],
    [{ model: () => 1, dt: 1, lowest: 0.4 }, /lowest frequency is 0.4 Hz/],
    [{ model: (f: number) => 1 + 1e6 * Math.exp(-(((f - 0.1) / 3e-3) ** 2)), dt: 1 }, /No filter of \d+ real poles/],
  ])("is refused: %o", (shape, message) => {
    expect(() => noiseFilter(shape)).toThrow(message);
  });
});

describe("states of poles after an eternity", () => {
  it("have the covariance 1/(1 − p q), close to each other and to 1 as well", () => {
    const poles = [1 - 1e-7, 1 - 1.02e-7, 0.99, 0.3, 0, -0.8];
    // With one normal number 1 and the others 0, the states are a column of the covariance's factor.
    const columns = poles.map((_, k) => {
      const normals = (out: Float64Array): Float64Array => out.fill(0).fill(1, k, k + 1);
      return stationaryStates(poles, {
        normals,
        uniform: () => 0,
        state: () => ({ uniform: [], normal: [], position: 0 }),
      });
    });
    poles.forEach((p, i) => {
      poles.forEach((q, j) => {
        const covariance = columns.reduce((sum, column) => sum + column[i]! * column[j]!, 0);
        expect(covariance * (1 - p * q), `${p} and ${q}`).toBeCloseTo(1, 8);
      });
    });
  });
});
