import { BadArgumentError } from "../core/errors.js";
import type { Run } from "./kernels.js";
import { expandedTaps } from "./taps.js";

/**
 * How far from the centre of a run a shift may be, in samples: the third-order term that an expansion leaves out,
 * δ³/6 Σ|t'''| with Σ|t'''| < 80 at order 63, is then below 1.1e-16, half a unit in the last place.
 */
const REACH = 2e-6;

/** Outputs that are looked at together, and the longest run. */
const UNIT = 32;
const LONGEST = 512;

interface Span {
  from: number;
  count: number;
  low: number;
  high: number;
}

/** The runs of a chunk, and the floors between which all its shifts are. */
export interface Runs {
  readonly runs: readonly Run[];
  readonly lowest: number;
  readonly highest: number;
}

/** Cuts a chunk's shifts into runs that hardly vary, for which the taps are expanded once, and the rest. */
export function runsOf(shifts: Float64Array, coefficients: Float64Array, firstIndex: number): Runs {
  const runs: Run[] = [];
  let open: Span | null = null;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let from = 0; from < shifts.length; from += UNIT) {
    const unit = spanOf(shifts, from, Math.min(UNIT, shifts.length - from), firstIndex);
    lowest = Math.min(lowest, unit.low);
    highest = Math.max(highest, unit.high);
    const joined: Span | null = open === null ? unit : join(open, unit);
    if (joined !== null) open = joined;
    else {
      runs.push(runOf(open!, coefficients));
      open = unit;
    }
  }
  if (open !== null) runs.push(runOf(open, coefficients));
  return { runs, lowest: Math.floor(lowest), highest: Math.floor(highest) };
}

function spanOf(shifts: Float64Array, from: number, count: number, firstIndex: number): Span {
  let low = shifts[from]!;
  let high = low;
  for (let n = from; n < from + count; n++) {
    const shift = shifts[n]!;
    if (shift - shift !== 0) throw notFinite(shift, firstIndex + n);
    if (shift < low) low = shift;
    if (shift > high) high = shift;
  }
  return { from, count, low, high };
}

function notFinite(shift: number, index: number): BadArgumentError {
  return new BadArgumentError(
    `The shift of sample ${index} is ${shift}; shifts must be finite numbers of samples. Fill or cut the gap first.`,
    { index, shift },
  );
}

/** Both spans as one, if they are alike: both to be expanded and still close together, or both not. */
function join(a: Span, b: Span): Span | null {
  const both = {
    from: a.from,
    count: a.count + b.count,
    low: Math.min(a.low, b.low),
    high: Math.max(a.high, b.high),
  };
  const alike = isNarrow(a) ? both.count <= LONGEST && isNarrow(both) : !isNarrow(b);
  return alike ? both : null;
}

function isNarrow({ low, high }: Span): boolean {
  return high - low <= 2 * REACH && Math.floor(low) === Math.floor(high);
}

function runOf(span: Span, coefficients: Float64Array): Run {
  const { from, count, low, high } = span;
  if (!isNarrow(span)) return { from, count, expansion: null };
  const centre = 0.5 * (low + high);
  return { from, count, expansion: { centre, taps: expandedTaps(coefficients, centre - Math.floor(centre)) } };
}
