import { chirpOf } from "./bluestein.js";
import { type ComplexArray, exchanged } from "./complex.js";
import type { Transforms } from "./kernels.js";
import { realTwiddles } from "./plain-real.js";
import { plainTransform, type Transform, transformsBy } from "./plain-transforms.js";
import { BlockTransform, interleaved } from "./simd-blocks.js";
import { Layout } from "./simd-layout.js";
import type { KernelMemory } from "./simd-memory.js";
import { isSmooth } from "./stockham.js";

/** Transforms of one length. Odd products of 3 and 5 run in plain TypeScript. */
export function simdTransforms(memory: KernelMemory, length: number): Transforms {
  const transforms = transformsBy(length, (other) => simdTransform(memory, other));
  if (!isSmooth(length) || length % 4 !== 0) return transforms;
  const run = complexRunner(memory, length);
  return {
    forward: (input, out) => run(input, out, 1),
    inverse: (input, out) => run(exchanged(input), exchanged(out), 1 / length),
    ...realTransforms(memory, new BlockTransform(memory, length / 2)),
  };
}

/** The complex transform of one length. */
function simdTransform(memory: KernelMemory, length: number): Transform {
  if (!isSmooth(length)) return chirpTransform(memory, length);
  if (length % 2 === 1) return plainTransform(length);
  const run = complexRunner(memory, length);
  return (input, out) => run(input, out, 1);
}

/** The complex transform of a length that is even and a product of 2, 3 and 5, scaled. */
function complexRunner(
  memory: KernelMemory,
  length: number,
): (input: ComplexArray, out: ComplexArray, scale: number) => void {
  const transform = new BlockTransform(memory, length);
  const layout = new Layout(memory, [transform.table], [length, length, 2 * length, 2 * length]);
  return (input, out, scale) => {
    const [twiddles, re, im, a, b] = layout.get() as [number, number, number, number, number];
    memory.write(re, input.re);
    memory.write(im, input.im);
    const z = transform.run(twiddles, re, im, 8, a, b);
    memory.run.unblock(z, length, scale, re, im);
    out.re.set(memory.view(re, length));
    out.im.set(memory.view(im, length));
  };
}

/** Real series of twice the length of `half`. */
function realTransforms(memory: KernelMemory, half: BlockTransform): Pick<Transforms, "forwardReal" | "inverseReal"> {
  const m = half.length;
  const { re, im } = realTwiddles(m);
  const turns = interleaved(re, im);
  const layout = new Layout(memory, [half.table, turns], [2 * m, m + 1, m + 1, 2 * m, 2 * m]);
  type Addresses = [number, number, number, number, number, number, number];
  return {
    forwardReal: (values, out) => {
      const [twiddles, w, x, outRe, outIm, a, b] = layout.get() as Addresses;
      memory.write(x, values);
      const z = half.run(twiddles, x, x + 8, 16, a, b);
      memory.run.unpackReal(z, m, w, outRe, outIm);
      out.re.set(memory.view(outRe, m + 1));
      out.im.set(memory.view(outIm, m + 1));
    },
    inverseReal: (bins, out) => {
      const [twiddles, w, x, inRe, inIm, a, b] = layout.get() as Addresses;
      memory.write(inRe, bins.re);
      memory.write(inIm, bins.im);
      memory.run.packReal(inRe, inIm, m, w, x, x + 8 * m);
      const z = half.run(twiddles, x + 8 * m, x, 8, a, b);
      memory.run.interleaveExchanged(z, m, 1 / m, x);
      out.set(memory.view(x, 2 * m));
    },
  };
}

/** Lengths with other prime factors, by convolution with a chirp: see bluestein.ts. */
function chirpTransform(memory: KernelMemory, length: number): Transform {
  const { size, chirp, response } = chirpOf(length, (other) => simdTransform(memory, other));
  const transform = new BlockTransform(memory, size);
  const { run } = memory;
  const tables = [transform.table, chirp.re, chirp.im, response.re, response.im];
  const layout = new Layout(memory, tables, [size, size, 2 * size, 2 * size]);
  return (input, out) => {
    const addresses = layout.get() as [number, number, number, number, number, number, number, number, number];
    const [twiddles, cr, ci, hr, hi, re, im, a, b] = addresses;
    memory.writePadded(re, input.re, 0, size);
    memory.writePadded(im, input.im, 0, size);
    run.multiply(re, im, cr, ci, length, re, im);
    run.unblock(transform.run(twiddles, re, im, 8, a, b), size, 1, re, im);
    run.multiply(re, im, hr, hi, size, re, im);
    run.unblock(transform.run(twiddles, im, re, 8, a, b), size, 1, im, re);
    run.multiply(re, im, cr, ci, length, re, im);
    out.re.set(memory.view(re, length));
    out.im.set(memory.view(im, length));
  };
}
