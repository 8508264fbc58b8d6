import { describe, expect, it } from "vitest";
import { instant, later, secondsBetween } from "../../src/core/instant.js";

describe("an instant", () => {
  it("keeps whole seconds and fraction apart", () => {
    expect(instant("TCB", 12.25)).toEqual({ scale: "TCB", seconds: 12, fraction: 0.25 });
    expect(instant("TCB", -0.25)).toEqual({ scale: "TCB", seconds: -1, fraction: 0.75 });
    expect(instant("TCB", 12, 1.5)).toEqual({ scale: "TCB", seconds: 13, fraction: 0.5 });
  });

  it("has a fraction below 1 even when rounding would make it 1", () => {
    expect(instant("TCB", 5, -1e-20)).toEqual({ scale: "TCB", seconds: 5, fraction: 0 });
  });

  it("does not lose the digits of a nanosecond in years", () => {
    const start = instant("TCB", 2_114_380_800, 1e-9);
    const end = later(start, 1e8);
    expect(end).toEqual({ scale: "TCB", seconds: 2_214_380_800, fraction: 1e-9 });
    expect(secondsBetween(end, start)).toBe(1e8);
    expect(secondsBetween(start, instant("TCB", 2_114_380_800))).toBe(1e-9);
  });
});
