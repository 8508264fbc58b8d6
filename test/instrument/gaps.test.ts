import { describe, expect, it } from "vitest";
import { gapsOf, inGaps } from "../../src/instrument/gaps.js";

describe("gaps", () => {
  it("are listed, planned at even intervals, and random", () => {
    const gaps = gapsOf(
      {
        list: [{ begin: 50, duration: 5, spacecraft: "2" }],
        planned: [{ first: 100, interval: 1000, duration: 10 }],
        random: [{ interval: 500, duration: 20, spacecraft: "1" }],
      },
      1n,
      1e6,
    );
    expect(gaps.filter(({ spacecraft }) => spacecraft === undefined)).toHaveLength(1000);
    expect(gaps[0]!.begin).toBeLessThanOrEqual(50);
    const random = gaps.filter(({ spacecraft }) => spacecraft === "1");
    // 1e6/520 on average; the number's deviation is 44, that of the mean duration 20/√1923 = 0.46.
    expect(Math.abs(random.length - 1e6 / 520)).toBeLessThan(5 * 44);
    expect(Math.abs(random.reduce((sum, { duration }) => sum + duration, 0) / random.length - 20)).toBeLessThan(
      5 * 0.46,
    );
  });

  it("are the same for the same seed", () => {
    const options = { random: [{ interval: 500, duration: 20 }] };
    expect(gapsOf(options, 1n, 1e4)).toEqual(gapsOf(options, 1n, 1e4));
    expect(gapsOf(options, 2n, 1e4)).not.toEqual(gapsOf(options, 1n, 1e4));
  });

  it("cover the samples from their begin to before their end, of the spacecraft concerned", () => {
    const gaps = gapsOf({ list: [{ begin: 10, duration: 1, spacecraft: "3" }] }, 1n, 100);
    const covered = [...inGaps(gaps, "3", 0.25, 36, 10)];
    expect(covered).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 0, 0]);
    expect([...inGaps(gaps, "1", 0.25, 36, 10)]).toEqual([...new Uint8Array(10)]);
    expect([...inGaps(gaps, "3", 0.25, 42, 4)]).toEqual([1, 1, 0, 0]);
  });

  it("refuse what is no gap", () => {
    expect(() => gapsOf({ list: [{ begin: 0, duration: 0 }] }, 1n, 10)).toThrow(/duration of gaps is 0 s/);
    expect(() => gapsOf({ planned: [{ first: 0, interval: -1, duration: 1 }] }, 1n, 10)).toThrow(/interval/);
    expect(() => gapsOf({ list: [{ begin: 0, duration: 1, spacecraft: "4" as "1" }] }, 1n, 10)).toThrow(
      /spacecraft "4"/,
    );
  });
});
