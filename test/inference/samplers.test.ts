import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/core/random.js";
import { effectiveSampleSize, splitRHat } from "../../src/inference/convergence.js";
import { temperatureLadder } from "../../src/inference/ensemble.js";
import { Hamiltonian, type HamiltonianState } from "../../src/inference/hamiltonian.js";
import { movedLadder, warmedEnsemble } from "../../src/inference/ladder.js";
import { type Evidence, type NestedProblem, NestedSampler, type NestedState } from "../../src/inference/nested.js";
import { uniformPrior } from "../../src/inference/posterior.js";
import { type CountProblem, ReversibleJump, type ReversibleJumpState } from "../../src/inference/reversible-jump.js";
import type { LogDensity } from "../../src/inference/sampler.js";

/** Standard errors that are allowed: one test in 16,000 would fail by chance, and the seeds are fixed. */
const SIGMAS = 4;
/** The same where the error is large enough to hide a fault: one seed in 20 would fail. */
const ERRORS = 2;

function through<T>(state: T): T {
  return JSON.parse(JSON.stringify(state)) as T;
}

describe("a Hamiltonian sampler", () => {
  const CENTRE = [1, -2, 0, 5, 100];
  const WIDTH = [1, 0.1, 3, 10, 0.03];
  /** A Gaussian in five dimensions, whose first two parameters have the correlation 0.9, of widths over a factor of 300. */
  const gaussian: LogDensity = {
    dimension: 5,
    value: (x) => {
      const [a, b, ...rest] = reduced(x) as [number, number, ...number[]];
      return -(a * a - 1.8 * a * b + b * b) / (2 * 0.19) - rest.reduce((sum, z) => sum + z * z, 0) / 2;
    },
    gradient: (x, out) => {
      const z = reduced(x);
      const slopes = [(-z[0]! + 0.9 * z[1]!) / 0.19, (-z[1]! + 0.9 * z[0]!) / 0.19, -z[2]!, -z[3]!, -z[4]!];
      slopes.forEach((slope, n) => {
        out[n] = slope / WIDTH[n]!;
      });
    },
  };
  const reduced = (x: Float64Array): number[] => [...x].map((value, n) => (value - CENTRE[n]!) / WIDTH[n]!);
  const options = { seed: 5n, name: "hmc", warmup: 600 };
  const start = Float64Array.of(3, -2.2, -3, 0, 100.06);

  it("finds means and widths over a factor of 300", () => {
    const chains = CENTRE.map(() => [new Float64Array(1000), new Float64Array(1000)]);
    for (const chain of [0, 1]) {
      const sampler = Hamiltonian.begin(gaussian, { ...options, name: `hmc ${chain}` }, start);
      for (let n = 0; n < options.warmup; n++) sampler.step();
      for (let n = 0; n < 1000; n++) {
        sampler.step();
        sampler.sample().parameters.forEach((value, p) => {
          chains[p]![chain]![n] = value;
        });
      }
      expect(sampler.divergences()).toBe(0);
    }
    chains.forEach((all, p) => {
      const values = all.flatMap((chain) => [...chain]);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const squares = all.map((chain) => chain.map((value) => ((value - CENTRE[p]!) / WIDTH[p]!) ** 2));
      const variance = squares.flatMap((chain) => [...chain]).reduce((sum, value) => sum + value, 0) / values.length;
      const size = effectiveSampleSize(all);
      expect(size).toBeGreaterThan(400);
      expect(splitRHat(all)).toBeLessThan(1.02);
      expect(Math.abs(mean - CENTRE[p]!) / WIDTH[p]!).toBeLessThan(SIGMAS / Math.sqrt(size));
      expect(Math.abs(variance - 1)).toBeLessThan(SIGMAS * Math.sqrt(2 / effectiveSampleSize(squares)));
    });
  });

  it("goes on from its state, in the warm-up and after it, with the same bits", () => {
    for (const at of [150, 620]) {
      const whole = Hamiltonian.begin(gaussian, options, start);
      for (let n = 0; n < at; n++) whole.step();
      const resumed = Hamiltonian.resume(gaussian, options, through<HamiltonianState>(whole.state()));
      for (let n = 0; n < 150; n++) {
        whole.step();
        resumed.step();
      }
      expect(resumed.state()).toEqual(whole.state());
    }
  });

  it("refuses a density without gradient, a begin where there is none, and another problem's state", () => {
    const { gradient: _, ...without } = gaussian;
    expect(() => Hamiltonian.begin(without, options, start)).toThrow(/needs the gradient/);
    expect(() => Hamiltonian.begin(gaussian, options, Float64Array.of(1))).toThrow(/can't begin at 1/);
    const state = Hamiltonian.begin(gaussian, options, start).state();
    expect(() => Hamiltonian.resume({ ...gaussian, dimension: 4 }, options, state)).toThrow(/parameters 5 where 4/);
  });
});

/** A cube from −10 to 10 in each parameter. */
function boxed(dimension: number, logLikelihood: NestedProblem["logLikelihood"]): NestedProblem {
  return {
    dimension,
    fromCube: (cube, out) => {
      cube.forEach((value, n) => {
        out[n] = 20 * value - 10;
      });
    },
    logLikelihood,
  };
}

function finished(sampler: NestedSampler): ReturnType<NestedSampler["evidence"]> {
  const run = sampler.run();
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
  }
}

