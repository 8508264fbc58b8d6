import { FLAGS } from "../core/flags.js";
import { readField, type Samples } from "./field.js";
import { DATA_OFFSET, type Epoch, indexOfPacket, type Layout } from "./layout.js";
import { CHECKSUM } from "./packet.js";

/** All channels of an application over a segment: NaN, with flags that say why, where there is nothing. */
export type Block = ReadonlyMap<string, Samples>;

/** A packet as it was found. */
interface Found {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly pristine: boolean;
}

/** Puts the packets of one application and segment in their places, whatever their order and however often they come. */
export class BlockBuilder {
  readonly #layout: Layout;
  readonly #epoch: Epoch;
  readonly #first: number;
  readonly #found: (Found | "contradicted" | undefined)[];
  readonly #damaged = new Set<number>();

  constructor(layout: Layout, epoch: Epoch, segment: number) {
    this.#layout = layout;
    this.#epoch = epoch;
    this.#first = segment * layout.packetsPerSegment;
    this.#found = Array.from({ length: layout.packetsPerSegment }, () => undefined);
  }

  /**
   * Takes a packet with a right check sum. `pristine`: the file still is as it was received; packets of a damaged file only
   * fill places that are free. Two that are as good and say different things leave nothing in their place.
   */
  place(bytes: Uint8Array, at: number, pristine: boolean): void {
    const slot = indexOfPacket(this.#epoch, this.#layout.application.period, bytes, at) - this.#first;
    if (slot < 0 || slot >= this.#found.length) return;
    const before = this.#found[slot];
    if (before === undefined) this.#found[slot] = { bytes, at, pristine };
    else if (before !== "contradicted" && !this.#same(before, bytes, at)) {
      if (before.pristine === pristine) this.#found[slot] = "contradicted";
      else if (pristine) this.#found[slot] = { bytes, at, pristine };
    }
  }

  /** Something damaged arrived in the place of this packet. */
  damaged(index: number): void {
    this.#damaged.add(index - this.#first);
  }

  /** The samples. */
  block(): Block {
    const { fields, application } = this.#layout;
    const { epochs } = application;
    const length = this.#found.length * epochs;
    const columns = fields.map(({ channel }) => [channel.name, emptySamples(length)] as const);
    for (const [slot, found] of this.#found.entries()) {
      if (found === undefined || found === "contradicted") {
        this.#markMissing(columns, slot);
        continue;
      }
      const { bytes, at } = found;
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (const [n, field] of fields.entries()) {
        readField(view, at + DATA_OFFSET, field, columns[n]![1], slot * epochs);
      }
    }
    return new Map(columns);
  }

  #markMissing(columns: readonly (readonly [string, Samples])[], slot: number): void {
    const { epochs } = this.#layout.application;
    const corrupt = this.#found[slot] !== undefined || this.#damaged.has(slot);
    const flag = corrupt ? FLAGS.missing | FLAGS.corrupt : FLAGS.missing;
    for (const [, { flags }] of columns) flags.fill(flag, slot * epochs, (slot + 1) * epochs);
  }

  #same(before: Found, bytes: Uint8Array, at: number): boolean {
    for (let n = DATA_OFFSET; n < this.#layout.packetBytes - CHECKSUM; n++) {
      if (before.bytes[before.at + n] !== bytes[at + n]) return false;
    }
    return true;
  }
}

function emptySamples(length: number): Samples {
  return { values: new Float64Array(length).fill(Number.NaN), flags: new Uint16Array(length).fill(FLAGS.missing) };
}
