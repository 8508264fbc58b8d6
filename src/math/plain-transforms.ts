import { bluestein } from "./bluestein.js";
import { type ComplexArray, complexArray, exchanged } from "./complex.js";
import type { Transforms } from "./kernels.js";
import { stockhamPass } from "./plain-passes.js";
import { packReal, realTwiddles, unpackReal } from "./plain-real.js";
import { type Pass, passesOf } from "./stockham.js";

/** A complex transform of one length, forward. */
export type Transform = (input: ComplexArray, out: ComplexArray) => void;

/** Transforms of one length in plain TypeScript; their buffers belong to the object. */
export function plainTransforms(length: number): Transforms {
  return transformsBy(length, plainTransform);
}

/** All transforms of one length by complex ones. */
export function transformsBy(length: number, transformOf: (length: number) => Transform): Transforms {
  const transform = transformOf(length);
  const real = length % 2 === 0 ? evenReal(length, transformOf(length / 2)) : oddReal(length, transform);
  return { forward: transform, inverse: (input, out) => inverseBy(transform, input, out), ...real };
}

/** The complex transform in plain TypeScript. */
export function plainTransform(length: number): Transform {
  const passes = passesOf(length);
  return passes === null ? bluestein(length, plainTransform) : passRunner(passes, length);
}

/** Runs the passes back and forth between two buffers so that the last one writes `out`. */
function passRunner(passes: readonly Pass[], length: number): Transform {
  const buffer = complexArray(passes.length > 1 ? length : 0);
  return (input, out) => {
    if (passes.length === 0) {
      out.re.set(input.re);
      out.im.set(input.im);
    }
    let from = input;
    passes.forEach((pass, index) => {
      const to = (passes.length - index) % 2 === 1 ? out : buffer;
      stockhamPass(pass, from.re, from.im, to.re, to.im);
      from = to;
    });
  };
}

/** The inverse by the forward transform with real and imaginary parts exchanged. */
function inverseBy(transform: Transform, input: ComplexArray, out: ComplexArray): void {
  transform(exchanged(input), exchanged(out));
  const scale = 1 / input.re.length;
  for (let k = 0; k < out.re.length; k++) {
    out.re[k]! *= scale;
    out.im[k]! *= scale;
  }
}

type RealTransforms = Pick<Transforms, "forwardReal" | "inverseReal">;

/** A real series of even length N as the complex one z[n] = x[2n] + i x[2n+1] of length N/2, taken apart afterwards. */
function evenReal(length: number, half: Transform): RealTransforms {
  const m = length / 2;
  const twiddles = realTwiddles(m);
  const packed = complexArray(m);
  const z = complexArray(m);
  return {
    forwardReal: (values, out) => {
      for (let n = 0; n < m; n++) {
        packed.re[n] = values[2 * n]!;
        packed.im[n] = values[2 * n + 1]!;
      }
      half(packed, z);
      unpackReal(z, twiddles, out);
    },
    inverseReal: (bins, out) => {
      packReal(bins, twiddles, packed);
      inverseBy(half, packed, z);
      for (let n = 0; n < m; n++) {
        out[2 * n] = z.re[n]!;
        out[2 * n + 1] = z.im[n]!;
      }
    },
  };
}

/** A real series of odd length as a complex one. */
function oddReal(length: number, transform: Transform): RealTransforms {
  const input = complexArray(length);
  const output = complexArray(length);
  return {
    forwardReal: (values, out) => {
      input.re.set(values);
      input.im.fill(0);
      transform(input, output);
      out.re.set(output.re.subarray(0, out.re.length));
      out.im.set(output.im.subarray(0, out.im.length));
    },
    inverseReal: (bins, out) => {
      for (let k = 0; 2 * k < length; k++) {
        input.re[k] = bins.re[k]!;
        input.im[k] = k === 0 ? 0 : bins.im[k]!;
        if (k === 0) continue;
        input.re[length - k] = bins.re[k]!;
        input.im[length - k] = -bins.im[k]!;
      }
      inverseBy(transform, input, output);
      out.set(output.re);
    },
  };
}
