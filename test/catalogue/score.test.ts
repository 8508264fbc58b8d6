import { describe, expect, it } from "vitest";
import { truthRank, uniformityTest } from "../../src/catalogue/calibration.js";
import { parameterOf } from "../../src/catalogue/interval.js";
import { scoreSources } from "../../src/catalogue/score.js";
import type { CatalogueSource } from "../../src/catalogue/source.js";
import { randomStream } from "../../src/core/random.js";
import { binary, exact, normals } from "./made.js";

/** What Stephens' correction leaves, against exact probabilities. */
const STEPHENS = 0.02;
const STEPHENS_BELOW_A_TENTH = 0.002;

describe("the test of uniformity", () => {
  // Exact probabilities for finite n (Marsaglia, Tsang, Wang 2003), as scipy.stats.kstwo.sf(D, n) has them.
  it.each([
    [10, 0.3, 0.27054],
    [20, 0.2, 0.35272],
    [50, 0.1, 0.66231],
    [100, 0.16276, 0.00879],
    [200, 0.0858, 0.09921],
  ])("n = %d, D = %d", (n, distance, probability) => {
    // The k-th of n numbers, moved so that the greatest distance is as wanted.
    const shift = distance - 1 / n;
    const values = Array.from({ length: n }, (_, k) => Math.max(0, k / n - shift));
    const found = uniformityTest(values);
    expect(found.distance).toBeCloseTo(distance, 12);
    expect(Math.abs(found.probability - probability)).toBeLessThan(
      probability < 0.1 ? STEPHENS_BELOW_A_TENTH : STEPHENS,
    );
  });

  it("is itself uniform for uniform numbers", () => {
    const stream = randomStream(3n, "uniform");
    const probabilities = Array.from({ length: 400 }, () => {
      return uniformityTest(Array.from({ length: 50 }, () => stream.uniform())).probability;
    });
    expect(uniformityTest(probabilities).probability).toBeGreaterThan(0.01);
  });

  it("refuses what is no probability", () => {
    expect(() => uniformityTest([])).toThrow(/given 0/);
    expect(() => uniformityTest([0.5, 1.5])).toThrow(/from 0 to 1/);
  });
});

describe("the rank of a truth", () => {
  it("is the part of the samples below", () => {
    expect(truthRank("beta", Float64Array.of(1, 2, 3, 4), 2.5)).toBe(0.5);
    expect(truthRank("beta", Float64Array.of(1, 2, 2, 4), 2)).toBe(0.5);
    expect(truthRank("lambda", Float64Array.of(6.2, 0.1, 6.25, 0.05), 6.27)).toBe(0.5);
    expect(truthRank("lambda", Float64Array.of(6.2, 0.1, 6.25, 0.05), 6.27 - 2 * Math.PI)).toBe(0.5);
  });
});

describe("a score", () => {
  const truth = [
    exact("t1", { frequency: 1e-3 }, 8),
    exact("t2", { frequency: 2e-3 }, 20),
    exact("t3", { frequency: 3e-3 }, 40),
    exact("faint", { frequency: 4e-3 }, 5),
  ];
  const rules = { leastWidths: { frequency: 1e-8 } };

  it("counts what was found and what is right", () => {
    const answer = [
      exact("a", { frequency: 2e-3 }, 21),
      exact("b", { frequency: 3e-3 }, 41),
      exact("c", { frequency: 4e-3 }, 7.5),
      exact("d", { frequency: 9e-3 }, 9),
    ];
    const score = scoreSources(answer, truth, rules);
    expect(score).toMatchObject({ injected: 3, found: 2, answered: 4, right: 3, recall: 2 / 3, purity: 0.75 });
    expect(score.missed.map(({ id }) => id)).toEqual(["t1"]);
    expect(score.spurious.map(({ id }) => id)).toEqual(["d"]);
    expect(score.rows[0]).toEqual({ from: 7, to: 8, injected: 0, found: 0, answered: 1, right: 1 });
    expect(score.rows[1]).toEqual({ from: 8, to: 10, injected: 1, found: 0, answered: 1, right: 0 });
  });

  it("takes one answer for one truth only", () => {
    const doubled = [exact("a", { frequency: 2e-3 }), exact("b", { frequency: 2e-3 })];
    expect(scoreSources(doubled, truth, rules)).toMatchObject({ found: 1, right: 1, purity: 0.5 });
  });

  it("has no recall of nothing", () => {
    expect(scoreSources([], [])).toMatchObject({ recall: Number.NaN, purity: Number.NaN });
  });

  it("tells honest posteriors from those that are too narrow", () => {
    const answers = (stretch: number): readonly CatalogueSource[] =>
      Array.from({ length: 200 }, (_, n) => {
        const [offset] = normals(`offset ${n}`, 0, 1, 1);
        const frequency = normals(`posterior ${n}`, (n + 1) * 1e-5 + offset! * 1e-9, stretch * 1e-9, 500);
        return { ...exact(`a${n}`, {}), parameters: [parameterOf("frequency", frequency)], samples: { frequency } };
      });
    const truths = Array.from({ length: 200 }, (_, n) => exact(`t${n}`, { frequency: (n + 1) * 1e-5 }));
    const score = (stretch: number) => scoreSources(answers(stretch), truths, { leastWidths: { frequency: 1e-8 } });
    const [honest] = score(1).calibration;
    expect(honest).toMatchObject({ parameter: "frequency", sources: 200 });
    expect(honest!.probability).toBeGreaterThan(0.01);
    // 90 % of 200, within three standard deviations of a binomial.
    expect(Math.abs(honest!.inside - 180)).toBeLessThan(3 * Math.sqrt(200 * 0.9 * 0.1));
    expect(score(0.4).calibration[0]!.probability).toBeLessThan(0.01);
    expect(score(2.5).calibration[0]!.probability).toBeLessThan(0.01);
  });

  it("reads nothing into sources that don't match", () => {
    expect(scoreSources([binary("a")], []).calibration).toEqual([]);
  });
});
