import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { FLAGS } from "../../src/core/flags.js";
import { MOSAS, SPACECRAFT } from "../../src/core/mosa.js";
import type { TimeSeries } from "../../src/core/series.js";
import { openObservation } from "../../src/io/observation.js";
import { encodeObservation } from "../../src/io/telemetryencode.js";
import { telemetrySummary } from "../../src/io/telemetrysummary.js";
import { telemetryWriter } from "../../src/io/telemetrywriter.js";
import type { Observation, Stream } from "../../src/pipeline/observation.js";
import { channelNamed, dictionary } from "../../src/telemetry/dictionary.js";
import { newFolder } from "./folder.js";
import { CORRELATIONS, copied, INSTRUMENT, lastingFolder, passesOf, record, spoil, valuesOf } from "./recording.js";

const SAMPLE = "runbooks/sample/observation.h5";

describe("an observation that became packets", () => {
  let given: Observation;
  let folder: string;
  beforeAll(async () => {
    given = await openObservation(SAMPLE);
    folder = join(lastingFolder(), "packets");
    await encodeObservation(given, folder);
  });

  it("comes back to the last bit in its 64-bit streams, with time, instrument and correlations", async () => {
    const found = await openObservation(folder);
    const { t0, dt, length, duration, streams, instrument } = given;
    expect(found).toMatchObject({ t0, dt, length, duration, streams, instrument, channels: [] });
    for (const stream of streams) {
      for (const mosa of MOSAS) {
        expect(same(await found.read(stream, mosa), await given.read(stream, mosa))).toBe(true);
        expect((await found.flags(stream, mosa)).every((flag) => flag === 0)).toBe(true);
      }
    }
    expect(await found.timeCorrelations()).toEqual(await given.timeCorrelations());
  });

  it("is read in part, across segments", async () => {
    const found = await openObservation(folder);
    const range = { start: 2398, count: 2405 };
    expect(same(await found.read("mprs", "23", range), await given.read("mprs", "23", range))).toBe(true);
    await expect(found.read("mprs", "23", { start: 39_999, count: 2 })).rejects.toThrow(/has samples 0 to 40000/);
  });

  it("has a digest that changes with any file", async () => {
    const digest = await (await openObservation(folder)).digest();
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    const other = copied(folder);
    const pass = passesOf(other)[2]!;
    spoil(pass, (bytes) => {
      bytes[bytes.length - 1]! ^= 1;
    });
    expect(await (await openObservation(other)).digest()).not.toBe(digest);
  });

  it("becomes the same packets again", async () => {
    const again = join(newFolder(), "again");
    await encodeObservation(await openObservation(folder), again);
    for (const name of readdirSync(folder)) {
      expect(readFileSync(join(again, name)).equals(readFileSync(join(folder, name))), name).toBe(true);
    }
  });

  it("says what it does not have", async () => {
    const found = await openObservation(folder);
    await expect(found.read("tmi_usbs", "12")).rejects.toThrow(/no tmi_usbs of 12: its packets have sci_carriers_left/);
    await expect(found.readChannel("1/eh_temperature_03")).rejects.toThrow(/was not recorded/);
    expect(() => found.channel("1/eh_temprature_03")).toThrow(/nearest is "eh_temperature_03"/);
  });
});

describe("telemetry with all that is switched on", () => {
  const configuration = dictionary("budget");
  const all = SPACECRAFT.flatMap((sc) =>
    configuration.channels.filter(({ on }) => on).map(({ name }) => `${sc}/${name}`),
  );

  it("comes back within half a step of its resolution, each channel with its own sampling", async () => {
    const folder = join(newFolder(), "packets");
    await record(folder, { dictionary: configuration, channels: all, duration: 665 });
    const found = await openObservation(folder);
    expect(found).toMatchObject({ length: 1995, dt: 1 / 3, t0: { seconds: 1000 } });
    expect(found.streams).not.toContain("tmi_usbs");
    for (const name of found.channels) {
      const { values, dt, unit } = await found.readChannel(name);
      const channel = channelNamed(configuration.channels, name.slice(2));
      expect(unit).toBe(channel.unit);
      expect(values).toHaveLength(Math.ceil(665 * channel.rate - 1e-6));
      expect(dt).toBe(1 / channel.rate);
      const value = valuesOf(channel, name[0]!);
      const worst = values.reduce((most, found, n) => Math.max(most, Math.abs(found - value(n))), 0);
      expect(worst, name).toBeLessThanOrEqual(channel.resolution / 2);
      expect(
        (await found.channelFlags(name)).every((flag) => flag === 0),
        name,
      ).toBe(true);
    }
  });
});

