import { FLAGS } from "../core/flags.js";
import { type PacketData, readField, type Samples } from "./field.js";
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
    const length = this.#found.length * application.epochs;
    const packets = this.#found.map(dataOf);
    const reasons = this.#reasons();
    const block = new Map<string, Samples>();
    for (const field of fields) {
      const samples = { values: new Float64Array(length).fill(Number.NaN), flags: reasons.slice() };
      readField(packets, field, samples);
      block.set(field.channel.name, samples);
    }
    return block;
  }

  /** The flags of samples whose packets are not there. */
  #reasons(): Uint16Array {
    const { epochs } = this.#layout.application;
    const flags = new Uint16Array(this.#found.length * epochs).fill(FLAGS.missing);
    for (const [slot, found] of this.#found.entries()) {
      if (found === "contradicted" || (found === undefined && this.#damaged.has(slot))) {
        flags.fill(FLAGS.missing | FLAGS.corrupt, slot * epochs, (slot + 1) * epochs);
      }
    }
    return flags;
  }

  #same(before: Found, bytes: Uint8Array, at: number): boolean {
    for (let n = DATA_OFFSET; n < this.#layout.packetBytes - CHECKSUM; n++) {
      if (before.bytes[before.at + n] !== bytes[at + n]) return false;
    }
    return true;
  }
}

function dataOf(found: Found | "contradicted" | undefined): PacketData | undefined {
  if (found === undefined || found === "contradicted") return undefined;
  const { bytes, at } = found;
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: at + DATA_OFFSET };
}
