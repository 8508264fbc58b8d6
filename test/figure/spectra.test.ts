import { describe, expect, it } from "vitest";
import type { LineMark } from "../../src/figure/figure.js";
import { spectrumFigure } from "../../src/figure/spectra.js";

const A2 = { df: 0.01, values: Float64Array.from([0, 4, 9, 16]), unit: "Hz^2/Hz" };

describe("a figure of spectra", () => {
  it("shows what is above zero frequency, on logarithmic axes, in the spectrum's unit", () => {
    const figure = spectrumFigure({ A2 });
    expect(figure.x).toMatchObject({ scale: "log", unit: "Hz", domain: [0.01, 0.03] });
    expect(figure.y).toMatchObject({ scale: "log", unit: "Hz^2/Hz", label: "Power spectral density" });
    expect(figure.marks[0]).toMatchObject({ name: "A2", x: Float64Array.from([0.01, 0.02, 0.03]) });
  });

  it("takes the root of spectrum and model for an amplitude spectral density", () => {
    const figure = spectrumFigure(A2, { quantity: "ASD", model: { floor: () => 4 } });
    const [line, model] = figure.marks as readonly LineMark[];
    expect(line!.y).toEqual(Float64Array.from([2, 3, 4]));
    expect(model).toMatchObject({ name: "floor", dashed: true });
    expect(new Set(Array.from(model!.y))).toEqual(new Set([2]));
    expect(figure.y).toMatchObject({ unit: "Hz/sqrt(Hz)", label: "Amplitude spectral density" });
  });

  it("takes a spectrum as model", () => {
    const [, model] = spectrumFigure({ A2 }, { model: { E2: A2 } }).marks as readonly LineMark[];
    expect(model).toMatchObject({ name: "E2", dashed: true, y: Float64Array.from([4, 9, 16]) });
  });

  it("refuses spectra of different units, and what is no spectrum", () => {
    expect(() => spectrumFigure({ A2, B: { ...A2, unit: "1/Hz" } })).toThrow("A2 in Hz^2/Hz, B in 1/Hz");
    expect(() => spectrumFigure({})).toThrow("found none");
    expect(() => spectrumFigure({ A2, wrong: 3 as never })).toThrow('"wrong" is none');
  });
});
