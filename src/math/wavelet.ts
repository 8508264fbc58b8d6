import { BadArgumentError } from "../core/errors.js";
import { type ComplexArray, complexArray } from "./complex.js";
import { mustBeFinite } from "./finite.js";
import { type FftPlan, fftPlan } from "./plan.js";

/** The wavelets of Wilson, Daubechies and Meyer for series of one length. */
export interface WaveletTransform {
  /** Times of a layer: even, so many wavelets of each frequency. */
  readonly times: number;
  /** Layers of frequency, each half of the sampling rate over this number wide; `times` × `layers` is the length of series. */
  readonly layers: number;
  /**
   * Coefficients, layer after layer (layer m is around m/(2 layers) of the sampling rate), time after time. Layer 0 has the lowest
   * half layer at even places and the highest at odd ones.
   */
  forward(values: Float64Array): Float64Array;
  /** The series with these coefficients. */
  inverse(coefficients: Float64Array): Float64Array;
}

/**
 * An orthonormal transform to time and frequency (N. J. Cornish 2020, doi:10.1103/PhysRevD.102.124038, with d = 4 and A = ΔΩ/4): the sum of
 * squares of coefficients is that of samples. Series are taken as periodic.
 * @throws BadArgumentError for an odd number of times, or fewer than 4; transforms throw BadDataError for values that are no numbers
 */
export function waveletTransform(times: number, layers: number): WaveletTransform {
  if (!(Number.isInteger(times) && times % 2 === 0 && times >= 4 && Number.isInteger(layers) && layers >= 2)) {
    throw new BadArgumentError(
      `Wavelets of ${times} times and ${layers} layers; an even number of times from 4 on and 2 or more layers are expected.`,
      { times, layers },
    );
  }
  const wavelets = new Wavelets(times, layers);
  return {
    times,
    layers,
    forward: (values) => wavelets.forward(mustBeLong("values", values, times * layers)),
    inverse: (coefficients) => wavelets.inverse(mustBeLong("coefficients", coefficients, times * layers)),
  };
}

class Wavelets {
  readonly #all: FftPlan;
  readonly #layer: FftPlan;
  /** Of bins −times/2 … times/2 around a layer's centre; its square and those of the neighbours add up to 1. */
  readonly #window: Float64Array;

  constructor(
    readonly times: number,
    readonly layers: number,
  ) {
    this.#all = fftPlan(times * layers);
    this.#layer = fftPlan(times);
    this.#window = Float64Array.from({ length: times + 1 }, (_, n) => meyer(Math.abs(n - times / 2) / (times / 2)));
  }

  forward(values: Float64Array): Float64Array {
    const { times, layers } = this;
    const spectrum = this.#all.forwardReal(values, complexArray(this.#all.bins));
    const out = new Float64Array(values.length);
    const [part, z] = [complexArray(times), complexArray(times)];
    for (let m = 0; m <= layers; m++) {
      for (let l = -times / 2; l < times / 2; l++) this.#take(spectrum, m, l, part);
      // The plan's inverse has a factor of 1/times.
      this.#layer.inverse(part, z);
      this.#write(z, m, out);
    }
    return out;
  }

  inverse(coefficients: Float64Array): Float64Array {
    const { times, layers } = this;
    const spectrum = complexArray(this.#all.bins);
    const [part, z] = [complexArray(times), complexArray(times)];
    for (let m = 0; m <= layers; m++) {
      this.#read(coefficients, m, z);
      this.#layer.forward(z, part);
      for (let l = -times / 2; l < times / 2; l++) this.#add(part, m, l, spectrum);
    }
    return this.#all.inverseReal(spectrum, new Float64Array(coefficients.length));
  }

  /** The windowed spectrum around a layer's centre; beyond either end it is the conjugate of what is inside. */
  #take(spectrum: ComplexArray, m: number, l: number, part: ComplexArray): void {
    const { times } = this;
    const [bin, last] = [(m * times) / 2 + l, this.#all.bins - 1];
    const inside = bin < 0 ? -bin : bin > last ? 2 * last - bin : bin;
    const window = this.#window[l + times / 2]!;
    const at = l < 0 ? l + times : l;
    part.re[at] = window * spectrum.re[inside]!;
    part.im[at] = (inside === bin ? window : -window) * spectrum.im[inside]!;
  }

  #add(part: ComplexArray, m: number, l: number, spectrum: ComplexArray): void {
    const bin = (m * this.times) / 2 + l;
    if (bin < 0 || bin >= this.#all.bins) return;
    const factor = Math.sqrt(this.#isEdge(m) ? 2 * this.layers : this.layers) * this.#window[l + this.times / 2]!;
    const at = l < 0 ? l + this.times : l;
    spectrum.re[bin]! += factor * part.re[at]!;
    spectrum.im[bin]! += factor * part.im[at]!;
  }

  /** Real parts where time and layer are even together, imaginary ones elsewhere, with the sign (−1)^nm. */
  #write(z: ComplexArray, m: number, out: Float64Array): void {
    const { times, layers } = this;
    if (this.#isEdge(m)) {
      const factor = Math.sqrt(2 / layers);
      for (const [n, at] of this.#edge(m)) out[at] = this.#sign(n, m) * factor * z.re[n]!;
      return;
    }
    const factor = 2 / Math.sqrt(layers);
    for (let n = 0; n < times; n++) {
      const part = (n + m) % 2 === 0 ? z.re[n]! : z.im[n]!;
      out[m * times + n] = this.#sign(n, m) * factor * part;
    }
  }

  #read(coefficients: Float64Array, m: number, z: ComplexArray): void {
    const { times } = this;
    z.re.fill(0);
    z.im.fill(0);
    if (this.#isEdge(m)) {
      for (const [n, at] of this.#edge(m)) z.re[n] = this.#sign(n, m) * coefficients[at]!;
      return;
    }
    for (let n = 0; n < times; n++) {
      const part = (n + m) % 2 === 0 ? z.re : z.im;
      part[n] = this.#sign(n, m) * coefficients[m * times + n]!;
    }
  }

  #isEdge(m: number): boolean {
    return m === 0 || m === this.layers;
  }

  /** Times of the lowest or the highest half layer, every other one, and where their coefficients are. */
  #edge(m: number): readonly (readonly [number, number])[] {
    const [odd, shift] = [m % 2, m === 0 ? 0 : 1];
    return Array.from({ length: this.times / 2 }, (_, j) => [2 * j + odd, 2 * j + shift] as const);
  }

  #sign(n: number, m: number): number {
    return n % 2 === 1 && m % 2 === 1 ? -1 : 1;
  }
}

/** cos(ν(x)π/2) from 1 at a quarter of the layer's distance to 0 at three quarters, with ν(x) + ν(1 − x) = 1. */
function meyer(distance: number): number {
  const x = Math.min(1, Math.max(0, 2 * distance - 0.5));
  const nu = x ** 4 * (35 - 84 * x + 70 * x ** 2 - 20 * x ** 3);
  return Math.cos((nu * Math.PI) / 2);
}

function mustBeLong(what: string, values: Float64Array, length: number): Float64Array {
  if (values.length === length) return mustBeFinite(`the ${what}`, values);
  throw new BadArgumentError(
    `waveletTransform: ${values.length} ${what}, and ${length} are expected, times × layers; cut or pad the series.`,
    { found: values.length, expected: length },
  );
}
