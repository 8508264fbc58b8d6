import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, test } from "vitest";
import { FLAGS } from "../../src/core/flags.js";
import { openObservation } from "../../src/io/observation.js";
import { encodeObservation } from "../../src/io/telemetryencode.js";
import { telemetrySummary } from "../../src/io/telemetrysummary.js";
import { telemetryWriter } from "../../src/io/telemetrywriter.js";
import type { Observation } from "../../src/pipeline/observation.js";
import { channelNamed, dictionary } from "../../src/telemetry/dictionary.js";
import { lengthOf, seal } from "../../src/telemetry/packet.js";
import { newFolder } from "./folder.js";
import { copied, INSTRUMENT, lastingFolder, passesOf, record, rewritten, spoil, valuesOf } from "./recording.js";
import { writeSimulated } from "./simulated.js";

const SAMPLE = "runbooks/sample/observation.h5";

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
