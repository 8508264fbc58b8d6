import { BadFileError, isLisalabError } from "../core/errors.js";
import { type BaselinePeriod, baselinePeriod } from "../trends/period.js";

/** Checks `baseline`: which runs say what is usual. */
export function baselineIn(value: unknown, path: string): BaselinePeriod {
  if (value === undefined || value === null) return "first";
  const text = value instanceof Date ? value.toISOString() : String(value);
  try {
    return baselinePeriod(text);
  } catch (error) {
    if (!isLisalabError(error)) throw error;
    throw new BadFileError(`${path}: baseline: ${error.message}`, { path }, error);
  }
}