describe("nested sampling", () => {
  it("has the evidence and the posterior of a correlated Gaussian", () => {
    const problem = boxed(4, (p) => {
      const [x, y, z, w] = p as unknown as [number, number, number, number];
      return -(x * x - 1.8 * x * y + y * y) / (2 * 0.19) - (z * z + 100 * w * w) / 2;
    });
    const { logEvidence, error, samples } = finished(
      NestedSampler.begin(problem, { points: 200, seed: 1n, name: "g" }),
    );
    const truth = 2 * Math.log(2 * Math.PI) + Math.log(Math.sqrt(0.19) * 0.1) - 4 * Math.log(20);
    expect(error).toBeLessThan(0.3);
    expect(Math.abs(logEvidence - truth)).toBeLessThan(SIGMAS * error);
    const moment = (of: (p: Float64Array) => number): number =>
      samples.reduce((sum, { parameters, logWeight }) => sum + Math.exp(logWeight) * of(parameters), 0);
    expect(moment(() => 1)).toBeCloseTo(1, 9);
    const size = 1 / samples.reduce((sum, { logWeight }) => sum + Math.exp(2 * logWeight), 0);
    expect(Math.abs(moment((p) => p[2]!))).toBeLessThan(SIGMAS / Math.sqrt(size));
    expect(Math.abs(moment((p) => p[0]! * p[1]!) - 0.9)).toBeLessThan((SIGMAS * 1.4) / Math.sqrt(size));
  });

  it("has the evidence of two thin shells (F. Feroz, M. P. Hobson, M. Bridges 2009, section 6.2)", () => {
    const [radius, width] = [2, 0.1];
    const shell = (p: Float64Array, x: number): number =>
      -((Math.hypot(p[0]! - x, p[1]!) - radius) ** 2) / (2 * width * width) - Math.log(width * Math.sqrt(2 * Math.PI));
    const problem: NestedProblem = {
      ...boxed(2, (p) => Math.log(Math.exp(shell(p, -3.5)) + Math.exp(shell(p, 3.5)) + 1e-300)),
      fromCube: (cube, out) => {
        out[0] = 12 * cube[0]! - 6;
        out[1] = 12 * cube[1]! - 6;
      },
    };
    const { logEvidence, error } = finished(NestedSampler.begin(problem, { points: 300, seed: 2n, name: "shells" }));
    // Each shell integrates to 2πr; the published value is −1.75.
    const truth = Math.log((2 * 2 * Math.PI * radius) / 144);
    expect(Math.abs(logEvidence - truth)).toBeLessThan(SIGMAS * error);
  });

  it("goes on from its state with the same bits, and refuses another's", () => {
    const problem = boxed(2, (p) => -(p[0]! ** 2 + p[1]! ** 2) / 2);
    const options = { points: 40, seed: 3n, name: "resume" };
    const whole = NestedSampler.begin(problem, options);
    for (let n = 0; n < 60; n++) whole.step();
    const resumed = NestedSampler.resume(problem, options, through<NestedState>(whole.state()));
    expect(finished(resumed)).toEqual(finished(whole));
    expect(resumed.calls()).toBe(whole.calls());
    expect(() => NestedSampler.resume(problem, { ...options, points: 50 }, whole.state())).toThrow(
      /points 40 where 50/,
    );
    expect(() => NestedSampler.begin(problem, { ...options, points: 4 })).toThrow(/6 or more/);
    const broken = boxed(2, () => Number.NaN);
    expect(() => NestedSampler.begin(broken, options)).toThrow(/no number at/);
  });
});

