import { beforeAll, describe, expect, test } from "vitest";
import type { PerMosa } from "../../src/core/mosa.js";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import type { OrbitTable } from "../../src/orbits/table.js";
import { tdi } from "../../src/pipeline/tdi.js";
import { SIMULATOR_LEVELS } from "../../src/quality/levels.js";
import { tiltToLength } from "../../src/quality/tilt.js";
import { ranges } from "../../src/survey/ranges.js";
import { type Spectra, spectra } from "../../src/survey/spectra.js";
import type { Streams } from "../../src/survey/streams.js";
import { tdiChannel, tdiModel, whereabouts } from "../../src/survey/tdi.js";
import { clockSetAhead, noisy, observationOf, SAMPLE, sampleStreams } from "./damage.js";

const VARIABLES = ["X2", "Y2", "Z2", "A2", "E2", "T2"] as const;
/** Where the response is not zero: multiples of 30 mHz are left out. */
const BANDS = [
  { from: 1e-3, to: 3e-3 },
  { from: 3e-3, to: 1e-2 },
  { from: 1e-2, to: 2.5e-2 },
  { from: 3.5e-2, to: 5.5e-2 },
  { from: 6.5e-2, to: 8.5e-2 },
  { from: 9.5e-2, to: 0.115 },
];
/** Of 6 bands of 6 variables, the worst lies within four standard deviations. */
const SIGMAS = 4;
/** From here on, in Hz, T is judged: below, what the clock correction leaves is above its secondary noises. */
const T_FROM = 3e-3;

describe("TDI against its model", () => {
  let streams: Streams;
  let orbits: OrbitTable;
  let delays: PerMosa<number>;

  const judged = async (data: Streams): Promise<Spectra> => {
    const observation = await observationOf(data);
    const { series, valid } = await tdi(observation, VARIABLES, { orbits });
    const tilt = tiltToLength(observation.instrument.raw);
    const channels = VARIABLES.map((name) => {
      const values = series[name].values.slice(valid.start, valid.stop);
      return tdiChannel(name, values, delays, SIMULATOR_LEVELS, tilt);
    });
    return spectra("", channels, { dt: data.dt, segment: 2000, bands: BANDS, limits: [3, 6] });
  };
  const trusted = ({ findings }: Spectra): Spectra["findings"] =>
    findings.filter(({ channel, band }) => channel !== "T2" || band.from >= T_FROM);

  beforeAll(async () => {
    streams = await sampleStreams();
    orbits = await openOrbits(SAMPLE.orbits);
    delays = ranges(streams, orbits, 4.5).delays;
  });

  test("the sample reaches secondary noises and tilt-to-length coupling, in every band", async () => {
    for (const { channel, band, decibels, uncertainty } of trusted(await judged(streams))) {
      expect(Math.abs(decibels), `${channel} from ${band.from} Hz`).toBeLessThan(SIGMAS * uncertainty);
    }
  });

  test("an excess in one science readout is found, and the arm that it is in", async () => {
    const found = await judged(noisy(streams, "sci_carriers", "32", 1e-10));
    const high = new Set(found.findings.filter(({ decibels }) => decibels > 6).map(({ channel }) => channel));
    expect([...high]).toEqual(expect.arrayContaining(["Y2", "Z2", "E2", "T2"]));
    expect(high).not.toContain("X2");
    expect(whereabouts(found)).toBe("Y and Z are high, the third is not: the excess is in arm 2-3");
  });

  test("a clock that is set wrong leaves X, Y and Z as they are, but not T, which adds up three clocks' samples", async () => {
    const { findings } = await judged(clockSetAhead(streams, "2", 8));
    for (const { channel, band, decibels, uncertainty } of findings.filter((found) => /[XYZ]/.test(found.channel))) {
      expect(Math.abs(decibels), `${channel} from ${band.from} Hz`).toBeLessThan(SIGMAS * uncertainty);
    }
    expect(findings.find(({ channel, band }) => channel === "T2" && band.from === 9.5e-2)!.decibels).toBeGreaterThan(3);
  });

  test("tilt-to-length is what the level reached lies above the secondary noises", async () => {
    const tilt = tiltToLength((await observationOf(streams)).instrument.raw);
    const excess = (variable: "X2" | "Y2" | "Z2", frequency: number): number => {
      const { secondary, total } = tdiModel(variable, delays, SIMULATOR_LEVELS, tilt);
      return 10 * Math.log10(total(frequency) / secondary(frequency));
    };
    // Measured on 20,000 s of the Consortium's own chain: 0 dB at 1 mHz, +6 to +8 dB at 10 and 100 mHz, good to ±1.5 dB.
    for (const variable of ["X2", "Y2", "Z2"] as const) {
      expect(excess(variable, 1e-3)).toBeLessThan(0.3);
      expect(excess(variable, 1e-2)).toBeGreaterThan(5.5);
      expect(excess(variable, 1e-2)).toBeLessThan(9.5);
      expect(excess(variable, 0.1)).toBeGreaterThan(5.5);
      expect(excess(variable, 0.1)).toBeLessThan(9.5);
    }
  });
});

test("tilt-to-length without coefficients says which are missing", () => {
  expect(() => tiltToLength({ ttl_coeffs_local_phis: { "12": 1 } })).toThrow(
    /says nothing of ttl_coeffs_local_phis for MOSA 23/,
  );
});
