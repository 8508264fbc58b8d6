import { type Epoch, indexOfPacket, type Layout } from "./layout.js";
import type { PacketSink } from "./scanner.js";

/** Whom packets are told to by their place in time. */
export interface PlacedSink {
  /** The `index`-th packet of an application. */
  packet(layout: Layout, index: number, bytes: Uint8Array, at: number, offset: number): void;
  /** Something damaged came in the place of the `index`-th packet. */
  damaged(layout: Layout, index: number): void;
  /** A packet with a right check sum whose time is not on the grid, or bytes that are no packet and no known one's place. */
  stray(offset: number): void;
}

/**
 * Says which packet of its application each one is, by its time. Damage between two packets that follow one another but for some
 * took the place of these, even when its own headers can't be read.
 */
export class Placement implements PacketSink {
  readonly #layouts: ReadonlyMap<number, Layout>;
  readonly #epoch: Epoch;
  readonly #sink: PlacedSink;
  #last: { readonly layout: Layout; readonly index: number } | undefined;
  #damage = false;

  constructor(layouts: ReadonlyMap<number, Layout>, epoch: Epoch, sink: PlacedSink) {
    this.#layouts = layouts;
    this.#epoch = epoch;
    this.#sink = sink;
  }

  packet(bytes: Uint8Array, at: number, apid: number, offset: number): void {
    const layout = this.#layouts.get(apid & 0xff);
    if (layout === undefined) return;
    const index = indexOfPacket(this.#epoch, layout.application.period, bytes, at);
    if (index < 0) {
      this.#sink.stray(offset);
      return;
    }
    if (this.#damage) this.#between(layout, index);
    this.#damage = false;
    this.#last = { layout, index };
    this.#sink.packet(layout, index, bytes, at, offset);
  }

  damage(bytes: Uint8Array, at: number, apid: number, offset: number): void {
    this.#damage = true;
    const layout = this.#layouts.get(apid & 0xff);
    const index = apid < 0 || layout === undefined ? -1 : this.#indexAt(layout, bytes, at);
    if (index < 0) this.#sink.stray(offset);
    else this.#sink.damaged(layout!, index);
  }

  #indexAt(layout: Layout, bytes: Uint8Array, at: number): number {
    return indexOfPacket(this.#epoch, layout.application.period, bytes, at);
  }

  #between(layout: Layout, index: number): void {
    if (this.#last?.layout !== layout || index - this.#last.index > layout.packetsPerSegment) return;
    for (let lost = this.#last.index + 1; lost < index; lost++) this.#sink.damaged(layout, lost);
  }
}