describe("channels that are off by default", () => {
  it("are sent when that is said, and told to be left out when not", async () => {
    const configuration = dictionary("budget", { switchedOn: ["pressure", "tmi_usbs_left", "tmi_usbs_right"] });
    const names = ["pressure", "tmi_usbs_left", "tmi_usbs_right", "tm_x_left"];
    const channels = SPACECRAFT.flatMap((sc) => names.map((name) => `${sc}/${name}`));
    const given = join(newFolder(), "packets");
    await record(given, { dictionary: configuration, channels, duration: 700 });
    const observation = await openObservation(given);
    const [with_, without] = [join(newFolder(), "with"), join(newFolder(), "without")];
    const { switchedOn } = configuration;
    expect((await encodeObservation(observation, with_, { switchedOn })).leftOut).toEqual([]);
    for (const name of readdirSync(given)) {
      const [ours, theirs] = [with_, given].map((folder) => readFileSync(join(folder, name)));
      // The order in which channels were announced is another; what was sent is the same.
      if (name.endsWith("-pass.bin")) expect(ours!.equals(theirs!), name).toBe(true);
    }
    const told = await encodeObservation(observation, without);
    expect(told.leftOut).toEqual(["tmi_usbs", "1/pressure", "2/pressure", "3/pressure"]);
    expect((await openObservation(without)).channels).toEqual(["1/tm_x_left", "2/tm_x_left", "3/tm_x_left"]);
    await expect(encodeObservation(observation, without, { switchOn: [] } as never)).rejects.toThrow(
      /no option "switchOn". Did you mean "switchedOn"/,
    );
  });
});

describe("the budget", () => {
  /** Bit/s of a spacecraft, raw and with packets, and of the constellation, as they are stated. */
  const [RAW, WITH_PACKETS, CONSTELLATION] = [11_984, 13_182, 39_546];
  const DURATION = 1200;

  it("is what is in the packets of a pass, headers and overlap within what is allowed for them", async () => {
    const configuration = dictionary("budget");
    const all = configuration.channels.filter(({ on }) => on).map(({ name }) => name);
    const folder = join(newFolder(), "packets");
    const channels = SPACECRAFT.flatMap((sc) => all.map((name) => `${sc}/${name}`));
    await record(folder, { dictionary: configuration, channels, duration: DURATION });
    const { spacecraft } = await telemetrySummary(folder);
    for (const { bytes, tallies } of spacecraft) {
      const content = tallies.map(({ application: { epochs, epochBits }, received }) => received * epochs * epochBits);
      expect(content.reduce((sum, bits) => sum + bits, 0)).toBe(RAW * DURATION);
      expect(8 * bytes).toBeLessThan(WITH_PACKETS * DURATION);
    }
    const total = spacecraft.reduce((sum, { bytes }) => sum + 8 * bytes, 0);
    expect(total).toBeLessThan(CONSTELLATION * DURATION);
  });
});

describe("counters", () => {
  it("wrap after 16,384 packets, which loses none", async () => {
    const configuration = dictionary("budget");
    const folder = join(newFolder(), "packets");
    const duration = 40_000;
    await record(folder, { dictionary: configuration, channels: ["1/memory_fill"], duration, chunk: 5000 });
    const [summary] = (await telemetrySummary(folder)).spacecraft;
    const packets = { expected: 20_000, received: 20_000, lost: 0, miscounted: 0, reordered: 0 };
    expect(summary!.tallies[0]).toMatchObject(packets);
    const { values } = await (await openObservation(folder)).readChannel("1/memory_fill");
    const channel = channelNamed(configuration.channels, "memory_fill");
    const value = valuesOf(channel, "1");
    expect(values.every((found, n) => Math.abs(found - value(n)) <= channel.resolution / 2)).toBe(true);
  });
});

