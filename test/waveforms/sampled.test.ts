import { beforeAll, describe, expect, it } from "vitest";
import { instant, later } from "../../src/core/instant.js";
import { MOSAS } from "../../src/core/mosa.js";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import type { OrbitTable } from "../../src/orbits/table.js";
import { linkResponse } from "../../src/response/links.js";
import { galacticBinary } from "../../src/waveforms/binary.js";
import { sourceOf } from "../../src/waveforms/description.js";
import { type SampledWaveOptions, sampledWave } from "../../src/waveforms/sampled.js";
import type { Source } from "../../src/waveforms/source.js";

const BINARY = galacticBinary({
  frequency: 0.01,
  fdot: 1e-15,
  amplitude: 1e-20,
  inclination: 0.9,
  polarization: 0.35,
  phase: 1.2,
  lambda: 2.05,
  beta: 0.31,
});
const START = instant("TCB", 1200, 0.25);
const LENGTH = 2000;
const DT = 2;
/** Of the peak. Interpolation of order 15 at a fiftieth of the sampling rate errs by less than rounding. */
const ROUNDING = 1e-12;

function sampled(dt: number, change: Partial<SampledWaveOptions> = {}): SampledWaveOptions {
  const from = later(START, -600);
  const offsets = Float64Array.from({ length: Math.ceil((LENGTH * DT + 1200) / dt) }, (_, n) => n * dt);
  return { t0: from, dt, ...BINARY.strain(from, offsets), lambda: BINARY.lambda, beta: BINARY.beta, ...change };
}

describe("a wave known by its samples", () => {
  let orbits: OrbitTable;
  beforeAll(async () => {
    orbits = await openOrbits("runbooks/sample/orbits.h5");
  });

  it.each([
    [2, ROUNDING],
    [10, 1e-8],
  ])("has the response of the wave, sampled every %i s to %f of the peak", (dt, allowed) => {
    const ours = linkResponse([sampledWave(sampled(dt))], orbits).at(START, DT, LENGTH);
    const theirs = linkResponse([BINARY], orbits).at(START, DT, LENGTH);
    for (const mosa of MOSAS) {
      const peak = Math.max(...theirs[mosa].map(Math.abs));
      const worst = Math.max(...ours[mosa].map((value, n) => Math.abs(value - theirs[mosa][n]!)));
      expect(worst / peak, mosa).toBeLessThan(allowed);
    }
  });

  it("is not guessed beyond its samples", () => {
    const wave = sampledWave(sampled(DT, { name: "mine" }));
    const response = linkResponse([wave], orbits);
    expect(() => response.at(later(START, -1150), DT, 10)).toThrow(
      /The wave "mine" is known from 14 s to 5182 s after its t0.* asked for at \S+ s\. Give more samples/,
    );
    expect(() => response.at(START, DT, LENGTH + 600)).toThrow(/The wave "mine" is known/);
  });

  it.each([
    [{ cross: new Float64Array(20) }, /have 2600 and 20 samples; they must be as many/],
    [{ plus: new Float64Array(15), cross: new Float64Array(15) }, /16 or more/],
    [{ plus: new Float64Array(2600).fill(Number.NaN, 7) }, /Sample 7 of plus of a sampled wave is NaN/],
    [{ dt: 0 }, /dt of a sampled wave is 0 s/],
    [{ beta: 2 }, /beta of a sampled wave is 2 rad/],
    [{ lamda: 2 }, /Did you mean "lambda"/],
  ] as [object, RegExp][])("is refused with %o", (change, message) => {
    expect(() => sampledWave(sampled(DT, change))).toThrow(message);
  });
});

it("can be written in JSON", () => {
  const plus = Array.from({ length: 100 }, (_, n) => Math.sin(n / 5));
  const cross = plus.map((value) => -value);
  const source = sourceOf({ type: "sampledWave", t0: 100, dt: 2, lambda: 1, beta: 0, plus, cross }) as Source;
  expect(source.strain(instant("TCB", 100), Float64Array.of(60)).plus[0]).toBeCloseTo(Math.sin(6), 6);
  const bad = [...plus.slice(1), "x"] as unknown as number[];
  expect(() => sourceOf({ type: "sampledWave", t0: 100, dt: 2, lambda: 1, beta: 0, plus: bad, cross })).toThrow(/plus/);
});
