import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { beforeAll, describe, expect, it, test } from "vitest";
import { FLAGS } from "../../src/core/flags.js";
import { MOSAS, SPACECRAFT } from "../../src/core/mosa.js";
import type { TimeSeries } from "../../src/core/series.js";
import { openObservation } from "../../src/io/observation.js";
import { encodeObservation } from "../../src/io/telemetryencode.js";
import { telemetrySummary } from "../../src/io/telemetrysummary.js";
import { telemetryWriter } from "../../src/io/telemetrywriter.js";
import type { Observation, Stream } from "../../src/pipeline/observation.js";
import { channelNamed, dictionary } from "../../src/telemetry/dictionary.js";
import { lengthOf, seal } from "../../src/telemetry/packet.js";
import { newFolder } from "./folder.js";
import { CORRELATIONS, INSTRUMENT, lastingFolder, record, valuesOf } from "./recording.js";
import { writeSimulated } from "./simulated.js";

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

describe("packets that are damaged", () => {
  const configuration = dictionary("4Hz");
  const channels = ["1/sci_carriers_left", "1/eh_temperature_01", "1/tm_x_left"];
  const STREAM = channelNamed(configuration.channels, "sci_carriers_left");
  let whole: string;
  let other: string;
  /** Samples of the beatnote in a packet, and where the first segment's beatnotes are in the file. */
  const EPOCHS = 16;
  const RUN = 55;
  const SIZE = 23 + EPOCHS * 80;

  beforeAll(async () => {
    whole = join(lastingFolder(), "packets");
    await record(whole, { dictionary: configuration, channels, duration: 1200 });
  });

  /** Reads the beatnote, and checks that every sample is either right or NaN with a flag. Gives the flags by packet. */
  async function flagsByPacket(folder: string): Promise<number[]> {
    const found = await openObservation(folder);
    // The stream has one MOSA only: it is no stream of the observation, but it can be read.
    const { values } = await found.read("sci_carriers", "12");
    const flags = await found.flags("sci_carriers", "12");
    const value = valuesOf(STREAM, "1");
    const silent = values.findIndex((found, n) => (flags[n] === 0 ? found !== value(n) : !Number.isNaN(found)));
    expect(silent, "a sample that is wrong and not flagged").toBe(-1);
    return Array.from({ length: flags.length / EPOCHS }, (_, packet) => flags[packet * EPOCHS]!);
  }

  const flagged = (flags: readonly number[]): Record<number, number> =>
    Object.fromEntries([...flags.entries()].filter(([, flag]) => flag !== 0));

  /** The file with other bytes, with and without the index that knows nothing of it. */
  async function withOther(change: (bytes: Uint8Array) => Uint8Array, expected: Record<number, number>): Promise<void> {
    for (const index of [true, false]) {
      other = copied(whole);
      const [pass] = passesOf(other);
      writeFileSync(pass!, change(new Uint8Array(readFileSync(pass!))));
      if (!index) rmSync(pass!.replace(".bin", ".json"));
      expect(flagged(await flagsByPacket(other)), index ? "with the index" : "without").toEqual(expected);
    }
  }

  const cutOut = (bytes: Uint8Array, from: number, to: number): Uint8Array =>
    Uint8Array.from([...bytes.subarray(0, from), ...bytes.subarray(to)]);

  test("none, to begin with", () => withOther((bytes) => bytes, {}));

  test("lost ones are missing", () =>
    withOther((bytes) => cutOut(bytes, RUN + 7 * SIZE, RUN + 9 * SIZE), { 7: FLAGS.missing, 8: FLAGS.missing }));

  test("ones with a flipped bit are corrupt", () =>
    withOther(
      (bytes) => {
        bytes[RUN + 20 * SIZE + 300]! ^= 0x10;
        return bytes;
      },
      { 20: FLAGS.missing | FLAGS.corrupt },
    ));

  test.each([
    ["application", 1],
    ["length", 5],
    ["time", 16],
  ])("ones whose %s is damaged are corrupt, going by their neighbours", (_, offset) =>
    withOther(
      (bytes) => {
        bytes[RUN + 30 * SIZE + offset]! ^= 0x40;
        return bytes;
      },
      { 30: FLAGS.missing | FLAGS.corrupt },
    ),
  );

  test("a stretch of noise costs the packets that it is in", () =>
    withOther((bytes) => bytes.fill(0x55, RUN + 40 * SIZE + 500, RUN + 43 * SIZE + 10), {
      40: FLAGS.missing | FLAGS.corrupt,
      41: FLAGS.missing | FLAGS.corrupt,
      42: FLAGS.missing | FLAGS.corrupt,
      43: FLAGS.missing | FLAGS.corrupt,
    }));

  test("duplicated, reordered and shifted ones cost nothing", () =>
    withOther((bytes) => {
      const part = (from: number, to: number): Uint8Array => bytes.subarray(RUN + from * SIZE, RUN + to * SIZE);
      const garbage = new Uint8Array(1000).fill(9);
      const pieces = [bytes.subarray(0, RUN), part(5, 9), garbage, part(0, 7), bytes.subarray(RUN + 9 * SIZE)];
      return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
    }, {}));

  test("a file that is cut ends in the middle of a packet", async () => {
    other = copied(whole);
    const [pass] = passesOf(other);
    writeFileSync(pass!, readFileSync(pass!).subarray(0, RUN + 100 * SIZE + 77));
    const flags = await flagsByPacket(other);
    expect(flags.slice(0, 100).every((flag) => flag === 0)).toBe(true);
    expect(flags[100]).toBe(FLAGS.missing | FLAGS.corrupt);
    expect(flags.slice(101).every((flag) => flag === FLAGS.missing)).toBe(true);
    expect((await openObservation(other)).length).toBe(4800);
  });

  test("an empty file, or none at all, leaves nothing but missing samples", async () => {
    for (const name of ["empty", "none"]) {
      other = copied(whole);
      const [pass] = passesOf(other);
      if (name === "empty") writeFileSync(pass!, "");
      else rmSync(pass!);
      expect((await flagsByPacket(other)).every((flag) => flag === FLAGS.missing)).toBe(true);
    }
  });

  test("a value changed with a check sum that fits is believed by nobody who has the index", async () => {
    other = copied(whole);
    spoil(passesOf(other)[0]!, (bytes) => {
      bytes[RUN + 11 * SIZE + 100]! ^= 0xff;
      seal(bytes, RUN + 11 * SIZE, SIZE);
    });
    const flags = await flagsByPacket(other);
    expect(flags.slice(0, 150).every((flag) => flag === (FLAGS.missing | FLAGS.corrupt))).toBe(true);
    expect(flags.slice(150).every((flag) => flag === 0)).toBe(true);
  });

  test("and without the index by everybody: its check sum is all that a packet has", async () => {
    other = copied(whole);
    const [pass] = passesOf(other);
    spoil(pass!, (bytes) => {
      // In the middle of the mantissa of the first sample.
      bytes[RUN + 11 * SIZE + 24]! ^= 0x08;
      seal(bytes, RUN + 11 * SIZE, SIZE);
    });
    rmSync(pass!.replace(".bin", ".json"));
    const found = await openObservation(other);
    const { values } = await found.read("sci_carriers", "12");
    const flags = await found.flags("sci_carriers", "12");
    expect(flags.every((flag) => flag === 0)).toBe(true);
    expect(values[11 * EPOCHS]).not.toBe(valuesOf(STREAM, "1")(11 * EPOCHS));
  });

  test.each([
    ["more bytes than there are", 3, 2 ** 52],
    ["a place beyond the end", 2, 2 ** 52],
    ["a place before the beginning", 2, -7],
    ["no number", 3, "many"],
  ])("an index that was made up, with %s, costs nothing", async (_, column, wrong) => {
    other = copied(whole);
    const [pass] = passesOf(other);
    rewritten(pass!.replace(".bin", ".json"), (text) => {
      const index = JSON.parse(text) as { runs: unknown[][] };
      for (const run of index.runs) run[column] = wrong;
      return JSON.stringify(index);
    });
    expect(flagged(await flagsByPacket(other))).toEqual({});
  });

  test("two that contradict each other are both refused", async () => {
    other = copied(whole);
    const [pass] = passesOf(other);
    const bytes = new Uint8Array(readFileSync(pass!));
    const twin = bytes.slice(RUN + 3 * SIZE, RUN + 4 * SIZE);
    twin[200]! ^= 1;
    seal(twin, 0, SIZE);
    writeFileSync(pass!, Buffer.concat([bytes, twin]));
    rmSync(pass!.replace(".bin", ".json"));
    expect(flagged(await flagsByPacket(other))).toEqual({ 3: FLAGS.missing | FLAGS.corrupt });
  });

  test("are counted", async () => {
    other = copied(whole);
    const [pass] = passesOf(other);
    const bytes = new Uint8Array(readFileSync(pass!));
    bytes[RUN + 20 * SIZE + 300]! ^= 1;
    const start = RUN + 50 * SIZE;
    const moved = [bytes.subarray(start + SIZE, start + 3 * SIZE), bytes.subarray(start, start + SIZE)];
    const rest = bytes.subarray(start + 4 * SIZE);
    const again = bytes.subarray(RUN, RUN + 2 * SIZE);
    writeFileSync(pass!, Buffer.concat([bytes.subarray(0, start), ...moved, rest, again]));
    const [first] = (await telemetrySummary(other)).spacecraft;
    expect(first!.tallies[0]).toMatchObject({
      expected: 300,
      received: 298,
      lost: 2,
      duplicated: 2,
      reordered: 1,
      damaged: 1,
      miscounted: 0,
    });
    expect(first!.tallies[1]).toMatchObject({ expected: 60, received: 60, lost: 0 });
  });
});

