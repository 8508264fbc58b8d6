import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type NoiseDensity, noiseDensity } from "../../src/inference/density.js";
import { derivatives, fisherMatrix } from "../../src/inference/fisher.js";
import { fStatistic, fStatisticBasis } from "../../src/inference/fstatistic.js";
import { matchedSnr, mismatch, optimalSnr, overlap, phaseMaximisedOverlap } from "../../src/inference/product.js";
import { readHdf5 } from "../../src/io/hdf5.js";
import { complexArray } from "../../src/math/complex.js";
import { entryOf } from "../../src/math/matrix.js";
import { equalArms, type TWO_NOISES } from "../../src/noise/equalarms.js";
import { galacticBinaryResponse } from "../../src/response/galactic.js";
import type { SlowBinary } from "../../src/response/slow.js";

/** What the issue of these references asks for; signals agree to 1e-7, densities to rounding. */
const SNR = 1e-4;
/** Densities are the same formulas. */
const DENSITY = 1e-12;
/** Of an overlap; evaluations of the same formula agree to 1e-9. */
const OVERLAP = 1e-7;
/** Of a Fisher matrix, over the geometric mean of its diagonal: both are stencils. */
const FISHER = 1e-6;
const F_STATISTIC = 1e-5;

interface Analysis {
  readonly T: number;
  readonly psd_table: Readonly<Record<string, readonly number[]>>;
  readonly snr: readonly Readonly<Record<string, number>>[];
  readonly overlaps: readonly { i: number; param: string; delta: number; overlap: number; phase_max_overlap: number }[];
  readonly fisher: readonly { i: number; gamma: readonly (readonly number[])[] }[];
  readonly binaries: Readonly<Record<string, readonly number[]>>;
}

const analysis = JSON.parse(readFileSync("test/fixtures/inference/analysis.json", "utf8")) as Analysis;
const NAMES = ["amp", "f0", "fdot", "fddot", "phi0", "iota", "psi", "lam", "beta"];
const LEVELS = { scirdv1: "SciRD", sangria: "Sangria", mrdv1: "MRD", proposal: "proposal" } as const;
const response = galacticBinaryResponse({ duration: analysis.T, samples: 512 });
/** Overlaps and Fisher matrices are of twice as many bins. */
const wideResponse = galacticBinaryResponse({ duration: analysis.T, samples: 1024 });

/** The numbers of a binary, in the order of NAMES. */
function numbersOf(row: number): Float64Array {
  return Float64Array.from(NAMES, (name) => analysis.binaries[name]![row]!);
}

function binaryOf(numbers: Float64Array): SlowBinary {
  const [amplitude, frequency, fdot, fddot, phi0, inclination, polarization, lambda, beta] = numbers as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { amplitude, frequency, fdot, fddot, phase: Math.PI - phi0, inclination, polarization, lambda, beta };
}

/** The confusion noise of lisaanalysistools 1.2.8, with its knots in years. */
function galaxyConfusion(years: number): (f: number) => number {
  const knots = [1 / 365.25, 91.5 / 365.25, 183 / 365.25, 1, 2, 4, 10];
  const at = (values: readonly number[]): number => {
    const n = knots.filter((knot) => knot <= years).length - 1;
    const part = (years - knots[n]!) / (knots[n + 1]! - knots[n]!);
    return values[n]! + part * (values[n + 1]! - values[n]!);
  };
  const knee = 1e-3 * at([11.512, 4.01884, 3.47303, 2.77606, 2.41178, 2.09278, 1.57363]);
  const s1 = at([941.3, 1368.9, 1687.3, 1763.3, 2326.8, 3014.3, 3749.7]);
  const s2 = at([103.2, 1033.5, 1622.0, 1686.3, 2068.2, 2957.7, 3152.0]);
  return (f) =>
    0.5 * 3.26651613e-44 * Math.exp(-s1 * f ** 1.18300266) * f ** (-7 / 3) * (1 + Math.tanh(-s2 * (f - knee)));
}

/** On the bins of a binary's signal and some more, for those of its neighbours. */
function noiseOf(level: keyof typeof TWO_NOISES, row: number, confusion?: (f: number) => number): NoiseDensity {
  const models = equalArms({ level, ...(confusion && { confusion }) });
  const first = Math.round(analysis.binaries["f0"]![row]! * analysis.T) - 600;
  return noiseDensity(models, { df: 1 / analysis.T, first, count: 1200 });
}

describe("noise of equal arms", () => {
  it("is lisaanalysistools' in every variable, level and generation", () => {
    const { psd_table: table } = analysis;
    let compared = 0;
    for (const [key, values] of Object.entries(table)) {
      const [, name, variable, generation] = /^(\w+)\/([XAET])([12])TDISens$/.exec(key) ?? [];
      if (name === undefined) continue;
      const level = LEVELS[name as keyof typeof LEVELS];
      const model = equalArms({ level, generation: generation === "2" ? 2 : 1.5 })[variable as "A"];
      values.forEach((value, n) => {
        expect(Math.abs(model(table["f"]![n]!) / value - 1)).toBeLessThan(DENSITY);
        compared++;
      });
    }
    expect(compared).toBeGreaterThan(100);
  });

  it("can't weigh data where it is zero", () => {
    const models = { ...equalArms({ level: "SciRD" }), T: () => 0 };
    expect(() => noiseDensity(models, { df: 1e-5, first: 0, count: 10 })).toThrow(/density of T is 0/);
    expect(() => equalArms({ level: "SciRd" as "SciRD" })).toThrow(/SciRD, MRD/);
  });
});

