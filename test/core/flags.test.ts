import { describe, expect, it } from "vitest";
import { FLAGS, flagsIn, UNUSABLE } from "../../src/core/flags.js";

describe("quality flags", () => {
  it("are one bit each, none twice, all within 16 bits", () => {
    const bits = Object.values(FLAGS);
    expect(bits.every((bit) => Number.isInteger(Math.log2(bit)) && bit < 2 ** 16)).toBe(true);
    expect(new Set(bits).size).toBe(bits.length);
  });

  it("are named again from their sum", () => {
    expect(flagsIn(FLAGS.gap | FLAGS.interpolated)).toEqual(["gap", "interpolated"]);
    expect(flagsIn(0)).toEqual([]);
  });

  it("leave inpainted samples and those with a glitch usable", () => {
    expect(UNUSABLE & (FLAGS.interpolated | FLAGS.glitch)).toBe(0);
    expect(UNUSABLE & FLAGS.missing).toBe(FLAGS.missing);
  });
});
