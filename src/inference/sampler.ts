import { BadArgumentError } from "../core/errors.js";

/** A density on all of space, not normalised: as its logarithm, with the derivatives if there are any. */
export interface LogDensity {
  /** Number of parameters. */
  readonly dimension: number;
  value(x: Float64Array): number;
  /** Writes the derivatives of the value. */
  gradient?(x: Float64Array, out: Float64Array): void;
}

/** A state is of its sampler, its options and its problem. @throws BadArgumentError when one says another thing than is expected */
export function mustBeSame(
  what: string,
  found: Readonly<Record<string, number | string>>,
  expected: Readonly<Record<string, number | string>>,
): void {
  for (const [name, value] of Object.entries(expected)) {
    if (found[name] === value) continue;
    throw new BadArgumentError(
      `The state of ${what} has ${name} ${found[name]} where ${value} is expected: it belongs to another configuration. Begin anew, or resume with what it was made with.`,
      { name, found: found[name], expected: value },
    );
  }
}

/** ln(exp a + exp b). */
export function logSum(a: number, b: number): number {
  const high = Math.max(a, b);
  return high === Number.NEGATIVE_INFINITY ? high : high + Math.log(Math.exp(a - high) + Math.exp(b - high));
}
