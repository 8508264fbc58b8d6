import { describe, expect, test } from "vitest";
import { FLAGS } from "../../src/core/flags.js";
import { channelState } from "../../src/quality/channels.js";
import { coupling } from "../../src/quality/coupling.js";
import { coverageOf } from "../../src/quality/coverage.js";
import { spectrogram } from "../../src/quality/spectrogram.js";
import { added, colouredNoise } from "./signals.js";

describe("coverage", () => {
  test("tells planned interruptions from losses and damage", () => {
    const flags = new Uint16Array(100).fill(FLAGS.gap, 10, 30).fill(FLAGS.missing, 50, 55);
    flags.fill(FLAGS.corrupt, 55, 57);
    // What lies in a gap is also missing: it was planned nevertheless.
    flags.fill(FLAGS.gap | FLAGS.missing, 20, 30);
    const values = new Float64Array(100).fill(1).fill(Number.NaN, 10, 30);
    values[99] = Number.NaN;
    const found = coverageOf("sci_carriers 12", values, flags, 100, 0.25);
    expect(found.stretches).toEqual({
      planned: [{ start: 10, stop: 30 }],
      missing: [
        { start: 50, stop: 55 },
        { start: 99, stop: 100 },
      ],
      corrupt: [{ start: 55, stop: 57 }],
    });
    expect(found.good).toBeCloseTo(0.72, 12);
    expect(found.longestUnplanned).toBe(7 * 0.25);
  });

  test("misses the end of a channel that stops early, and has nothing to say against a whole one", () => {
    const flags = new Uint16Array(60);
    expect(coverageOf("x", new Float64Array(60), flags, 80, 1).missing).toBeCloseTo(0.25, 12);
    expect(coverageOf("x", new Float64Array(60), flags, 60, 1)).toMatchObject({ good: 1, longestUnplanned: 0 });
  });
});

describe("a channel against its limits", () => {
  const noise = colouredNoise(8640, 10, () => 1e-3, "thermometer");
  const limits = { range: [18, 22], driftPerHour: 0.02 } as const;
  test("is quiet within them", () => {
    const state = channelState(
      "eh_temperature",
      added(
        noise,
        noise.map(() => 20),
      ),
      10,
      limits,
    );
    expect(state).toMatchObject({ beyond: 0, drifting: 0 });
    expect(state.mean).toBeCloseTo(20, 2);
  });
  test("shows a drift, by how much, and samples beyond the range", () => {
    const rising = noise.map((value, n) => 20 + value + (0.1 * n * 10) / 3600);
    const state = channelState("eh_temperature", rising, 10, limits);
    expect(Math.abs(state.driftPerHour - 0.1)).toBeLessThan(5 * state.driftError);
    expect(state.drifting).toBeCloseTo(5, 0);
    expect(state.beyond).toBeGreaterThan(0.1);
  });
  test("leaves out what is no number", () => {
    const gappy = noise.map((value, n) => (n % 7 === 0 ? Number.NaN : 20 + value));
    expect(channelState("x", gappy, 10, limits)).toMatchObject({ beyond: 0, drifting: 0 });
    expect(() => channelState("x", noise, 10, { ...limits, range: [22, 18] })).toThrow(/the range rises/);
  });
});

describe("the coupling of a monitor into a readout", () => {
  const length = 40_000;
  const temperature = colouredNoise(length, 1, (f) => 1e-6 / (f * f + 1e-8), "temperature");
  const readout = colouredNoise(length, 1, (f) => 1e-4 / (f + 1e-4), "readout of coupling");
  const options = { dt: 1, segment: 4000, band: { from: 5e-4, to: 5e-3 } };

  test("is found with an error that says how well", () => {
    for (const planted of [0.4, -0.15]) {
      const found = coupling(
        added(
          readout,
          temperature.map((value) => planted * value),
        ),
        temperature,
        options,
      );
      expect(Math.abs(found.coefficient - planted)).toBeLessThan(4 * found.error);
      expect(Math.abs(found.significance)).toBeGreaterThan(8);
      expect(found.coherence).toBeGreaterThan(found.chance);
    }
  });
  test("is chance where there is none", () => {
    const found = coupling(readout, temperature, options);
    expect(Math.abs(found.significance)).toBeLessThan(4);
    expect(found.coherence).toBeLessThan(found.chance);
  });
  test("can't be told of a monitor that does not move", () => {
    expect(() => coupling(readout, new Float64Array(length), options)).toThrow(/does not move/);
    expect(() => coupling(readout, temperature.subarray(1), options)).toThrow(/as many|same moments/);
    expect(() => coupling(readout, temperature, { ...options, band: { from: 0.1, to: 2 } })).toThrow(/no frequency/);
  });
});

describe("a spectrogram", () => {
  const noise = colouredNoise(40_000, 1, (f) => 1e-4 / (f + 1e-3), "spectrogram");
  const options = { dt: 1, segment: 1000 };
  test("has the density of the noise, and is level in time", () => {
    const { density, times, frequencies, decibels } = spectrogram(noise, options);
    const columns = times.length - 1;
    expect(density).toHaveLength(columns * (frequencies.length - 1));
    const row = frequencies.findIndex((f) => f > 0.1);
    const mean = density.subarray(row * columns, (row + 1) * columns).reduce((sum, value) => sum + value, 0) / columns;
    const f = 0.5 * (frequencies[row]! + frequencies[row + 1]!);
    expect(Math.abs(mean / (1e-4 / (f + 1e-3)) - 1)).toBeLessThan(0.1);
    expect(Math.max(...decibels)).toBeLessThan(15);
  });
  test("shows a tone that comes up, when and where", () => {
    const tone = noise.map(
      (value, n) => value + (n > 20_000 && n < 24_000 ? 0.3 * Math.sin(2 * Math.PI * 0.05 * n) : 0),
    );
    const { decibels, times, frequencies } = spectrogram(tone, options);
    const columns = times.length - 1;
    const loudest = decibels.reduce((most, value, cell) => (value > decibels[most]! ? cell : most), 0);
    const [row, column] = [Math.floor(loudest / columns), loudest % columns];
    expect(decibels[loudest]!).toBeGreaterThan(15);
    expect(frequencies[row]!).toBeLessThan(0.05);
    expect(frequencies[row + 1]!).toBeGreaterThan(0.05);
    expect(times[column]!).toBeGreaterThan(19_500);
    expect(times[column + 1]!).toBeLessThan(24_500);
  });
  test("is blank where samples are missing, and needs one whole stretch", () => {
    const { decibels, times } = spectrogram(noise.slice().fill(Number.NaN, 10_000, 11_000), options);
    const columns = times.length - 1;
    const blank = Array.from({ length: columns }, (_, column) => Number.isNaN(decibels[column]!));
    expect(blank.filter(Boolean)).toHaveLength(3);
    expect(() => spectrogram(noise.subarray(0, 500), options)).toThrow(/at least one/);
  });
});
