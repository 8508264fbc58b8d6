import { join } from "node:path";
import { crc32 } from "node:zlib";
import { BadArgumentError } from "../core/errors.js";
import type { FlagSeries } from "../core/flags.js";
import type { Instant } from "../core/instant.js";
import { perSpacecraft, SPACECRAFT, type Spacecraft } from "../core/mosa.js";
import type { InstrumentParameters, TimeCorrelations } from "../pipeline/observation.js";
import { channelNamed, type Dictionary, splitChannel } from "../telemetry/dictionary.js";
import { type Epoch, SEGMENT } from "../telemetry/layout.js";
import { type Pass, passName, passOf } from "../telemetry/pass.js";
import { Recorder, type Segment } from "../telemetry/recorder.js";
import { AtomicFile, writeAtomic } from "./atomicfile.js";
import { mustBeEmpty } from "./output.js";
import {
  GROUND_RECORD,
  type GroundRecord,
  type IndexedRun,
  indexPathOf,
  type PassIndex,
  sealed,
} from "./packetfolder.js";

/** What a recording is made with. */
export interface TelemetryOptions {
  readonly dictionary: Dictionary;
  /** What each spacecraft's clock shows at the first sample. */
  readonly t0: Instant;
  /** The channels that will be written, with their spacecraft: "1/sci_carriers_left". The others of their packets say so. */
  readonly channels: readonly string[];
  readonly instrument: InstrumentParameters;
  /** What the ground knows of the clocks; may come with `close` instead. */
  readonly timeCorrelations?: TimeCorrelations;
}

/** Takes the samples of three spacecraft and writes them as packets, in passes. Memory does not grow with time. */
export interface TelemetryWriter {
  /**
   * Takes samples of a channel from index `start` on, by its own rate: each once, in order, all channels by turns. What flags say is
   * missing, corrupt or in a gap is sent as not measured; other flags are not sent.
   */
  write(channel: string, start: number, values: Float64Array, flags?: FlagSeries): Promise<void>;
  /** Writes what is left, and the ground's record. */
  close(end?: { readonly timeCorrelations?: TimeCorrelations }): Promise<void>;
  /** Stops: passes that are complete stay, the others go. */
  abort(): Promise<void>;
}

/**
 * Begins a recording in a folder, which must be empty or not exist yet.
 * @throws EnvironmentError when the folder is not empty or can't be made; BadArgumentError for channels that are not sent
 */
export async function telemetryWriter(folder: string, options: TelemetryOptions): Promise<TelemetryWriter> {
  const recording = new Recording(folder, options);
  await mustBeEmpty(folder);
  return recording;
}

/** One spacecraft's recording and the pass that is being received. */
interface Station {
  readonly recorder: Recorder;
  readonly supplied: readonly string[];
  reception: Reception | undefined;
  /** The segment that was received last: the next pass begins with it again. */
  last: Segment | undefined;
}

