import { describe, expect, it } from "vitest";
import { challengeData } from "../../src/catalogue/challenge.js";
import { exactSource } from "../../src/catalogue/population.js";
import type { CatalogueSource } from "../../src/catalogue/source.js";
import { instant } from "../../src/core/instant.js";
import { equalArms } from "../../src/noise/equalarms.js";
import { equalArm } from "../../src/orbits/orbits.js";
import { scienceChannels } from "../../src/search/gates.js";
import { type GlobalFit, type GlobalFitOptions, globalFit } from "../../src/search/global.js";
import type { GlobalData } from "../../src/search/global-series.js";
import type { FitStep } from "../../src/search/global-steps.js";

const DAY = 86_400;
const DT = 60;
const BAND = { from: 3.02e-3, to: 3.25e-3 };
/** Sigmas of a best fit that one in a hundred thousand is away from the truth. */
const FAR = 4.5;

const noise = equalArms({ level: "Sangria" });

function binary(frequency: number, amplitude = 1.2e-22): CatalogueSource {
  return exactSource("GB", "galactic-binary", {
    frequency,
    fdot: 0,
    amplitude,
    inclination: 0.9,
    polarization: 0.8,
    phase: 2.2,
    lambda: 2.5,
    beta: 0.5,
  });
}

function dataOf(sources: readonly CatalogueSource[], days: number): GlobalData {
  const duration = days * DAY;
  const { X, Y, Z } = challengeData(sources, { duration, dt: DT, seed: 5n, noise });
  const { A, E } = scienceChannels(X, Y, Z, DT);
  const T = X.map((x, n) => (x + Y[n]! + Z[n]!) / Math.sqrt(3));
  return {
    series: { dt: DT, start: 0, A, E, T },
    from: instant("TCB", 0),
    orbits: equalArm(),
    generation: 1.5,
  };
}

function fitted(
  data: GlobalData,
  options: Partial<GlobalFitOptions> = {},
): { readonly fit: GlobalFit; readonly steps: readonly FitStep[] } {
  const work = globalFit(data, { seed: 3n, band: BAND, steps: 30, samples: 100, ...options });
  const steps: FitStep[] = [];
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return { fit: value, steps };
    if (value.done !== undefined) steps.push(value.done);
  }
}

/** What a catalogue is made of. */
function found({ mergers, binaries, candidates, gates }: GlobalFit): string {
  return JSON.stringify({ mergers, binaries, candidates, gates });
}

describe("the global fit", () => {
  const truth = binary(3.1e-3);
  const data = dataOf([truth, binary(3.2e-3, 0.7e-22)], 40);
  const { fit, steps } = fitted(data);

  it("finds what is there, with the parameters that were put in", () => {
    expect(fit.mergers).toHaveLength(0);
    expect(fit.binaries).toHaveLength(2);
    const { found: one, samples } = fit.binaries[0]!;
    for (const { name, value } of truth.parameters) {
      if (name === "fdot") continue;
      const values = samples[name]!;
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
      const sigma = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
      const period = name === "polarization" ? Math.PI : name === "phase" || name === "lambda" ? 2 * Math.PI : 0;
      const away = period === 0 ? mean - value : mean - value - period * Math.round((mean - value) / period);
      expect(Math.abs(away), name).toBeLessThan(FAR * sigma);
    }
    expect(one.snr).toBeGreaterThan(20);
  });

  it("goes on from any of its steps to the same bits", () => {
    for (const kept of [1, steps.length - 1]) {
      expect(found(fitted(data, { record: steps.slice(0, kept) }).fit)).toBe(found(fit));
    }
  });

  it("refuses the steps of another fit", () => {
    const record = [{ name: "posterior of merger 1 of 1", value: {} }];
    expect(() => fitted(data, { record })).toThrow(/goes on with "posterior of merger 1 of 1" where this fit comes to/);
  });

  it("bridges lost samples, leaves out gaps, and finds the same binaries", () => {
    const holes = { ...data, series: { ...data.series, A: data.series.A.slice() } };
    holes.series.A.fill(Number.NaN, 9000, 9001);
    holes.series.A.fill(Number.NaN, 20_000, 20_000 + DAY / DT);
    holes.series.A.fill(Number.NaN, 0, 10);
    const { fit: other } = fitted(holes, { posteriors: false });
    expect(other.gaps.map(({ from, to }) => [from / DT, to / DT])).toEqual([
      [0, 10],
      [9000, 9001],
      [20_000, 20_000 + DAY / DT],
    ]);
    expect(other.binaries).toHaveLength(2);
  });
});

describe("the global fit of data that are no feast", () => {
  it("finds nothing in noise, and says what it would believe", () => {
    const { fit } = fitted(dataOf([], 30), { posteriors: false });
    expect([fit.mergers, fit.binaries, fit.candidates]).toEqual([[], [], []]);
    expect(fit.threshold).toBeGreaterThan(25);
    expect(fit.falseAlarms).toBe(0.01);
  });

  it("takes two identical sources for one of twice the amplitude", () => {
    const { fit } = fitted(dataOf([binary(3.1e-3), binary(3.1e-3)], 40), { posteriors: false });
    expect(fit.binaries).toHaveLength(1);
    expect(fit.binaries[0]!.found.snr).toBeGreaterThan(40);
  });

  it("says what it can't do with less than a day, and does what it can: known binaries", () => {
    const degree = Math.PI / 180;
    const known = binary(3.22e-3, 4e-21).parameters.map(({ name, value }) => {
      return [name, name === "lambda" ? 24.608 * degree : name === "beta" ? -20.3339 * degree : value] as const;
    });
    const data = dataOf([exactSource("ES Cet", "galactic-binary", Object.fromEntries(known))], 0.6);
    const { fit } = fitted(data, { band: { from: 3e-4, to: 5e-3 } });
    expect(fit.notes.join(" ")).toMatch(/0\.60 days long, too short for mergers.*only known ones from 3\.09 mHz on/);
    expect(fit.binaries).toHaveLength(1);
    const { found: one, samples } = fit.binaries[0]!;
    expect(one.binary.frequency).toBe(3.22e-3);
    const amplitudes = [...samples["amplitude"]!].sort((a, b) => a - b);
    expect(amplitudes[0]).toBeLessThan(4e-21);
    expect(amplitudes.at(-1)).toBeGreaterThan(4e-21);
  });

  it("refuses data without numbers", () => {
    const { series, ...rest } = dataOf([], 2);
    const A = new Float64Array(series.A.length).fill(Number.NaN);
    expect(() => fitted({ ...rest, series: { ...series, A } })).toThrow(/2880 of the 2880 samples.*are no numbers/);
  });

  it("refuses a band that the samples can't show", () => {
    expect(() => fitted(dataOf([], 2), { band: { from: 1e-2, to: 2e-2 } })).toThrow(/samples 60 s apart/);
  });
});
