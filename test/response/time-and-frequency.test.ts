import { describe, expect, it } from "vitest";
import { PARSEC } from "../../src/core/constants.js";
import { instant, later } from "../../src/core/instant.js";
import type { ComplexArray } from "../../src/math/complex.js";
import { equalArm, keplerian, type Orbits, resampled } from "../../src/orbits/orbits.js";
import { chirpChannels, SOLAR_TIME } from "../../src/response/chirp.js";
import { directChannels } from "../../src/response/direct.js";
import { constellationPath } from "../../src/response/path.js";
import { galacticBinary } from "../../src/waveforms/binary.js";
import { massiveBinary } from "../../src/waveforms/massive-binary.js";
import { binsOf, channelsInTime, distance, hann } from "./time-path.js";

/** Relative L2 of the response to slow binaries: arms are taken for rigid while light goes round. */
const SLOW = 2e-3;
/**
 * Relative L2 of the leading order of the response to chirps at 1.5 million solar masses from 1.1 to 20 mHz: over the sky 4e-4 at most (npm run
 * test:responses), with the constellation where it is when the wave passes it.
 */
const CHIRP = 5e-4;
/** The same with the constellation where it is when the wave passes the Sun: until it is there, it moves, up to 1.6e-3 rad at 10 mHz. */
const AT_SUN = 2.5e-3;

const START = instant("TCB", 40_000_000);
const TABLE = keplerian().table({ t0: later(START, -3 * 86_400), dt: 5000, length: 400 });
const ORBITS: readonly (readonly [string, Orbits])[] = [
  ["equal arms", equalArm()],
  ["Kepler's orbits", keplerian()],
  ["a table of orbits", resampled(TABLE)],
];
const CASES = ORBITS.flatMap(([name, orbits]) =>
  ([1.5, 2] as const).map((generation) => ({ name, orbits, generation })),
);

describe("a galactic binary whose frequency and drift change", () => {
  const [dt, count] = [32, 2 ** 14];
  const source = galacticBinary({
    frequency: 0.0031,
    fdot: 2e-12,
    fddot: -1e-17,
    amplitude: 1e-22,
    inclination: 0.9,
    polarization: 0.35,
    phase: 1.2,
    lambda: 2.05,
    beta: 0.31,
    reference: later(START, 100_000),
  });

  it.each(CASES)("is the same in time and in frequency: $name, generation $generation", ({ orbits, generation }) => {
    const options = { from: START, duration: dt * count, orbits, generation, count: count / 2 + 1 };
    const found = directChannels(source, options);
    const series = channelsInTime(source, orbits, generation, { from: START, dt, count });
    const middle = Math.round(0.0031 * dt * count);
    [found.A, found.E].forEach((channel, n) => {
      const part = (values: Float64Array): Float64Array => values.slice(middle - 16, middle + 16);
      const near: ComplexArray = { re: part(channel.re), im: part(channel.im) };
      expect(distance(hann(near), hann(binsOf(series[n]!, dt, middle - 16, 32)))).toBeLessThan(SLOW);
    });
  });
});

describe("a massive binary", () => {
  const [peak, dt, count] = [120_000, 8, 2 ** 14];
  const [first, stop] = [1.1e-3, 0.02].map((f) => Math.round(f * dt * count)) as [number, number];
  const sourceOf = (model: "PhenomD" | "PhenomHM") =>
    massiveBinary({
      model,
      m1: 1e6,
      m2: 5e5,
      chi1: 0.5,
      chi2: 0.2,
      distance: 1e10 * PARSEC.value,
      duration: 115e3,
      inclination: 1.1,
      phase: 0.7,
      polarization: 0.4,
      lambda: 2.5,
      beta: -0.6,
      reference: later(START, peak),
    });
  const models = CASES.map((each, n) => ({ ...each, model: n === 1 ? ("PhenomHM" as const) : ("PhenomD" as const) }));

  it.each(models)("is the same in time and in frequency: $model, $name, generation $generation", (each) => {
    const { orbits, generation, model } = each;
    const source = sourceOf(model);
    const duration = dt * count;
    const series = channelsInTime(source, orbits, generation, { from: START, dt, count });
    const found = directChannels(source, { from: START, duration, orbits, generation, count: stop });
    const { waves, size } = source.chirp!;
    const geometry = { ...size, mass: size.mass / SOLAR_TIME, lambda: 2.5, beta: -0.6, time: peak };
    const frequencies = Float64Array.from({ length: stop - first }, (_, k) => (first + k) / duration);
    const path = constellationPath(orbits, START, duration);
    const atSun = chirpChannels(waves, geometry, path, { duration, generation }, frequencies);
    (["A", "E"] as const).forEach((name, n) => {
      const wanted = binsOf(series[n]!, dt, first, stop - first);
      const part = (values: Float64Array): Float64Array => values.slice(first, stop);
      const near = { re: part(found[name].re), im: part(found[name].im) };
      expect(distance(near, wanted)).toBeLessThan(CHIRP);
      expect(distance(atSun[name], wanted)).toBeLessThan(AT_SUN);
    });
  });
});
