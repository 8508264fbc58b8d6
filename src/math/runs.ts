/**
 * How far from the centre of a run a shift may be, in samples: the third-order term that an expansion leaves out,
 * δ³/6 Σ|t'''| with Σ|t'''| < 80 at order 63, is then below 1.1e-16, half a unit in the last place.
 */
const REACH = 2e-6;

/** Outputs that are looked at together, and the longest run. */
const UNIT = 32;
const LONGEST = 512;

/** Neighbouring outputs whose shifts lie between `low` and `high`. */
export interface Run {
  readonly from: number;
  readonly count: number;
  readonly low: number;
  readonly high: number;
}

/** Cuts shifts into runs that hardly vary, for which the taps are expanded once, and the rest. */
export function runsOf(shifts: Float64Array): readonly Run[] {
  const runs: Run[] = [];
  let open: Run | null = null;
  for (let from = 0; from < shifts.length; from += UNIT) {
    const unit = unitAt(shifts, from, Math.min(UNIT, shifts.length - from));
    const joined: Run | null = open === null ? unit : join(open, unit);
    if (joined === null) runs.push(open!);
    open = joined ?? unit;
  }
  if (open !== null) runs.push(open);
  return runs;
}

function unitAt(shifts: Float64Array, from: number, count: number): Run {
  let low = shifts[from]!;
  let high = low;
  for (let n = from + 1; n < from + count; n++) {
    low = Math.min(low, shifts[n]!);
    high = Math.max(high, shifts[n]!);
  }
  return { from, count, low, high };
}

/** Both as one, if they are alike: both to be expanded and still close together, or both not. */
function join(a: Run, b: Run): Run | null {
  const both = {
    from: a.from,
    count: a.count + b.count,
    low: Math.min(a.low, b.low),
    high: Math.max(a.high, b.high),
  };
  const alike = isNarrow(a) ? both.count <= LONGEST && isNarrow(both) : !isNarrow(b);
  return alike ? both : null;
}

/** Whether one expansion serves the whole run. */
export function isNarrow({ low, high }: Run): boolean {
  return high - low <= 2 * REACH && Math.floor(low) === Math.floor(high);
}
