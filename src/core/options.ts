import { BadArgumentError } from "./errors.js";
import { editDistance } from "./spelling.js";

/**
 * Refuses keys that nobody reads, with the nearest that there is: a misspelt option must not be ignored. `what` names the
 * function or part of a configuration that the options are for.
 */
export function mustKnowKeys(what: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const nearest = [...known].sort((a, b) => editDistance(unknown, a) - editDistance(unknown, b))[0];
  throw new BadArgumentError(
    `${what} has no option "${unknown}". Did you mean "${nearest}"? There are ${known.join(", ")}.`,
    { key: unknown, nearest },
  );
}

/** What an option's number may be. */
export interface NumberRange {
  readonly unit: string;
  readonly min?: number;
  readonly max?: number;
  /** The number must be above `min`, not only at it. */
  readonly open?: boolean;
}

/** The number, when it is one and in its range. @throws BadArgumentError otherwise, with what would be allowed */
export function checkedNumber(what: string, key: string, value: unknown, range: NumberRange): number {
  const { unit, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, open = false } = range;
  if (typeof value === "number" && Number.isFinite(value) && (open ? value > min : value >= min) && value <= max) {
    return value;
  }
  throw new BadArgumentError(
    `${key} of ${what} is ${`${String(value)} ${unit}`.trim()}; it must be ${allowed(min, max, open)}.`,
    {
      key,
      value,
    },
  );
}

function allowed(min: number, max: number, open: boolean): string {
  const low = Number.isFinite(min) && `${open ? "above" : "at least"} ${min}`;
  const high = Number.isFinite(max) && `at most ${max}`;
  return ["a finite number", low, high].filter(Boolean).join(", ");
}
