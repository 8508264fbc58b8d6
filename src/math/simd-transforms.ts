import { chirpOf } from "./bluestein.js";
import { type ComplexArray, exchanged } from "./complex.js";
import type { Transforms } from "./kernels.js";
import { realTwiddles } from "./plain-real.js";
import { plainTransform, type Transform, transformsBy } from "./plain-transforms.js";
import { BlockTransform, interleaved } from "./simd-blocks.js";
import type { KernelMemory } from "./simd-memory.js";
import { isSmooth } from "./stockham.js";

/** Transforms of one length. Odd products of 3 and 5 run in plain TypeScript. */
export function simdTransforms(memory: KernelMemory, length: number): Transforms {
  const transforms = transformsBy(length, (other) => simdTransform(memory, other));
  if (!isSmooth(length) || length % 4 !== 0) return transforms;
  const complex = new BlockTransform(memory, length);
  return {
    forward: transforms.forward,
    inverse: (input, out) => runComplex(memory, complex, exchanged(input), exchanged(out), 1 / length),
    ...realTransforms(memory, new BlockTransform(memory, length / 2)),
  };
}

/** The complex transform of one length. */
function simdTransform(memory: KernelMemory, length: number): Transform {
  if (!isSmooth(length)) return chirpTransform(memory, length);
  if (length % 2 === 1) return plainTransform(length);
  const transform = new BlockTransform(memory, length);
  return (input, out) => runComplex(memory, transform, input, out, 1);
}

function runComplex(
  memory: KernelMemory,
  transform: BlockTransform,
  input: ComplexArray,
  out: ComplexArray,
  scale: number,
): void {
  const { length } = transform;
  const [twiddles] = memory.tables(transform.table) as [number];
  const [re, im, a, b] = memory.scratch(length, length, 2 * length, 2 * length) as [number, number, number, number];
  memory.write(re, input.re);
  memory.write(im, input.im);
  const z = transform.run(twiddles, re, im, 8, a, b);
  memory.run.unblock(z, length, scale, re, im);
  out.re.set(memory.view(re, length));
  out.im.set(memory.view(im, length));
}

/** Real series of twice the length of `half`. */
function realTransforms(memory: KernelMemory, half: BlockTransform): Pick<Transforms, "forwardReal" | "inverseReal"> {
  const m = half.length;
  const { re, im } = realTwiddles(m);
  const turns = interleaved(re, im);
  type Layout = [number, number, number, number, number, number, number];
  const layout = (): Layout =>
    [...memory.tables(half.table, turns), ...memory.scratch(2 * m, m + 1, m + 1, 2 * m, 2 * m)] as Layout;
  return {
    forwardReal: (values, out) => {
      const [twiddles, w, x, outRe, outIm, a, b] = layout();
      memory.write(x, values);
      const z = half.run(twiddles, x, x + 8, 16, a, b);
      memory.run.unpackReal(z, m, w, outRe, outIm);
      out.re.set(memory.view(outRe, m + 1));
      out.im.set(memory.view(outIm, m + 1));
    },
    inverseReal: (bins, out) => {
      const [twiddles, w, x, inRe, inIm, a, b] = layout();
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
  return (input, out) => {
    const [twiddles, cr, ci, hr, hi] = memory.tables(transform.table, chirp.re, chirp.im, response.re, response.im) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const [re, im, a, b] = memory.scratch(size, size, 2 * size, 2 * size) as [number, number, number, number];
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
