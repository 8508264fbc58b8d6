import { describe, expect, it } from "vitest";
import { type Glitch, GlitchSources } from "../../src/instrument/glitches.js";

const DT = 1 / 16;

function sampled(glitch: Glitch, count = 160_000): Float64Array {
  return new GlitchSources([glitch], DT).at(glitch.place, -10, DT, count) ?? new Float64Array(count);
}

function integral(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * DT, 0);
}

describe("glitches", () => {
  it("rectangles last as long as they should, from when they should", () => {
    const values = sampled({ shape: "rectangle", place: "tm_12", begin: 2.5, width: 3, amplitude: 2 });
    expect(values.findIndex((value) => value !== 0)).toBe(12.5 / DT);
    expect(integral(values)).toBe(6);
  });

  it("exponentials rise and fall with their time constants, to the maximum 1", () => {
    const values = sampled({ shape: "exponential", place: "laser_31", begin: 0, rise: 10, fall: 200 });
    expect(values.reduce((a, b) => Math.max(a, b), 0)).toBeCloseTo(1, 5);
    // Long after the rise only the fall is left.
    expect(values[(10 + 600) / DT]! / values[(10 + 400) / DT]!).toBeCloseTo(Math.exp(-1), 8);
  });

  it.each([1, 2, 3, 5])("shapelets of order %i have ∫σ² dt = width and are orthogonal to the first", (order) => {
    const [width, place, begin] = [20, "tm_12", 0];
    const values = sampled({ shape: "shapelet", place, begin, order, width });
    const squared = integral(values.map((value) => value * value));
    // Sums instead of integrals of something that begins with a slope: h²/12 f'(0) ~ 1e-5.
    expect(squared / width).toBeCloseTo(1, 4);
    expect(Math.abs(values[10 / DT]!)).toBe(0);
  });

  it("series are laid down sample by sample", () => {
    const values = sampled({
      shape: "series",
      place: "readout_sci_usb_13",
      begin: 0.5,
      interval: DT,
      values: [1, -2, 3],
    });
    expect([...values.subarray(167, 172)]).toEqual([0, 1, -2, 3, 0]);
  });

  it("are only where they were put, and only when", () => {
    const sources = new GlitchSources([{ shape: "rectangle", place: "tm_12", begin: 100, width: 1 }], DT);
    expect(sources.at("tm_13", 100, DT, 16)).toBeNull();
    expect(sources.at("tm_12", 0, DT, 1600)).toBeNull();
    expect(sources.at("tm_12", 102, DT, 16)).toBeNull();
    expect(sources.at("tm_12", 100, DT, 16)![0]).toBe(1);
  });

  it.each<[Glitch, RegExp]>([
    [{ shape: "rectangle", place: "tm_11", begin: 0, width: 1 }, /no place "tm_11"/],
    [{ shape: "rectangle", place: "tm_12", begin: 0, width: 0 }, /width must be positive/],
    [{ shape: "exponential", place: "tm_12", begin: 0, rise: 5, fall: 5 }, /must be positive and differ/],
    [{ shape: "shapelet", place: "tm_12", begin: 0, order: 1.5, width: 5 }, /order from 1/],
    [
      { shape: "series", place: "tm_12", begin: 0, interval: 0.25, values: [1] },
      /sampled every 0.25 s, .* every 0.0625 s/,
    ],
    [null as never, /a glitch is null; it must be an object/],
    [{ shape: "rectangle", place: "tm_12", begin: 0, width: "5" as never }, /a rectangle of "5" s/],
    [{ shape: "toString" as "rectangle", place: "tm_12", begin: 0, width: 1 }, /has the shape "toString"/],
    [
      { shape: "series", place: "tm_12", begin: 0, interval: DT, values: [1, Number.NaN] },
      /values of a glitch has NaN at place 1/,
    ],
    [{ shape: "sine" as "rectangle", place: "tm_12", begin: 0, width: 1 }, /there are rectangle/],
    [{ shape: "rectangle", place: "tm_12", begin: Number.NaN, width: 1 }, /needs a begin/],
  ])("refuse %j", (glitch, message) => {
    expect(() => new GlitchSources([glitch], DT)).toThrow(message);
  });
});
