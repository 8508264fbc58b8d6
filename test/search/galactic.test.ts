import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/core/random.js";
import { noiseDensity } from "../../src/inference/density.js";
import { optimalSnr, overlap } from "../../src/inference/product.js";
import { complexArray } from "../../src/math/complex.js";
import { equalArms } from "../../src/noise/equalarms.js";
import { binaryOf, type GalacticBinary, linearOf } from "../../src/search/binary.js";
import { type GalacticSearch, type GalacticSearchOptions, searchGalacticBinaries } from "../../src/search/galactic.js";
import { addBinaries, mockBinary, mockNoise } from "../../src/search/mock.js";
import { type Observation, observation } from "../../src/search/observation.js";
import { binaryPosteriors, truthRanks } from "../../src/search/posterior.js";
import { searchThreshold, twoFThreshold } from "../../src/search/significance.js";
import { signalOf } from "../../src/search/templates.js";

const DURATION = 7_864_320;
const BAND = { from: 3.95e-3, to: 4.15e-3 };
/** A fit with 8 free parameters loses 8/(2ρ²) in the mean: 0.03 at a signal-to-noise ratio of 12, and a pair shares more. */
const OVERLAP = 0.95;
/** Of a density that is estimated from three thousand bins of two channels. */
const DENSITY = 0.05;
/** Nothing but rounding. */
const EXACT = 1e-9;

const seen = observation({ duration: DURATION, bins: 512 });

function searched(
  data: Parameters<typeof searchGalacticBinaries>[1],
  of: Observation = seen,
  band: GalacticSearchOptions = BAND,
): GalacticSearch {
  const search = searchGalacticBinaries(of, data, band);
  for (;;) {
    const { done, value } = search.next();
    if (done) return value;
  }
}

/** A binary of a given signal-to-noise ratio. */
function loud(binary: GalacticBinary, snr: number, of: Observation = seen): GalacticBinary {
  const count = Math.ceil(BAND.to * DURATION) + 1000;
  const noise = noiseDensity(equalArms({ level: "Sangria" }), { df: 1 / DURATION, first: 0, count });
  return { ...binary, amplitude: (binary.amplitude * snr) / optimalSnr(signalOf(of, linearOf(binary)), noise) };
}

const pair = 4.05e-3;
const random = randomStream(7n, "three binaries");
const truths = [
  loud(mockBinary(random, 3.991e-3, 1e-22), 15),
  loud(mockBinary(random, pair, 1e-22), 40),
  loud(mockBinary(random, pair + 2.6 / DURATION, 1e-22), 30),
];

describe("the search for galactic binaries", () => {
  const { data, noise } = mockNoise(seen, BAND.to + 1e-4, 11n);
  addBinaries(seen, data, truths);
  const found = searched(data);

  it("finds all three, the close pair too, and nothing else", () => {
    expect(found.binaries).toHaveLength(3);
    found.binaries.forEach(({ linear }, n) => {
      const [fit, truth] = [signalOf(seen, linear), signalOf(seen, linearOf(truths[n]!))];
      expect(overlap(fit, truth, noise)).toBeGreaterThan(OVERLAP);
    });
  });

  it("leaves noise, and knows how much there is", () => {
    const [low, high] = [Math.ceil(BAND.from * DURATION), Math.floor(BAND.to * DURATION)];
    for (const channel of ["A", "E"] as const) {
      let [power, level] = [0, 0];
      for (let k = low; k < high; k++) {
        const { re, im } = found.residual[channel];
        power += (2 * (re[k]! ** 2 + im[k]! ** 2)) / (DURATION * noise[channel][k]!) / (high - low);
        level += found.noise[channel][k]! / noise[channel][k]! / (high - low);
      }
      expect(Math.abs(power - 1)).toBeLessThan(DENSITY);
      expect(Math.abs(level - 1)).toBeLessThan(DENSITY);
    }
  });

  it("knows how well it knows them, with the same samples for the same seed", () => {
    const short = { seed: 5n, burnIn: 120, steps: 100 };
    const first = binaryPosteriors(seen, found, short).next().value!;
    expect(first).toHaveLength(1);
    const { intervals, together, samples } = first[0]!;
    expect(together).toBe(1);
    const ranks = truthRanks(first[0]!, truths[0]!);
    // One of eight parameters or none is beyond 99 % now and then; three would be a wrong posterior.
    const beyond = Object.values(ranks).filter((rank) => rank < 0.005 || rank > 0.995);
    expect(beyond.length).toBeLessThan(2);
    const width = (intervals.frequency.high - intervals.frequency.low) * DURATION;
    expect(width).toBeGreaterThan(0.01);
    expect(width).toBeLessThan(1);
    const again = binaryPosteriors(seen, found, short).next().value!;
    expect(again[0]!.samples.lambda).toEqual(samples.lambda);
  });
});