class Recording implements TelemetryWriter {
  readonly #folder: string;
  readonly #options: TelemetryOptions;
  readonly #epoch: Epoch;
  readonly #stations: ReadonlyMap<Spacecraft, Station>;
  readonly #fastest: number;
  /** Sampling rate (Hz) by channel, without spacecraft. */
  readonly #rates: ReadonlyMap<string, number>;
  readonly #onlySlow: boolean;
  #length = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(folder: string, options: TelemetryOptions) {
    const { dictionary, t0, channels } = options;
    this.#folder = folder;
    this.#options = options;
    this.#epoch = { seconds: t0.seconds, fraction: t0.fraction };
    this.#fastest = streamRate(dictionary);
    if (channels.length === 0) throw new BadArgumentError("No channels are to be recorded; name one at least.", {});
    this.#rates = new Map(dictionary.channels.map(({ name, rate }) => [name, rate]));
    const named = channels.map(splitChannel);
    this.#onlySlow = named.every(({ channel }) => (this.#rates.get(channel) ?? 0) < this.#fastest);
    this.#stations = new Map(
      SPACECRAFT.map((sc) => {
        const supplied = named.filter(({ spacecraft }) => spacecraft === sc).map(({ channel }) => channel);
        const recorder = new Recorder(sc, dictionary, this.#epoch, supplied);
        return [sc, { recorder, supplied, reception: undefined, last: undefined }];
      }),
    );
  }

  write(channel: string, start: number, values: Float64Array, flags?: FlagSeries): Promise<void> {
    return this.#after(async () => {
      const { spacecraft, channel: name } = splitChannel(channel);
      const station = this.#stations.get(spacecraft)!;
      station.recorder.put(name, start, values, flags);
      const rate = this.#rates.get(name)!;
      // A sample of a slow channel stands for all of its interval only as far as the streams go, if there are any.
      if (rate === this.#fastest || this.#onlySlow) {
        this.#length = Math.max(this.#length, Math.round(((start + values.length) / rate) * this.#fastest));
      }
      for (let segment = station.recorder.next(); segment !== undefined; segment = station.recorder.next()) {
        await this.#receive(spacecraft, station, segment);
      }
    });
  }

  close(end: { readonly timeCorrelations?: TimeCorrelations } = {}): Promise<void> {
    return this.#after(async () => {
      for (const [spacecraft, station] of this.#stations) {
        for (const segment of station.recorder.rest()) await this.#receive(spacecraft, station, segment);
        await station.reception?.finish();
        station.reception = undefined;
      }
      await this.#record(end.timeCorrelations ?? this.#options.timeCorrelations);
    });
  }

  async abort(): Promise<void> {
    // What failed before has been told to who called it.
    await Promise.allSettled([this.#work]);
    for (const station of this.#stations.values()) {
      await station.reception?.drop();
      station.reception = undefined;
    }
  }

  /** Does one thing after the other, however they are called. */
  #after(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work);
    return this.#work;
  }

  async #receive(spacecraft: Spacecraft, station: Station, segment: Segment): Promise<void> {
    const recorded = this.#epoch.seconds + this.#epoch.fraction + (segment.index + 1) * SEGMENT;
    const pass = passOf(spacecraft, recorded);
    if (station.reception !== undefined && station.reception.pass.stop !== pass.stop) {
      await station.reception.finish();
      station.reception = undefined;
      await this.#record(this.#options.timeCorrelations);
    }
    if (station.reception === undefined) {
      station.reception = await Reception.begin(this.#folder, pass, this.#options.dictionary.identification);
      if (station.last !== undefined) await station.reception.take(station.last);
    }
    await station.reception.take(segment);
    station.last = segment;
  }

  async #record(correlations: TimeCorrelations | undefined): Promise<void> {
    const { dictionary, instrument } = this.#options;
    const record: GroundRecord = {
      format: "lisalab-telemetry",
      version: "1",
      dictionary: dictionary.identification,
      configuration: dictionary.configuration,
      switchedOn: dictionary.switchedOn,
      switchedOff: dictionary.switchedOff,
      t0: this.#epoch,
      length: this.#length,
      channels: perSpacecraft((sc) => this.#stations.get(sc)!.supplied),
      timeCorrelations:
        correlations === undefined
          ? null
          : {
              times: Array.from(correlations.times),
              values: perSpacecraft((sc) => Array.from(correlations.values[sc])),
            },
      instrument: { ...instrument },
    };
    await writeAtomic(join(this.#folder, GROUND_RECORD), sealed(record));
  }
}

/** A pass while it is received. */
class Reception {
  readonly pass: Pass;
  readonly #path: string;
  readonly #identification: string;
  readonly #file: AtomicFile;
  readonly #runs: IndexedRun[] = [];
  #packets = 0;

  private constructor(pass: Pass, path: string, identification: string, file: AtomicFile) {
    this.pass = pass;
    this.#path = path;
    this.#identification = identification;
    this.#file = file;
  }

  static async begin(folder: string, pass: Pass, identification: string): Promise<Reception> {
    const path = join(folder, `${passName(pass)}.bin`);
    return new Reception(pass, path, identification, await AtomicFile.create(path));
  }

  async take({ index, runs }: Segment): Promise<void> {
    for (const { application, packets, bytes } of runs) {
      this.#runs.push([index, application, this.#file.bytes, bytes.length, crc32(bytes)]);
      this.#packets += packets;
      await this.#file.append(bytes);
    }
  }

  async finish(): Promise<void> {
    const { spacecraft, start, stop } = this.pass;
    const { bytes } = this.#file;
    const sha256 = await this.#file.finish();
    const index: PassIndex = {
      format: "lisalab-pass",
      version: "1",
      dictionary: this.#identification,
      spacecraft,
      start,
      stop,
      bytes,
      packets: this.#packets,
      sha256,
      runs: this.#runs,
    };
    await writeAtomic(indexPathOf(this.#path), sealed(index));
  }

  drop(): Promise<void> {
    return this.#file.drop();
  }
}

/** Sampling rate of the interferometers' streams (Hz). */
export function streamRate({ channels }: Dictionary): number {
  return channelNamed(channels, "sci_carriers_left").rate;
}
