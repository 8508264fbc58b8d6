import { describe, expect, it } from "vitest";
import { assertLimits, describe as inWords, judge, quantity } from "../../src/runbook/limits.js";

const LIMITS = { failBelow: -2, warnBelow: -1, warnAbove: 1, failAbove: 2 };

describe("judge", () => {
  it.each([
    [0, "Pass"],
    [1, "Pass"],
    [-1, "Pass"],
    [1.000_001, "Warn"],
    [-1.5, "Warn"],
    [2, "Warn"],
    [2.5, "Fail"],
    [-3, "Fail"],
  ])("judges %d as %s", (value, verdict) => {
    expect(judge(value, "V", LIMITS).verdict).toBe(verdict);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null, undefined])(
    "never lets %s pass: it could not be measured",
    (value) => {
      expect(judge(value, "V", { warnBelow: 0 })).toEqual({
        verdict: "Error",
        reason: `the value could not be measured: it is ${String(value)}`,
      });
    },
  );

  it("says which limit was crossed, with units", () => {
    expect(judge(2.5, "dB", LIMITS).reason).toBe("2.5 dB is above 2 dB");
    expect(judge(-1.5, "dB", LIMITS).reason).toBe("-1.5 dB is below -1 dB");
    expect(judge(0, "dB", LIMITS).reason).toBe("");
  });
});

describe("assertLimits", () => {
  it("wants at least one limit", () => {
    expect(() => assertLimits("level", {})).toThrow('check "level" has no limit: give at least one of');
  });

  it.each([
    [{ warnAbove: 2, failAbove: 1 }, "warnAbove (2) is above failAbove (1)"],
    [{ warnBelow: 1, failBelow: 2 }, "failBelow (2) is above warnBelow (1)"],
    [{ warnBelow: 3, warnAbove: 2 }, "warnBelow (3) is above warnAbove (2)"],
    [{ failBelow: 3, failAbove: 2 }, "failBelow (3) is above failAbove (2)"],
  ])("refuses limits in the wrong order: %o", (limits, message) => {
    expect(() => assertLimits("level", limits)).toThrow(message);
  });

  it("refuses a limit that is not a number", () => {
    expect(() => assertLimits("level", { failAbove: Number.NaN })).toThrow("failAbove is NaN, not a number");
  });

  it("lets equal limits be", () => {
    expect(() => assertLimits("level", { warnBelow: 1, failBelow: 1, warnAbove: 1, failAbove: 1 })).not.toThrow();
  });
});

it("puts limits into words", () => {
  expect(inWords({ warnAbove: -6, failAbove: 0 }, "dB")).toBe("warn above -6 dB, fail above 0 dB");
});

it("rounds a quantity to six digits", () => {
  expect(quantity(12.345_678_9, "MHz")).toBe("12.3457 MHz");
  expect(quantity(3, "")).toBe("3");
});
