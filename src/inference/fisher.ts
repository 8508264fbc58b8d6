import { BadArgumentError } from "../core/errors.js";
import type { ComplexArray } from "../math/complex.js";
import { type Matrix, matrixOf } from "../math/matrix.js";
import type { TdiSignal } from "../response/signal.js";
import type { Channel, NoiseDensity } from "./density.js";
import { innerProduct, optimalSnr, SCIENCE } from "./product.js";

/** What halved steps may change of a derivative: the standard deviations of a Fisher matrix then err by less than its own approximation. */
const VALID = 1e-4;
/** Weights of a derivative from values at −2, −1, 1 and 2 steps: error in the fourth power of the step. */
const STENCIL: readonly (readonly [number, number])[] = [
  [-2, 1 / 12],
  [-1, -8 / 12],
  [1, 8 / 12],
  [2, -1 / 12],
];

/**
 * Derivatives of a signal by its parameters, from five points each.
 * @param signalOf of the same bins wherever it is asked
 * @param steps a step for each parameter, over which the signal changes by some thousandths
 */
export function derivatives(
  signalOf: (parameters: Float64Array) => TdiSignal,
  at: Float64Array,
  steps: Float64Array,
): readonly TdiSignal[] {
  return Array.from(at, (value, n) => {
    const parts = STENCIL.map(([place, weight]) => {
      const moved = Float64Array.from(at);
      moved[n] = value + place * steps[n]!;
      return [signalOf(moved), weight / steps[n]!] as const;
    });
    return combined(parts);
  });
}

/**
 * The same, validated: half the steps must give them too. Steps that are too large miss what the signal does between, too small ones lose it
 * in rounding.
 * @param most allowed |difference|/|derivative| by the noise's inner product
 * @throws BadArgumentError that says which parameter's step doesn't do, and how far it is off
 */
export function validatedDerivatives(
  signalOf: (parameters: Float64Array) => TdiSignal,
  at: Float64Array,
  steps: Float64Array,
  noise: NoiseDensity,
  most: number = VALID,
): readonly TdiSignal[] {
  const coarse = derivatives(signalOf, at, steps);
  const fine = derivatives(
    signalOf,
    at,
    steps.map((step) => step / 2),
  );
  fine.forEach((slope, n) => {
    const away = combined([
      [coarse[n]!, 1],
      [slope, -1],
    ]);
    const error = optimalSnr(away, noise) / optimalSnr(slope, noise);
    if (error <= most) return;
    throw new BadArgumentError(
      `The derivative by parameter ${n} changes by ${error.toExponential(1)} of itself when its step of ${steps[n]} is halved, and at most ${most} is allowed: the step is too large for the signal, or so small that only rounding is left. Try a tenth, or ten times it.`,
      { parameter: n, step: steps[n], error },
    );
  });
  return fine;
}

/** A weighted sum of signals on the same bins. */
function combined(parts: readonly (readonly [TdiSignal, number])[]): TdiSignal {
  const [{ df, first }] = parts[0]!;
  const sum = (channel: Channel): ComplexArray => {
    const total = (part: "re" | "im"): Float64Array =>
      parts[0]![0][channel][part].map((_, k) =>
        parts.reduce((value, [signal, weight]) => value + weight * signal[channel][part][k]!, 0),
      );
    return { re: total("re"), im: total("im") };
  };
  return { df, first, A: sum("A"), E: sum("E"), T: sum("T") };
}

/** Γ_ij = ⟨∂_i h|∂_j h⟩, whose inverse is the covariance of the parameters at high signal-to-noise ratio. */
export function fisherMatrix(
  slopes: readonly TdiSignal[],
  noise: NoiseDensity,
  channels: readonly Channel[] = SCIENCE,
): Matrix {
  const count = slopes.length;
  return matrixOf(count, count, (i, j) => innerProduct(slopes[i]!, slopes[j]!, noise, channels));
}
