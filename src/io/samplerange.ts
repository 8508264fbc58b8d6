import { BadArgumentError } from "../core/errors.js";
import type { SampleRange } from "../pipeline/observation.js";

/**
 * The samples that were asked for; all of them when none were named.
 * @throws BadArgumentError when they are not among the `length` samples of `what`
 */
export function checkedRange(what: string, length: number, range?: SampleRange): SampleRange {
  if (range === undefined) return { start: 0, count: length };
  const { start, count } = range;
  if (Number.isInteger(start) && Number.isInteger(count) && start >= 0 && count >= 0 && start + count <= length) {
    return range;
  }
  throw new BadArgumentError(
    `Samples ${start} to ${start + count} were asked of ${what}, which has samples 0 to ${length}.`,
    { start, count, length },
  );
}
