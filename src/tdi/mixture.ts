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
    for (const { name, coefficient } of terms) {
      const values = this.#measurement(name);
      const share = coefficient / factor;
      for (let n = 0; n < out.length; n++) out[n]! += share * values[n]!;
    }
    return out;
  }

  #measurement(name: MeasurementName): Float64Array {
    const values = this.#measurements[name];
    if (values?.length === this.#length) return values;
    const found = values === undefined ? "missing" : `${values.length} samples long`;
    throw new BadDataError(`The measurement ${name} is ${found}; ${this.#length} samples are needed.`, { name });
  }
}