describe("samples without a value", () => {
  const configuration = dictionary("4Hz", { switchedOn: ["pressure"] });
  const channels = ["1/sci_carriers_left", "1/tm_force_x_left", "1/radiation_counts_03", "1/pressure", "1/mprs_left"];

  it("say whether nothing was measured or it was planned, in every encoding", async () => {
    const folder = join(newFolder(), "packets");
    const options = { dictionary: configuration, t0: { scale: "TCB", seconds: 5, fraction: 0.5 }, channels } as const;
    const writer = await telemetryWriter(folder, { ...options, instrument: INSTRUMENT });
    const flags = Uint16Array.of(0, FLAGS.missing, FLAGS.gap, FLAGS.glitch, 0);
    for (const name of channels) {
      const [low, high] = channelNamed(configuration.channels, name.slice(2)).range;
      await writer.write(name, 0, Float64Array.of(1, 2, 3, 4 < high ? 4 : high / 2, Number.NaN), flags);
      await writer.write(name, 6, Float64Array.of(2 * low - 1, 2 * high + 1));
    }
    await writer.close({ timeCorrelations: CORRELATIONS });
    const found = await openObservation(folder);
    const missing = [FLAGS.missing, FLAGS.missing | FLAGS.gap];
    for (const name of found.channels) {
      const { range } = channelNamed(configuration.channels, name.slice(2));
      const { values } = await found.readChannel(name, { start: 0, count: found.channel(name).length });
      const told = await found.channelFlags(name);
      if (told.length < 8) continue;
      const bounded = range[1] < 1;
      expect(Array.from(told.subarray(0, 8)), name).toEqual([
        bounded ? FLAGS.limits : 0,
        ...missing,
        0,
        1,
        1,
        ...ends(name),
      ]);
      expect(values[1]).toBeNaN();
      expect(values[2]).toBeNaN();
      expect(values[7]).toBeCloseTo(name.includes("carriers") ? 2 * range[1] + 1 : range[1], 9);
    }
    const stream = await readFlags(found, "sci_carriers");
    expect(stream).toEqual([0, ...missing, 0, 1, 1, FLAGS.limits, FLAGS.limits]);
  });

  /** A count has no lower end but 0. */
  function ends(name: string): number[] {
    return [name.includes("radiation") ? 0 : FLAGS.limits, FLAGS.limits];
  }

  async function readFlags(found: Observation, stream: Stream): Promise<number[]> {
    return Array.from((await found.flags(stream, "12")).subarray(0, 8)).map(Number);
  }
});

describe("passes", () => {
  const configuration = dictionary("budget");
  const names = ["1/eh_temperature_01", "2/eh_temperature_01", "3/eh_temperature_01"];
  let folder: string;
  beforeAll(async () => {
    folder = join(lastingFolder(), "packets");
    // From 20:00 of the first day of 2037 on, for two days and a half.
    const from = 731 * 86_400 + 20 * 3600;
    await record(folder, { dictionary: configuration, channels: names, duration: 216_000, from, chunk: 3600 });
  });

  it("are files, one a day and spacecraft, named by the day", () => {
    const bins = readdirSync(folder).filter((name) => name.endsWith(".bin"));
    expect(bins.join(" ").replaceAll("-pass.bin", "")).toBe(
      "sc1-2037-002 sc1-2037-003 sc1-2037-004 sc2-2037-002 sc2-2037-003 sc2-2037-004 sc3-2037-001 sc3-2037-002 sc3-2037-003 sc3-2037-004",
    );
    for (const name of bins) {
      const { record: index } = JSON.parse(readFileSync(join(folder, name.replace(".bin", ".json")), "utf8")) as {
        record: { start: number; stop: number };
      };
      expect(index.stop - index.start).toBe(8 * 3600);
    }
  });

  it("overlap by ten minutes, and give every sample once", async () => {
    const found = await openObservation(folder);
    for (const name of names) {
      const flags = await found.channelFlags(name);
      expect(flags).toHaveLength(21_600);
      expect(flags.every((flag) => flag === 0)).toBe(true);
    }
    const { spacecraft } = await telemetrySummary(folder);
    // Of two packets in a minute, twenty of a segment came twice at each of two or three borders.
    expect(spacecraft.map(({ tallies }) => tallies[0]!.duplicated)).toEqual([40, 40, 60]);
    expect(spacecraft.map(({ tallies }) => tallies[0]!.lost)).toEqual([0, 0, 0]);
  });

  it("that were not received are missing, but for the overlap", async () => {
    const other = copied(folder);
    rmSync(join(other, "sc2-2037-003-pass.bin"));
    const found = await openObservation(other);
    const flags = await found.channelFlags("2/eh_temperature_01");
    // A day, less the ten minutes that came again with the next pass: 60 samples.
    expect(flags.filter((flag) => flag === FLAGS.missing)).toHaveLength(8640 - 60);
    expect((await found.channelFlags("1/eh_temperature_01")).every((flag) => flag === 0)).toBe(true);
  });

  it("leave nothing of what was not complete when the recording is stopped", async () => {
    const stopped = join(newFolder(), "packets");
    const options = { dictionary: configuration, t0: { scale: "TCB", seconds: 0, fraction: 0 } } as const;
    const writer = await telemetryWriter(stopped, { ...options, channels: names, instrument: INSTRUMENT });
    for (const name of names) await writer.write(name, 0, new Float64Array(600));
    await writer.abort();
    expect(readdirSync(stopped)).toEqual([]);
  });
});

/** Whether two series are the same to the last bit, in time and unit, too. */
function same(a: TimeSeries, b: TimeSeries): boolean {
  expect({ ...a, values: a.values.length }).toEqual({ ...b, values: b.values.length });
  return Buffer.from(a.values.buffer).equals(Buffer.from(b.values.buffer));
}
