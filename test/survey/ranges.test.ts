import { describe, expect, test } from "vitest";
import { perMosa } from "../../src/core/mosa.js";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import { ranges } from "../../src/survey/ranges.js";
import { SAMPLE, sampleStreams } from "./damage.js";

/** Light takes that long for 100,000 km (s). */
const FAR = 0.333_564_095;

describe("pseudo-ranges of another constellation", () => {
  test.each([
    [-FAR, /^the arm of link \d\d is (99,\d{3}|100,\d{3}) km shorter than by the orbits, which are good to 50 km$/],
    [FAR, /^the arm of link \d\d is (99,\d{3}|100,\d{3}) km longer than by the orbits, which are good to 50 km$/],
    [0, /^$/],
  ])("are %d s off, which is said in words", async (off, words) => {
    const streams = await sampleStreams();
    const mprs = perMosa((mosa) => streams.mprs[mosa].map((value) => value + off));
    expect(ranges({ ...streams, mprs }, await openOrbits(SAMPLE.orbits), 4.5).orbitsRefused).toMatch(words);
  });
});
