import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/core/random.js";
import { uniformity } from "../../src/inference/calibration.js";
import { noiseDensity } from "../../src/inference/density.js";
import { complexArray } from "../../src/math/complex.js";
import { irfft, rfft } from "../../src/math/fft.js";
import { equalArms } from "../../src/noise/equalarms.js";
import type { TdiSignal } from "../../src/response/signal.js";
import { residualChecks } from "../../src/search/residual-checks.js";

const [DT, COUNT] = [20, 2 ** 16];
const DURATION = DT * COUNT;
const DF = 1 / DURATION;
const BINS = COUNT / 2 + 1;
const BAND = { from: 5e-4, to: 2e-2 };
const noise = noiseDensity(equalArms({ level: "Sangria" }), { df: DF, first: 0, count: BINS });
const SEEDS = 24;
/** Of a test of uniformity of as many probabilities: seven checks at once. */
const UNLIKELY = 0.01 / 7;

function noiseOf(seed: number): TdiSignal {
  const random = randomStream(BigInt(seed), "residual test");
  const channel = (name: "A" | "E" | "T") => {
    const [re, im] = [0, 1].map(() => random.normals(new Float64Array(BINS))) as [Float64Array, Float64Array];
    const size = noise[name].map((density) => (Number.isFinite(density) ? Math.sqrt(density / DF / 4) : 0));
    return { re: re.map((x, k) => x * size[k]!), im: im.map((x, k) => x * size[k]!) };
  };
  return { df: DF, first: 0, A: channel("A"), E: channel("E"), T: channel("T") };
}

/** Adds waves of this form to channels, with these factors. */
function add(
  to: TdiSignal,
  wave: (time: number) => number,
  factors: Readonly<Partial<Record<"A" | "E" | "T", number>>>,
): TdiSignal {
  const bins = rfft(
    Float64Array.from({ length: COUNT }, (_, n) => wave(n * DT)),
    complexArray(BINS),
  );
  for (const [name, factor] of Object.entries(factors) as ["A" | "E" | "T", number][]) {
    for (let k = 0; k < BINS; k++) {
      to[name].re[k]! += factor * DT * bins.re[k]!;
      to[name].im[k]! += factor * DT * bins.im[k]!;
    }
  }
  return to;
}

const burst = (at: number, width: number, frequency: number) => (time: number) =>
  Math.exp(-0.5 * ((time - at) / width) ** 2) * Math.sin(2 * Math.PI * frequency * time);

describe("noise alone", () => {
  const reports = Array.from({ length: SEEDS }, (_, n) => residualChecks(noiseOf(n), noise, BAND));

  it.each(["power", "whiteness", "coherence", "gaussianity", "lines"])("%s: probabilities are uniform", (name) => {
    const probabilities = reports.map(({ checks }) => checks.find((check) => check.name === name)!.probability);
    expect(uniformity(probabilities).probability).toBeGreaterThan(UNLIKELY);
  });

  it("tiles of all shapes, which overlap, are no more probable than is said", () => {
    for (const name of ["stretches", "null stretches"]) {
      const probabilities = reports.map(({ checks }) => checks.find((check) => check.name === name)!.probability);
      // Of 24, 6.0 ± 2.1 below a quarter would be uniform.
      expect(probabilities.filter((probability) => probability < 0.25).length).toBeLessThan(12);
      expect(Math.min(...probabilities)).toBeGreaterThan(1e-3);
    }
  });

  it("has no findings but in one of a hundred", () => {
    expect(reports.filter(({ findings }) => findings.length > 0).length).toBeLessThan(3);
    expect(reports.every(({ bands }) => bands.every(({ power, error }) => Math.abs(power - 1) < 5 * error))).toBe(true);
  });
});

