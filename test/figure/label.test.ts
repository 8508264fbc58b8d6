import { describe, expect, it } from "vitest";
import { axisLabel, numberLabel, unitLabel } from "../../src/figure/label.js";

describe("units for people", () => {
  it("have superscripts and roots", () => {
    expect(unitLabel("Hz^2/Hz")).toBe("Hz²/Hz");
    expect(unitLabel("Hz/sqrt(Hz)")).toBe("Hz/√Hz");
    expect(unitLabel("m s^-2")).toBe("m s⁻²");
    expect(axisLabel("Ratio", "")).toBe("Ratio");
  });
});

describe("numbers for people", () => {
  it.each([
    [0, "0"],
    [-8.25, "−8.25"],
    [1.23456789, "1.235"],
    [123_456, "123456"],
    [2.816e14, "2.816·10¹⁴"],
    [-1e-21, "−1·10⁻²¹"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "−∞"],
  ])("%d is %s", (value, label) => {
    expect(numberLabel(value)).toBe(label);
  });
});
