import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isLisalabError } from "../../src/core/errors.js";
import { MOSAS } from "../../src/core/mosa.js";
import { openObservation } from "../../src/io/observation.js";
import { telemetrySummary } from "../../src/io/telemetrysummary.js";
import type { Observation } from "../../src/pipeline/observation.js";
import { crc16 } from "../../src/telemetry/crc.js";
import { channelNamed, dictionary, splitChannel } from "../../src/telemetry/dictionary.js";
import { apidOf, lengthOf, seal } from "../../src/telemetry/packet.js";
import { REPORT_APPLICATION } from "../../src/telemetry/report.js";
import { record, valuesOf } from "./recording.js";

/** What fuzzing came to: how many folders were read right, with flags, or refused. */
export interface FuzzOutcome {
  readonly files: number;
  /** Every sample right and unflagged. */
  intact: number;
  /** Samples flagged, the others right. */
  flagged: number;
  /** Refused with an error that lisalab foresaw. */
  refused: number;
  /** The longest that one took (ms). */
  slowest: number;
}

/** Longer, and a file has got it stuck (ms). */
const STUCK = 10_000;
/** A beatnote, a position and a temperature: packets of three lengths. */
const CHANNELS = ["1/tmi_usbs_left", "1/tm_x_left", "1/eh_temperature_01"];
const DURATION = 1200;
/** Ten minutes before the end of a pass (s): there are two, the second of which begins with the first one's again. */
const FROM = 28_200;
const DICTIONARY = dictionary("4Hz");

/**
 * Damages telemetry in many ways and reads it: every sample must be what was sent, or flagged; nothing may crash or hang.
 * @throws Error with the number of the file that was read wrong, so that it can be made again
 */
export async function fuzz(files: number, seed: number, first = 0): Promise<FuzzOutcome> {
  const folder = mkdtempSync(join(tmpdir(), "lisalab fuzz "));
  try {
    const whole = join(folder, "whole");
    await record(whole, { dictionary: DICTIONARY, channels: CHANNELS, duration: DURATION, from: FROM });
    const outcome = { files, intact: 0, flagged: 0, refused: 0, slowest: 0 };
    for (let n = first; n < first + files; n++) {
      const started = performance.now();
      const spoilt = join(folder, "spoilt");
      damaged(whole, spoilt, randomOf(seed + n));
      outcome[await verdictOn(spoilt, n)]++;
      outcome.slowest = Math.max(outcome.slowest, performance.now() - started);
      if (outcome.slowest > STUCK) throw new Error(`File ${n} of seed ${seed} took ${outcome.slowest} ms.`);
      rmSync(spoilt, { recursive: true });
    }
    return outcome;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function verdictOn(folder: string, n: number): Promise<"intact" | "flagged" | "refused"> {
  try {
    const observation = await openObservation(folder);
    const flagged = await anyFlagged(observation, n);
    if (n % 5 === 0) await telemetrySummary(folder);
    return flagged ? "flagged" : "intact";
  } catch (error) {
    if (isLisalabError(error, "BadFile")) return "refused";
    throw new Error(`File ${n}: ${String(error)}`, { cause: error });
  }
}

async function anyFlagged(observation: Observation, n: number): Promise<boolean> {
  let any = false;
  for (const name of CHANNELS) {
    const { spacecraft, channel } = splitChannel(name);
    const found = channelNamed(DICTIONARY.channels, channel);
    const expected = valuesOf(found, spacecraft);
    const isStream = channel === "tmi_usbs_left";
    const { values } = isStream ? await observation.read("tmi_usbs", MOSAS[0]!) : await observation.readChannel(name);
    const flags = isStream ? await observation.flags("tmi_usbs", MOSAS[0]!) : await observation.channelFlags(name);
    if (values.length !== Math.round(DURATION * found.rate)) throw new Error(`File ${n}: ${name} has another length.`);
    for (let sample = 0; sample < values.length; sample++) {
      if (flags[sample] !== 0) any = true;
      else if (!(Math.abs(values[sample]! - expected(sample)) <= found.resolution / 2)) {
        throw new Error(
          `File ${n}: sample ${sample} of ${name} is ${values[sample]}, which is wrong, and not flagged.`,
        );
      }
    }
  }
  return any;
}

type Random = (below: number) => number;
type Damage = (bytes: Buffer, random: Random) => Buffer;

const place = (bytes: Buffer, random: Random): number => random(Math.max(1, bytes.length));

/** A piece from one place to another, of whatever length. */
function piece(bytes: Buffer, random: Random): readonly [from: number, to: number] {
  const from = place(bytes, random);
  return [from, Math.min(bytes.length, from + 1 + random(random(4) === 0 ? bytes.length : 3000))];
}

const DAMAGES: readonly Damage[] = [
  function flip(bytes, random) {
    const at = place(bytes, random);
    if (at < bytes.length) bytes[at]! ^= 1 << random(8);
    return bytes;
  },
  function noise(bytes, random) {
    const [from, to] = piece(bytes, random);
    for (let at = from; at < to; at++) bytes[at] = random(256);
    return bytes;
  },
  (bytes, random) => bytes.fill(random(2) * 255, ...piece(bytes, random)),
  (bytes, random) => bytes.subarray(0, place(bytes, random)),
  (bytes, random) => bytes.subarray(place(bytes, random)),
  function cutOut(bytes, random) {
    const [from, to] = piece(bytes, random);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  function again(bytes, random) {
    const to = place(bytes, random);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(...piece(bytes, random)), bytes.subarray(to)]);
  },
  function swapped(bytes, random) {
    const [a, b] = [place(bytes, random), place(bytes, random)].sort((x, y) => x - y) as [number, number];
    const c = b + random(bytes.length - b + 1);
    return Buffer.concat([bytes.subarray(0, a), bytes.subarray(b, c), bytes.subarray(a, b), bytes.subarray(c)]);
  },
  (bytes, random) => Buffer.concat([bytes, noiseOf(random(5000), random)]),
  function lost(bytes, random) {
    return Buffer.concat(packetsOf(bytes).filter(() => random(10) > 0));
  },
  function duplicated(bytes, random) {
    return Buffer.concat(packetsOf(bytes).flatMap((packet) => (random(10) > 0 ? [packet] : [packet, packet])));
  },
  function reordered(bytes, random) {
    const packets = packetsOf(bytes).map((packet, n) => ({ packet, place: n + random(40) }));
    return Buffer.concat(packets.sort((a, b) => a.place - b.place).map(({ packet }) => packet));
  },
  // From here on there is one packet that is damaged in a way that headers allow for.
  function endless(bytes, random) {
    return onePacket(bytes, random, (packet) =>
      packet.writeUInt16BE(random(2) * 0xffff, Math.min(4, packet.length - 2)),
    );
  },
  function miscounted(bytes, random) {
    return onePacket(bytes, random, (packet) => {
      packet.writeUInt16BE(0xc000 | random(16_384), 2);
      seal(packet, 0, packet.length);
    });
  },
  function ofAnotherDictionary(bytes, random) {
    return onePacket(bytes, random, (packet) => {
      if ((apidOf(packet) & 0xff) !== REPORT_APPLICATION) return;
      packet.write("0.9 4Hz 0123".padEnd(32), 21);
      seal(packet, 0, packet.length);
    });
  },
];

/** What stands where a pass should be, now and then. */
const STRANGERS: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  () => Buffer.alloc(0),
  (bytes, random) => noiseOf(bytes.length, random),
  () => Buffer.from(JSON.stringify({ measurements: Array.from({ length: 5000 }, (_, n) => n) })),
  // Headers of the longest packets that there can be, one behind the other, for each of which all the rest is summed up.
  (bytes) => Buffer.alloc(bytes.length, Buffer.from([0x09, 0x19, 0xc0, 0, 0xff, 0xff, 0x20])),
  (bytes) => Buffer.concat([bytes, bytes, bytes]),
];

