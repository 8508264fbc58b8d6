import { BadArgumentError } from "../core/errors.js";
import type { ComplexArray } from "./complex.js";
import { kernels } from "./engine.js";
import type { Kernels } from "./kernels.js";

/** Transforms of one length, with their tables computed once. Outputs may not share memory with inputs. */
export interface FftPlan {
  readonly length: number;
  /** Bins of a real transform: ⌊length/2⌋ + 1. */
  readonly bins: number;
  forward(input: ComplexArray, out: ComplexArray): ComplexArray;
  inverse(input: ComplexArray, out: ComplexArray): ComplexArray;
  forwardReal(values: Float64Array, out: ComplexArray): ComplexArray;
  inverseReal(bins: ComplexArray, out: Float64Array): Float64Array;
}

/** The plan of transforms of `length` (any, from 1); products of 2, 3 and 5 are the fastest. */
export function fftPlan(length: number): FftPlan {
  return fftPlanBy(kernels(), length);
}

/** The plan with these kernels. */
export function fftPlanBy(by: Kernels, length: number): FftPlan {
  if (!Number.isInteger(length) || length < 1) {
    throw new BadArgumentError(`A Fourier transform needs 1 sample or more, not ${length}.`, { length });
  }
  const bins = Math.floor(length / 2) + 1;
  const transforms = by.transforms(length);
  return {
    length,
    bins,
    forward: (input, out) => {
      checkLengths(length, input.re, input.im, out.re, out.im);
      transforms.forward(input, out);
      return out;
    },
    inverse: (input, out) => {
      checkLengths(length, input.re, input.im, out.re, out.im);
      transforms.inverse(input, out);
      return out;
    },
    forwardReal: (values, out) => {
      checkLengths(length, values);
      checkLengths(bins, out.re, out.im);
      transforms.forwardReal(values, out);
      return out;
    },
    inverseReal: (spectrum, out) => {
      checkLengths(length, out);
      checkLengths(bins, spectrum.re, spectrum.im);
      transforms.inverseReal(spectrum, out);
      return out;
    },
  };
}

function checkLengths(length: number, ...arrays: readonly Float64Array[]): void {
  for (const array of arrays) {
    if (array.length !== length) {
      throw new BadArgumentError(`An array of ${array.length} numbers where ${length} are needed.`, {
        length: array.length,
        expected: length,
      });
    }
  }
}