describe("what the search does with", () => {
  it("noise alone: nothing is found, and the threshold says how often something would be", () => {
    const { data } = mockNoise(seen, BAND.to + 1e-4, 12n);
    const { binaries, threshold } = searched(data);
    expect(binaries).toEqual([]);
    // One false alarm in a hundred searches of a few hundred thousand independent tries.
    expect(threshold).toBeGreaterThan(30);
    expect(threshold).toBeLessThan(60);
  });

  it("two identical binaries: they are one", () => {
    const { data } = mockNoise(seen, BAND.to + 1e-4, 13n);
    addBinaries(seen, data, [truths[0]!, truths[0]!]);
    const { binaries } = searched(data);
    expect(binaries).toHaveLength(1);
    expect(binaries[0]!.binary.amplitude / (2 * truths[0]!.amplitude)).toBeGreaterThan(0.5);
  });

  it("a loud one where few places can be told apart: it is not taken for several", () => {
    const low = { from: 1.6e-3, to: 1.68e-3 };
    const { data } = mockNoise(seen, low.to + 1e-4, 15n);
    const truth = loud({ ...truths[1]!, frequency: 1.642e-3, lambda: 5.08, beta: -0.59, inclination: 1.19 }, 470);
    addBinaries(seen, data, [truth]);
    expect(searched(data, seen, low).binaries).toHaveLength(1);
  });

  it("a band beyond the data, of another duration, and data that are no numbers: it says so", () => {
    const { data } = mockNoise(seen, 4e-3, 14n);
    expect(() => searched(data)).toThrow(/the data end at/);
    const other = mockNoise(observation({ duration: DURATION / 2, bins: 512 }), 5e-3, 14n);
    expect(() => searched(other.data)).toThrow(/same duration/);
    const { data: bad } = mockNoise(seen, BAND.to + 1e-4, 14n);
    bad.A.re.fill(Number.NaN);
    expect(() => searched(bad)).toThrow(/power of A/);
    const silent = { ...bad, A: complexArray(bad.A.re.length) };
    expect(() => searched(silent)).toThrow(/there must be noise/);
  });
});

describe("parameters of a binary", () => {
  it("come back from the factors that its signal is linear in", () => {
    const turns = randomStream(3n, "turns");
    for (let n = 0; n < 50; n++) {
      const truth = mockBinary(turns, 3e-3, 1e-22);
      const back = linearOf(binaryOf(linearOf(truth)));
      for (const [name, value] of Object.entries(linearOf(truth))) {
        const scale = name.endsWith("Re") || name.endsWith("Im") ? 1e-22 : Math.abs(value);
        expect(Math.abs(back[name as keyof typeof back] - value)).toBeLessThanOrEqual(EXACT * scale);
      }
    }
  });
});

describe("the threshold", () => {
  it("of a search is above that of as many tries: maxima are between the points, too", () => {
    for (const points of [1e5, 1e9]) {
      const higher = searchThreshold(0.01, points) - twoFThreshold(0.01, points);
      expect(higher).toBeGreaterThan(2);
      expect(higher).toBeLessThan(6);
    }
    expect(searchThreshold(1, 1)).toBe(twoFThreshold(1, 1));
  });

  it("is where χ² of four degrees of freedom is exceeded as seldom as asked", () => {
    for (const part of [1e-2, 1e-6, 1e-12]) {
      const x = twoFThreshold(part, 1);
      expect((Math.exp(-x / 2) * (1 + x / 2)) / part).toBeCloseTo(1, 9);
    }
  });
});
