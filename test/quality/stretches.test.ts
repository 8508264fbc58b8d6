import { describe, expect, test } from "vitest";
import { BadDataError } from "../../src/core/errors.js";
import {
  frozenStretches,
  longestComplete,
  missingStretches,
  samplesIn,
  streamHealth,
} from "../../src/quality/stretches.js";

const NONE = Number.POSITIVE_INFINITY;

describe("missing samples", () => {
  test("are the stretches without a number, at both ends too", () => {
    const values = Float64Array.of(Number.NaN, 1, 2, Number.NaN, Number.NEGATIVE_INFINITY, 3, Number.NaN);
    expect(missingStretches(values)).toEqual([
      { start: 0, stop: 1 },
      { start: 3, stop: 5 },
      { start: 6, stop: 7 },
    ]);
    expect(samplesIn(missingStretches(values))).toBe(4);
  });

  test("are none in a whole stream, and all of an empty one", () => {
    expect(missingStretches(Float64Array.of(1, 2, 3))).toEqual([]);
    expect(streamHealth(new Float64Array(0), 10, NONE).missingFraction).toBe(1);
  });

  test("of a stream that ends early are those it should still have", () => {
    const health = streamHealth(Float64Array.of(1, Number.NaN, 3), 6, NONE);
    expect(health.missing).toEqual([
      { start: 1, stop: 2 },
      { start: 3, stop: 6 },
    ]);
    expect(health.missingFraction).toBeCloseTo(4 / 6, 12);
  });
});

describe("standing still", () => {
  test("is as many equal samples as asked, not one less", () => {
    const values = Float64Array.of(1, 5, 5, 5, 2, 7, 7, 7, 7);
    expect(frozenStretches(values, 4)).toEqual([{ start: 5, stop: 9 }]);
    expect(frozenStretches(values, 3)).toEqual([
      { start: 1, stop: 4 },
      { start: 5, stop: 9 },
    ]);
  });

  test("is not asked of streams that are held by a lock", () => {
    expect(streamHealth(new Float64Array(100), 100, NONE).frozen).toEqual([]);
    expect(streamHealth(new Float64Array(100), 100, 40).frozen).toEqual([{ start: 0, stop: 100 }]);
  });

  test("is not what missing samples do", () => {
    expect(frozenStretches(new Float64Array(50).fill(Number.NaN), 3)).toEqual([]);
  });
});

describe("the longest complete stretch", () => {
  test("has a number in every stream", () => {
    const a = Float64Array.of(1, 1, Number.NaN, 1, 1, 1, 1, 1);
    const b = Float64Array.of(1, 1, 1, 1, 1, 1, Number.NaN, 1);
    expect(longestComplete([a, b])).toEqual({ start: 3, stop: 6 });
    expect(longestComplete([a])).toEqual({ start: 3, stop: 8 });
  });

  test("has to exist", () => {
    const never = new Float64Array(5).fill(Number.NaN);
    expect(() => longestComplete([never, new Float64Array(5)])).toThrow(BadDataError);
  });
});