describe("reversible jump", () => {
  const SAMPLES = 32;
  const AMPLITUDE = 3;
  const random = randomStream(11n, "sinusoids");
  const data = random.normals(new Float64Array(SAMPLES));
  for (let n = 0; n < SAMPLES; n++) data[n]! += 1.2 * Math.cos(0.9 * n) + 0.7 * Math.sin(2.1 * n);

  /** a cos(ωn) + b sin(ωn) in noise of unit variance; a and b within ±3, ω from 0.3 to 2.8. */
  const logLikelihood = (sources: readonly Float64Array[]): number => {
    const rest = data.slice();
    for (const [a, b, w] of sources) {
      // By turns of ω: cosines and sines would take nearly all of the time.
      const [c, s] = [Math.cos(w!), Math.sin(w!)];
      let [x, y] = [1, 0];
      for (let n = 0; n < SAMPLES; n++) {
        rest[n]! -= a! * x + b! * y;
        [x, y] = [x * c - y * s, x * s + y * c];
      }
    }
    let sum = 0;
    for (let n = 0; n < SAMPLES; n++) sum -= rest[n]! ** 2 / 2;
    return sum;
  };
  const inside = ([a, b, w]: Float64Array): boolean =>
    Math.abs(a!) < AMPLITUDE && Math.abs(b!) < AMPLITUDE && w! > 0.3 && w! < 2.8;
  const level = -Math.log((2 * AMPLITUDE) ** 2 * 2.5);
  const drawn = (u: Float64Array, at: number, out: Float64Array): void => {
    out[at] = AMPLITUDE * (2 * u[at]! - 1);
    out[at + 1] = AMPLITUDE * (2 * u[at + 1]! - 1);
    out[at + 2] = 0.3 + 2.5 * u[at + 2]!;
  };
  const problem: CountProblem = {
    dimension: 3,
    most: 2,
    widths: Float64Array.of(0.25, 0.25, 0.02),
    logPrior: (source) => (inside(source) ? level : Number.NEGATIVE_INFINITY),
    logLikelihood,
    birth: (stream) => {
      const out = new Float64Array(3);
      drawn(
        Float64Array.from(out, () => stream.uniform()),
        0,
        out,
      );
      return out;
    },
    logBirth: () => level,
  };

  it("gives each number of sinusoids the probability that their evidences give it", () => {
    const evidences = [1, 2].map((count) => {
      const fixed: NestedProblem = {
        dimension: 3 * count,
        fromCube: (cube, out) => {
          for (let n = 0; n < count; n++) drawn(cube, 3 * n, out);
        },
        logLikelihood: (p) => logLikelihood(Array.from({ length: count }, (_, n) => p.subarray(3 * n, 3 * n + 3))),
      };
      return finished(NestedSampler.begin(fixed, { points: 150, seed: 4n, name: `sinusoids ${count}` }));
    });
    const chain = ReversibleJump.begin(problem, { seed: 5n, name: "jump" });
    for (let n = 0; n < 10_000; n++) chain.step();
    chain.forget();
    for (let n = 0; n < 120_000; n++) chain.step();
    const [none, one, two] = chain.probabilities() as unknown as [number, number, number];
    const [first, second] = evidences as [Evidence, Evidence];
    expect(none + one + two).toBeCloseTo(1, 12);
    expect(none).toBeLessThan(0.001);
    for (const part of [one, two]) expect(part).toBeGreaterThan(0.05);
    const difference = Math.log(two / one) - (second.logEvidence - first.logEvidence);
    expect(Math.abs(difference)).toBeLessThan(ERRORS * Math.hypot(first.error, second.error));
    for (const part of chain.acceptance()) expect(part).toBeGreaterThan(1e-3);
  }, 120_000);

  it("goes on from its state with the same bits, and refuses what it can't do", () => {
    const whole = ReversibleJump.begin(problem, { seed: 6n, name: "jump" });
    for (let n = 0; n < 3000; n++) whole.step();
    const resumed = ReversibleJump.resume(problem, through<ReversibleJumpState>(whole.state()));
    for (let n = 0; n < 3000; n++) {
      whole.step();
      resumed.step();
    }
    expect(resumed.state()).toEqual(whole.state());
    expect(() => ReversibleJump.resume({ ...problem, most: 5 }, whole.state())).toThrow(/most 2 where 5/);
    const options = { seed: 1n, name: "x" };
    expect(() => ReversibleJump.begin({ ...problem, widths: Float64Array.of(1) }, options)).toThrow(/positive widths/);
    expect(() => ReversibleJump.begin({ ...problem, logLikelihood: () => Number.NaN }, options)).toThrow(/no sources/);
  });
});

