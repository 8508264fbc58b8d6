import { BadArgumentError } from "./errors.js";
import { editDistance } from "./spelling.js";

/**
 * Refuses what is no object, and keys that nobody reads, with the nearest that there is: a misspelt option must not be ignored. `what` names the
 * function or part of a configuration that the options are for.
 */
export function mustKnowKeys(what: string, options: object, known: readonly string[]): void {
  mustBeObject(what, options, `an object with ${known.join(", ")}`);
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const nearest = [...known].sort((a, b) => editDistance(unknown, a) - editDistance(unknown, b))[0];
  throw new BadArgumentError(
    `${what} has no option "${unknown}". Did you mean "${nearest}"? There are ${known.join(", ")}.`,
    { key: unknown, nearest },
  );
}

/** Refuses what has no keys: numbers, texts, null, lists. `allowed` is what it must be. */
export function mustBeObject(what: string, value: unknown, allowed: string): asserts value is object {
  if (typeof value === "object" && value !== null && !isNumbered(value)) return;
  throw new BadArgumentError(`${what} is ${shown(value)}; it must be ${allowed}.`, { what });
}

/** Refuses what is no list. `of` is what the list holds. */
export function mustBeList(what: string, value: unknown, of: string): asserts value is readonly unknown[] {
  if (Array.isArray(value)) return;
  throw new BadArgumentError(`${what} is ${shown(value)}; it must be a list of ${of}.`, { what });
}

/** Refuses what is no list of finite numbers, of `length` if that is given. */
export function mustBeNumbers(what: string, value: unknown, length?: number): asserts value is ArrayLike<number> {
  const must = `it must be a list of ${length === undefined ? "" : `${length} `}finite numbers`;
  if (!isNumbered(value) || (length !== undefined && value.length !== length)) {
    throw new BadArgumentError(`${what} is ${shown(value)}; ${must}.`, { what });
  }
  for (let n = 0; n < value.length; n++) {
    if (Number.isFinite(value[n])) continue;
    throw new BadArgumentError(`${what} has ${shown(value[n])} at place ${n}; ${must}.`, { what, place: n });
  }
}

function isNumbered(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

/** A value as one would write it in a configuration; the begin of a long one. */
export function shown(value: unknown): string {
  if (typeof value === "number") return String(value);
  const text = typeof value === "object" || typeof value === "string" ? JSON.stringify(value, plain) : String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

const LONGEST = 100;

function plain(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
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
