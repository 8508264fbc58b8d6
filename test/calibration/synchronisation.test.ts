import { describe, expect, it } from "vitest";
import { clockModel, type RangeExcesses } from "../../src/calibration/synchronisation.js";
import { type Mosa, perMosa, perSpacecraft, type Spacecraft } from "../../src/core/mosa.js";
import { randomStream } from "../../src/core/random.js";

/** Clocks as lisainstrument plans them: offset, rate, drift. */
const CLOCKS: Readonly<Record<Spacecraft, readonly [number, number, number]>> = {
  "1": [0.3, 5e-8, 1.6e-15],
  "2": [-1.2, 6.25e-7, 2e-14],
  "3": [0.7, -3.75e-7, -1.2e-14],
};
const deviation = (sc: Spacecraft, t: number): number => {
  const [offset, rate, drift] = CLOCKS[sc];
  return offset + rate * t + (drift * t ** 2) / 2;
};
/** Arms of their own lengths; there and back differ by 4e-4 s, as the constellation turns. */
const travel = (link: Mosa): number =>
  8 + 0.03 * Number(link[0]) * Number(link[1]) + (link < `${link[1]}${link[0]}` ? 2e-4 : -2e-4);
/** Clocks age by 1e-7 in common while light goes there and back, which differ by 4e-4 s. */
const AGEING = 5e-11;
const DAYS = 10;

/** What pseudo-ranges exceed light travel times by. */
const ranges: RangeExcesses = (() => {
  const times = Float64Array.from({ length: 61 }, (_, k) => (k * DAYS * 86_400) / 60);
  return {
    times,
    excesses: perMosa((link) =>
      times.map((t) => deviation(link[0] as Spacecraft, t) - deviation(link[1] as Spacecraft, t - travel(link))),
    ),
    lightTravelTimes: perMosa((link) => times.map(() => travel(link))),
  };
})();

/** The ground's correlations, once a day to a millisecond. */
function correlations(seed: bigint) {
  const times = Float64Array.from({ length: DAYS + 1 }, (_, k) => k * 86_400);
  const values = perSpacecraft((sc) => {
    const noise = randomStream(seed, sc).normals(new Float64Array(times.length));
    return times.map((t, k) => deviation(sc, t) + 1e-3 * noise[k]!);
  });
  return { times, values };
}

describe("three clocks against barycentric time", () => {
  it("are known to each other to picoseconds from the ranges alone", () => {
    const { deviation: found, rate, uncertainty } = clockModel(ranges);
    for (const t of [1000, 123_456, 800_000]) {
      for (const [a, b] of [
        ["1", "2"],
        ["2", "3"],
      ] as const) {
        expect(Math.abs(found(a, t) - found(b, t) - (deviation(a, t) - deviation(b, t)))).toBeLessThan(AGEING);
        const slope = CLOCKS[a][1] - CLOCKS[b][1] + (CLOCKS[a][2] - CLOCKS[b][2]) * t;
        expect(Math.abs(rate(a, t) - rate(b, t) - slope)).toBeLessThan(1e-15);
      }
      expect(uncertainty(t)).toBeNaN();
    }
  });

  it("are known to barycentric time as the correlations' scatter says", () => {
    let chiSquared = 0;
    const rounds = 40;
    for (let seed = 0; seed < rounds; seed++) {
      const clocks = clockModel(ranges, correlations(BigInt(seed)));
      const t = 400_000;
      expect(clocks.uncertainty(t)).toBeLessThan(5e-4);
      chiSquared += ((clocks.deviation("2", t) - deviation("2", t)) / clocks.uncertainty(t)) ** 2;
    }
    // 40 ± 9, a little more since the scatter itself is estimated.
    expect(chiSquared).toBeGreaterThan(15);
    expect(chiSquared).toBeLessThan(80);
  });

  it("are not laid through nothing", () => {
    const none = { times: new Float64Array(0), values: perSpacecraft(() => new Float64Array(0)) };
    expect(() => clockModel(ranges, none)).toThrow(/time correlations have no epoch/);
  });
});