describe("a folder of packets is refused", () => {
  const configuration = dictionary("4Hz");
  let whole: string;
  let other: string;
  beforeAll(async () => {
    whole = join(lastingFolder(), "packets");
    await record(whole, { dictionary: configuration, channels: ["1/tm_x_left"], duration: 600 });
  });

  const opening = (change: (folder: string) => void): Promise<Observation> => {
    other = copied(whole);
    change(other);
    return openObservation(other);
  };

  const of = (name: string) => (folder: string) => join(folder, name);
  const [ground, index] = [of("observation.json"), of("sc1-2035-001-pass.json")];
  const otherVersion = (text: string): string => text.replace(configuration.identification, "0.9 4Hz 0123");

  test.each([
    ["when it has no record of the ground", (folder: string) => rmSync(ground(folder)), /no readable observation.json/],
    [
      "when that is damaged",
      (folder: string) =>
        writeFileSync(
          ground(folder),
          readFileSync(ground(folder), "utf8").replace("2.816", "2.817").replace("281600000000000", "281700000000000"),
        ),
      /observation.json is damaged: its check sum does not fit/,
    ],
    [
      "when it is of another format",
      (folder: string) => rewritten(ground(folder), (text) => text.replace('"version":"1"', '"version":"7"')),
      /of the format lisalab-telemetry 7; lisalab-telemetry 1 can be read/,
    ],
    [
      "when that was made up and promises more samples than there can be",
      (folder: string) =>
        rewritten(ground(folder), (text) => text.replace('"length":2400', '"length":9007199254740991')),
      /was not written by lisalab: its length can't be 9007199254740991/,
    ],
    [
      "when that names channels that do not exist here",
      (folder: string) =>
        rewritten(ground(folder), (text) =>
          otherVersion(text).replace('"switchedOn":[]', '"switchedOn":["flux_capacitor"]'),
        ),
      /dictionary "0.9 4Hz 0123", and this is/,
    ],
    [
      "with another dictionary in the ground's record",
      (folder: string) => rewritten(ground(folder), otherVersion),
      /dictionary "0.9 4Hz 0123", and this is "1.0 4Hz [0-9a-f]{4}"/,
    ],
    [
      "with another dictionary in a pass's index",
      (folder: string) => rewritten(index(folder), otherVersion),
      /sc1-2035-001-pass.bin was made with the dictionary "0.9 4Hz 0123", and this is "1.0 4Hz/,
    ],
    [
      "with another dictionary in the packets themselves",
      (folder: string) =>
        spoil(passesOf(folder)[0]!, (bytes) => {
          bytes.set(Buffer.from("0.9 4Hz 0123".padEnd(32)), 21);
          seal(bytes, 0, lengthOf(bytes));
        }),
      /dictionary "0.9 4Hz 0123", and this is "1.0 4Hz/,
    ],
  ])("%s", async (_, change, message) => {
    await expect(opening(change)).rejects.toThrow(message);
  });

  it("to be written where something is", async () => {
    await expect(encodeObservation(await openObservation(SAMPLE), whole)).rejects.toThrow(
      /is not empty: it has observ/,
    );
    const inTheWay = join(whole, "observation.json", "packets");
    await expect(encodeObservation(await openObservation(SAMPLE), inTheWay)).rejects.toThrow(
      /Can't write packets into/,
    );
  });

  it("for a sampling that no configuration has", async () => {
    const path = join(newFolder(), "observation.h5");
    await writeSimulated(path, { metadata: { dt: 0.5 } });
    await expect(encodeObservation(await openObservation(path), join(newFolder(), "packets"))).rejects.toThrow(
      /samples 0.5 s apart; packets have 3 .* or 4/,
    );
  });

  test("for channels that are off, unknown, not announced, or written twice", async () => {
    const folder = join(newFolder(), "packets");
    const options = { t0: { scale: "TCB", seconds: 0, fraction: 0 }, instrument: INSTRUMENT } as const;
    const opened = (channels: string[]) => telemetryWriter(folder, { ...options, dictionary: configuration, channels });
    await expect(opened(["1/pressure"])).rejects.toThrow(/pressure is switched off/);
    await expect(opened(["1/presure"])).rejects.toThrow(/nearest is "pressure"/);
    await expect(opened([])).rejects.toThrow(/No channels are to be recorded/);
    const writer = await opened(["1/tm_x_left"]);
    await writer.write("1/tm_x_left", 0, new Float64Array(3));
    await expect(writer.write("1/tm_x_left", 2, new Float64Array(3))).rejects.toThrow(
      /Samples 2 to 5 .* follow sample 3/,
    );
    await writer.abort();
  });
});

