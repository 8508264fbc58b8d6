import { BadArgumentError } from "../core/errors.js";
import { type Instant, instant } from "../core/instant.js";
import { parsed } from "../time/iso.js";

/**
 * A time as configurations give it: seconds of TCB, or a date such as "2037-01-01T00:00:00", which counts from 2035-01-01 TCB.
 * @throws BadArgumentError for anything else
 */
export function timeOf(key: string, value: unknown): Instant<"TCB"> {
  if (typeof value === "number" && Number.isFinite(value)) return instant("TCB", value);
  if (typeof value === "string") return parsed("TCB", value);
  throw new BadArgumentError(`${key} is ${JSON.stringify(value)}; it must be seconds of TCB, or a date.`, { key });
}
