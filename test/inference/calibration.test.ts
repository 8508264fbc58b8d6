import { expect, test } from "vitest";
import { randomStream } from "../../src/core/random.js";
import { credibleRank, uniformity } from "../../src/inference/calibration.js";
import { Ensemble, temperatureLadder } from "../../src/inference/ensemble.js";
import { uniformPrior } from "../../src/inference/posterior.js";

/** What ranks of honest posteriors may be improbable by. */
const LEAST = 0.01;

test("the distribution of distances is the published one", () => {
  // Values with the probabilities 0.1, 0.05, 0.01 of many ranks (N. Smirnov 1948, doi:10.1214/aoms/1177730256).
  for (const [x, p] of [
    [1.2238, 0.1],
    [1.3581, 0.05],
    [1.6276, 0.01],
    [0.8276, 0.5],
  ] as const) {
    const count = 1_000_000;
    const shift = x / (Math.sqrt(count) + 0.12);
    const ranks = Float64Array.from({ length: count }, (_, n) => Math.min(1, n / count + shift));
    expect(uniformity(ranks).probability).toBeCloseTo(p, 3);
  }
  expect(() => uniformity([0.1, 0.2])).toThrow(/5 or more/);
  expect(() => uniformity([0.1, 0.2, 0.3, 0.4, 2])).toThrow(/from 0 to 1/);
});

/** Ranks of a line's two parameters, drawn before the data, for an ensemble that believes in noise of this size. */
function ranks(believed: number): readonly number[][] {
  const ranges = ["offset", "slope"].map((name) => ({ name, from: -2, to: 2 }));
  const found: number[][] = [[], []];
  const random = randomStream(21n, "lines");
  for (let n = 0; n < 60; n++) {
    const truth = Float64Array.from(ranges, ({ from, to }) => from + (to - from) * random.uniform());
    const times = Float64Array.from({ length: 8 }, (_, k) => k / 4 - 0.875);
    const noise = random.normals(new Float64Array(8));
    const data = times.map((t, k) => truth[0]! + truth[1]! * t + 0.5 * noise[k]!);
    const posterior = {
      dimension: 2,
      logPrior: uniformPrior(ranges),
      logLikelihood: (p: Float64Array) =>
        -data.reduce((sum, value, k) => sum + ((value - p[0]! - p[1]! * times[k]!) / believed) ** 2, 0) / 2,
    };
    const options = { walkers: 12, inverseTemperatures: temperatureLadder(1, 1), seed: BigInt(n), name: "pp" };
    const ensemble = Ensemble.begin(posterior, options, () =>
      Float64Array.from(ranges, ({ from, to }) => from + (to - from) * random.uniform()),
    );
    const samples: Float64Array[] = [];
    for (let step = 0; step < 300; step++) {
      ensemble.step();
      if (step >= 60 && step % 4 === 0) samples.push(...ensemble.samples().map(({ parameters }) => parameters));
    }
    truth.forEach((value, p) => {
      found[p]!.push(
        credibleRank(
          value,
          samples.map((sample) => sample[p]!),
        ),
      );
    });
  }
  return found;
}

test("posteriors of an ensemble are honest, and those that believe in too little noise are found out", () => {
  for (const one of ranks(0.5)) expect(uniformity(one).probability).toBeGreaterThan(LEAST);
  for (const one of ranks(0.15)) expect(uniformity(one).probability).toBeLessThan(LEAST);
});
