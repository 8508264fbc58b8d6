import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/core/random.js";
import { effectiveSampleSize, splitRHat } from "../../src/inference/convergence.js";
import { Ensemble, type EnsembleOptions, type EnsembleState, temperatureLadder } from "../../src/inference/ensemble.js";
import { type Posterior, uniformPrior, wrapped } from "../../src/inference/posterior.js";

/** Standard errors of a mean or variance that are allowed: one test in 16,000 would fail by chance, and the seed is fixed. */
const SIGMAS = 4;

const RANGES = ["x", "y", "z"].map((name) => ({ name, from: -20, to: 20 }));
const CENTRE = [1, -2, 0.5];
const WIDTH = [1, 0.1, 3];

/** A Gaussian whose first two parameters have the correlation 0.8. */
const gaussian: Posterior = {
  dimension: 3,
  logPrior: uniformPrior(RANGES),
  logLikelihood: (p) => {
    const [x, y, z] = CENTRE.map((centre, n) => (p[n]! - centre) / WIDTH[n]!) as [number, number, number];
    return -(x * x - 1.6 * x * y + y * y) / (2 * 0.36) - (z * z) / 2;
  },
};

function options(others: Partial<EnsembleOptions> = {}): EnsembleOptions {
  return { walkers: 20, inverseTemperatures: temperatureLadder(3, 0.1), seed: 7n, name: "test", ...others };
}

function anywhere(random: { uniform(): number }): Float64Array {
  return Float64Array.from(RANGES, ({ from, to }) => from + (to - from) * random.uniform());
}

/** Chains of each parameter, walker by walker. */
function walked(ensemble: Ensemble, steps: number, dimension: number): Float64Array[][] {
  const chains = Array.from({ length: dimension }, () => ensemble.samples().map(() => new Float64Array(steps)));
  for (let step = 0; step < steps; step++) {
    ensemble.step();
    ensemble.samples().forEach(({ parameters }, w) => {
      parameters.forEach((value, n) => {
        chains[n]![w]![step] = value;
      });
    });
  }
  return chains;
}

describe("an ensemble of walkers", () => {
  it("finds mean and width of a correlated Gaussian from anywhere", () => {
    const ensemble = Ensemble.begin(gaussian, options(), anywhere);
    for (let step = 0; step < 500; step++) ensemble.step();
    const chains = walked(ensemble, 3000, 3);
    chains.forEach((all, n) => {
      const size = effectiveSampleSize(all);
      const values = all.flatMap((chain) => [...chain]);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      expect(splitRHat(all)).toBeLessThan(1.02);
      expect(size).toBeGreaterThan(500);
      expect(Math.abs(mean - CENTRE[n]!) / WIDTH[n]!).toBeLessThan(SIGMAS / Math.sqrt(size));
      expect(Math.abs(variance / WIDTH[n]! ** 2 - 1)).toBeLessThan(SIGMAS * Math.sqrt(2 / size));
    });
    for (const part of ensemble.acceptance()) {
      expect(part).toBeGreaterThan(0.1);
      expect(part).toBeLessThan(0.9);
    }
  });

  it("weighs two narrow modes that are far apart as they weigh", () => {
    const twin: Posterior = {
      dimension: 1,
      logPrior: uniformPrior([{ name: "x", from: -20, to: 20 }]),
      logLikelihood: ([x]) =>
        Math.log(0.25 * Math.exp(-((x! + 10) ** 2) / 0.02) + 0.75 * Math.exp(-((x! - 10) ** 2) / 0.02) + 1e-300),
    };
    const ladder = options({ inverseTemperatures: temperatureLadder(8, 1e-4) });
    const ensemble = Ensemble.begin(twin, ladder, (random) => Float64Array.of(-20 + 40 * random.uniform()));
    for (let step = 0; step < 500; step++) ensemble.step();
    const [all] = walked(ensemble, 4000, 1);
    const right = all!.map((chain) => chain.map((x) => (x > 0 ? 1 : 0)));
    const part = right.flatMap((chain) => [...chain]).reduce((sum, x) => sum + x, 0) / (right.length * 4000);
    expect(Math.abs(part - 0.75)).toBeLessThan(SIGMAS * Math.sqrt((0.25 * 0.75) / effectiveSampleSize(right)));
  });

  it("goes on from its state, written as JSON, with the same bits", () => {
    const whole = Ensemble.begin(gaussian, options(), anywhere);
    for (let step = 0; step < 20; step++) whole.step();
    const state = JSON.parse(JSON.stringify(whole.state())) as EnsembleState;
    for (let step = 0; step < 20; step++) whole.step();
    const resumed = Ensemble.resume(gaussian, options(), state);
    for (let step = 0; step < 20; step++) resumed.step();
    expect(resumed.state()).toEqual(whole.state());
    const other = Ensemble.begin(gaussian, options({ seed: 8n }), anywhere);
    for (let step = 0; step < 40; step++) other.step();
    expect(other.state().parameters).not.toEqual(whole.state().parameters);
  });

  it("refuses what makes no ensemble, and a state of another one", () => {
    expect(() => Ensemble.begin(gaussian, options({ walkers: 4 }), anywhere)).toThrow(/6 or more/);
    expect(() =>
      Ensemble.begin(gaussian, options({ inverseTemperatures: Float64Array.of(0.5, 0.1) }), anywhere),
    ).toThrow(/fall from 1/);
    expect(() => Ensemble.begin(gaussian, options(), () => Float64Array.of(99, 0, 0))).toThrow(/prior there is 0/);
    const state = Ensemble.begin(gaussian, options(), anywhere).state();
    expect(() => Ensemble.resume(gaussian, options({ walkers: 30 }), state)).toThrow(/other options/);
  });
});

describe("convergence", () => {
  it("of independent samples is complete, of samples that hang together is not", () => {
    const random = randomStream(3n, "white");
    const white = Array.from({ length: 4 }, () => random.normals(new Float64Array(2000)));
    expect(Math.abs(splitRHat(white) - 1)).toBeLessThan(0.005);
    expect(Math.abs(effectiveSampleSize(white) / 8000 - 1)).toBeLessThan(0.15);
    // x(n+1) = 0.9 x(n) + noise is worth (1 − 0.9)/(1 + 0.9) of as many.
    const hanging = white.map((chain) => {
      let last = 0;
      return chain.map((value) => {
        last = 0.9 * last + value;
        return last;
      });
    });
    expect(effectiveSampleSize(hanging) / 8000).toBeGreaterThan(0.7 / 19);
    expect(effectiveSampleSize(hanging) / 8000).toBeLessThan(1.4 / 19);
    const apart = white.map((chain, n) => chain.map((value) => value + n));
    expect(splitRHat(apart)).toBeGreaterThan(1.3);
  });

  it("periodic parameters come back into their range", () => {
    const ranges = [
      { name: "phase", from: 0, to: 6, periodic: true },
      { name: "x", from: 0, to: 1 },
    ];
    expect([...wrapped(ranges, Float64Array.of(-1, 3))]).toEqual([5, 3]);
    expect([...wrapped(ranges, Float64Array.of(13, 0))]).toEqual([1, 0]);
  });
});
