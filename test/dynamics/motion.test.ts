import { describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { MOSAS } from "../../src/core/mosa.js";
import { FlyingSpacecraft, ROW } from "../../src/dynamics/flying.js";
import { motion, resumedMotion } from "../../src/dynamics/motion.js";
import { COORDINATES } from "../../src/dynamics/plant.js";
import { closedLoop } from "../../src/dynamics/spacecraft.js";
import { motionSpectrum } from "../../src/dynamics/spectra.js";
import { LOADS, trimOf } from "../../src/dynamics/trim.js";
import { psd } from "../../src/math/welch.js";

const SEED = 7n;

/**
 * Bins around a frequency, and by how much their sum may be off: 64 segments are good to 13 % a bin, and neighbours are nearly
 * independent in every second bin, so that these are four times the deviation of 3, 9 and 40 independent ones; sampling adds
 * 2 % at 0.1 Hz.
 */
const SEGMENT = 4000;
const BANDS = [
  { bins: range(3, 6), tolerance: 0.34 },
  { bins: range(32, 48), tolerance: 0.18 },
  { bins: range(360, 440), tolerance: 0.1 },
];

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, k) => first + k);
}

describe("the simulated motion", () => {
  it("has the densities that the transfer functions say", () => {
    const dt = 0.25;
    const loop = closedLoop();
    const flight = { spacecraft: "1" as const, loop, dt, trim: trimOf(LOADS), transients: [] };
    const flying = FlyingSpacecraft.starting(flight, SEED, -40_000);
    flying.fly(40_000);
    const length = 4 * 130_000;
    const rows = new Float64Array(1000 * ROW.length);
    const series = COORDINATES.map(() => new Float64Array(length));
    for (let from = 0; from < length; from += 1000) {
      flying.fly(1000, rows);
      for (let k = 0; k < 1000; k++) series.forEach((values, q) => (values[from + k] = rows[k * ROW.length + q]!));
    }
    const model = motionSpectrum();
    for (const [q, name] of COORDINATES.entries()) {
      const spectrum = psd({ t0: instant("TCB", 0), dt, values: series[q]!, unit: "m" }, { segment: SEGMENT });
      for (const { bins, tolerance } of BANDS) {
        const found = bins.reduce((sum, bin) => sum + spectrum.values[bin]!, 0);
        const expected = bins.reduce((sum, bin) => sum + model(bin / SEGMENT)[name] ** 2, 0);
        expect(Math.abs(found / expected - 1), `${name} at ${bins[0]! / SEGMENT} Hz`).toBeLessThan(tolerance);
      }
    }
  });

  it("does not depend on chunks, and goes on where it was", () => {
    const options = { dt: 1 / 16, warmUp: 100 };
    const whole = motion(options, SEED).next(1000);
    const cut = motion(options, SEED);
    const parts = [cut.next(1), cut.next(6), cut.next(393)];
    const state = JSON.parse(JSON.stringify(cut.state()));
    parts.push(resumedMotion(options, state).next(600));
    for (const mosa of MOSAS) {
      const joined = parts.flatMap((part) => [...part.longitudinalJitter[mosa]]);
      expect(joined).toEqual([...whole.longitudinalJitter[mosa]]);
      expect(parts.flatMap((part) => [...part.testMass[mosa]])).toEqual([...whole.testMass[mosa]]);
    }
    expect(parts.flatMap((part) => [...part.housekeeping["2"].channels.tm_z_left])).toEqual([
      ...whole.housekeeping["2"].channels.tm_z_left,
    ]);
    expect(parts.flatMap((part) => [...part.wavefront["3"].channels.tmi_dws_phis_right])).toEqual([
      ...whole.wavefront["3"].channels.tmi_dws_phis_right,
    ]);
    expect(parts.map((part) => part.housekeeping["2"].start)).toEqual([0, 1, 1, 25]);
    expect(whole.housekeeping["2"].count).toBe(63);
  });
});
