import { type ComplexArray, complexArray } from "./complex.js";
import type { Cut } from "./kernels.js";
import type { BlockTransform } from "./simd-blocks.js";
import type { Address, KernelMemory } from "./simd-memory.js";

/** Sums of cross-spectra in the module's memory; see plain-spectra.ts. The transform has the window's length. */
export function simdCrossSums(
  memory: KernelMemory,
  transform: BlockTransform,
  channels: readonly Float64Array[],
  cut: Cut,
  pairs: readonly (readonly [number, number])[],
): readonly ComplexArray[] {
  const transformer = new SimdPairTransformer(memory, cut, transform);
  if (pairs.every(([a, b]) => a === b)) return pairs.map(([channel]) => powerSum(transformer, channels[channel]!, cut));
  return fullSums(transformer, channels, cut, pairs);
}

function powerSum(transformer: SimdPairTransformer, values: Float64Array, cut: Cut): ComplexArray {
  const { memory, bins } = transformer;
  const [at] = transformer.layout(bins) as [Address];
  memory.zero(at, bins);
  for (let segment = 0; segment < cut.segments; segment += 2) {
    const second = segment + 1 < cut.segments ? values : null;
    memory.run.addMirroredPower(transformer.run(values, segment, second, segment + 1), cut.window.length, at);
  }
  return { re: memory.view(at, bins).map((power) => 0.5 * power), im: new Float64Array(bins) };
}

function fullSums(
  transformer: SimdPairTransformer,
  channels: readonly Float64Array[],
  cut: Cut,
  pairs: readonly (readonly [number, number])[],
): readonly ComplexArray[] {
  const { memory, bins } = transformer;
  const blocks = Math.ceil(bins / 2);
  const even = channels.length + (channels.length % 2);
  const [sums, spectra] = transformer.layout(pairs.length * 4 * blocks, even * 4 * blocks) as [Address, Address];
  memory.zero(sums, pairs.length * 4 * blocks);
  for (let segment = 0; segment < cut.segments; segment++) {
    for (let c = 0; c < channels.length; c += 2) {
      const z = transformer.run(channels[c]!, segment, channels[c + 1] ?? null, segment);
      memory.run.splitPair(z, cut.window.length, spectra + 32 * blocks * c, spectra + 32 * blocks * (c + 1));
    }
    addProducts(memory, pairs, spectra, sums, blocks);
  }
  return pairs.map((_, index) => fromBlocks(memory.view(sums + 32 * blocks * index, 4 * blocks), bins));
}

/** Blocks of two whose products are added before the next ones: the spectra of six channels then stay in the cache. */
const TILE = 64;

function addProducts(
  memory: KernelMemory,
  pairs: readonly (readonly [number, number])[],
  spectra: Address,
  sums: Address,
  blocks: number,
): void {
  for (let from = 0; from < blocks; from += TILE) {
    const count = Math.min(TILE, blocks - from);
    for (let index = 0; index < pairs.length; index++) {
      const [a, b] = pairs[index]!;
      const at = 32 * from;
      memory.run.addCross(
        spectra + 32 * blocks * a + at,
        spectra + 32 * blocks * b + at,
        sums + 32 * blocks * index + at,
        count,
      );
    }
  }
}

function fromBlocks(blocks: Float64Array, bins: number): ComplexArray {
  const out = complexArray(bins);
  for (let k = 0; k < bins; k++) {
    const at = 4 * (k >> 1) + (k & 1);
    out.re[k] = blocks[at]!;
    out.im[k] = blocks[at + 2]!;
  }
  return out;
}

/** Tapers two segments and transforms them as real and imaginary part of one complex series. */
class SimdPairTransformer {
  readonly bins: number;
  private twiddles: Address = 0;
  private places: readonly Address[] = [];

  constructor(
    readonly memory: KernelMemory,
    private readonly cut: Cut,
    private readonly transform: BlockTransform,
  ) {
    this.bins = cut.window.length / 2 + 1;
  }

  /** Lays out memory for all that follows, with room for the caller's arrays of these many numbers. */
  layout(...counts: readonly number[]): readonly Address[] {
    const length = this.cut.window.length;
    [this.twiddles] = this.memory.tables([this.transform.table]) as [Address];
    const places = this.memory.scratch([length, length, length, length, 2 * length, 2 * length, ...counts]);
    this.places = places;
    this.memory.write(places[0]!, this.cut.window);
    return places.slice(6);
  }

  /** Where the transform of segment a + i × segment b lies, as blocks of two. */
  run(a: Float64Array, segmentOfA: number, b: Float64Array | null, segmentOfB: number): Address {
    const [, raw, re, im, x, y] = this.places as [Address, Address, Address, Address, Address, Address];
    this.taper(a, segmentOfA, raw, re);
    if (b === null) this.memory.zero(im, this.cut.window.length);
    else this.taper(b, segmentOfB, raw, im);
    return this.transform.run(this.twiddles, re, im, 8, x, y);
  }

  private taper(values: Float64Array, segment: number, raw: Address, out: Address): void {
    const { window, step, detrend } = this.cut;
    const { run } = this.memory;
    const length = window.length;
    this.memory.write(raw, values.subarray(segment * step, segment * step + length));
    const mean = detrend === "none" ? 0 : run.sum8(raw, length) / length;
    const slope = detrend === "linear" ? (run.moment8(raw, length, mean) * 12) / (length * (length * length - 1)) : 0;
    run.taper(raw, this.places[0]!, length, mean, slope, out);
  }
}
