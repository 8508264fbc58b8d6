import { BadDataError } from "../core/errors.js";
import type { MeasurementName } from "./combination.js";

/** Measurements by name, all on one grid. */
export type Measurements = Readonly<Record<MeasurementName, Float64Array>>;

/** One measurement's share in a sum. */
export interface Term {
  readonly name: MeasurementName;
  readonly coefficient: number;
}

/** Sums of measurements. The same sum, up to a factor, recurs at many delays of a combination, so each is made once. */
export class Mixtures {
  readonly #measurements: Measurements;
  readonly #length: number;
  readonly #made: Map<string, Float64Array> = new Map();

  constructor(measurements: Measurements, length: number) {
    this.#measurements = measurements;
    this.#length = length;
  }

  /** Σ coefficient · measurement, as a factor and a series that is shared: not to be written to. */
  of(terms: readonly Term[]): { readonly factor: number; readonly values: Float64Array } {
    const factor = terms[0]!.coefficient;
    const key = terms.map(({ name, coefficient }) => `${coefficient / factor} ${name}`).join();
    const values = this.#made.get(key) ?? this.#sum(terms, factor);
    this.#made.set(key, values);
    return { factor, values };
  }

  #sum(terms: readonly Term[], factor: number): Float64Array {
    const out = new Float64Array(this.#length);
    for (let k = 0; k < terms.length; k += 4) {
      const [a, b, c, d] = [0, 1, 2, 3].map((step) => this.#share(terms[k + step], factor));
      addShares(out, a!, b!, c!, d!);
    }
    return out;
  }

  /** A measurement and its share; nothing of the first one where there is no term. */
  #share(term: Term | undefined, factor: number): Share | undefined {
    return term && { values: this.#measurement(term.name), share: term.coefficient / factor };
  }

  #measurement(name: MeasurementName): Float64Array {
    const values = this.#measurements[name];
    if (values?.length === this.#length) return values;
    const found = values === undefined ? "missing" : `${values.length} samples long`;
    throw new BadDataError(`The measurement ${name} is ${found}; ${this.#length} samples are needed.`, { name });
  }
}

interface Share {
  readonly values: Float64Array;
  readonly share: number;
}

/** Adds up to four measurements in one pass: the sums are as long as the data, and memory is what they wait for. */
function addShares(
  out: Float64Array,
  a: Share,
  b: Share | undefined,
  c: Share | undefined,
  d: Share | undefined,
): void {
  if (b === undefined) {
    for (let n = 0; n < out.length; n++) out[n] = out[n]! + a.share * a.values[n]!;
  } else if (c === undefined) {
    for (let n = 0; n < out.length; n++) out[n] = out[n]! + a.share * a.values[n]! + b.share * b.values[n]!;
  } else if (d === undefined) {
    for (let n = 0; n < out.length; n++)
      out[n] = out[n]! + a.share * a.values[n]! + b.share * b.values[n]! + c.share * c.values[n]!;
  } else {
    for (let n = 0; n < out.length; n++)
      out[n] =
        out[n]! + a.share * a.values[n]! + b.share * b.values[n]! + c.share * c.values[n]! + d.share * d.values[n]!;
  }
}
