import { beforeAll, describe, expect, test } from "vitest";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import type { OrbitTable } from "../../src/orbits/table.js";
import { SIMULATOR_LEVELS } from "../../src/quality/levels.js";
import { lockPlan } from "../../src/quality/lock.js";
import { ranges } from "../../src/survey/ranges.js";
import { type ReadoutChannels, readoutChannels } from "../../src/survey/readouts.js";
import { type Channel, type Spectra, spectra, spelled } from "../../src/survey/spectra.js";
import type { Streams } from "../../src/survey/streams.js";
import { noisy, SAMPLE, sampleStreams } from "./damage.js";

const BANDS = [
  { from: 1e-3, to: 3e-3 },
  { from: 3e-3, to: 1e-2 },
  { from: 1e-2, to: 3e-2 },
  { from: 3e-2, to: 1e-1 },
  { from: 1e-1, to: 1 },
];

/** Of 5 bands of 18 channels, the worst lies within four standard deviations. */
const SIGMAS = 4;
/** What the models leave out, in dB: the simulator's clock and modulation noise lie 8 to 17 % above what it states. */
const MODEL_ERROR = { science: 0.2, reference: 0.2, testMass: 0.2, sideband: 0.8 };

describe("spectra of readouts", () => {
  let streams: Streams;
  let orbits: OrbitTable;
  const plan = lockPlan("N1-12");
  const channelsOf = (data: Streams): ReadoutChannels =>
    readoutChannels(data, plan, ranges(data, orbits, 4.5).delays, SIMULATOR_LEVELS);
  const judged = (channels: readonly Channel[]): Spectra =>
    spectra("", channels, { dt: 0.25, segment: 2000, bands: BANDS, limits: [3, 6] });

  beforeAll(async () => {
    streams = await sampleStreams();
    orbits = await openOrbits(SAMPLE.orbits);
  });

  test.each(["science", "reference", "testMass", "sideband"] as const)(
    "%s: the sample is as its model says",
    (kind) => {
      for (const { channel, band, decibels, uncertainty } of judged(channelsOf(streams)[kind]).findings) {
        const allowed = SIGMAS * uncertainty + MODEL_ERROR[kind];
        expect(Math.abs(decibels), `${channel} from ${band.from} Hz`).toBeLessThan(allowed);
      }
    },
  );

  test("beatnotes that a lock holds are not judged", () => {
    expect(channelsOf(streams).science.map(({ name }) => name)).toEqual(["sci 12", "sci 23", "sci 13", "sci 32"]);
  });

  test("an excess in one test-mass readout shows in that channel, in all bands, and nowhere else", () => {
    // 4 nm/√Hz of jitter are there: as much again doubles the power.
    const found = judged(channelsOf(noisy(streams, "tmi_carriers", "23", 8e-9)).testMass);
    const high = found.findings.filter(({ decibels }) => decibels > 3);
    expect(high.map(({ channel }) => channel)).toEqual(Array(BANDS.length).fill("tmi − ref 23"));
    expect(spelled(found)).toMatch(/^tmi − ref 23 at .*: \+\d\.\d ± \d\.\d dB; .* and 2 more$/);
  });

  test("another lock plan is noticed", () => {
    const free = readoutChannels(streams, lockPlan("six"), ranges(streams, orbits, 4.5).delays, SIMULATOR_LEVELS);
    expect(judged(free.science).worst.decibels).toBeLessThan(-100);
  });

  test("the figure shows each channel and each model once", () => {
    const { figure } = judged(channelsOf(streams).testMass);
    expect(figure.marks.map((mark) => mark.name)).toEqual([
      ...["12", "23", "31", "13", "32", "21"].map((mosa) => `tmi − ref ${mosa}`),
      "model",
    ]);
    expect(figure.marks.every((mark) => mark.type === "line" && mark.x.length === mark.y.length)).toBe(true);
  });
});
