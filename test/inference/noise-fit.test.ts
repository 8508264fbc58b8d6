import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/core/random.js";
import { gatedNoise } from "../../src/inference/gaps.js";
import { jointFit, splineNoise } from "../../src/inference/noise-fit.js";
import { innerProduct } from "../../src/inference/product.js";
import { whitened, whitenedSeries } from "../../src/inference/whitening.js";
import { type ComplexArray, complexArray } from "../../src/math/complex.js";
import { fftPlan } from "../../src/math/plan.js";
import { shortTimeFourier } from "../../src/math/short-time.js";
import { windowOf } from "../../src/math/window.js";
import type { TdiSignal } from "../../src/response/signal.js";

/** Standard errors that are allowed; the seeds are fixed. */
const SIGMAS = 4;
/** Two ways to the same number, in doubles. */
const ROUNDING = 1e-9;

const [DF, FIRST, COUNT] = [1e-6, 500, 8000];
const KNOTS = Float64Array.of(5e-4, 8e-4, 1.3e-3, 2e-3, 3.3e-3, 5e-3, 8.5e-3);

/** A density that no spline of the knots is exactly: falling, with a shoulder. */
function density(f: number): number {
  return 1e-40 * ((1e-3 / f) ** 3 + 1 + 2 * Math.exp(-((Math.log(f / 2e-3) / 0.5) ** 2)));
}

function noiseBins(name: string): ComplexArray {
  const random = randomStream(31n, name);
  const size = Float64Array.from({ length: COUNT }, (_, k) => Math.sqrt(density((FIRST + k) * DF) / (4 * DF)));
  const part = (): Float64Array => random.normals(new Float64Array(COUNT)).map((value, k) => value * size[k]!);
  return { re: part(), im: part() };
}

describe("noise by splines", () => {
  it("is within its own errors, and near the truth in every band", () => {
    const { density: found, logDensity, covariance } = splineNoise(noiseBins("A"), { df: DF, first: FIRST }, KNOTS);
    for (let from = 0; from < COUNT; from += 1000) {
      let ratio = 0;
      for (let k = from; k < from + 1000; k++) ratio += found[k]! / density((FIRST + k) * DF) / 1000;
      expect(Math.abs(ratio - 1)).toBeLessThan(0.05);
    }
    logDensity.forEach((value, i) => {
      const error = Math.sqrt(covariance.values[i * KNOTS.length + i]!);
      expect(error).toBeLessThan(0.3);
      expect(Math.abs(value - Math.log(density(KNOTS[i]!)))).toBeLessThan(SIGMAS * error + MODEL);
    });
  });
  /** How far the density may be from any spline of the knots. */
  const MODEL = 0.05;

  it("with signals comes out as without them, and the signal within its error", () => {
    const shape = Float64Array.from({ length: 64 }, (_, k) => 5e-17 * Math.exp(-(((k - 32) / 6) ** 2)));
    const at = 1500;
    const unit = (factor: number): ComplexArray => ({ re: shape.map((x) => factor * x), im: new Float64Array(64) });
    const template: TdiSignal = { df: DF, first: at, A: unit(1), E: unit(-1), T: complexArray(64) };
    const channel = (name: string, factor: number): ComplexArray => {
      const bins = noiseBins(name);
      shape.forEach((x, k) => {
        bins.re[k + at - FIRST]! += 3 * factor * x;
      });
      return bins;
    };
    const data: TdiSignal = { df: DF, first: FIRST, A: channel("A", 1), E: channel("E", -1), T: complexArray(COUNT) };
    let [amplitude, error] = [0, 0];
    const joint = jointFit(data, KNOTS, (all, noise) => {
      const norm = innerProduct(template, template, noise);
      amplitude = innerProduct(all, template, noise) / norm;
      error = 1 / Math.sqrt(norm);
      const scaled = ({ re, im }: ComplexArray): ComplexArray => ({ re: re.map((x) => amplitude * x), im });
      return { ...template, A: scaled(template.A), E: scaled(template.E) };
    });
    expect(3 / error).toBeGreaterThan(50);
    expect(Math.abs(amplitude - 3)).toBeLessThan(SIGMAS * error);
    expect(joint.rounds).toBeLessThan(10);
    const alone = splineNoise(noiseBins("A"), { df: DF, first: FIRST }, KNOTS);
    const apart = joint.splines.A.logDensity.map((value, i) => Math.abs(value - alone.logDensity[i]!));
    expect(Math.max(...apart)).toBeLessThan(0.02);
  });

  it("refuses what is no residual and knots that are none", () => {
    const bins = noiseBins("A");
    const range = { df: DF, first: FIRST };
    expect(() => splineNoise(bins, range, KNOTS.slice(0, 3))).toThrow(/four or more/);
    expect(() => splineNoise(bins, { df: DF, first: 0 }, KNOTS)).toThrow(/no bin 0/);
    expect(() => splineNoise(complexArray(COUNT), range, KNOTS)).toThrow(/is 0 in all 8000 bins/);
    bins.im[7] = Number.NaN;
    expect(() => splineNoise(bins, range, KNOTS)).toThrow(/is no number/);
  });
});

