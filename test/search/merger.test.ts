import { describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { randomStream } from "../../src/core/random.js";
import type { MassiveBinary } from "../../src/inference/chirpamplitudes.js";
import { noiseDensity } from "../../src/inference/density.js";
import { irfft } from "../../src/math/fft.js";
import { equalArms } from "../../src/noise/equalarms.js";
import { equalArm } from "../../src/orbits/orbits.js";
import { constellationPath } from "../../src/response/path.js";
import { detectMergers } from "../../src/search/merger-detector.js";
import { fitMerger, mergerSignal } from "../../src/search/merger-fit.js";
import { mergerGuess } from "../../src/search/merger-guess.js";
import type { MergerData } from "../../src/search/merger-likelihood.js";
import type { TdiSeries } from "../../src/search/merger-spectrogram.js";
import { subtractMergers } from "../../src/search/merger-subtraction.js";

const [DT, COUNT] = [20, 86_400];
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
  time: 15 * 86_400,
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
    for (let n = 40_000; n < 40_100; n++) for (const name of ["A", "E", "T"] as const) series[name][n] += 1e-19;
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
  }, 60_000);
});
