import { BadArgumentError } from "../core/errors.js";
import type { FlagSeries } from "../core/flags.js";
import type { Spacecraft } from "../core/mosa.js";
import { channelNamed, type Dictionary } from "./dictionary.js";
import { ApplicationEncoder } from "./encoder.js";
import { checkEpoch, type Epoch, layoutsOf } from "./layout.js";
import { REPORT_APPLICATION, reportOf } from "./report.js";

/** Consecutive packets of one application. */
export interface Run {
  readonly application: number;
  readonly packets: number;
  readonly bytes: Uint8Array;
}

/** Ten minutes of a spacecraft's packets: a report of the dictionary, then application by application. */
export interface Segment {
  readonly index: number;
  readonly runs: readonly Run[];
}

/**
 * A spacecraft's mass memory: takes samples channel by channel, makes packets, and gives them out in segments of ten minutes, each
 * application's packets together, as packet stores are read out.
 */
export class Recorder {
  readonly #spacecraft: Spacecraft;
  readonly #dictionary: Dictionary;
  readonly #epoch: Epoch;
  readonly #encoders: readonly ApplicationEncoder[];
  readonly #applicationOf: ReadonlyMap<string, ApplicationEncoder>;
  #segments = 0;

  /**
   * @param supplied names of the channels that will be written; applications with none of them send nothing
   * @throws BadArgumentError for a channel that does not exist or is switched off
   */
  constructor(spacecraft: Spacecraft, dictionary: Dictionary, epoch: Epoch, supplied: readonly string[]) {
    checkEpoch(epoch);
    for (const name of supplied) mustBeOn(dictionary, name);
    this.#spacecraft = spacecraft;
    this.#dictionary = dictionary;
    this.#epoch = epoch;
    const names = new Set(supplied);
    this.#encoders = [...layoutsOf(dictionary).values()]
      .filter(({ application }) => application.channels.some(({ name }) => names.has(name)))
      .map((layout) => new ApplicationEncoder(spacecraft, layout, epoch, names));
    this.#applicationOf = new Map(
      this.#encoders.flatMap((encoder) =>
        encoder.layout.application.channels.map(({ name }) => [name, encoder] as const),
      ),
    );
  }

  /** Takes samples of a channel from index `start` on. */
  put(channel: string, start: number, values: Float64Array, flags?: FlagSeries): void {
    const encoder = this.#applicationOf.get(channel);
    if (encoder !== undefined) {
      encoder.put(channel, start, values, flags);
      return;
    }
    mustBeOn(this.#dictionary, channel);
    throw new BadArgumentError(`${channel} was not announced. Name it when the recording begins.`, { channel });
  }

  /** The next segment, if all applications have it whole. */
  next(): Segment | undefined {
    return this.#encoders.length > 0 && this.#encoders.every(({ whole }) => whole) ? this.#segment() : undefined;
  }

  /** What is left at the end, in segments that may be short; packets that have begun are filled up. */
  *rest(): Generator<Segment> {
    while (this.#encoders.some(({ begun }) => begun > 0)) yield this.#segment();
  }

  #segment(): Segment {
    const index = this.#segments++;
    const report = reportOf(this.#spacecraft, this.#epoch, index, this.#dictionary.identification);
    const runs: Run[] = [{ application: REPORT_APPLICATION, packets: 1, bytes: report }];
    for (const encoder of this.#encoders) {
      const packets = encoder.begun;
      if (packets === 0) continue;
      runs.push({ application: encoder.layout.application.id, packets, bytes: encoder.take(packets) });
    }
    return { index, runs };
  }
}

function mustBeOn(dictionary: Dictionary, name: string): void {
  if (channelNamed(dictionary.channels, name).on) return;
  throw new BadArgumentError(
    `${name} is switched off in the telemetry's configuration "${dictionary.configuration}"; leave it out or switch it on.`,
    { name, configuration: dictionary.configuration },
  );
}
