import { type FileHandle, open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { BadFileError } from "../core/errors.js";
import type { Dictionary } from "../telemetry/dictionary.js";
import { apidOn, type Epoch, type Layout, layoutsOf } from "../telemetry/layout.js";
import { type PlacedSink, Placement } from "../telemetry/placement.js";
import { identificationIn, REPORT_APPLICATION, REPORT_BYTES } from "../telemetry/report.js";
import { PacketScanner } from "../telemetry/scanner.js";
import { mustBeTheSame, type PassFile, type PassIndex, readIndex } from "./packetfolder.js";

/** Bytes of a file that are in memory at a time. */
const WINDOW = 4 * 1024 * 1024;

/** Packets of one application and segment, as they are in one pass. */
export interface FoundRun {
  readonly bytes: Uint8Array;
  /** Where packets begin, all of one length and with right check sums. */
  readonly at: readonly number[];
  /** Packets whose place something damaged took. */
  readonly damaged: readonly number[];
  /** Whether they are known to be as they were received. */
  readonly pristine: boolean;
}

/** A run's place in a file, and the CRC-32 that it had when it was received. */
interface Place {
  readonly offset: number;
  readonly bytes: number;
  readonly crc: number;
}

/** What a search of a file found of one application and segment. */
interface Finding {
  readonly packets: { readonly index: number; readonly offset: number }[];
  readonly damaged: number[];
}

/**
 * A pass's file of packets: where each application's packets of each segment are. It goes by the index beside it where that tells
 * the truth; without an index, or where bytes are others than it says, the file is searched from one end to the other.
 */
export class PacketPass {
  readonly file: PassFile;
  readonly #dictionary: Dictionary;
  readonly #epoch: Epoch;
  readonly #layouts: ReadonlyMap<number, Layout>;
  readonly #places: ReadonlyMap<string, Place> | undefined;
  #search: Promise<ReadonlyMap<string, Finding>> | undefined;

  private constructor(file: PassFile, dictionary: Dictionary, epoch: Epoch, index: PassIndex | undefined) {
    this.file = file;
    this.#dictionary = dictionary;
    this.#epoch = epoch;
    this.#layouts = layoutsOf(dictionary);
    this.#places = index && placesOf(index);
  }

  /** @throws BadFileError when index or packets say that they were made with another dictionary */
  static async open(file: PassFile, dictionary: Dictionary, epoch: Epoch): Promise<PacketPass> {
    const index = await readIndex(file);
    if (index !== undefined) mustBeTheSame(index.dictionary, dictionary, file.path);
    const pass = new PacketPass(file, dictionary, epoch, index);
    await pass.#checkFirstReport();
    return pass;
  }

  /** The packets of an application, by segments: of these ones, as far as this pass has any. */
  async runs(layout: Layout, segments: readonly number[]): Promise<ReadonlyMap<number, FoundRun>> {
    const found = new Map<number, FoundRun>();
    const places = this.#places;
    const wanted = places === undefined ? segments : segments.filter((one) => places.has(nameOf(layout, one)));
    if (wanted.length === 0) return found;
    await this.#reading(async (handle) => {
      for (const segment of wanted) {
        const run = await this.#run(handle, layout, segment);
        if (run !== undefined) found.set(segment, run);
      }
    });
    return found;
  }

  /** Goes through the whole file, packet by packet. */
  async scan(sink: PlacedSink, signal?: AbortSignal): Promise<void> {
    const scanner = this.#scanner(sink);
    await this.#reading(async (handle) => {
      const window = new Uint8Array(WINDOW);
      let filled = 0;
      for (let base = 0, last = false; !last; ) {
        signal?.throwIfAborted();
        const { bytesRead } = await handle.read(window, filled, window.length - filled);
        last = bytesRead === 0;
        filled += bytesRead;
        const done = scanner.scan(window, 0, filled, last, base);
        window.copyWithin(0, done, filled);
        filled -= done;
        base += done;
      }
    });
  }

  async #run(handle: FileHandle, layout: Layout, segment: number): Promise<FoundRun | undefined> {
    const name = nameOf(layout, segment);
    const place = this.#places?.get(name);
    const received = place && (await this.#asReceived(handle, layout, place));
    if (received !== undefined) return received;
    this.#search ??= this.#searched();
    const finding = (await this.#search).get(name);
    return finding && this.#collected(handle, layout, finding, place);
  }

  /** The run at a place that the index names; undefined when its bytes are others than were received. */
  async #asReceived(handle: FileHandle, layout: Layout, place: Place): Promise<FoundRun | undefined> {
    const { offset, bytes: length, crc } = place;
    // An index that was made up may promise more than there is.
    if (offset + length > this.file.bytes) return undefined;
    const bytes = new Uint8Array(length);
    const { bytesRead } = await handle.read(bytes, 0, length, offset);
    if (bytesRead < length || crc32(bytes) !== crc) return undefined;
    const at: number[] = [];
    const damaged: number[] = [];
    const scanner = this.#scanner({
      packet: (found, _index, _bytes, start) => {
        if (found.application.id === layout.application.id) at.push(start);
      },
      damaged: (found, index) => {
        if (found.application.id === layout.application.id) damaged.push(index);
      },
      stray: () => undefined,
    });
    scanner.scan(bytes, 0, length, true);
    return { bytes, at, damaged, pristine: true };
  }

  /** What a search found, read again. */
  async #collected(handle: FileHandle, layout: Layout, finding: Finding, place: Place | undefined): Promise<FoundRun> {
    const packets = finding.packets.sort((a, b) => a.index - b.index);
    const size = layout.packetBytes;
    const bytes = new Uint8Array(packets.length * size);
    for (let n = 0; n < packets.length; ) {
      const count = lengthOfRow(packets, n, size);
      await handle.read(bytes, n * size, count * size, packets[n]!.offset);
      n += count;
    }
    const all = packets.map((_, n) => n * size);
    // Once each, in order: that is how the run was received.
    const once = all.filter((_, n) => n === 0 || packets[n]!.index !== packets[n - 1]!.index);
    const pristine = place !== undefined && place.crc === crcOf(bytes, once, size);
    if (place !== undefined && !pristine && once.length * size >= place.bytes) {
      // All packets are there with right check sums, and yet they are not what was received: none can be believed.
      return { bytes, at: [], damaged: packets.map(({ index }) => index), pristine: false };
    }
    return { bytes, at: pristine ? once : all, damaged: finding.damaged, pristine };
  }

  async #searched(): Promise<ReadonlyMap<string, Finding>> {
    const found = new Map<string, Finding>();
    const at = (layout: Layout, index: number): Finding => {
      const name = nameOf(layout, Math.floor(index / layout.packetsPerSegment));
      const there = found.get(name) ?? { packets: [], damaged: [] };
      found.set(name, there);
      return there;
    };
    await this.scan({
      packet: (layout, index, _bytes, _at, offset) => at(layout, index).packets.push({ index, offset }),
      damaged: (layout, index) => at(layout, index).damaged.push(index),
      stray: () => undefined,
    });
    return found;
  }

  #scanner(sink: PlacedSink): PacketScanner {
    const { spacecraft, path } = this.file;
    const report = apidOn(spacecraft, REPORT_APPLICATION);
    const lengths = new Map([[report, REPORT_BYTES]]);
    for (const { application, packetBytes } of this.#layouts.values()) {
      lengths.set(apidOn(spacecraft, application.id), packetBytes);
    }
    const placement = new Placement(this.#layouts, this.#epoch, sink);
    return new PacketScanner(lengths, {
      packet: (bytes, at, apid, offset) => {
        if (apid === report) mustBeTheSame(identificationIn(bytes, at), this.#dictionary, path);
        else placement.packet(bytes, at, apid, offset);
      },
      damage: (bytes, at, apid, offset) => placement.damage(bytes, at, apid, offset),
    });
  }

  /** The first packet of a pass says what all were made with. */
  async #checkFirstReport(): Promise<void> {
    const bytes = new Uint8Array(REPORT_BYTES);
    const { bytesRead } = await this.#reading((handle) => handle.read(bytes, 0, bytes.length, 0));
    const nobody: PlacedSink = { packet: () => undefined, damaged: () => undefined, stray: () => undefined };
    this.#scanner(nobody).scan(bytes, 0, bytesRead, true);
  }

  async #reading<T>(use: (handle: FileHandle) => Promise<T>): Promise<T> {
    const { path } = this.file;
    const handle = await open(path, "r").catch((cause: unknown) => {
      throw new BadFileError(`Can't open ${path}: it was there a moment ago, or it may not be read.`, { path }, cause);
    });
    try {
      return await use(handle);
    } finally {
      await handle.close();
    }
  }
}

function placesOf({ runs }: PassIndex): ReadonlyMap<string, Place> {
  return new Map(
    runs.map(([segment, application, offset, bytes, crc]) => [`${application}/${segment}`, { offset, bytes, crc }]),
  );
}

function nameOf({ application }: Layout, segment: number): string {
  return `${application.id}/${segment}`;
}

/** How many packets from the `n`-th on follow one another in the file. */
function lengthOfRow(packets: Finding["packets"], n: number, size: number): number {
  let count = 1;
  while (packets[n + count]?.offset === packets[n]!.offset + count * size) count++;
  return count;
}

/** CRC-32 of the packets of `size` bytes at these places. */
function crcOf(bytes: Uint8Array, at: readonly number[], size: number): number {
  return at.reduce((crc, start) => crc32(bytes.subarray(start, start + size), crc), 0);
}
