import { describe, expect, it } from "vitest";
import { FLAGS } from "../../src/core/flags.js";
import { instant } from "../../src/core/instant.js";
import { perMosa } from "../../src/core/mosa.js";
import { calibrated } from "../../src/pipeline/calibrated.js";
import type { Observation, SampleRange } from "../../src/pipeline/observation.js";

const LENGTH = 2000;
const T0 = instant("TCB", 0);
const LATE = 4.5;
/** Sums of numbers of the order of 1. */
const ROUNDING = 1e-12;

const beatnote = (t: number): number => Math.sin(0.3 * t);
const other = (t: number): number => Math.cos(0.11 * t);
const force = (t: number): number => 1e-3 * Math.cos(0.01 * t);
/** The force's integral from 0 on. */
const impulse = (t: number): number => 0.1 * Math.sin(0.01 * t);

/** What is planted: the beatnote at gain 2 and offset 5, with an eighth of another stream, and pushed by an actuator at gain 4. */
const PLANTED = { scale: 2, offset: 5, leak: 0.125, push: 0.5, gain: 4 };

function series(of: (t: number) => number, dt: number, { start, count }: SampleRange): Float64Array {
  return Float64Array.from({ length: count }, (_, n) => of((start + n) * dt));
}

/** An observation with two streams and an actuator's channel of one sample a second, of which samples 100 to 109 are missing. */
const observation: Observation = {
  path: "planted",
  format: "planted",
  t0: T0,
  dt: 0.25,
  length: LENGTH,
  duration: LENGTH * 0.25,
  instrument: {
    centralFrequency: 2.816e14,
    modulationFrequencies: perMosa(() => 2.4e9),
    filterDelay: LATE,
    rangeAmbiguity: 0,
    lock: "",
    raw: {},
  },
  streams: ["tmi_carriers", "ref_carriers"],
  channels: ["1/tm_force_x_12"],
  read: async (stream, _, range = { start: 0, count: LENGTH }) => ({
    t0: T0,
    dt: 0.25,
    unit: "Hz",
    values: series(
      (t) =>
        stream === "ref_carriers"
          ? other(t)
          : (beatnote(t) + PLANTED.leak * other(t) + PLANTED.push * impulse(Math.max(0, t - LATE)) - PLANTED.offset) /
            PLANTED.scale,
      0.25,
      range,
    ),
  }),
  flags: async (stream, _, range = { start: 0, count: LENGTH }) =>
    new Uint16Array(range.count).fill(stream === "ref_carriers" ? FLAGS.glitch : 0),
  channel: (name) => ({ name, dt: 1, length: 500, unit: "N", description: "" }),
  readChannel: async (_, range = { start: 0, count: 500 }) => {
    const values = series((t) => force(t) / PLANTED.gain, 1, range);
    for (let n = 0; n < values.length; n++) if (n + range.start >= 100 && n + range.start < 110) values[n] = Number.NaN;
    return { t0: T0, dt: 1, unit: "N", values };
  },
  channelFlags: async (_, range = { start: 0, count: 500 }) =>
    Uint16Array.from({ length: range.count }, (__, n) =>
      n + range.start >= 100 && n + range.start < 110 ? FLAGS.missing : 0,
    ),
  timeCorrelations: () => Promise.reject(new Error("not asked for")),
  digest: async () => "",
};

const TABLE = [
  {
    channel: "tmi_carriers/12",
    scale: PLANTED.scale,
    offset: PLANTED.offset,
    crossTalk: [{ from: "ref_carriers/12", coefficient: PLANTED.leak }],
    actuation: [{ from: "1/tm_force_x_12", coefficient: PLANTED.push }],
  },
  { channel: "1/tm_force_x_12", scale: PLANTED.gain },
] as const;

describe("a calibration", () => {
  it("takes away what was planted: scale, offset, cross-talk and actuation", async () => {
    const { values } = await calibrated(observation, TABLE).read("tmi_carriers", "12");
    const expected = series(beatnote, 0.25, { start: 0, count: LENGTH });
    for (const [n, value] of values.entries()) {
      // The trapezoid rule at one sample a second, and a straight line across ten that are missing.
      const allowed = n * 0.25 - LATE < 100 ? 1e-6 : 1e-4;
      expect(Math.abs(value - expected[n]!)).toBeLessThan(allowed);
    }
  });

  it("is the same for any part, and calibrates the actuator's channel itself", async () => {
    const right = calibrated(observation, TABLE);
    const whole = await right.read("tmi_carriers", "12");
    const range = { start: 777, count: 100 };
    const part = await right.read("tmi_carriers", "12", range);
    for (const [n, value] of part.values.entries())
      expect(Math.abs(value - whole.values[777 + n]!)).toBeLessThan(ROUNDING);
    const { values } = await right.readChannel("1/tm_force_x_12", { start: 10, count: 2 });
    expect(values).toEqual(Float64Array.of(force(10), force(11)));
  });

  it("gives a stream the flags of what leaks into it, when it does", async () => {
    const flags = await calibrated(observation, TABLE).flags("tmi_carriers", "12");
    expect([flags[0], flags[Math.round((LATE + 105) * 4)]]).toEqual([FLAGS.glitch, FLAGS.glitch | FLAGS.missing]);
    expect(flags[Math.round((LATE + 112) * 4)]).toBe(FLAGS.glitch);
    expect((await calibrated(observation, []).flags("tmi_carriers", "12"))[0]).toBe(0);
  });

  it("leaves what has no row as it is", async () => {
    const { values } = await calibrated(observation, TABLE).read("ref_carriers", "12", { start: 3, count: 1 });
    expect(values).toEqual(Float64Array.of(other(0.75)));
  });

  it.each([
    [
      [{ channel: "tmi_carrier/12" }],
      /"tmi_carrier\/12", which the observation has not. Did you mean tmi_carriers\/12/,
    ],
    [[{ channel: "tmi_carriers/12", scale: 0 }], /has the scale factor 0; it must be a number other than 0/],
    [[{ channel: "tmi_carriers/12", offset: Number.NaN }], /has the offset NaN/],
    [[{ channel: "tmi_carriers/12" }, { channel: "tmi_carriers/12" }], /has two rows; give one/],
    [
      [{ channel: "tmi_carriers/12", crossTalk: [{ from: "tmi_carriers/12", coefficient: 1 }] }],
      /has the coefficient 1 from tmi_carriers\/12; it must be a number, from another channel/,
    ],
    [
      [{ channel: "tmi_carriers/12", actuation: [{ from: "1/tm_force", coefficient: 1 }] }],
      /Did you mean 1\/tm_force_x_12/,
    ],
  ])("is refused: %j", (table, message) => {
    expect(() => calibrated(observation, table)).toThrow(message);
  });

  it("can't take away cross-talk of another sampling", async () => {
    const table = [{ channel: "tmi_carriers/12", crossTalk: [{ from: "1/tm_force_x_12", coefficient: 1 }] }];
    await expect(calibrated(observation, table).read("tmi_carriers", "12")).rejects.toThrow(
      /1\/tm_force_x_12 is sampled every 1 s, tmi_carriers\/12 every 0.25 s/,
    );
  });
});
