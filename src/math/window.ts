import { BadArgumentError } from "../core/errors.js";

/** A taper by name; `kaiser` and `tukey` with their parameter. */
export type WindowName =
  | "rectangular"
  | "hann"
  | "hamming"
  | "blackman"
  | "blackmanharris"
  | "nuttall4"
  | "flattop"
  | { readonly kaiser: number }
  | { readonly tukey: number };

/** Periodic windows are for spectra, symmetric ones for filters. */
export type WindowSymmetry = "periodic" | "symmetric";

/**
 * Coefficients of the cosine-sum windows, w(x) = Σ (−1)^k a_k cos(2πkx). Hamming, Blackman: F. J. Harris, Proc. IEEE 66
 * (1978) 51, DOI 10.1109/PROC.1978.10837 (also the 4-term Blackman-Harris, −92 dB); nuttall4: minimal 4-term, A. H.
 * Nuttall, IEEE TASSP 29 (1981) 84, DOI 10.1109/TASSP.1981.1163506; flattop: G. D'Antona and A. Ferrero, Digital Signal
 * Processing for Measurement Systems (2006).
 */
const COSINE_SUMS: Readonly<Record<string, readonly number[]>> = {
  rectangular: [1],
  hann: [0.5, 0.5],
  hamming: [0.54, 0.46],
  blackman: [0.42, 0.5, 0.08],
  blackmanharris: [0.35875, 0.48829, 0.14128, 0.01168],
  nuttall4: [0.3635819, 0.4891775, 0.1365995, 0.0106411],
  flattop: [0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368],
};

/** The window `name` of `length` samples, with its peak at 1. */
export function windowOf(name: WindowName, length: number, symmetry: WindowSymmetry = "periodic"): Float64Array {
  if (!Number.isInteger(length) || length < 1) {
    throw new BadArgumentError(`A window needs a length of 1 sample or more, not ${length}.`, { length });
  }
  const span = symmetry === "periodic" ? length : length - 1;
  if (span === 0 || length === 1) return new Float64Array(length).fill(1);
  const shape = shapeOf(name);
  const window = new Float64Array(length);
  for (let n = 0; 2 * n <= span; n++) {
    window[n] = shape(n / span);
    if (span - n < length) window[span - n] = window[n]!;
  }
  return window;
}

/**
 * Equivalent noise bandwidth in bins: N Σw² / (Σw)²; 1 for the rectangular window, 1.5 for Hann.
 * G. Heinzel et al., "Spectrum and spectral density estimation by the DFT" (2002), equation 22.
 */
export function equivalentNoiseBandwidth(window: Float64Array): number {
  let sum = 0;
  let squares = 0;
  for (const w of window) {
    sum += w;
    squares += w * w;
  }
  return (window.length * squares) / (sum * sum);
}

/** The window as a function on [0, 1]. */
function shapeOf(name: WindowName): (x: number) => number {
  if (typeof name === "object") return "kaiser" in name ? kaiserShape(name.kaiser) : tukeyShape(name.tukey);
  const terms = COSINE_SUMS[name];
  if (terms === undefined) {
    throw new BadArgumentError(
      `There is no window "${name}"; choose one of ${Object.keys(COSINE_SUMS).join(", ")}, { kaiser: beta }, { tukey: alpha }.`,
      { window: name },
    );
  }
  return (x) => cosineSum(terms, Math.cos(2 * Math.PI * x));
}

/** Σ (−1)^k a_k T_k(c), T_k(cos φ) = cos kφ (Clenshaw's recurrence). */
function cosineSum(terms: readonly number[], c: number): number {
  let next = 0;
  let afterNext = 0;
  for (let k = terms.length - 1; k > 0; k--) {
    const here = (k % 2 === 0 ? terms[k]! : -terms[k]!) + 2 * c * next - afterNext;
    afterNext = next;
    next = here;
  }
  return terms[0]! + c * next - afterNext;
}

/** I₀(β√(1 − (2x−1)²)) / I₀(β). */
function kaiserShape(beta: number): (x: number) => number {
  if (!(beta >= 0)) throw new BadArgumentError(`The Kaiser window's beta is ${beta}; it must be 0 or more.`, { beta });
  const peak = besselI0(beta);
  return (x) => besselI0(beta * Math.sqrt(Math.max(0, 1 - (2 * x - 1) ** 2))) / peak;
}

/** Flat, with cosine flanks that take the fraction alpha of the length. */
function tukeyShape(alpha: number): (x: number) => number {
  if (!(alpha >= 0 && alpha <= 1)) {
    throw new BadArgumentError(`The Tukey window's alpha is ${alpha}; it must be from 0 to 1.`, { alpha });
  }
  return (x) => {
    const edge = Math.min(x, 1 - x);
    return alpha > 0 && edge < alpha / 2 ? 0.5 * (1 - Math.cos((2 * Math.PI * edge) / alpha)) : 1;
  };
}

/** The modified Bessel function I₀ by its power series Σ (x²/4)^k/k!², all of whose terms are positive. */
function besselI0(x: number): number {
  const quarter = (x * x) / 4;
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * Number.EPSILON * 0.25; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}