describe("whitening", () => {
  it("makes sums of squares of inner products", () => {
    const data: TdiSignal = { df: DF, first: FIRST, A: noiseBins("A"), E: noiseBins("E"), T: noiseBins("T") };
    const level = Float64Array.from({ length: COUNT }, (_, k) => density((FIRST + k) * DF));
    const noise = { df: DF, first: FIRST, A: level, E: level, T: level };
    const { A, E } = whitened(data, noise);
    const sum = [A.re, A.im, E.re, E.im].flatMap((part) => [...part]).reduce((all, x) => all + x * x, 0);
    expect(Math.abs(sum / innerProduct(data, data, noise) - 1)).toBeLessThan(ROUNDING);
    expect(Math.abs(sum / (4 * COUNT) - 1)).toBeLessThan(SIGMAS * Math.sqrt(2 / (4 * COUNT)));
    expect(() => whitened(data, { ...noise, df: 2e-6 })).toThrow(/same duration/);
  });

  it("makes a white series of unit variance", () => {
    const series = coloured("white", 4096);
    const white = whitenedSeries(series, DT, red);
    const variance = white.reduce((sum, x) => sum + x * x, 0) / 4096;
    expect(Math.abs(variance - 1)).toBeLessThan(SIGMAS * Math.sqrt(2 / 4096));
    const next = white.reduce((sum, x, n) => sum + x * white[(n + 1) % 4096]!, 0) / 4096;
    expect(Math.abs(next)).toBeLessThan(SIGMAS / Math.sqrt(4096));
  });
});

const DT = 2;

/** Noise that remembers over gaps. */
function red(f: number): number {
  return 1 + (0.02 / Math.max(f, 1e-3)) ** 2;
}

/** A periodic series of this noise. */
function coloured(name: string, length: number): Float64Array {
  const plan = fftPlan(length);
  const random = randomStream(41n, name);
  const bins = plan.forwardReal(random.normals(new Float64Array(length)), complexArray(plan.bins));
  for (let k = 0; k < plan.bins; k++) {
    const size = Math.sqrt(red(Math.max(1, k) / (length * DT)) / (2 * DT));
    bins.re[k]! *= size;
    bins.im[k]! *= size;
  }
  return plan.inverseReal(bins, new Float64Array(length));
}

