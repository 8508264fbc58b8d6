import { describe, expect, test } from "vitest";
import { baselinePeriod, baselineRange } from "../../src/trends/period.js";

const DAY = 86_400_000;
const times = Float64Array.from({ length: 40 }, (_, k) => Date.parse("2037-01-01T06:00:00Z") + k * DAY);
const release = { at: times[25]!, version: "2", software: "1" };

describe("a baseline's period", () => {
  test("is of days or moments, both ends included, in UTC", () => {
    expect(baselinePeriod("2037-01-01..2037-01-02")).toEqual({
      from: Date.parse("2037-01-01T00:00:00Z"),
      to: Date.parse("2037-01-03T00:00:00Z") - 1,
    });
    expect(baselinePeriod("2037-01-01T06:00..2037-01-01T07:30:15Z")).toEqual({
      from: Date.parse("2037-01-01T06:00:00Z"),
      to: Date.parse("2037-01-01T07:30:15Z"),
    });
    expect([baselinePeriod("first"), baselinePeriod("release")]).toEqual(["first", "release"]);
  });

  test.each([
    "",
    "2037-01-01",
    "2037-01-01..",
    "2037-01-01..2037-01-02..2037-01-03",
    "2037-13-01..2037-14-01",
    "2037-02-30..2037-03-30",
    "2037-01-02..2037-01-01",
    "1..2",
    "2037-01-01T25:00..2037-01-03",
  ])("is not %j", (text) => {
    expect(() => baselinePeriod(text)).toThrow();
  });

  test("is a place among the runs, when eight of them are in it", () => {
    expect(baselineRange(times, "first", [])).toEqual([0, 20]);
    expect(baselineRange(times.subarray(0, 9), "first", [])).toEqual([0, 8]);
    expect(baselineRange(times.subarray(0, 8), "first", [])).toBeNull();
    expect(baselineRange(times, "release", [release])).toEqual([25, 39]);
    expect(baselineRange(times.subarray(0, 33), "release", [release])).toBeNull();
    expect(baselineRange(times, "release", [])).toEqual([0, 20]);
    expect(baselineRange(times, baselinePeriod("2037-01-05..2037-01-12"), [])).toEqual([4, 12]);
    expect(baselineRange(times, baselinePeriod("2037-01-05..2037-01-11"), [])).toBeNull();
    expect(baselineRange(times, baselinePeriod("2039-01-05..2039-03-12"), [])).toBeNull();
    expect(baselineRange(new Float64Array(0), "first", [])).toBeNull();
  });
});
