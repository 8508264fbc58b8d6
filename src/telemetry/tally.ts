import type { Application } from "./dictionary.js";
import type { Layout } from "./layout.js";
import { SEQUENCE_MODULUS, sequenceCountOf } from "./packet.js";

/** What became of one application's packets. */
export interface Tally {
  readonly application: Application;
  /** Packets that its samples fill. */
  readonly expected: number;
  /** Different packets that arrived. */
  readonly received: number;
  /** Expected, and never arrived. */
  readonly lost: number;
  /** Arrived once more. */
  readonly duplicated: number;
  /** Arrived behind a later one. */
  readonly reordered: number;
  /** Places of packets that something damaged took; where the packet did not come again, it is among the lost ones. */
  readonly damaged: number;
  /** Packets whose counter does not follow from their time: the application was restarted, or the counter is wrong. */
  readonly miscounted: number;
}

/** Counts one application's packets on one spacecraft as they come. */
export class PacketCounter {
  readonly #layout: Layout;
  readonly #expected: number;
  /** A bit per packet that was seen. */
  readonly #seen: Uint8Array;
  readonly #damaged = new Set<number>();
  #received = 0;
  #duplicated = 0;
  #reordered = 0;
  #miscounted = 0;
  #latest = -1;

  /** @param samples how many samples of each channel there should be */
  constructor(layout: Layout, samples: number) {
    this.#layout = layout;
    this.#expected = Math.ceil(samples / layout.application.epochs);
    this.#seen = new Uint8Array(Math.ceil(this.#expected / 8));
  }

  packet(index: number, bytes: Uint8Array, at: number): void {
    if (index >= this.#expected) return;
    if (sequenceCountOf(bytes, at) !== index % SEQUENCE_MODULUS) this.#miscounted++;
    const bit = 1 << (index % 8);
    if (this.#seen[index >> 3]! & bit) {
      this.#duplicated++;
      return;
    }
    this.#seen[index >> 3]! |= bit;
    this.#received++;
    if (index < this.#latest) this.#reordered++;
    else this.#latest = index;
  }

  damaged(index: number): void {
    if (index >= 0 && index < this.#expected) this.#damaged.add(index);
  }

  tally(): Tally {
    return {
      application: this.#layout.application,
      expected: this.#expected,
      received: this.#received,
      lost: this.#expected - this.#received,
      duplicated: this.#duplicated,
      reordered: this.#reordered,
      damaged: this.#damaged.size,
      miscounted: this.#miscounted,
    };
  }
}
