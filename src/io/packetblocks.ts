import { type PerSpacecraft, perSpacecraft, type Spacecraft } from "../core/mosa.js";
import type { SampleRange } from "../pipeline/observation.js";
import { PacketBlock } from "../telemetry/block.js";
import type { Dictionary } from "../telemetry/dictionary.js";
import type { Samples } from "../telemetry/field.js";
import { type Epoch, type Layout, layoutsOf } from "../telemetry/layout.js";
import type { PassFile } from "./packetfolder.js";
import { PacketPass } from "./packetpass.js";

/** Packets that are kept for the next channel of the same ones (bytes). */
const KEPT = 128 * 1024 * 1024;
/** Segments that are looked for at a time. */
const AT_A_TIME = 36;

/** Packets of an application and segment, when they are known, and the memory that they take. */
interface Kept {
  readonly block: Promise<PacketBlock>;
  readonly bytes: number;
}

/** The packets of three spacecraft: channels by name and range, decoded when they are asked for; the latest packets are kept. */
export class PacketBlocks {
  readonly #epoch: Epoch;
  readonly #passes: PerSpacecraft<readonly PacketPass[]>;
  readonly #layouts: ReadonlyMap<string, Layout>;
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  private constructor(dictionary: Dictionary, epoch: Epoch, passes: readonly PacketPass[]) {
    this.#epoch = epoch;
    this.#passes = perSpacecraft((sc) => passes.filter(({ file }) => file.spacecraft === sc));
    this.#layouts = new Map(
      [...layoutsOf(dictionary).values()].flatMap((layout) =>
        layout.application.channels.map(({ name }) => [name, layout] as const),
      ),
    );
  }

  /** @throws BadFileError when a pass was made with another dictionary */
  static async open(files: readonly PassFile[], dictionary: Dictionary, epoch: Epoch): Promise<PacketBlocks> {
    const passes = await Promise.all(files.map((file) => PacketPass.open(file, dictionary, epoch)));
    return new PacketBlocks(dictionary, epoch, passes);
  }

  /** Samples of a channel that is sent; where no packet brought them they are missing. */
  async read(spacecraft: Spacecraft, channel: string, { start, count }: SampleRange): Promise<Samples> {
    const layout = this.#layouts.get(channel)!;
    const per = layout.packetsPerSegment * layout.application.epochs;
    const out = { values: new Float64Array(count), flags: new Uint16Array(count) };
    const last = Math.ceil((start + count) / per);
    for (let segment = Math.floor(start / per); segment < last; ) {
      const segments = Array.from({ length: Math.min(AT_A_TIME, last - segment) }, (_, n) => segment + n);
      for (const block of await Promise.all(this.#blocks(spacecraft, layout, segments))) {
        const from = Math.max(start, segment * per);
        const stop = Math.min(start + count, (segment + 1) * per);
        block.read(channel, out, { first: from - segment * per, from: from - start, count: stop - from });
        segment++;
      }
    }
    return out;
  }

  /** The packets of these segments: those that are kept, and the others, read together. */
  #blocks(spacecraft: Spacecraft, layout: Layout, segments: readonly number[]): Promise<PacketBlock>[] {
    const bytes = layout.packetsPerSegment * layout.dataBytes;
    const nameOf = (segment: number): string => `${spacecraft}/${layout.application.id}/${segment}`;
    const kept = segments.map((segment) => this.#latest(nameOf(segment)));
    const wanting = segments.filter((_, n) => kept[n] === undefined);
    if (wanting.length === 0) return kept.map((one) => one!.block);
    const reading = this.#read(spacecraft, layout, wanting);
    return segments.map((segment, n) => {
      const block = kept[n]?.block;
      if (block !== undefined) return block;
      const read = reading.then((blocks) => blocks.get(segment)!);
      this.#keep(nameOf(segment), { block: read, bytes });
      return read;
    });
  }

  /** What is kept under a name, which is the latest asked for now. */
  #latest(name: string): Kept | undefined {
    const kept = this.#kept.get(name);
    if (kept !== undefined) {
      this.#kept.delete(name);
      this.#kept.set(name, kept);
    }
    return kept;
  }

  #keep(name: string, kept: Kept): void {
    this.#kept.set(name, kept);
    this.#bytes += kept.bytes;
    kept.block.catch(() => this.#forget(name));
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= KEPT) break;
      this.#forget(oldest);
    }
  }

  #forget(name: string): void {
    this.#bytes -= this.#kept.get(name)?.bytes ?? 0;
    this.#kept.delete(name);
  }

  async #read(
    spacecraft: Spacecraft,
    layout: Layout,
    segments: readonly number[],
  ): Promise<ReadonlyMap<number, PacketBlock>> {
    const blocks = new Map(segments.map((one) => [one, new PacketBlock(layout, this.#epoch, one)]));
    for (const pass of this.#passes[spacecraft]) {
      for (const [segment, run] of await pass.runs(layout, segments)) {
        const block = blocks.get(segment)!;
        block.place(run.bytes, run.at, run.pristine);
        for (const index of run.damaged) block.damaged(index);
      }
    }
    return blocks;
  }
}
