import { describe, expect, it } from "vitest";
import { type StrainSpectrum, spectrumOf } from "../../src/waveforms/spectrum.js";

describe("spectra of backgrounds", () => {
  it("have a power law, a broken one, and a peak", () => {
    const at = 0.003;
    const law = spectrumOf({ shape: "powerLaw", psd: 2, at, index: -2 });
    expect(law(at / 2)).toBeCloseTo(8, 12);
    const broken = spectrumOf({ shape: "brokenPowerLaw", psd: 2, at, index: 1, indexAbove: -3 });
    expect([broken(at / 2), broken(2 * at)]).toEqual([expect.closeTo(1, 12), expect.closeTo(0.25, 12)]);
    const peak = spectrumOf({ shape: "peak", psd: 2, at, width: 0.4 });
    expect(peak(at)).toBe(2);
    expect(peak(at * Math.exp(0.4))).toBeCloseTo(2 * Math.exp(-0.5), 12);
    expect(peak(at * Math.exp(-0.8))).toBeCloseTo(2 * Math.exp(-2), 12);
  });

  it("refuse a peak without width", () => {
    expect(() => spectrumOf({ shape: "peak", psd: 1, at: 1, width: 0 })).toThrow(/width of a spectrum is 0/);
    expect(() => spectrumOf({ shape: "peek" } as unknown as StrainSpectrum)).toThrow(/Did you mean "peak"/);
  });
});
