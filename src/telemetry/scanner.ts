import { crc16 } from "./crc.js";
import { IDLE_APID, isOurs, lengthOf, PACKET_OVERHEAD } from "./packet.js";

/** The longest packet that there can be, and the headers of the one behind it (bytes). */
const LONGEST = 65_542 + PACKET_OVERHEAD;

/** Whom a scan tells what it finds, in the order of the bytes. */
export interface PacketSink {
  /** A packet of an application that is known, whole, with a right check sum, at `at` in `bytes` and at `offset` in the file. */
  packet(bytes: Uint8Array, at: number, apid: number, offset: number): void;
  /** Bytes that are no packet begin here. `apid` is the application of the packet that it may have been, or -1. */
  damage(bytes: Uint8Array, at: number, apid: number, offset: number): void;
}

/** Finds packets in bytes, wherever they begin: damage costs the packets that it is in, not those behind it. */
export class PacketScanner {
  readonly #lengths: Int32Array;
  readonly #sink: PacketSink;
  #synchronised = true;

  /** @param lengths bytes of a packet by APID: those of an application are all equally long */
  constructor(lengths: ReadonlyMap<number, number>, sink: PacketSink) {
    this.#lengths = new Int32Array(2048);
    for (const [apid, length] of lengths) this.#lengths[apid] = length;
    this.#sink = sink;
  }

  /**
   * Goes through bytes `from` to `to`, and returns up to where: what is behind may be the beginning of a packet. With `last`
   * there is nothing behind, and it goes through to the end. The bytes begin at `base` in their file.
   */
  scan(bytes: Uint8Array, from: number, to: number, last: boolean, base = 0): number {
    let at = from;
    while (at < to) {
      if (to - at < LONGEST && !last) return at;
      const length = this.#lengthAt(bytes, at, to, base);
      if (length > 0) {
        this.#synchronised = true;
        at += length;
        continue;
      }
      const suspect = this.#suspect(bytes, at, to);
      if (this.#synchronised || suspect >= 0) this.#sink.damage(bytes, at, suspect, base + at);
      this.#synchronised = false;
      at++;
    }
    return at;
  }

  /** Length of the packet at `at`, which the sink has been told of; 0 if there is none. */
  #lengthAt(bytes: Uint8Array, at: number, to: number, base: number): number {
    const apid = this.#suspect(bytes, at, to);
    if (apid === IDLE_APID) return this.#idle(bytes, at, to);
    if (apid < 0) return 0;
    const length = this.#lengths[apid]!;
    if (at + length > to || crc16(bytes, at, at + length) !== 0) return 0;
    this.#sink.packet(bytes, at, apid, base + at);
    return length;
  }

  /** The application whose packet begins here, going by its headers alone; -1 if they are not a known application's. */
  #suspect(bytes: Uint8Array, at: number, to: number): number {
    if (at + PACKET_OVERHEAD > to || (bytes[at]! & 0xf0) !== 0) return -1;
    const apid = ((bytes[at]! & 7) << 8) | bytes[at + 1]!;
    if (apid === IDLE_APID) return apid;
    const known = this.#lengths[apid]! > 0 && lengthOf(bytes, at) === this.#lengths[apid]!;
    return known && isOurs(bytes, at) && bytes[at + 2]! >> 6 === 3 ? apid : -1;
  }

  /** Filling is stepped over, where something that is known lies behind it or nothing at all. */
  #idle(bytes: Uint8Array, at: number, to: number): number {
    const length = lengthOf(bytes, at);
    if (at + length > to) return 0;
    return at + length === to || this.#suspect(bytes, at + length, to) >= 0 ? length : 0;
  }
}
