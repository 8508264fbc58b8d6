import { expect, it } from "vitest";
import { parameterOf } from "../../src/catalogue/interval.js";
import { exactSource } from "../../src/catalogue/population.js";
import { posteriorSignals } from "../../src/catalogue/posterior-signal.js";
import { scoreSources } from "../../src/catalogue/score.js";
import { sourceSignals } from "../../src/catalogue/signal.js";
import type { CatalogueSource } from "../../src/catalogue/source.js";
import { noiseDensity } from "../../src/inference/density.js";
import { overlap } from "../../src/inference/product.js";
import { equalArms } from "../../src/noise/equalarms.js";

const OPTIONS = { duration: 30 * 86_400, dt: 30 };
const density = noiseDensity(equalArms({ level: "Sangria" }), { df: 1 / OPTIONS.duration, first: 0, count: 43_201 });
const VALUES = {
  frequency: 4e-3,
  fdot: 1e-16,
  amplitude: 1e-22,
  inclination: 1.4,
  polarization: 0.4,
  phase: 1,
  lambda: 1.3,
  beta: 0.2,
};
const truth = exactSource("truth", "galactic-binary", VALUES, 30);

/** Samples of both ways to say the same: half of them a quarter of a turn on. */
function answer(share: number): CatalogueSource {
  const other = (n: number): number => (n % 10 < 10 * share ? 1 : 0);
  const samples = Object.fromEntries(
    Object.entries(VALUES).map(([name, value]) => [
      name,
      Float64Array.from({ length: 100 }, (_, n) => {
        const shift = name === "phase" ? Math.PI : name === "polarization" ? Math.PI / 2 : 0;
        return value + shift * other(n) + (name === "phase" ? 0.01 * Math.sin(n) : 0);
      }),
    ]),
  );
  const parameters = Object.entries(samples).map(([name, values]) => parameterOf(name, values));
  return { ...truth, id: "answer", parameters, samples };
}

it("the expected signal is that of the posterior, where medians say another one", () => {
  const [signalOf, expected] = [sourceSignals(OPTIONS), posteriorSignals(OPTIONS)];
  const true_ = signalOf(truth);
  for (const share of [0, 0.5, 1]) expect(overlap(expected(answer(share)), true_, density)).toBeGreaterThan(0.999);
  expect(overlap(expected(truth), true_, density)).toBeCloseTo(1, 12);
  expect(overlap(signalOf(answer(0.5)), true_, density)).toBeLessThan(0.9);
});

it("a truth is said as the posterior says it", () => {
  for (const share of [0, 1]) {
    const { calibration } = scoreSources([answer(share)], [truth], { leastWidths: { frequency: 1e-7 } });
    for (const name of ["phase", "polarization"]) {
      const { ranks, inside } = calibration.find(({ parameter }) => parameter === name)!;
      expect(inside).toBe(1);
      expect(ranks[0]).toBeGreaterThan(0.3);
      expect(ranks[0]).toBeLessThan(0.7);
    }
  }
});
