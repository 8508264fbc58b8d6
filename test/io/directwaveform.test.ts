import { describe, expect, it } from "vitest";
import { directBins } from "../../src/io/directwaveform.js";
import { waveformConfiguration } from "../../src/io/waveformconfig.js";
import { rfft } from "../../src/math/fft.js";
import { equalArm } from "../../src/orbits/orbits.js";
import type { Source } from "../../src/waveforms/source.js";

/** Relative L2 of a model of frequency and of its series, which begins with a taper and ends; from where that no longer matters. */
const SERIES = 2e-3;
const SEEN = { distance: 1e26, inclination: 1.1, lambda: 2, beta: 0.3 };
const MERGER = { type: "massiveBinary", m1: 1e6, m2: 5e5, ...SEEN, reference: 60_000, duration: 55_000 };
const CONFIG = { t0: 0, dt: 8, duration: 65_536, domain: "frequency", method: "direct", source: MERGER };

describe("waveforms by models of frequency", () => {
  it("are the transform of a massive binary's series", () => {
    const config = waveformConfiguration(CONFIG);
    const bins = directBins(config, equalArm());
    const series = (config.source as Source).strain(
      config.t0,
      Float64Array.from({ length: config.length }, (_, n) => 8 * n),
    );
    for (const name of ["plus", "cross"] as const) {
      const { re, im } = rfft(series[name]);
      const found = bins.get(name)!;
      expect(found.re.length).toBe(re.length);
      let [difference, norm] = [0, 0];
      for (let k = Math.round(2e-3 * 65_536); k < 0.02 * 65_536; k++) {
        difference += (found.re[k]! - 8 * re[k]!) ** 2 + (found.im[k]! - 8 * im[k]!) ** 2;
        norm += (8 * re[k]!) ** 2 + (8 * im[k]!) ** 2;
      }
      expect(Math.sqrt(difference / norm)).toBeLessThan(SERIES);
    }
  });

  it("are A, E and T of binaries on all bins, as long as these reach", () => {
    const source = { type: "galacticBinary", frequency: 0.003, amplitude: 1e-22, inclination: 1, polarization: 0 };
    const config = { ...CONFIG, channels: "AET", source: { ...source, phase: 0, lambda: 1, beta: 0.2 } };
    const at = (frequency: number): Float64Array => {
      const made = waveformConfiguration({ ...config, source: { ...config.source, frequency } });
      return directBins(made, equalArm()).get("A")!.re;
    };
    const near = at(0.003);
    const [largest] = [...near.keys()].sort((a, b) => Math.abs(near[b]!) - Math.abs(near[a]!));
    expect(Math.abs(largest! - 0.003 * 65_536)).toBeLessThan(3);
    // Beyond Nyquist's frequency there is nothing, and `lisalab waveform` warns.
    expect(at(0.08).every((value) => value === 0)).toBe(true);
  });

  it.each([
    [{ type: "emri" }, "AET"],
    [{ type: "emri" }, "strain"],
    [{ type: "eccentricBinary" }, "strain"],
  ])("are refused for models of time: %j, %s", ({ type }, channels) => {
    const binary = { m1: 30, m2: 20, frequency: 0.01, e0: 0.1 };
    const spinning = { m1: 1e6, m2: 10, spin: 0.9, p0: 10, e0: 0.3, Y0: 0.8, lambdaSpin: 0, betaSpin: 1 };
    const { inclination, ...place } = SEEN;
    const source = {
      type,
      duration: 1e5,
      ...place,
      ...(type === "emri" ? spinning : { ...binary, inclination }),
    };
    const config = waveformConfiguration({ ...CONFIG, channels, source });
    expect(() => directBins(config, equalArm())).toThrow(/Transform it from time|Leave "method" out/);
  });

  it.each([
    [{ domain: "time" }, /method is of the frequency domain/],
    [{ method: "fast" }, /method of the configuration is "fast"; it can be transform or direct/],
  ])("%j is refused", (wrong, message) => {
    expect(() => waveformConfiguration({ ...CONFIG, ...wrong })).toThrow(message);
  });
});
