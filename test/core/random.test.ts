import { describe, expect, it } from "vitest";
import { philox } from "../../src/core/philox.js";
import { type RandomStream, randomStream, resumedStream } from "../../src/core/random.js";
import { nextWord } from "../../src/core/xoshiro.js";
import { ZIGGURAT } from "../../src/core/ziggurat.js";

const COUNT = 1_000_000;
/** Standard deviations that a sound generator exceeds once in 1e7 tests; seeds are fixed, so it never does. */
const SIGMAS = 5.3;

describe("the generators are the published ones", () => {
  // Known answers of Random123 1.14, tests/kat_vectors, "philox4x32 10".
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ] as const)("Philox of %j", (counter, key, expected) => {
    expect(philox(counter, key)).toEqual(expected);
  });

  it("xoshiro128++ from the state 1, 2, 3, 4", () => {
    // Stepped by hand from the paper's definition: rotl(1 + 4, 7) + 1 = 641; then from the words 7, 0, 1026, 12288.
    const words = Int32Array.of(1, 2, 3, 4);
    expect(nextWord(words, 0, 1)).toBe(641);
    expect([...words]).toEqual([7, 0, 1026, 12288]);
    expect(nextWord(words, 0, 1)).toBe(((7 + 12288) << 7) + 7);
  });

  it("the ziggurat's layers close at the top", () => {
    // The last layer's own height reaches exp(0) = 1.
    const top = ZIGGURAT[2 * 255]! / 2;
    expect(0.004928673233974658 / top + Math.exp((-top * top) / 2)).toBeCloseTo(1, 13);
  });
});

describe("normal numbers", () => {
  const values = randomStream(1n, "test").normals(new Float64Array(COUNT));
  const moment = (power: number): number => values.reduce((sum, x) => sum + x ** power, 0) / COUNT;

  it.each([
    [1, 0, 1],
    [2, 1, 2],
    [3, 0, 15],
    [4, 3, 96],
    [6, 15, 10_170],
  ])("have the moment %i", (power, expected, variance) => {
    expect(Math.abs(moment(power) - expected)).toBeLessThan(SIGMAS * Math.sqrt(variance / COUNT));
  });

  it("fill every interval as they should, the tail and the layers' edges among them", () => {
    const edges = [
      -3.6541528853610088, -3, -2, -1.5, -1, -0.5, -0.2152, 0, 0.2152, 0.5, 1, 1.5, 2, 3, 3.6541528853610088,
    ];
    for (const edge of edges) {
      const below = values.reduce((count, x) => count + (x < edge ? 1 : 0), 0) / COUNT;
      const expected = cumulative(edge);
      const deviation = Math.sqrt((expected * (1 - expected)) / COUNT);
      expect(Math.abs(below - expected), `below ${edge}`).toBeLessThan(SIGMAS * deviation);
    }
  });

  it("have nothing to do with their neighbours, nor their squares with theirs", () => {
    for (const lag of [1, 2, 3, 4, 8, 256]) {
      let [sum, squares] = [0, 0];
      for (let n = lag; n < COUNT; n++) {
        sum += values[n]! * values[n - lag]!;
        squares += (values[n]! ** 2 - 1) * (values[n - lag]! ** 2 - 1);
      }
      expect(Math.abs(sum / Math.sqrt(COUNT)), `lag ${lag}`).toBeLessThan(SIGMAS);
      expect(Math.abs(squares / 2 / Math.sqrt(COUNT)), `squares, lag ${lag}`).toBeLessThan(SIGMAS);
    }
  });
});

describe("streams", () => {
  const first = (stream: RandomStream): number[] => [...stream.normals(new Float64Array(8)), stream.uniform()];

  it("depend on seed and name, and on nothing else", () => {
    expect(first(randomStream(1n, "oms_12"))).toEqual(first(randomStream(1n, "oms_12")));
    const all = [
      randomStream(1n, "oms_12"),
      randomStream(1n, "oms_21"),
      randomStream(2n, "oms_12"),
      randomStream(-1n, ""),
    ];
    const numbers = all.flatMap(first);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it("have these numbers on every machine", () => {
    const stream = randomStream(20370101n, "laser_12");
    expect([...stream.normals(new Float64Array(3)), stream.uniform()]).toMatchInlineSnapshot(`
      [
        1.051540757668768,
        0.7805305218201357,
        -1.514085011996242,
        0.8044750095499841,
      ]
    `);
  });

  it("are the same in any pieces, with uniform numbers between or not", () => {
    const whole = randomStream(3n, "x").normals(new Float64Array(2000));
    const stream = randomStream(3n, "x");
    let at = 0;
    for (const count of [1, 2, 0, 253, 256, 1, 511, 976]) {
      expect(stream.normals(new Float64Array(count))).toEqual(whole.slice(at, at + count));
      stream.uniform();
      at += count;
    }
    expect(at).toBe(2000);
  });

  it("go on from their state, through JSON", () => {
    for (const taken of [0, 1, 255, 256, 257, 700]) {
      const stream = randomStream(4n, "y");
      stream.normals(new Float64Array(taken));
      stream.uniform();
      const resumed = resumedStream(JSON.parse(JSON.stringify(stream.state())));
      expect(resumed.state()).toEqual(stream.state());
      expect(first(resumed)).toEqual(first(stream));
    }
  });

  it("are uniform", () => {
    const stream = randomStream(5n, "z");
    const bins = new Float64Array(64);
    for (let n = 0; n < 640_000; n++) bins[Math.floor(64 * stream.uniform())]!++;
    const chiSquare = bins.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(Math.abs(chiSquare - 63)).toBeLessThan(SIGMAS * Math.sqrt(2 * 63));
  });

  it.each([
    [{ uniform: [1, 2, 3], normal: Array.from({ length: 20 }, () => 1), position: 0 }],
    [{ uniform: [1, 2, 3, 4], normal: Array.from({ length: 20 }, () => 0), position: 0 }],
    [{ uniform: [1, 2, 3, 4.5], normal: Array.from({ length: 20 }, () => 1), position: 0 }],
    [{ uniform: [1, 2, 3, 4], normal: Array.from({ length: 20 }, () => 1), position: 256 }],
  ])("are not resumed from %j", (state) => {
    expect(() => resumedStream(state)).toThrow(/state of a random stream/);
  });
});

/** Of the normal distribution (G. Marsaglia, J. Stat. Software 11(4), 2004, doi:10.18637/jss.v011.i04). */
function cumulative(x: number): number {
  let [sum, term] = [x, x];
  for (let n = 1; n < 200; n++) {
    term *= (x * x) / (2 * n + 1);
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}
