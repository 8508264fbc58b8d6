import { BadArgumentError } from "../core/errors.js";
import { FLAGS, type FlagSeries } from "../core/flags.js";
import type { Spacecraft } from "../core/mosa.js";
import { type Samples, writeField } from "./field.js";
import { apidOn, DATA_OFFSET, type Epoch, type Layout, timeOfPacket } from "./layout.js";
import { PARAMETER_REPORT, SEQUENCE_MODULUS, seal, writeHeader } from "./packet.js";

/** One channel may be ahead of another one of its application by this many samples. */
const FURTHEST_AHEAD = 1_000_000;
const UNSEGMENTED = 3;

/** Samples of one channel that wait for the others of their packet. */
interface Waiting extends Samples {
  readonly values: Float64Array;
  readonly flags: FlagSeries;
  /** How many there are. */
  filled: number;
}

/** Makes packets of one application on one spacecraft out of samples that come channel by channel. */
export class ApplicationEncoder {
  readonly #spacecraft: Spacecraft;
  readonly #layout: Layout;
  readonly #epoch: Epoch;
  readonly #channels: Map<string, Waiting>;
  /** The sample that `Waiting` begins with. */
  #first = 0;

  /** `supplied`: the channels that will be written; the application's other ones say that nothing was measured. */
  constructor(spacecraft: Spacecraft, layout: Layout, epoch: Epoch, supplied: ReadonlySet<string>) {
    this.#spacecraft = spacecraft;
    this.#layout = layout;
    this.#epoch = epoch;
    const names = layout.application.channels.map(({ name }) => name).filter((name) => supplied.has(name));
    this.#channels = new Map(names.map((name) => [name, waiting(layout.application.epochs * 16)]));
  }

  get layout(): Layout {
    return this.#layout;
  }

  /** Packets made so far. */
  get packets(): number {
    return this.#first / this.#layout.application.epochs;
  }

  /**
   * Takes samples of a channel from index `start` on; what was left out since the last ones was not measured.
   * @throws BadArgumentError for a channel that was not announced, samples that were there already, or too far ahead
   */
  put(channel: string, start: number, values: Float64Array, flags?: FlagSeries): void {
    const before = this.#channels.get(channel);
    if (before === undefined) {
      throw new BadArgumentError(
        `${channel} was not announced; there are ${[...this.#channels.keys()].join(", ")}. Name it when the recording begins.`,
        { channel },
      );
    }
    const from = start - this.#first;
    const to = from + values.length;
    if (!Number.isInteger(start) || from < before.filled || to > FURTHEST_AHEAD) {
      throw new BadArgumentError(
        `Samples ${start} to ${start + values.length} of ${channel} can't follow sample ${this.#first + before.filled}; write each once, in order, and all channels by turns.`,
        { channel, start, next: this.#first + before.filled },
      );
    }
    const there = to <= before.values.length ? before : this.#enlarged(channel, before, to);
    there.values.fill(Number.NaN, there.filled, from);
    there.flags.fill(FLAGS.missing, there.filled, from);
    there.values.set(values, from);
    if (flags === undefined) there.flags.fill(0, from, to);
    else there.flags.set(flags, from);
    there.filled = to;
  }

  /** How many packets are complete and not taken yet. */
  get ready(): number {
    const filled = Math.min(...[...this.#channels.values()].map((channel) => channel.filled));
    return Math.floor(filled / this.#layout.application.epochs);
  }

  /** Fills up the packet that has begun, and the channels that are behind, with samples that were not measured. */
  complete(): void {
    const { epochs } = this.#layout.application;
    const filled = Math.max(...[...this.#channels.values()].map((channel) => channel.filled));
    const whole = Math.ceil(filled / epochs) * epochs;
    for (const [name, { filled: there }] of this.#channels) {
      const missing = new Float64Array(whole - there).fill(Number.NaN);
      this.put(name, this.#first + there, missing);
    }
  }

  /** Writes the next `count` packets into `out`, one after another. */
  take(count: number, out: Uint8Array): void {
    const { packetBytes, application, fields } = this.#layout;
    const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
    for (let n = 0; n < count; n++) this.#writeHeader(view, n * packetBytes, this.packets + n);
    const row = { view, at: DATA_OFFSET, size: packetBytes, count };
    for (const field of fields) writeField(row, field, this.#channels.get(field.channel.name));
    for (let n = 0; n < count; n++) seal(out, n * packetBytes, packetBytes);
    this.#forget(count * application.epochs);
  }

  /** The next samples are those behind `taken` ones. */
  #forget(taken: number): void {
    for (const channel of this.#channels.values()) {
      channel.values.copyWithin(0, taken, channel.filled);
      channel.flags.copyWithin(0, taken, channel.filled);
      channel.filled -= taken;
    }
    this.#first += taken;
  }

  #writeHeader(view: DataView, at: number, index: number): void {
    const { application, dataBytes } = this.#layout;
    const header = {
      apid: apidOn(this.#spacecraft, application.id),
      sequenceFlags: UNSEGMENTED,
      sequenceCount: index % SEQUENCE_MODULUS,
      messageCounter: index % 65_536,
      destination: 0,
      ...PARAMETER_REPORT,
      ...timeOfPacket(this.#epoch, application.period, index),
    };
    writeHeader(view, at, header, dataBytes);
  }

  #enlarged(channel: string, before: Waiting, needed: number): Waiting {
    const larger = waiting(Math.max(needed, 2 * before.values.length));
    larger.values.set(before.values);
    larger.flags.set(before.flags);
    larger.filled = before.filled;
    this.#channels.set(channel, larger);
    return larger;
  }
}

function waiting(length: number): Waiting {
  return { values: new Float64Array(length), flags: new Uint16Array(length), filled: 0 };
}
