import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename, join } from "node:path";
import { BadArgumentError, BadFileError } from "../core/errors.js";
import { instant, later } from "../core/instant.js";
import { MOSAS, type Mosa, perSpacecraft, SPACECRAFT, type Spacecraft } from "../core/mosa.js";
import type {
  InstrumentParameters,
  Observation,
  ObservedChannel,
  SampleRange,
  Stream,
  TimeCorrelations,
} from "../pipeline/observation.js";
import type { Channel } from "../telemetry/channel.js";
import { channelNamed, channelOf, type Dictionary, mosaOf, splitChannel } from "../telemetry/dictionary.js";
import { RECEIVED } from "./lisainstrument2.js";
import { PacketBlocks } from "./packetblocks.js";
import {
  dictionaryOf,
  GROUND_RECORD,
  type GroundRecord,
  type PassFile,
  passesIn,
  readGroundRecord,
} from "./packetfolder.js";
import { checkedRange } from "./samplerange.js";
import { streamRate } from "./telemetrywriter.js";

/**
 * Opens a folder of telemetry packets: the passes of three spacecraft, and the ground's record. Packets are read when samples are
 * asked for, and only the segments that have them; up to 256 MB of decoded samples are kept for the next channel.
 * @throws BadFileError when the ground's record is missing or damaged, or packets were made with another dictionary
 */
export async function openTelemetry(folder: string): Promise<Observation> {
  const record = await readGroundRecord(folder);
  const dictionary = dictionaryOf(record, folder);
  const files = await passesIn(folder);
  const blocks = await PacketBlocks.open(files, dictionary, record.t0);
  const channels = channelsOf(record, dictionary);
  const dt = 1 / streamRate(dictionary);
  const t0 = instant("TCB", record.t0.seconds, record.t0.fraction);
  const known = (name: string): ObservedChannel => channels.get(name) ?? noChannel(folder, dictionary, name);

  const samples = async (name: string, length: number, range?: SampleRange): Promise<Sampled> => {
    const { start, count } = checkedRange(`${name} of ${folder}`, length, range);
    const { spacecraft, channel } = splitChannel(name);
    const { unit, rate } = channelNamed(dictionary.channels, channel);
    const { values, flags } = await blocks.read(spacecraft, channel, { start, count });
    const clock = { ...t0, scale: `SCET${spacecraft}` as const };
    return { series: { t0: later(clock, start / rate), dt: 1 / rate, values, unit }, flags };
  };
  const ofStream = (stream: Stream, mosa: Mosa, range?: SampleRange): Promise<Sampled> => {
    const name = channelOf(stream, mosa);
    if (isRecorded(record, name)) return samples(name, record.length, range);
    return Promise.reject(noStream(folder, record, stream, mosa));
  };
  const ofChannel = async (name: string, range?: SampleRange): Promise<Sampled> =>
    samples(name, known(name).length, range);

  let digest: Promise<string> | undefined;
  return {
    path: folder,
    format: `lisalab telemetry ${record.dictionary}`,
    t0,
    dt,
    length: record.length,
    duration: record.length * dt,
    instrument: record.instrument as unknown as InstrumentParameters,
    streams: RECEIVED.filter((stream) => MOSAS.every((mosa) => isRecorded(record, channelOf(stream, mosa)))),
    channels: [...channels.keys()],
    read: async (stream, mosa, range) => (await ofStream(stream, mosa, range)).series,
    flags: async (stream, mosa, range) => (await ofStream(stream, mosa, range)).flags,
    channel: known,
    readChannel: async (name, range) => (await ofChannel(name, range)).series,
    channelFlags: async (name, range) => (await ofChannel(name, range)).flags,
    timeCorrelations: async () => correlationsOf(folder, record),
    digest: () => {
      digest ??= digestOf(folder, files);
      return digest;
    },
  };
}

/** Samples of a channel with their time and their flags. */
interface Sampled {
  readonly series: Awaited<ReturnType<Observation["read"]>>;
  readonly flags: Uint16Array;
}

function isRecorded({ channels }: GroundRecord, name: string): boolean {
  const { spacecraft, channel } = splitChannel(name);
  return channels[spacecraft].includes(channel);
}

/** The channels that are no streams of a MOSA, with their lengths. */
function channelsOf(record: GroundRecord, dictionary: Dictionary): ReadonlyMap<string, ObservedChannel> {
  const duration = record.length / streamRate(dictionary);
  const isStream = (sc: Spacecraft, name: string): boolean =>
    RECEIVED.some((stream) => stream === mosaOf(sc, name)?.stream);
  const described = (sc: Spacecraft, { name, rate, unit, description }: Channel): [string, ObservedChannel] => {
    // A sample of which only a part lies within the observation is one.
    const length = Math.ceil(duration * rate - 1e-6);
    return [`${sc}/${name}`, { name: `${sc}/${name}`, dt: 1 / rate, length, unit, description }];
  };
  return new Map(
    SPACECRAFT.flatMap((sc) =>
      record.channels[sc]
        .filter((name) => !isStream(sc, name))
        .map((name) => described(sc, channelNamed(dictionary.channels, name))),
    ),
  );
}

function noChannel(folder: string, dictionary: Dictionary, name: string): never {
  const { channel } = splitChannel(name);
  channelNamed(dictionary.channels, channel);
  throw new BadArgumentError(
    `${folder} has no channel ${name}: it was not recorded, or is a stream, which read() gives by stream and MOSA.`,
    { folder, name },
  );
}

function noStream(folder: string, { channels }: GroundRecord, stream: Stream, mosa: Mosa): BadFileError {
  const there = channels[mosa[0] as Spacecraft].filter((name) => /_(left|right)$/.test(name));
  return new BadFileError(
    `${folder} has no ${stream} of ${mosa}: its packets have ${there.join(", ") || "no streams"} of spacecraft ${mosa[0]}.`,
    { folder, stream, mosa },
  );
}

function correlationsOf(folder: string, { timeCorrelations }: GroundRecord): TimeCorrelations {
  const count = timeCorrelations?.times.length ?? 0;
  if (
    timeCorrelations !== null &&
    count >= 2 &&
    SPACECRAFT.every((sc) => timeCorrelations.values[sc].length === count)
  ) {
    const { times, values } = timeCorrelations;
    return { times: Float64Array.from(times), values: perSpacecraft((sc) => Float64Array.from(values[sc])) };
  }
  throw new BadFileError(
    `${folder} has ${count} time correlations of the clocks; two or more are needed, as many for each spacecraft.`,
    { folder, count },
  );
}

/** SHA-256 over the names and the SHA-256 of the record and of every pass. */
async function digestOf(folder: string, passes: readonly PassFile[]): Promise<string> {
  const all = createHash("sha256");
  for (const path of [join(folder, GROUND_RECORD), ...passes.map((pass) => pass.path)]) {
    all.update(`${await sha256Of(path)}  ${basename(path)}\n`);
  }
  return all.digest("hex");
}

/** SHA-256 of a file. */
export function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  return new Promise((resolve, reject) => {
    createReadStream(path, { highWaterMark: 1024 * 1024 })
      .on("data", (chunk) => hash.update(chunk))
      .on("end", () => resolve(hash.digest("hex")))
      .on("error", (cause) => reject(new BadFileError(`Can't read ${path}: ${cause.message}.`, { path }, cause)));
  });
}
