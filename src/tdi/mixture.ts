import { BadDataError } from "../core/errors.js";
import type { Mixture } from "../math/chunk.js";
import type { MeasurementName } from "./combination.js";

/** Measurements by name, all on one grid. */
export type Measurements = Readonly<Record<MeasurementName, Float64Array>>;

/** One measurement's share in a sum. */
export interface Term {
  readonly name: MeasurementName;
  readonly coefficient: number;
}

/** The measurements of terms, each `length` samples long, with their coefficients relative to the first. */
export function mixtureOf(terms: readonly Term[], measurements: Measurements, length: number): Mixture {
  const factor = terms[0]!.coefficient;
  const parts = terms.map(({ name, coefficient }) => {
    return { share: coefficient / factor, values: measurementOf(name, measurements, length) };
  });
  return { factor, parts };
}

function measurementOf(name: MeasurementName, measurements: Measurements, length: number): Float64Array {
  const values = measurements[name];
  if (values?.length === length) return values;
  const found = values === undefined ? "missing" : `${values.length} samples long`;
  throw new BadDataError(`The measurement ${name} is ${found}; ${length} samples are needed.`, { name });
}
