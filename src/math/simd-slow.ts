import type { ComplexArray } from "./complex.js";
import type { SlowWaves } from "./kernels.js";
import type { BlockTransform } from "./simd-blocks.js";
import type { Address, KernelMemory } from "./simd-memory.js";
import { SLOW_NUMBERS } from "./slow.js";

/** Waves done before what came out is copied: as long as that stays in the cache near the core. */
const MOST_NUMBERS = 8192;
/** Numbers in the work space of one sample pair. */
const WORK = 80;

/** See plain-slow.ts. */
export function simdSlow(
  memory: KernelMemory,
  transform: BlockTransform,
  waves: SlowWaves,
  outs: readonly ComplexArray[],
): void {
  const { length, table, dt, numbers, count, twice, scale } = waves;
  const many = Math.max(1, Math.min(count, Math.floor(MOST_NUMBERS / length)));
  const [twiddles, triangle] = memory.tables([transform.table, table]) as [Address, Address];
  const counts = [WORK, SLOW_NUMBERS * count, 6 * length, 2 * length, 2 * length, 6 * length * many];
  const [work, wave, series, a, b, out] = memory.scratch(counts) as [
    Address,
    Address,
    Address,
    Address,
    Address,
    Address,
  ];
  memory.writePadded(wave, numbers, 0, SLOW_NUMBERS * count);
  const [bytes, half] = [8 * length, length / 2];
  const { run } = memory;
  for (let from = 0; from < count; from += many) {
    const now = Math.min(many, count - from);
    for (let n = 0; n < now; n++) {
      run.slowChannels(triangle, wave + 8 * SLOW_NUMBERS * (from + n), dt, length, twice, work, series);
      for (let c = 0; c < 3; c++) {
        const z = transform.run(twiddles, series + 2 * c * bytes, series + (2 * c + 1) * bytes, 8, a, b);
        const re = out + (2 * c * many + n) * bytes;
        const im = re + many * bytes;
        run.unblock(z + bytes, half, scale, re, im);
        run.unblock(z, half, scale, re + bytes / 2, im + bytes / 2);
      }
    }
    for (let c = 0; c < 3; c++) {
      outs[c]!.re.set(memory.view(out + 2 * c * many * bytes, now * length), from * length);
      outs[c]!.im.set(memory.view(out + (2 * c + 1) * many * bytes, now * length), from * length);
    }
  }
}
