import { BadDataError } from "../core/errors.js";

/**
 * The values, when all are numbers.
 * @throws BadDataError that says which is none, and what to do
 */
export function mustBeFinite(what: string, values: Float64Array): Float64Array {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return values;
  throw new BadDataError(
    `Sample ${bad} of ${what} is ${values[bad]}: a transform would spread it over all that comes out. Cut it off, or fill it first (inference.gatedNoise fills gaps).`,
    { bad },
  );
}
