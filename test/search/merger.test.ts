import { describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { randomStream } from "../../src/core/random.js";
import {
  bestAmplitudes,
  chirpOrientation,
  linearLogLikelihood,
  type MassiveBinary,
} from "../../src/inference/chirpamplitudes.js";
import { colouredAmplitudes, whitenedAmplitudes } from "../../src/inference/chirpwhitening.js";
import { noiseDensity } from "../../src/inference/density.js";
import { irfft } from "../../src/math/fft.js";
import { matrixOf } from "../../src/math/matrix.js";
import { symmetricEigen } from "../../src/math/symmetric.js";
import { equalArms } from "../../src/noise/equalarms.js";
import { equalArm } from "../../src/orbits/orbits.js";
import { constellationPath } from "../../src/response/path.js";
import { detectMergers } from "../../src/search/merger-detector.js";
import { fitMerger, mergerSignal } from "../../src/search/merger-fit.js";
import { mergerGuess } from "../../src/search/merger-guess.js";
import { likelihoodNear, type MergerData, mergerAt, pointOf } from "../../src/search/merger-likelihood.js";
import { SKY_MODES, SkyCells } from "../../src/search/merger-modes.js";
import { sampleMerger, skyArea, spreadOf } from "../../src/search/merger-posterior.js";
import { amplitudesOf, type Lying, logAmplitudePrior, MERGER_PRIOR } from "../../src/search/merger-prior.js";
import type { TdiSeries } from "../../src/search/merger-spectrogram.js";
import { subtractMergers } from "../../src/search/merger-subtraction.js";

/** Arms are a fiftieth of the waves' length, and the constellation turns a little in the hours of a heavy binary. */
const ALIKE = 0.03;

const [DT, COUNT] = [20, 34_560];
const DURATION = DT * COUNT;
const DF = 1 / DURATION;
const BINS = COUNT / 2 + 1;
const models = equalArms({ level: "Sangria" });
const path = constellationPath(equalArm(), instant("TCB", 0), DURATION);

const BINARY: MassiveBinary = {
  mass: 1e6,
  eta: (1 - 0.3 ** 2) / 4,
  delta: 0.3,
  chi1: 0.4,
  chi2: -0.2,
  distance: 100 * 3.0857e25,
  inclination: 1.1,
  polarization: 0.4,
  phase: 2,
  time: 6 * 86_400,
  lambda: 2.1,
  beta: -0.4,
};

function noiseOf(seed: bigint): MergerData["data"] {
  const random = randomStream(seed, "merger test");
  const channel = (name: "A" | "E" | "T") => {
    const [re, im] = [0, 1].map(() => random.normals(new Float64Array(BINS)));
    const size = Float64Array.from({ length: BINS }, (_, k) =>
      k > 5 ? Math.sqrt(models[name](k * DF) / (4 * DF)) : 0,
    );
    return { re: re.map((x, k) => x * size[k]), im: im.map((x, k) => x * size[k]) };
  };
  return { df: DF, first: 0, A: channel("A"), E: channel("E"), T: channel("T") };
}

function intoOf(data: MergerData["data"]): MergerData {
  const noise = noiseDensity(models, { df: DF, first: 0, count: BINS });
  return { data, noise, path, generation: 1.5, observation: [0, DURATION], band: [2e-4, 0.02] };
}

function seriesOf(data: MergerData["data"]): TdiSeries {
  const channel = (name: "A" | "E" | "T"): Float64Array => irfft(data[name], COUNT).map((x) => x / DT);
  return { dt: DT, start: 0, A: channel("A"), E: channel("E"), T: channel("T") };
}

describe("mergers of massive binaries", () => {
  it("are not found in noise", () => {
    expect(detectMergers(seriesOf(noiseOf(1n)), models)).toEqual([]);
  });

  it("are told from glitches by T", () => {
    const series = seriesOf(noiseOf(2n));
    // A step of a readout: alike in all three.
    for (let n = 20_000; n < 20_100; n++) for (const name of ["A", "E", "T"] as const) series[name][n] += 1e-19;
    const kinds = detectMergers(series, models).map(({ kind }) => kind);
    expect(kinds.length).toBeGreaterThan(0);
    expect(kinds).not.toContain("merger");
  });

  it("are found, fitted and taken out", () => {
    const pure = subtractMergers(intoOf(noiseOf(3n)), []);
    const signal = mergerSignal(BINARY, intoOf(pure));
    for (const name of ["A", "E"] as const) {
      for (let k = 1; k < BINS; k++) {
        pure[name].re[k] += signal[name].re[k];
        pure[name].im[k] += signal[name].im[k];
      }
    }
    const into = intoOf(pure);
    const series = seriesOf(pure);
    const [candidate] = detectMergers(series, models);
    expect(candidate.kind).toBe("merger");
    expect(Math.abs(candidate.time - BINARY.time)).toBeLessThan(2 * candidate.timeStep);
    const fit = fitMerger(mergerGuess(series, models, candidate), into);
    const chirpMass = (b: MassiveBinary): number => b.mass * b.eta ** 0.6;
    expect(Math.abs(chirpMass(fit.binary) / chirpMass(BINARY) - 1)).toBeLessThan(0.01);
    // Light takes 500 s from the Sun: a wrong place on the sky would move the time by as much.
    expect(Math.abs(fit.binary.time - BINARY.time)).toBeLessThan(300);
    const left = detectMergers(seriesOf(subtractMergers(into, [fit])), models);
    expect(left).toEqual([]);
    // Of the fit only what the posterior says is believed: few and short chains are enough to see that it is there at all.
    const sampling = { seed: 1n, walkers: 8, temperatures: 2, steps: 600 };
    const posterior = sampleMerger(fit, into, sampling);
    const { mean, sigma } = spreadOf(posterior, "chirpMass");
    expect(Math.abs(mean - chirpMass(BINARY))).toBeLessThan(5 * sigma);
    expect(sigma / mean).toBeLessThan(1e-3);
    expect(skyArea(posterior, 0.9)).toBeLessThan(41_253);
    expect(posterior.modes.length).toBe(posterior.samples.length);
    const prior = { chirpMass: [1e4, 1e5] } as const;
    expect(() => sampleMerger(fit, into, { ...sampling, prior })).toThrow(/not in the prior.*Fit again/);
    expect(() => sampleMerger(fit, into, { ...sampling, walkers: 2 })).toThrow(/2 walkers at 2 temperatures/);
  }, 180_000);
});

describe("the sky as the constellation has it", () => {
  const point = Float64Array.of(13, 0.3, 0.4, -0.2, 6 * 86_400, 2.1, -0.4);
  const cells = new SkyCells(path, point);
  const vector = ([, , , , , lambda, beta]: Float64Array) => [
    Math.cos(beta) * Math.cos(lambda),
    Math.cos(beta) * Math.sin(lambda),
    Math.sin(beta),
  ];

  it("has one image of a place in each of eight cells, and leads back", () => {
    expect(cells.cellOf(point)).toBe(0);
    const images = Array.from({ length: SKY_MODES }, (_, cell) => cells.inCell(point, cell));
    images.forEach((image, cell) => {
      expect(cells.cellOf(image)).toBe(cell);
      const back = vector(cells.inCell(image, 0));
      vector(point).forEach((x, n) => expect(back[n]).toBeCloseTo(x, 12));
    });
  });

  it("has binaries as far away from all of them that look alike at low frequencies", () => {
    const empty = intoOf(noiseOf(4n));
    const heavy = { ...BINARY, mass: 2e7 };
    const signal = mergerSignal({ ...heavy, time: 6 * 86_400 }, empty);
    const into = { ...empty, data: signal, band: [1e-4, 4e-4] as const };
    const likelihood = likelihoodNear(heavy, into);
    const away = (point: Float64Array): number =>
      chirpOrientation(bestAmplitudes(likelihood.products(mergerAt(point, path))).amplitudes).distance / heavy.distance;
    const there = pointOf(heavy, path);
    const around = new SkyCells(path, there);
    for (let cell = 0; cell < SKY_MODES; cell++) {
      expect(Math.abs(away(around.inCell(there, cell)) - 1)).toBeLessThan(ALIKE);
    }
    const elsewhere = there.slice();
    elsewhere[5] += 0.8;
    expect(Math.abs(away(elsewhere) - 1)).toBeGreaterThan(2 * ALIKE);
  });
});

describe("walks through amplitudes", () => {
  it("keep what noise is in them", () => {
    const products = {
      plus: [3, 1],
      cross: [-2, 0.5],
      plusPlus: 4,
      crossCross: 3,
      plusCross: [1, -2],
    } as const;
    const amplitudes = [0.3, -0.2, 0.9, 0.1] as const;
    const white = whitenedAmplitudes(products, amplitudes);
    const back = colouredAmplitudes(products, white);
    amplitudes.forEach((x, n) => expect(back[n]).toBeCloseTo(x, 12));
    const fall = bestAmplitudes(products).logLikelihood - linearLogLikelihood(products, amplitudes);
    expect(white.reduce((sum, x) => sum + x * x, 0) / 2).toBeCloseTo(fall, 10);
  });

  it("have a prior that is uniform in volume, cos ι and both phases", () => {
    const prior = { ...MERGER_PRIOR, time: [0, 1] as const };
    const volume = (at: Lying): number => {
      const moved = (n: number, by: number): readonly number[] =>
        amplitudesOf(at.map((x, m) => (m === n ? x + by : x)) as unknown as Lying);
      const slopes = [0, 1, 2, 3].map((n) => {
        const [up, down] = [moved(n, 1e-5), moved(n, -1e-5)];
        return up.map((x, row) => (x - down[row]) / 2e-5);
      });
      const squares = matrixOf(4, 4, (n, m) => slopes[n].reduce((sum, x, k) => sum + x * slopes[m][k], 0));
      return Math.sqrt(symmetricEigen(squares).values.reduce((product, x) => product * x, 1));
    };
    const density = (at: Lying): number => volume(at) * Math.exp(logAmplitudePrior(prior, amplitudesOf(at)));
    const ratio = density([Math.log(3e26), -0.8, 4, 0.5]) / density([Math.log(1e26), 0.3, 1, 2]);
    expect(ratio).toBeCloseTo(27, 5);
    expect(logAmplitudePrior(prior, amplitudesOf([Math.log(1e21), 0.3, 1, 2]))).toBe(Number.NEGATIVE_INFINITY);
  });
});