describe("gaps", () => {
  const LENGTH = 512;
  const gaps = Array.from({ length: LENGTH }, (_, n) => (n >= 100 && n < 160) || (n >= 300 && n < 340) || n === 400);
  const noise = gatedNoise({ dt: DT, gaps, density: red });
  const tone = (phase: number): Float64Array =>
    Float64Array.from({ length: LENGTH }, (_, n) => Math.cos(2 * Math.PI * 0.011 * n * DT + phase));
  const [cosine, sine] = [tone(0), tone(-Math.PI / 2)];

  it("are filled so that their weight is nothing, and what is in them does not count", () => {
    const values = coloured("fill", LENGTH);
    const other = values.map((value, n) => (gaps[n] ? 1e3 : value));
    const [one, two] = [noise.inpainted(values), noise.inpainted(other)];
    expect(two).toEqual(one);
    values.forEach((value, n) => {
      if (!gaps[n]) expect(one[n]).toBe(value);
    });
    expect(Math.abs(noise.product(values, cosine) / noise.product(cosine, values) - 1)).toBeLessThan(1e-6);
    expect(noise.product(values, values)).toBeLessThan(
      gatedNoise({ dt: DT, gaps: new Uint8Array(LENGTH), density: red }).product(values, values),
    );
  });

  it("leave parameters unbiased, with the errors that the likelihood says; zeros in their place don't", () => {
    const whole = gatedNoise({ dt: DT, gaps: new Uint8Array(LENGTH), density: red });
    const [cc, cs, ss] = [noise.product(cosine, cosine), noise.product(cosine, sine), noise.product(sine, sine)];
    const [wc, ws, wx] = [whole.product(cosine, cosine), whole.product(sine, sine), whole.product(cosine, sine)];
    const TRIALS = 100;
    let [bias, chi, naive] = [[0, 0], 0, 0];
    for (let trial = 0; trial < TRIALS; trial++) {
      const data = coloured(`trial ${trial}`, LENGTH).map((value, n) => value + 0.8 * cosine[n]! - 0.5 * sine[n]!);
      const [c, s] = [noise.product(cosine, data), noise.product(sine, data)];
      const [a, b] = solved(cc, cs, ss, c, s);
      bias = [bias[0]! + (a - 0.8) / TRIALS, bias[1]! + (b + 0.5) / TRIALS];
      chi += ((a - 0.8) ** 2 * cc + 2 * (a - 0.8) * (b + 0.5) * cs + (b + 0.5) ** 2 * ss) / TRIALS;
      const zeros = data.map((value, n) => (gaps[n] ? 0 : value));
      const [x, y] = solved(wc, wx, ws, whole.product(cosine, zeros), whole.product(sine, zeros));
      naive += ((x - 0.8) ** 2 * wc + 2 * (x - 0.8) * (y + 0.5) * wx + (y + 0.5) ** 2 * ws) / TRIALS;
    }
    const determinant = cc * ss - cs * cs;
    expect(Math.abs(bias[0]!)).toBeLessThan(SIGMAS * Math.sqrt(ss / determinant / TRIALS));
    expect(Math.abs(bias[1]!)).toBeLessThan(SIGMAS * Math.sqrt(cc / determinant / TRIALS));
    // χ² of two parameters: mean 2, variance 4.
    expect(Math.abs(chi - 2)).toBeLessThan(SIGMAS * Math.sqrt(4 / TRIALS));
    expect(naive).toBeGreaterThan(2 + SIGMAS * Math.sqrt(4 / TRIALS));
  });

  it("that are everything, and densities that are none, are refused", () => {
    expect(() => gatedNoise({ dt: 1, gaps: [1, 1, 1, 1], density: red })).toThrow(/All 4 samples/);
    expect(() => gatedNoise({ dt: 1, gaps: [0, 0, 1, 0], density: () => 0 })).toThrow(/positive one/);
  });
});

function solved(cc: number, cs: number, ss: number, c: number, s: number): readonly [number, number] {
  const determinant = cc * ss - cs * cs;
  return [(ss * c - cs * s) / determinant, (cc * s - cs * c) / determinant];
}

describe("short-time Fourier transforms", () => {
  it("show when a tone changes its frequency", () => {
    const values = Float64Array.from({ length: 1024 }, (_, n) => Math.cos((2 * Math.PI * n * (n < 512 ? 8 : 20)) / 64));
    const map = shortTimeFourier(values, windowOf("hann", 64), 32);
    expect([map.pieces, map.bins]).toEqual([31, 33]);
    for (const [piece, wanted] of [
      [0, 8],
      [14, 8],
      [17, 20],
      [30, 20],
    ] as const) {
      const power = Float64Array.from(
        { length: 33 },
        (_, k) => map.re[piece * 33 + k]! ** 2 + map.im[piece * 33 + k]! ** 2,
      );
      expect(power.indexOf(Math.max(...power))).toBe(wanted);
    }
    expect(() => shortTimeFourier(new Float64Array(10), windowOf("hann", 64), 32)).toThrow(/as long as the window/);
  });
});