describe("a ladder of temperatures", () => {
  it("moves until neighbours exchange alike", () => {
    const ranges = [0, 1, 2, 3, 4].map((n) => ({ name: `x${n}`, from: -50, to: 50 }));
    const posterior = {
      dimension: 5,
      logPrior: uniformPrior(ranges),
      logLikelihood: (p: Float64Array) => -p.reduce((sum, x) => sum + x * x, 0) / 2,
    };
    // Badly placed on purpose: two close together, then a wide gap.
    const inverseTemperatures = Float64Array.of(1, 0.9, 0.8, 0.02, 0.01);
    const options = { walkers: 20, inverseTemperatures, seed: 9n, name: "ladder" };
    const start = (random: { uniform(): number }): Float64Array =>
      Float64Array.from(ranges, () => 20 * random.uniform() - 10);
    const spread = [...warmedEnsemble(posterior, options, start, { rounds: 40, steps: 100 })].map(
      ({ rates }) => Math.max(...rates) - Math.min(...rates),
    );
    const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
    expect(mean(spread.slice(0, 2))).toBeGreaterThan(0.5);
    expect(mean(spread.slice(-5))).toBeLessThan(0.15);
  });

  it("keeps its ends and its order", () => {
    const ladder = temperatureLadder(6, 1e-4);
    for (const rates of [
      Float64Array.of(1, 0, 0, 0, 0),
      Float64Array.of(0, 0, 0, 0, 1),
      Float64Array.of(1, 0, 1, 0, 1),
    ]) {
      const moved = movedLadder(ladder, rates, 0);
      expect(moved[0]).toBe(1);
      expect(moved[5]).toBe(ladder[5]);
      for (let t = 1; t < 6; t++) expect(moved[t]!).toBeLessThan(moved[t - 1]!);
    }
    expect(() => movedLadder(ladder, new Float64Array(6), 0)).toThrow(/5 pairs/);
  });
});