function noiseOf(length: number, random: Random): Buffer {
  return Buffer.from(Array.from({ length }, () => random(256)));
}

/** The packets in a file, as their headers say; what is left of the last one is one, too. */
function packetsOf(bytes: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = at + 6 > bytes.length ? bytes.length - at : lengthOf(bytes, at);
    packets.push(bytes.subarray(at, at + length));
    at += length;
  }
  return packets;
}

function onePacket(bytes: Buffer, random: Random, change: (packet: Buffer) => void): Buffer {
  const packets = packetsOf(bytes);
  // A report now and then: there are few of them.
  const packet = packets[random(3) === 0 ? 0 : random(Math.max(1, packets.length))];
  // What has been damaged before must not get a check sum that fits: that could not be seen.
  if (packet !== undefined && packet.length > 60 && crc16(packet) === 0) change(packet);
  return bytes;
}

/**
 * A copy of a folder with one to four damages to its passes, now and then to indices or the ground's record instead. Indices are
 * missing from half of the copies: packets are all that there is to go by.
 */
function damaged(from: string, to: string, random: Random): void {
  mkdirSync(to);
  const kind = random(20);
  const withoutIndex = random(2) === 0;
  for (const name of readdirSync(from)) {
    const bytes: Buffer = Buffer.from(readFileSync(join(from, name)));
    const isPass = name.endsWith(".bin");
    const isIndex = name.endsWith("-pass.json");
    if (isIndex && withoutIndex) continue;
    // A pass that was not received.
    if (isPass && kind === 19 && random(2) === 0) continue;
    const isHit = isPass ? kind < 17 : isIndex ? kind > 16 || random(6) === 0 : kind === 17 || kind === 18;
    writeFileSync(join(to, name), isHit ? spoilt(bytes, isPass && kind === 16, random) : bytes);
  }
}

function spoilt(bytes: Buffer, entirely: boolean, random: Random): Buffer {
  if (entirely) return STRANGERS[random(STRANGERS.length)]!(bytes, random);
  let result = bytes;
  for (let count = 1 + random(4); count > 0; count--) result = DAMAGES[random(DAMAGES.length)]!(result, random);
  return result;
}

/** Whole numbers below a limit, always the same ones for a seed (Marsaglia's xorshift of 32 bits). */
function randomOf(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  for (let n = 0; n < 5; n++) next();
  return (below) => next() % below;
}
