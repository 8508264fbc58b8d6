import { expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { finished } from "../../src/core/progress.js";
import { days } from "../../src/core/units.js";
import { noiseDensity } from "../../src/inference/density.js";
import { optimalSnr, overlap } from "../../src/inference/product.js";
import { complexArray } from "../../src/math/complex.js";
import { fftPlan } from "../../src/math/plan.js";
import { equalArms } from "../../src/noise/equalarms.js";
import { tdiChannels } from "../../src/response/channels.js";
import { galacticBinaryResponse } from "../../src/response/galactic.js";
import { galacticBinary } from "../../src/waveforms/binary.js";

const BINARY = {
  frequency: 480 / days(1),
  amplitude: 1e-21,
  inclination: 0.7,
  polarization: 0.3,
  phase: 1,
  lambda: 2,
  beta: 0.4,
};
const [dt, length] = [15, 4 * 5760];
const options = { t0: instant("TCB", 0), dt, length };

it("a binary in A, E and T is what the fast response has, with the other sign", () => {
  const { A, E } = finished(tdiChannels([galacticBinary(BINARY)], options));
  const plan = fftPlan(length);
  const of = (values: Float64Array) =>
    plan.forwardReal(
      values.map((value) => value * dt),
      complexArray(plan.bins),
    );
  const df = 1 / (length * dt);
  const series = { df, first: 0, A: of(A), E: of(E), T: complexArray(plan.bins) };
  const fast = galacticBinaryResponse({ duration: length * dt, samples: 1024 }).signal(BINARY);
  const noise = noiseDensity(equalArms({ level: "SciRD" }), { df, first: 0, count: plan.bins });
  // Ends of the series that are no whole period spread over all bins, in one and not in the other: of 1,024 bins, a thousandth is not there.
  expect(overlap(series, fast, noise)).toBeLessThan(-0.999);
  expect(optimalSnr(series, noise) / optimalSnr(fast, noise)).toBeCloseTo(1, 2);
});

it("says how far it is, and none are zeros", () => {
  const steps: number[] = [];
  const none = finished(tdiChannels([], { ...options, length: 100, generation: 2 }), (step) => steps.push(step));
  expect(steps).toEqual([0, 0.9]);
  expect(none.A.every((value) => value === 0)).toBe(true);
  expect(none.A.length).toBe(100);
});
