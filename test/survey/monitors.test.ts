import { describe, expect, test } from "vitest";
import { LASER_FREQUENCY, SPEED_OF_LIGHT } from "../../src/core/constants.js";
import { FLAGS } from "../../src/core/flags.js";
import { instant } from "../../src/core/instant.js";
import { perMosa } from "../../src/core/mosa.js";
import { openObservation } from "../../src/io/observation.js";
import type { Observation } from "../../src/pipeline/observation.js";
import { couplings } from "../../src/survey/couplings.js";
import { dayOf } from "../../src/survey/day.js";
import { housekeeping, MONITOR_RULES } from "../../src/survey/housekeeping.js";
import { bandLimits, mustRise } from "../../src/survey/limits.js";
import { asPlanned } from "../../src/survey/streams.js";
import { colouredNoise } from "../quality/signals.js";
import { dropped, SAMPLE, sampleStreams } from "./damage.js";

const INTERVAL = 10;
const LENGTH = 8640;

/** The sample with these channels, 0.1 Hz each, for a day. */
async function withChannels(channels: Readonly<Record<string, Float64Array>>): Promise<Observation> {
  const sample = await openObservation(SAMPLE.observation);
  const zeros = new Uint16Array(LENGTH);
  return {
    ...sample,
    channels: Object.keys(channels),
    readChannel: async (name) => ({ t0: instant("SCET1", 0), dt: INTERVAL, values: channels[name]!, unit: "K" }),
    channelFlags: async (name) =>
      zeros.map((_, n) => (Number.isNaN(channels[name]![n]) ? (name.endsWith("02") ? FLAGS.gap : FLAGS.missing) : 0)),
  };
}

const thermometer = (name: string): Float64Array =>
  colouredNoise(LENGTH, INTERVAL, (f) => 1e-10 + 1e-14 / (f * f), name).map((value) => 293 + value);

describe("housekeeping", () => {
  test("is quiet inside its limits, and channels without rules are left alone", async () => {
    const observation = await withChannels({ "1/eh_temperature_01": thermometer("a"), "2/other": thermometer("b") });
    expect(await housekeeping(observation)).toMatchObject({ count: 1, beyond: 0, missing: 0, hint: "" });
  });

  test("names what leaves its range, what drifts and what is missing; a planned gap is not", async () => {
    const hot = thermometer("c").map((value, n) => value + (n > 8000 ? 20 : 0));
    const rising = thermometer("d").map((value, n) => value + (0.05 * n * INTERVAL) / 3600);
    const found = await housekeeping(
      await withChannels({
        "1/eh_temperature_01": hot,
        "2/ob_temperature_07": rising,
        "3/eh_temperature_02": thermometer("e").fill(Number.NaN, 100, 200),
        "3/eh_temperature_03": thermometer("f").fill(Number.NaN, 100, 964),
      }),
    );
    expect(found).toMatchObject({ count: 4, beyond: 1 });
    expect(found.missing).toBeCloseTo(10, 6);
    expect(found.drifting).toBeGreaterThan(2);
    expect(found.hint).toMatch(
      /^1\/eh_temperature_01 from .* K, beyond 283 to 303 K; 2\/ob_temperature_07 drifts by 0\.05/,
    );
  });
});

describe("couplings of monitors to test masses", () => {
  const rule = MONITOR_RULES[0]!;
  const temperature = colouredNoise(LENGTH, INTERVAL, (f) => 1e-9 / (f * f), "temperature");
  const monitor = { name: "1/eh_temperature_03", rule, unit: "K", dt: INTERVAL, values: temperature };
  const other = { ...monitor, name: "1/eh_temperature_04", values: thermometer("quiet") };
  /** Beatnotes once a second of test masses that are pushed by `coefficient` m/s²/K. */
  const beatnotes = (coefficient: number) => {
    const scale = (-2 * LASER_FREQUENCY.value) / SPEED_OF_LIGHT.value;
    let velocity = 0;
    const push = Float64Array.from({ length: LENGTH * INTERVAL }, (_, n) => {
      velocity += coefficient * temperature[Math.floor(n / INTERVAL)]!;
      return scale * velocity;
    });
    return perMosa((mosa) =>
      colouredNoise(push.length, 1, (f) => 1e-17 / (f * f), `motion ${mosa}`).map(
        (v, n) => v + (mosa === "12" ? push[n]! : 0),
      ),
    );
  };

  test("are found with their size, on the test mass and channel that have one", () => {
    const [first] = couplings(beatnotes(1e-12), 1, [monitor, other]).strongest;
    expect(first).toMatchObject({ mosa: "12", channel: "1/eh_temperature_03", unit: "m/s^2/K" });
    expect(Math.abs(first!.significance)).toBeGreaterThan(5.5);
    expect(Math.abs(first!.coefficient - 1e-12)).toBeLessThan(5 * first!.error);
  });

  test("are chance where there are none", () => {
    expect(couplings(beatnotes(0), 1, [monitor, other]).worst).toBeLessThan(5.5);
    expect(couplings(beatnotes(0), 1, []).worst).toBe(0);
  });
});

describe("limits", () => {
  test("are narrower where there are many averages, and never wider than given", () => {
    const band = { from: 1e-3, to: 3e-3 };
    expect(bandLimits({ band, decibels: 0, uncertainty: 0.125 }, [3, 6], 0.5)).toEqual([1.0625, 2.125]);
    expect(bandLimits({ band, decibels: 0, uncertainty: 2 }, [3, 6])).toEqual([3, 6]);
  });
  test("in reverse are refused", () => {
    expect(() => mustRise("levelLimits", [6, 3])).toThrow(/levelLimits=\[6,3\].*must rise/);
    expect(mustRise("levelLimits", [3, 3])).toBe(undefined);
  });
});

describe("what was planned", () => {
  test("is flagged where it is missing, with some seconds more, and nowhere else", async () => {
    const streams = dropped(await sampleStreams(), "23", 6000, 8000);
    const { flags } = asPlanned(streams, [[1505, 490]]);
    const count = (bits: Uint16Array): number => bits.reduce((sum, one) => sum + (one & FLAGS.gap ? 1 : 0), 0);
    expect(count(flags!.mprs["23"])).toBe(2000);
    expect(count(flags!.mprs["12"])).toBe(0);
    expect(() => asPlanned(streams, [[1500]])).toThrow(/a planned gap is \[1500\]; give its begin and its duration/);
  });
});

describe("a day of an observation", () => {
  test("is that part of it, and expected to be whole", async () => {
    const sample = await openObservation(SAMPLE.observation);
    const { observation, expected } = dayOf(sample, "2035-01-01", 0);
    expect([observation.length, expected]).toEqual([sample.length, 86_400]);
    expect(dayOf(sample, "", 0)).toEqual({ observation: sample, expected: 10_000 });
    expect(dayOf(sample, "", 500).expected).toBe(500);
    expect(() => dayOf(sample, "2035-01-02", 0)).toThrow(/nothing of 2035-01-02: it reaches from 2035-01-01T00:16:40/);
    // Half an hour before midnight it begins: the next day has the rest.
    const late = { ...sample, t0: instant("TCB", 86_400 - 1800) };
    expect(dayOf(late, "2035-01-02", 0).observation).toMatchObject({ length: 40_000 - 7200 });
    expect(dayOf(late, "2035-01-01", 0).observation.length).toBe(7200);
  });
});