describe("signal-to-noise ratios", () => {
  it("are GBGPU's", () => {
    const confusion = galaxyConfusion(analysis.T / 31_557_600);
    for (const key of ["scirdv1", "sangria"] as const) {
      for (const row of analysis.snr) {
        const plain = noiseOf(LEVELS[key], row["i"]!);
        const confused = noiseOf(LEVELS[key], row["i"]!, confusion);
        const signal = response.signal(binaryOf(numbersOf(row["i"]!)));
        expect(Math.abs(optimalSnr(signal, plain) / row[key]! - 1)).toBeLessThan(SNR);
        expect(Math.abs(optimalSnr(signal, confused) / row[`${key}+confusion`]! - 1)).toBeLessThan(SNR);
        expect(matchedSnr(signal, signal, plain)).toBeCloseTo(optimalSnr(signal, plain), 9);
      }
    }
  });

  it("are refused for bins of different durations", () => {
    const other = galacticBinaryResponse({ duration: analysis.T / 2, samples: 64 });
    const binary = binaryOf(numbersOf(0));
    const noise = noiseOf("SciRD", 0);
    expect(() => overlap(other.signal(binary), response.signal(binary), noise)).toThrow(/same duration/);
  });
});

describe("overlaps", () => {
  it("are GBGPU's when a parameter differs", () => {
    const places: Readonly<Record<string, number>> = { f0: 1, fdot: 2, phi0: 4, iota: 5, psi: 6, lam: 7, beta: 8 };
    for (const { i, param, delta, overlap: wanted, phase_max_overlap: best } of analysis.overlaps) {
      const numbers = numbersOf(i);
      const noise = noiseOf("SciRD", i);
      const moved = numbers.slice();
      expect(places).toHaveProperty(param);
      moved[places[param]!]! += delta;
      const [a, b] = [wideResponse.signal(binaryOf(numbers)), wideResponse.signal(binaryOf(moved))];
      expect(Math.abs(overlap(a, b, noise) - wanted)).toBeLessThan(OVERLAP);
      expect(Math.abs(phaseMaximisedOverlap(a, b, noise) - best)).toBeLessThan(OVERLAP);
      expect(mismatch(a, b, noise)).toBeCloseTo(1 - overlap(a, b, noise), 15);
    }
  });
});

describe("Fisher matrices", () => {
  it("are GBGPU's", () => {
    const { T } = analysis;
    // ln amp, f0 T, fdot T², phi0, cos iota, psi, lam, sin beta.
    const binary = (p: Float64Array): SlowBinary =>
      binaryOf(
        Float64Array.of(
          Math.exp(p[0]!),
          p[1]! / T,
          p[2]! / T ** 2,
          p[8]!,
          p[3]!,
          Math.acos(p[4]!),
          p[5]!,
          p[6]!,
          Math.asin(p[7]!),
        ),
      );
    for (const { i, gamma } of analysis.fisher) {
      const [amp, f0, fdot, fddot, phi0, iota, psi, lam, beta] = numbersOf(i);
      const at = [Math.log(amp!), f0! * T, fdot! * T ** 2, phi0!, Math.cos(iota!), psi!, lam!, Math.sin(beta!)];
      const first = Math.round(f0! * T);
      const slopes = derivatives(
        (p) => {
          const signal = wideResponse.signal(binary(Float64Array.of(...p, fddot!)));
          expect(signal.first).toBe(first - 512);
          return signal;
        },
        Float64Array.from(at),
        Float64Array.from([1e-3, 1e-3, 1e-3, 1e-3, 1e-4, 1e-3, 1e-4, 1e-4]),
      );
      const found = fisherMatrix(slopes, noiseOf("SciRD", i));
      gamma.forEach((row, m) => {
        row.forEach((wanted, n) => {
          const scale = Math.sqrt(gamma[m]![m]! * gamma[n]![n]!);
          expect(Math.abs(entryOf(found, m, n) - wanted) / scale).toBeLessThan(FISHER);
        });
      });
    }
  });
});

describe("the F-statistic", () => {
  it("is the reference's on binaries in noise", async () => {
    await readHdf5("test/fixtures/inference/fstat-data.h5", (file) => {
      const duration = file.number("duration");
      const fast = galacticBinaryResponse({ duration, samples: 512 });
      for (const source of file.names("/")) {
        const of = (name: string): number => file.number(name, source);
        const table = (name: string): Float64Array => file.table(`${source}/${name}`).values;
        const channel = (name: string) => ({ re: table(`${name}_re`), im: table(`${name}_im`) });
        const data = { df: 1 / duration, first: of("first"), A: channel("A"), E: channel("E"), T: complexArray(512) };
        const intrinsic = {
          frequency: of("Frequency"),
          fdot: of("FrequencyDerivative"),
          lambda: of("EclipticLongitude"),
          beta: of("EclipticLatitude"),
        };
        const noise = noiseDensity(equalArms({ level: "Sangria" }), { df: data.df, first: data.first, count: 512 });
        const found = fStatistic(data, fStatisticBasis(fast, intrinsic, 1e-22), noise);
        expect(Math.abs(found.twoF / of("twoF") - 1)).toBeLessThan(F_STATISTIC);
        const largest = Math.max(...table("a").map(Math.abs));
        table("a").forEach((value, n) => {
          expect(Math.abs(found.amplitudes[n]! - value) / largest).toBeLessThan(F_STATISTIC);
        });
        table("M").forEach((value, n) => {
          expect(Math.abs(found.products.values[n]! - value) / table("M")[0]!).toBeLessThan(F_STATISTIC);
        });
      }
    });
  });
});