/** Whether two series are the same to the last bit, in time and unit, too. */
function same(a: TimeSeries, b: TimeSeries): boolean {
  expect({ ...a, values: a.values.length }).toEqual({ ...b, values: b.values.length });
  return Buffer.from(a.values.buffer).equals(Buffer.from(b.values.buffer));
}

/** A copy of a folder of packets, to be spoilt. */
function copied(folder: string): string {
  const copy = join(newFolder(), "copy");
  mkdirSync(copy);
  for (const name of readdirSync(folder)) copyFileSync(join(folder, name), join(copy, name));
  return copy;
}

/** The files of packets in a folder, those that hold something of the first spacecraft first. */
function passesOf(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".bin"));
  return names.map((name) => join(folder, name)).filter((path) => statSync(path).size > 0);
}

/** Changes a record and its check sum with it. */
function rewritten(path: string, change: (text: string) => string): void {
  const text = change(/"record":(\{.*\})\}\s*$/s.exec(readFileSync(path, "utf8"))![1]!);
  writeFileSync(path, `{"check":"${crc32(text).toString(16).padStart(8, "0")}","record":${text}}\n`);
}

function spoil(path: string, change: (bytes: Uint8Array) => void): void {
  const bytes = new Uint8Array(readFileSync(path));
  change(bytes);
  writeFileSync(path, bytes);
}
