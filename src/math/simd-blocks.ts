import type { Address, KernelMemory } from "./simd-memory.js";
import { type Pass, passesOf } from "./stockham.js";

/** A complex transform whose length is even and a product of 2, 3 and 5, in the module's memory. */
export class BlockTransform {
  /** The twiddles of all passes, (cosine, sine) in turn. */
  readonly table: Float64Array;
  private readonly passes: readonly Pass[];

  constructor(
    private readonly memory: KernelMemory,
    readonly length: number,
  ) {
    this.passes = passesOf(length)!;
    this.table = new Float64Array(this.passes.reduce((sum, pass) => sum + 2 * pass.cosines.length, 0));
    let at = 0;
    for (const { cosines, sines } of this.passes) {
      this.table.set(interleaved(cosines, sines), at);
      at += 2 * cosines.length;
    }
  }

  /**
   * Transforms what lies at (re, im), `step` bytes from number to number. The result lies as blocks of two in `a` or in
   * `b`, each with room for 2 × length numbers: the address says in which.
   * @param twiddles where the table is
   */
  run(twiddles: Address, re: Address, im: Address, step: 8 | 16, a: Address, b: Address): Address {
    const { run } = this.memory;
    let w = twiddles;
    let from = b;
    let to = a;
    for (const { radix, stride, groups } of this.passes) {
      if (stride === 1) (radix === 4 ? run.first4 : run.first2)(re, im, step, to, w, groups);
      else if (radix === 4) run.pass4(from, to, w, stride, groups);
      else if (radix === 2) run.pass2(from, to, w, stride, groups);
      else if (radix === 3) run.pass3(from, to, w, stride, groups);
      else run.pass5(from, to, w, stride, groups);
      w += 16 * groups * (radix - 1);
      [from, to] = [to, from];
    }
    return from;
  }
}

/** even[0], odd[0], even[1], odd[1] … */
export function interleaved(even: Float64Array, odd: Float64Array): Float64Array {
  const out = new Float64Array(2 * even.length);
  for (let n = 0; n < even.length; n++) {
    out[2 * n] = even[n]!;
    out[2 * n + 1] = odd[n]!;
  }
  return out;
}
