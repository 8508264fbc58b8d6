import { type PerSpacecraft, perSpacecraft, type Spacecraft } from "../core/mosa.js";
import type { SampleRange } from "../pipeline/observation.js";
import { type Block, BlockBuilder } from "../telemetry/block.js";
import type { Dictionary } from "../telemetry/dictionary.js";
import type { Samples } from "../telemetry/field.js";
import { type Epoch, type Layout, layoutsOf } from "../telemetry/layout.js";
import type { PassFile } from "./packetfolder.js";
import { PacketPass } from "./packetpass.js";

/** Decoded samples that are kept for the next channel of the same packets (bytes). */
const KEPT = 256 * 1024 * 1024;
/** A sample and its flags (bytes). */
const SAMPLE_BYTES = 10;

/** The decoded packets of three spacecraft: channels by name and range, a segment at a time, the latest ones kept. */
export class PacketBlocks {
  readonly #epoch: Epoch;
  readonly #passes: PerSpacecraft<readonly PacketPass[]>;
  readonly #layouts: ReadonlyMap<string, Layout>;
  readonly #kept = new Map<string, Promise<Block>>();
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
    const length = layout.packetsPerSegment * layout.application.epochs;
    const values = new Float64Array(count);
    const flags = new Uint16Array(count);
    for (let at = start; at < start + count; ) {
      const segment = Math.floor(at / length);
      const stop = Math.min(start + count, (segment + 1) * length);
      const found = (await this.#block(spacecraft, layout, segment)).get(channel)!;
      values.set(found.values.subarray(at - segment * length, stop - segment * length), at - start);
      flags.set(found.flags.subarray(at - segment * length, stop - segment * length), at - start);
      at = stop;
    }
    return { values, flags };
  }

  #block(spacecraft: Spacecraft, layout: Layout, segment: number): Promise<Block> {
    const name = `${spacecraft}/${layout.application.id}/${segment}`;
    const kept = this.#kept.get(name);
    if (kept !== undefined) {
      // The latest asked for goes last.
      this.#kept.delete(name);
      this.#kept.set(name, kept);
      return kept;
    }
    const { epochs, channels } = layout.application;
    const size = layout.packetsPerSegment * epochs * channels.length * SAMPLE_BYTES;
    const reading = this.#decoded(spacecraft, layout, segment);
    this.#keep(name, reading, size);
    return reading;
  }

  #keep(name: string, reading: Promise<Block>, size: number): void {
    this.#bytes += size;
    this.#kept.set(name, reading);
    reading.catch(() => this.#kept.delete(name));
    // Blocks differ in size by a factor of a few: going by their mean is good enough.
    while (this.#bytes > KEPT && this.#kept.size > 1) {
      this.#bytes -= this.#bytes / this.#kept.size;
      this.#kept.delete(this.#kept.keys().next().value!);
    }
  }

  async #decoded(spacecraft: Spacecraft, layout: Layout, segment: number): Promise<Block> {
    const builder = new BlockBuilder(layout, this.#epoch, segment);
    for (const pass of this.#passes[spacecraft]) {
      const run = await pass.run(layout, segment);
      if (run === undefined) continue;
      for (const at of run.at) builder.place(run.bytes, at, run.pristine);
      for (const index of run.damaged) builder.damaged(index);
    }
    return builder.block();
  }
}
