import { BadArgumentError } from "../core/errors.js";
import { FLAGS, type FlagSeries } from "../core/flags.js";
import type { Spacecraft } from "../core/mosa.js";
import { type Field, writeField } from "./field.js";
import { apidOn, DATA_OFFSET, type Epoch, type Layout, SEGMENT, timeOfPacket } from "./layout.js";
import { PARAMETER_REPORT, SEQUENCE_MODULUS, seal, writeHeader } from "./packet.js";

/** One channel may be ahead of another one of its application by two days, in segments. */
const FURTHEST_AHEAD = 172_800 / SEGMENT;
const UNSEGMENTED = 3;

/** A channel that is written: where, and how many samples of it there are. */
interface Supplied {
  readonly field: Field;
  filled: number;
}

/** A segment's packets that are being filled. */
interface OpenSegment {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** Makes packets of one application on one spacecraft out of samples that come channel by channel. */
export class ApplicationEncoder {
  readonly layout: Layout;
  readonly #spacecraft: Spacecraft;
  readonly #epoch: Epoch;
  readonly #supplied: ReadonlyMap<string, Supplied>;
  /** A segment of packets in which nothing was measured. */
  readonly #blank: Uint8Array;
  /** Segments that have begun, the first of which is number `#taken`. */
  readonly #open: OpenSegment[] = [];
  #taken = 0;
  /** Channels that lack samples of the first of them. */
  #behind: number;

  /** `supplied`: the channels that will be written; the application's other ones say that nothing was measured. */
  constructor(spacecraft: Spacecraft, layout: Layout, epoch: Epoch, supplied: ReadonlySet<string>) {
    this.layout = layout;
    this.#spacecraft = spacecraft;
    this.#epoch = epoch;
    const fields = layout.fields.filter(({ channel }) => supplied.has(channel.name));
    this.#supplied = new Map(fields.map((field) => [field.channel.name, { field, filled: 0 }]));
    this.#behind = this.#supplied.size;
    this.#blank = blankSegment(layout);
  }

  /**
   * Takes samples of a channel from index `start` on; what was left out since the last ones was not measured.
   * @throws BadArgumentError for a channel that was not announced, samples that were there already, or too far ahead
   */
  put(channel: string, start: number, values: Float64Array, flags?: FlagSeries): void {
    const supplied = this.#supplied.get(channel) ?? this.#notAnnounced(channel);
    const stop = start + values.length;
    if (
      !Number.isInteger(start) ||
      start < supplied.filled ||
      stop > (this.#taken + FURTHEST_AHEAD) * this.#perSegment
    ) {
      throw new BadArgumentError(
        `Samples ${start} to ${stop} of ${channel} can't follow sample ${supplied.filled}; write each once, in order, and all channels by turns.`,
        { channel, start, next: supplied.filled },
      );
    }
    this.#write(supplied.field, start, values, flags ?? new Uint16Array(values.length));
    const whole = (this.#taken + 1) * this.#perSegment;
    if (supplied.filled < whole && stop >= whole) this.#behind--;
    supplied.filled = stop;
  }

  /** Whether the next segment is complete. */
  get whole(): boolean {
    return this.#behind === 0;
  }

  /** How many packets have begun in the next segment: all of them, or fewer at the end. */
  get begun(): number {
    const filled = Math.max(...[...this.#supplied.values()].map((channel) => channel.filled));
    const { packetsPerSegment, application } = this.layout;
    const packets = Math.ceil(filled / application.epochs) - this.#taken * packetsPerSegment;
    return Math.max(0, Math.min(packetsPerSegment, packets));
  }

  /** The first `packets` packets of the next segment; what they lack was not measured. */
  take(packets: number): Uint8Array {
    const { packetBytes, packetsPerSegment } = this.layout;
    const { bytes, view } = this.#segment(0);
    for (let n = 0; n < packets; n++) {
      this.#writeHeader(view, n * packetBytes, this.#taken * packetsPerSegment + n);
      seal(bytes, n * packetBytes, packetBytes);
    }
    this.#open.shift();
    this.#taken++;
    const whole = (this.#taken + 1) * this.#perSegment;
    this.#behind = [...this.#supplied.values()].filter(({ filled }) => filled < whole).length;
    return bytes.subarray(0, packets * packetBytes);
  }

  /** Samples of a channel in a segment. */
  get #perSegment(): number {
    return this.layout.packetsPerSegment * this.layout.application.epochs;
  }

  #write(field: Field, start: number, values: Float64Array, flags: FlagSeries): void {
    const per = this.#perSegment;
    for (let from = 0; from < values.length; ) {
      const segment = Math.floor((start + from) / per);
      const first = start + from - segment * per;
      const count = Math.min(values.length - from, per - first);
      const { view } = this.#segment(segment - this.#taken);
      const row = { view, at: DATA_OFFSET, size: this.layout.packetBytes };
      writeField(row, field, { values, flags }, { first, from, count });
      from += count;
    }
  }

  /** The segment this many behind the next one. */
  #segment(ahead: number): OpenSegment {
    while (this.#open.length <= ahead) {
      const bytes = this.#blank.slice();
      this.#open.push({ bytes, view: new DataView(bytes.buffer) });
    }
    return this.#open[ahead]!;
  }

  #writeHeader(view: DataView, at: number, index: number): void {
    const { application, dataBytes } = this.layout;
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

  #notAnnounced(channel: string): never {
    throw new BadArgumentError(
      `${channel} was not announced; there are ${[...this.#supplied.keys()].join(", ")}. Name it when the recording begins.`,
      { channel },
    );
  }
}

/** A segment of packets without headers, whose channels all say that nothing was measured. */
function blankSegment({ packetBytes, packetsPerSegment, fields, application: { epochs } }: Layout): Uint8Array {
  const bytes = new Uint8Array(packetsPerSegment * packetBytes);
  const row = { view: new DataView(bytes.buffer), at: DATA_OFFSET, size: packetBytes };
  const nothing = { values: new Float64Array(epochs), flags: new Uint16Array(epochs).fill(FLAGS.missing) };
  for (const field of fields) writeField(row, field, nothing, { first: 0, from: 0, count: epochs });
  for (let packet = 1; packet < packetsPerSegment; packet++) bytes.copyWithin(packet * packetBytes, 0, packetBytes);
  return bytes;
}