describe("what is no noise", () => {
  it("a burst is found where it is, and said to be waves", () => {
    const data = add(noiseOf(101), burst(6e5, 3000, 5e-3), { A: 4e-20, E: -2e-20 });
    const { findings, probability } = residualChecks(data, noise, BAND);
    expect(probability).toBeLessThan(1e-6);
    const [first] = findings.filter(({ check }) => check === "stretches");
    expect(first!.origin).toBe("waves");
    expect(first!.from).toBeLessThan(6e5);
    expect(first!.to).toBeGreaterThan(6e5);
    expect(first!.low).toBeLessThan(5e-3);
    expect(first!.high).toBeGreaterThan(5e-3);
    expect(findings.every(({ check }) => !check.startsWith("null"))).toBe(true);
  });

  it("a glitch that is in T, too, is the instrument's", () => {
    const data = add(noiseOf(102), burst(9e5, 3000, 5e-3), { A: 4e-20, E: 1e-20, T: 1e-20 });
    const { findings } = residualChecks(data, noise, BAND);
    expect(findings.filter(({ check }) => check === "stretches")[0]!.origin).toBe("instrument");
    expect(findings.some(({ check }) => check === "null stretches")).toBe(true);
  });

  it("a binary that was left in is a line, and nothing else", () => {
    const data = add(noiseOf(103), (time) => 1e-22 * Math.sin(2 * Math.PI * 7.3e-3 * time), { A: 1, E: 0.5 });
    const { findings } = residualChecks(data, noise, BAND);
    const found = findings.filter(({ check }) => check === "lines");
    expect(found).toHaveLength(1);
    expect(found[0]!.low).toBeLessThan(7.3e-3);
    expect(found[0]!.high).toBeGreaterThan(7.3e-3);
    expect(found[0]!.high - found[0]!.low).toBeLessThan(64 * DF);
  });

  it("a noise of A and E together is coherence; a level that is wrong by 5 % is power, in its bands alone", () => {
    const common = add(noiseOf(104), () => 0, {});
    const shared = noiseOf(105);
    for (let k = 0; k < BINS; k++) {
      for (const part of ["re", "im"] as const) {
        common.A[part][k]! += 0.3 * shared.A[part][k]!;
        common.E[part][k]! += 0.3 * shared.A[part][k]!;
        common.T[part][k]! *= 1.05;
      }
    }
    const { findings } = residualChecks(common, noise, BAND);
    const pairs = findings.filter(({ check }) => check === "coherence");
    expect(pairs.length).toBeGreaterThan(2);
    expect(pairs.every(({ channels }) => channels.join("") === "AE")).toBe(true);
    expect(findings.some(({ check, channels }) => check === "power" && channels[0] === "T")).toBe(true);
  });

  it("a day of louder noise makes heavy tails, and a stretch", () => {
    const data = noiseOf(106);
    const louder = noiseOf(107);
    for (const name of ["A", "E", "T"] as const) {
      const series = irfft(louder[name], COUNT).map((value, n) => (n * DT > 5e5 && n * DT < 5.9e5 ? value : 0));
      const bins = rfft(series, complexArray(BINS));
      for (let k = 0; k < BINS; k++) {
        data[name].re[k]! += 1.5 * bins.re[k]!;
        data[name].im[k]! += 1.5 * bins.im[k]!;
      }
    }
    const names = new Set(residualChecks(data, noise, BAND).findings.map(({ check }) => check));
    expect(names).toContain("gaussianity");
    expect(names).toContain("stretches");
    expect(names).toContain("null stretches");
  });
});

describe("what can't be looked at, or not everywhere", () => {
  it("is left out: T without a model, gates, bands without noise", () => {
    const none = { ...noise, T: noise.T.map(() => Number.POSITIVE_INFINITY) };
    const data = add(noiseOf(108), burst(6e5, 3000, 5e-3), { A: 4e-20 });
    const report = residualChecks(data, none, BAND);
    expect(report.checks.find(({ name }) => name === "null stretches")).toMatchObject({ trials: 0, probability: 1 });
    expect(report.findings.filter(({ check }) => check === "stretches")[0]!.origin).toBe("unknown");
    const window = (time: number) => (Math.abs(time - 6e5) < 30_000 ? 0 : 1);
    const gated = residualChecks(data, none, { ...BAND, window });
    expect(gated.findings.filter(({ check }) => check === "stretches")).toEqual([]);
  });

  it("is refused with a sentence", () => {
    const data = noiseOf(109);
    expect(() => residualChecks(data, noise, { ...BAND, edges: [2e-3, 1e-3] })).toThrow(/two or more that rise/);
    expect(() => residualChecks(data, noise, { ...BAND, pixel: 1e6 })).toThrow(/another pixel/);
    expect(() => residualChecks(data, { ...noise, df: 2 * DF }, BAND)).toThrow(/same duration/);
    expect(() => residualChecks(data, noise, { band: [1, 2] } as never)).toThrow(/band/);
    data.E.re[5000] = Number.NaN;
    expect(() => residualChecks(data, noise, BAND)).toThrow(/E of the residual is no number at 0.0038/);
    const silence = { ...data, A: complexArray(BINS), E: complexArray(BINS) };
    expect(() => residualChecks(silence, noise, BAND)).toThrow(/0 in A and E/);
    expect(() => residualChecks(noiseOf(1), { ...noise, A: noise.A.map(() => Infinity) })).toThrow(
      /no bin with a noise/,
    );
  });
});
