import type { Instant } from "../core/instant.js";
import { instant } from "../core/instant.js";
import { SPACECRAFT, type Spacecraft } from "../core/mosa.js";
import type { Work } from "../core/progress.js";
import type { Seconds } from "../core/units.js";
import type { Dictionary } from "../telemetry/dictionary.js";
import { type Layout, layoutsOf } from "../telemetry/layout.js";
import { PacketCounter, type Tally } from "../telemetry/tally.js";
import { dictionaryOf, type GroundRecord, type PassFile, passesIn, readGroundRecord } from "./packetfolder.js";
import { PacketPass } from "./packetpass.js";
import { streamRate } from "./telemetrywriter.js";

/** What a folder of packets holds, and what is missing in it. */
export interface TelemetrySummary {
  readonly dictionary: Dictionary;
  /** What each clock shows at the first sample. */
  readonly t0: Instant<"TCB">;
  readonly duration: Seconds;
  readonly spacecraft: readonly SpacecraftSummary[];
}

/** The packets of one spacecraft. */
export interface SpacecraftSummary {
  readonly spacecraft: Spacecraft;
  /** Its passes' files, by name. */
  readonly passes: readonly string[];
  /** Bytes of all of them. */
  readonly bytes: number;
  /** Bytes, or packets with times of no sample, that were found where packets should be; how often. */
  readonly strays: number;
  /** By application, in order. */
  readonly tallies: readonly Tally[];
}

/**
 * Goes through all packets of a folder and counts them.
 * @throws BadFileError when the ground's record is missing or damaged, or packets were made with another dictionary
 */
export async function telemetrySummary(folder: string, work: Work = {}): Promise<TelemetrySummary> {
  const record = await readGroundRecord(folder);
  const dictionary = dictionaryOf(record, folder);
  const files = await passesIn(folder);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const spacecraft: SpacecraftSummary[] = [];
  for (const sc of SPACECRAFT) {
    const own = files.filter((file) => file.spacecraft === sc);
    const counting = new Counting(sc, record, dictionary);
    for (const file of own) {
      work.onProgress?.({ fraction: done / total, message: `packets of spacecraft ${sc}` });
      await counting.count(file, work.signal);
      done += file.bytes;
    }
    spacecraft.push(counting.summary(own));
  }
  work.onProgress?.({ fraction: 1, message: "packets counted" });
  const { seconds, fraction } = record.t0;
  return {
    dictionary,
    t0: instant("TCB", seconds, fraction),
    duration: record.length / streamRate(dictionary),
    spacecraft,
  };
}

class Counting {
  readonly #spacecraft: Spacecraft;
  readonly #record: GroundRecord;
  readonly #dictionary: Dictionary;
  readonly #counters: ReadonlyMap<number, PacketCounter>;
  #strays = 0;

  constructor(spacecraft: Spacecraft, record: GroundRecord, dictionary: Dictionary) {
    this.#spacecraft = spacecraft;
    this.#record = record;
    this.#dictionary = dictionary;
    const recorded = new Set(record.channels[spacecraft]);
    const duration = record.length / streamRate(dictionary);
    const sending = [...layoutsOf(dictionary).values()].filter(({ application }) =>
      application.channels.some(({ name }) => recorded.has(name)),
    );
    this.#counters = new Map(
      sending.map((layout) => [layout.application.id, new PacketCounter(layout, samplesIn(duration, layout))]),
    );
  }

  async count(file: PassFile, signal?: AbortSignal): Promise<void> {
    const pass = await PacketPass.open(file, this.#dictionary, this.#record.t0);
    const sink = {
      packet: (layout: Layout, index: number, bytes: Uint8Array, at: number): void =>
        this.#counters.get(layout.application.id)?.packet(index, bytes, at),
      damaged: (layout: Layout, index: number): void => this.#counters.get(layout.application.id)?.damaged(index),
      stray: (): void => {
        this.#strays++;
      },
    };
    await pass.scan(sink, signal);
  }

  summary(files: readonly PassFile[]): SpacecraftSummary {
    return {
      spacecraft: this.#spacecraft,
      passes: files.map(({ path }) => path),
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      strays: this.#strays,
      tallies: [...this.#counters.values()].map((counter) => counter.tally()),
    };
  }
}

function samplesIn(duration: Seconds, { application }: Layout): number {
  return Math.ceil(duration * application.rate - 1e-6);
}
