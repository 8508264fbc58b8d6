import { BadDataError } from "../core/errors.js";
import { type Instant, later, secondsBetween, type TimeScale } from "../core/instant.js";

/** One event timed on two scales, such as by a spacecraft's clock and in TCB. */
export interface Correlation<A extends TimeScale, B extends TimeScale> {
  readonly here: Instant<A>;
  readonly there: Instant<B>;
}

/** A clock against another scale. */
export interface CorrelatedClock<A extends TimeScale, B extends TimeScale> {
  /** What the other scale says when the clock says this. */
  there(here: Instant<A>): Instant<B>;
  /** What the clock says when the other scale says this. */
  here(there: Instant<B>): Instant<A>;
}

/**
 * A clock that is known by correlations, as the ground makes them of a spacecraft's clock (SCET): straight lines between them; the first and
 * the last go on beyond.
 * @throws BadDataError for fewer than two, or when one of the two scales does not go forward
 */
export function correlatedClock<A extends TimeScale, B extends TimeScale>(
  correlations: readonly Correlation<A, B>[],
): CorrelatedClock<A, B> {
  if (correlations.length < 2) {
    throw new BadDataError(`A clock is known by two correlations or more, not ${correlations.length}.`, {});
  }
  correlations.forEach(({ here, there }, n) => {
    const before = correlations[n - 1];
    if (before === undefined) return;
    if (secondsBetween(here, before.here) > 0 && secondsBetween(there, before.there) > 0) return;
    throw new BadDataError(`Correlation ${n} is not later than the one before it, on one of its two scales.`, { n });
  });
  return {
    there: (here) =>
      along(
        here,
        correlations,
        (one) => one.here,
        (one) => one.there,
      ),
    here: (there) =>
      along(
        there,
        correlations,
        (one) => one.there,
        (one) => one.here,
      ),
  };
}

function along<C, A extends TimeScale, B extends TimeScale>(
  at: Instant<A>,
  correlations: readonly C[],
  from: (one: C) => Instant<A>,
  to: (one: C) => Instant<B>,
): Instant<B> {
  let n = 0;
  while (n < correlations.length - 2 && secondsBetween(at, from(correlations[n + 1]!)) >= 0) n++;
  const [first, second] = [correlations[n]!, correlations[n + 1]!];
  const [start, end, target] = [from(first), from(second), to(first)];
  // Whole seconds and fractions apart: a day in one float64 is off by 1e-11 s.
  const [span, spanThere] = [partsBetween(end, start), partsBetween(to(second), target)];
  const excess = spanThere[0] - span[0] + (spanThere[1] - span[1]);
  const [whole, rest] = partsBetween(at, start);
  return later(later(target, whole), rest + ((whole + rest) * excess) / (span[0] + span[1]));
}

function partsBetween(a: Instant, b: Instant): readonly [seconds: number, fraction: number] {
  return [a.seconds - b.seconds, a.fraction - b.fraction];
}
