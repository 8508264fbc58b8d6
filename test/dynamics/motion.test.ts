import { describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { MOSAS } from "../../src/core/mosa.js";
import { DYNAMICS_CHANNELS } from "../../src/dynamics/channels.js";
import { FlyingSpacecraft, ROW } from "../../src/dynamics/flying.js";
import { motion, resumedMotion } from "../../src/dynamics/motion.js";
import { COORDINATES } from "../../src/dynamics/plant.js";
import { closedLoop } from "../../src/dynamics/spacecraft.js";
import { motionSpectrum } from "../../src/dynamics/spectra.js";
import { LOADS, trimOf } from "../../src/dynamics/trim.js";
import { psd } from "../../src/math/welch.js";
import { channelNamed, dictionary } from "../../src/telemetry/dictionary.js";

const SEED = 7n;

/**
 * Bins around a frequency, and by how much their sum may be off: 39 segments are good to 16 % a bin, and neighbours are nearly
 * independent in every second bin, so that these are four times the deviation of 2, 9 and 40 independent ones. The fifteen
 * coordinates have eight independent motions or so: their mean may be off by four times an eighth's root of that.
 */
const SEGMENT = 4000;
const BANDS = [
  { bins: range(3, 6), tolerance: 0.46 },
  { bins: range(32, 48), tolerance: 0.23 },
  { bins: range(360, 440), tolerance: 0.12 },
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
    const length = 4 * 80_000;
    const rows = new Float64Array(1000 * ROW.length);
    const series = COORDINATES.map(() => new Float64Array(length));
    for (let from = 0; from < length; from += 1000) {
      flying.fly(1000, rows);
      for (let q = 0; q < COORDINATES.length; q++) {
        const values = series[q]!;
        for (let k = 0; k < 1000; k++) values[from + k] = rows[k * ROW.length + q]!;
      }
    }
    const model = motionSpectrum();
    const spectra = series.map((values) => psd({ t0: instant("TCB", 0), dt, values, unit: "m" }, { segment: SEGMENT }));
    for (const { bins, tolerance } of BANDS) {
      const ratios = COORDINATES.map((name, q) => {
        const found = bins.reduce((sum, bin) => sum + spectra[q]!.values[bin]!, 0);
        return found / bins.reduce((sum, bin) => sum + model(bin / SEGMENT)[name] ** 2, 0);
      });
      ratios.forEach((ratio, q) => {
        expect(Math.abs(ratio - 1), `${COORDINATES[q]!} at ${bins[0]! / SEGMENT} Hz`).toBeLessThan(tolerance);
      });
      const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
      expect(Math.abs(mean - 1)).toBeLessThan(tolerance / Math.sqrt(8));
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

  it("has the channels of the telemetry, within what they can tell", () => {
    const { housekeeping, wavefront } = motion({ dt: 0.25, crossTalk: "Pathfinder" }, SEED).next(4 * 600);
    const { channels } = dictionary("4Hz");
    for (const group of [housekeeping["1"], wavefront["1"]]) {
      for (const [name, values] of Object.entries(group.channels)) {
        const { rate, range, resolution } = channelNamed(channels, name);
        expect(rate, name).toBe(group.rate);
        expect(values.length, name).toBe(600 * rate);
        expect(
          values.every((value) => value >= range[0] && value <= range[1]),
          name,
        ).toBe(true);
        const [low, high] = [Math.min(...values), Math.max(...values)];
        // No electrode acts along x, but for what leaks there from other axes; all others are more than the last bit.
        if (!name.startsWith("tm_force_x")) expect(high - low, name).toBeGreaterThan(2 * resolution);
      }
    }
    expect(Object.keys(housekeeping["1"].channels).sort()).toEqual([...DYNAMICS_CHANNELS].sort());
  });
});
