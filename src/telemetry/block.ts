import { FLAGS } from "../core/flags.js";
import { copyField, type Field, readField, type Samples, type Stretch } from "./field.js";
import { DATA_OFFSET, type Epoch, indexOfPacket, type Layout } from "./layout.js";
import { CHECKSUM } from "./packet.js";

/** Two packets that are as good and say different things. */
const CONTRADICTED = -2;
const NOTHING = -1;

/** A channel's samples of a segment, one behind the other, as they are written. */
interface Column {
  readonly field: Field;
  /** Byte where they begin. */
  readonly at: number;
}

/** The packets of a segment turned round: channel after channel. */
interface Columns {
  readonly view: DataView;
  readonly of: ReadonlyMap<string, Column>;
}

/** The packets of one application and segment, in their places, whatever their order and however often they came. */
export class PacketBlock {
  readonly #layout: Layout;
  readonly #epoch: Epoch;
  readonly #first: number;
  readonly #at: Int32Array;
  readonly #piece: Uint16Array;
  /** Pieces of memory with packets, and whether they are as they were received. */
  readonly #pieces: { readonly bytes: Uint8Array; readonly view: DataView; readonly pristine: boolean }[] = [];
  readonly #damaged = new Set<number>();
  #columns: Columns | undefined;

  constructor(layout: Layout, epoch: Epoch, segment: number) {
    this.#layout = layout;
    this.#epoch = epoch;
    this.#first = segment * layout.packetsPerSegment;
    this.#at = new Int32Array(layout.packetsPerSegment).fill(NOTHING);
    this.#piece = new Uint16Array(layout.packetsPerSegment);
  }

  /**
   * Takes packets with right check sums at these places. `pristine`: the file still is as it was received; packets of a damaged
   * file only fill places that are free. Two that are as good and say different things leave nothing in their place.
   */
  place(bytes: Uint8Array, at: readonly number[], pristine: boolean): void {
    const piece = this.#pieces.length;
    this.#pieces.push({ bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), pristine });
    for (const start of at) this.#placeOne(piece, start);
  }

  /** Something damaged arrived in the place of this packet. */
  damaged(index: number): void {
    this.#damaged.add(index - this.#first);
  }

  /**
   * Reads a stretch of a channel, counted from the segment's first sample; what is not there is NaN, with flags that say why. All
   * packets must have been placed.
   */
  read(channel: string, out: Samples, stretch: Stretch): void {
    // From here on samples are read channel by channel: a sample of each packet at a time is what memory is slowest at.
    this.#columns ??= this.#turned();
    const { field, at } = this.#columns.of.get(channel)!;
    readField({ view: this.#columns.view, at, size: 0 }, field, out, stretch);
    this.#readReasons(out, stretch);
  }

  #turned(): Columns {
    const { fields, packetsPerSegment, application, dataBytes } = this.#layout;
    const count = packetsPerSegment * application.epochs;
    const of = new Map<string, Column>();
    const view = new DataView(new ArrayBuffer(packetsPerSegment * dataBytes + fields.length));
    let at = 0;
    for (const { channel } of fields) {
      of.set(channel.name, { field: { channel, offset: 0, stride: channel.bits, count }, at });
      at += Math.ceil((count * channel.bits) / 8);
    }
    for (const field of fields)
      if (field.channel.encoding !== "spare") this.#turn(field, view, of.get(field.channel.name)!);
    this.#pieces.length = 0;
    return { view, of };
  }

  /** Copies a channel out of the packets that there are: rows of packets one behind the other at a time. */
  #turn(field: Field, view: DataView, column: Column): void {
    const { packetBytes: size } = this.#layout;
    for (let slot = 0; slot < this.#at.length; ) {
      const at = this.#at[slot]!;
      const piece = this.#piece[slot]!;
      const from = slot++;
      if (at < 0) continue;
      while (this.#at[slot] === at + (slot - from) * size && this.#piece[slot] === piece) slot++;
      const row = { view: this.#pieces[piece]!.view, at, size };
      copyField(row, field, slot - from, view, column.at * 8 + from * field.count * field.channel.bits);
    }
  }

  #placeOne(piece: number, start: number): void {
    const { bytes, pristine: now } = this.#pieces[piece]!;
    const { period } = this.#layout.application;
    const slot = indexOfPacket(this.#epoch, period, bytes, start) - this.#first;
    if (slot < 0 || slot >= this.#at.length) return;
    const there = this.#at[slot]!;
    if (there !== NOTHING) {
      const before = this.#pieces[this.#piece[slot]!]!.pristine;
      if (before === now && there !== CONTRADICTED && !this.#same(slot, bytes, start)) this.#at[slot] = CONTRADICTED;
      if (before || !now) return;
    }
    this.#at[slot] = start + DATA_OFFSET;
    this.#piece[slot] = piece;
  }

  #same(slot: number, bytes: Uint8Array, start: number): boolean {
    const other = this.#pieces[this.#piece[slot]!]!.bytes;
    const shift = this.#at[slot]! - start - DATA_OFFSET;
    const stop = start + this.#layout.packetBytes - CHECKSUM;
    for (let n = start + DATA_OFFSET; n < stop; n++) if (other[n + shift] !== bytes[n]) return false;
    return true;
  }

  /** NaN and flags in the places without a packet. */
  #readReasons({ values, flags }: Samples, { first, from, count }: Stretch): void {
    const { epochs } = this.#layout.application;
    const last = Math.floor((first + count - 1) / epochs);
    for (let slot = Math.floor(first / epochs); slot <= last; slot++) {
      const at = this.#at[slot]!;
      if (at >= 0) continue;
      const corrupt = at === CONTRADICTED || this.#damaged.has(slot);
      const begin = Math.max(0, slot * epochs - first);
      const end = Math.min(count, (slot + 1) * epochs - first);
      values.fill(Number.NaN, from + begin, from + end);
      flags.fill(corrupt ? FLAGS.missing | FLAGS.corrupt : FLAGS.missing, from + begin, from + end);
    }
  }
}
