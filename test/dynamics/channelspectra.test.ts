import { beforeAll, describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { accelerationSpectrum, channelSpectrum } from "../../src/dynamics/channelspectra.js";
import type { MotionChunk } from "../../src/dynamics/chunk.js";
import { motion } from "../../src/dynamics/motion.js";
import { COORDINATES } from "../../src/dynamics/plant.js";
import { motionSpectrum } from "../../src/dynamics/spectra.js";
import { psd } from "../../src/math/welch.js";

const SECONDS = 40_000;
const SEGMENT = 1000;
/**
 * Bins that are summed. 79 segments that overlap by half are good to 13 % a bin, and a bin of three in a row tells as much as
 * one and a half; four deviations of 2, 7, 40 and 100 such bins.
 */
const BANDS = [
  { from: 3, to: 5, tolerance: 0.36 },
  { from: 14, to: 24, tolerance: 0.2 },
  { from: 80, to: 140, tolerance: 0.1 },
  { from: 300, to: 450, tolerance: 0.06 },
];

/** Power in bands over that of the model, which is an amplitude density; for samples of `rate` a second. */
function ratios(values: Float64Array, rate: number, model: (frequency: number) => number): readonly number[] {
  const series = { t0: instant("TCB", 0), dt: 1 / rate, values, unit: "" };
  const spectrum = psd(series, { segment: SEGMENT, detrend: "linear" });
  return BANDS.map(({ from, to }) => {
    let [found, expected] = [0, 0];
    for (let bin = from; bin <= to; bin++) {
      found += spectrum.values[bin]!;
      expected += model(bin / SEGMENT) ** 2;
    }
    return found / expected;
  });
}

function mustAgree(found: readonly number[], what: string): void {
  found.forEach((ratio, band) => {
    expect(Math.abs(ratio - 1), `${what} in band ${band}`).toBeLessThan(BANDS[band]!.tolerance);
  });
}

describe.each(["none", "Pathfinder"] as const)("with cross-talk: %s", (name) => {
  const crossTalk = name === "none" ? {} : { crossTalk: name };
  let flown: MotionChunk;
  beforeAll(() => {
    flown = motion({ dt: 0.25, ...crossTalk }, 17n).next(4 * SECONDS);
  });
  const told = remembered(channelSpectrum(crossTalk));

  it("channels of sensors and actuators have the densities that the transfer functions say, folded", () => {
    const { channels } = flown.housekeeping["1"];
    for (const [channel, values] of Object.entries(channels)) {
      if (channel.startsWith("breathing")) continue;
      const model = (f: number): number => told(f)[channel as keyof ReturnType<typeof told>];
      // No electrode acts along x, but for cross-talk.
      if (model(0.1) === 0) expect(new Set(values).size, channel).toBe(1);
      else mustAgree(ratios(values, 1, model), channel);
    }
  });

  it("wavefront sensors do", () => {
    for (const [channel, values] of Object.entries(flown.wavefront["2"].channels)) {
      mustAgree(
        ratios(values, 4, (f) => told(f)[channel as keyof ReturnType<typeof told>]),
        channel,
      );
    }
  });

  it("test masses are accelerated by what control leaves", () => {
    const acceleration = remembered(accelerationSpectrum(crossTalk));
    for (const [mosa, side] of [
      ["31", "left"],
      ["32", "right"],
    ] as const) {
      const velocity = flown.testMass[mosa];
      const rate = velocity.slice(1).map((value, k) => 4 * (value - velocity[k]!));
      // The difference of samples a quarter of a second apart is a mean over it.
      const mean = (f: number): number => Math.sin((Math.PI * f) / 4) / ((Math.PI * f) / 4);
      mustAgree(ratios(rate, 4, (f) => acceleration(f)[side] * mean(f)).slice(0, 3), mosa);
    }
  });
});

function remembered<T>(of: (frequency: number) => T): (frequency: number) => T {
  const known = new Map<number, T>();
  return (frequency) => {
    const value = known.get(frequency) ?? of(frequency);
    known.set(frequency, value);
    return value;
  };
}

describe("the densities of channels", () => {
  it("are the motion's and the sensor's own for those that light holds", () => {
    const moved = motionSpectrum();
    const told = channelSpectrum();
    for (const f of [1e-3, 0.1]) {
      const folded = [f, 1 - f, 1 + f, 2 - f].reduce((sum, image) => sum + moved(image).x1 ** 2, 0);
      expect(told(f).tm_x_left / Math.sqrt(folded + 1.8e-9 ** 2)).toBeCloseTo(1, 9);
    }
  });

  it("are there at the rate of the samples, too", () => {
    expect(channelSpectrum()(1).tmi_dws_etas_left / 2e-9).toBeCloseTo(1, 2);
  });

  it("leave of the stiffness's acceleration what the requirement for a test mass can bear", () => {
    const acceleration = accelerationSpectrum();
    const moved = motionSpectrum();
    // K x with the largest stiffness of LISA Pathfinder, and what couples from y and z: below 3 fm s⁻²/√Hz.
    for (const f of [1e-3, 3e-3, 1e-2]) {
      expect(acceleration(f).left).toBeLessThan(3e-15);
      expect(acceleration(f).left).toBeGreaterThan(0.3 * 1.935e-6 * moved(f)[COORDINATES[0]]);
    }
  });
});
