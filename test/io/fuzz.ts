import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isLisalabError } from "../../src/core/errors.js";
import { MOSAS } from "../../src/core/mosa.js";
import { openObservation } from "../../src/io/observation.js";
import { telemetrySummary } from "../../src/io/telemetrysummary.js";
import type { Observation } from "../../src/pipeline/observation.js";
import { channelNamed, dictionary, splitChannel } from "../../src/telemetry/dictionary.js";
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
const DICTIONARY = dictionary("4Hz");

/**
 * Damages telemetry in many ways and reads it: every sample must be what was sent, or flagged; nothing may crash or hang.
 * @throws Error with the number of the file that was read wrong, so that it can be made again
 */
export async function fuzz(files: number, seed: number, first = 0): Promise<FuzzOutcome> {
  const folder = mkdtempSync(join(tmpdir(), "lisalab fuzz "));
  try {
    const whole = join(folder, "whole");
    await record(whole, { dictionary: DICTIONARY, channels: CHANNELS, duration: DURATION });
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
  (bytes, random) => Buffer.concat([bytes, Buffer.from(Array.from({ length: random(5000) }, () => random(256)))]),
];

/** A copy of a folder with one to four damages, now and then in the index or the ground's record instead of the packets. */
function damaged(from: string, to: string, random: Random): void {
  mkdirSync(to);
  const kind = random(10);
  for (const name of readdirSync(from)) {
    let bytes: Buffer = Buffer.from(readFileSync(join(from, name)));
    const isHit = name.endsWith(".bin")
      ? kind < 8
      : name === "observation.json"
        ? kind === 8
        : kind === 9 || (kind < 8 && random(6) === 0);
    for (let count = isHit ? 1 + random(4) : 0; count > 0; count--)
      bytes = DAMAGES[random(DAMAGES.length)]!(bytes, random);
    writeFileSync(join(to, name), bytes);
  }
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
