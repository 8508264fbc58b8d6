// Shifts cut into runs; see runs.ts of the plain twin.

/** As there. */
const REACH: f64 = 2e-6;
const UNIT: i32 = 32;
const LONGEST: i32 = 512;

/** Bytes of what is known of all shifts of a cut, and of each of its runs. */
const HEADER: usize = 32;
const RECORD: usize = 24;

/**
 * Cuts the shifts of a chunk into runs: those that hardly vary, and the rest. At `cut` are then the least and the greatest of
 * the shifts, 0 if all are finite (else NaN), and the number of runs; of each run, its first index and number of
 * outputs (32 bits each), its least and its greatest shift.
 */
export function cutRuns(shifts: usize, count: i32, cut: usize): void {
  let record = cut + HEADER;
  let from: i32 = 0;
  let low: f64 = 0;
  let high: f64 = 0;
  let lowest = load<f64>(shifts);
  let highest = lowest;
  let nothing = f64x2.splat(0);
  for (let next: i32 = 0; next < count; next += UNIT) {
    const end = min(next + UNIT, count);
    let lows = v128.load_splat<f64>(shifts + ((<usize>next) << 3));
    let highs = lows;
    let n = next;
    for (; n + 2 <= end; n += 2) {
      const pair = v128.load(shifts + ((<usize>n) << 3));
      lows = f64x2.pmin(lows, pair);
      highs = f64x2.pmax(highs, pair);
      nothing = f64x2.add(nothing, f64x2.sub(pair, pair));
    }
    if (n < end) {
      const last = v128.load_splat<f64>(shifts + ((<usize>n) << 3));
      lows = f64x2.pmin(lows, last);
      highs = f64x2.pmax(highs, last);
      nothing = f64x2.add(nothing, f64x2.sub(last, last));
    }
    const unitLow = lesser(f64x2.extract_lane(lows, 0), f64x2.extract_lane(lows, 1));
    const unitHigh = greater(f64x2.extract_lane(highs, 0), f64x2.extract_lane(highs, 1));
    lowest = lesser(lowest, unitLow);
    highest = greater(highest, unitHigh);
    const bothLow = lesser(low, unitLow);
    const bothHigh = greater(high, unitHigh);
    const alike = isNarrow(low, high)
      ? end - from <= LONGEST && isNarrow(bothLow, bothHigh)
      : !isNarrow(unitLow, unitHigh);
    if (next > 0 && alike) {
      low = bothLow;
      high = bothHigh;
      continue;
    }
    if (next > 0) record = addRun(record, from, next - from, low, high);
    from = next;
    low = unitLow;
    high = unitHigh;
  }
  record = addRun(record, from, count - from, low, high);
  store<f64>(cut, lowest);
  store<f64>(cut, highest, 8);
  store<f64>(cut, f64x2.extract_lane(nothing, 0) + f64x2.extract_lane(nothing, 1), 16);
  store<f64>(cut, <f64>((record - cut - HEADER) / RECORD), 24);
}

/** Of numbers that are finite: the instruction of that name would take care of NaN, slowly. */
function lesser(a: f64, b: f64): f64 {
  return a < b ? a : b;
}

function greater(a: f64, b: f64): f64 {
  return a > b ? a : b;
}

function addRun(record: usize, from: i32, count: i32, low: f64, high: f64): usize {
  store<i32>(record, from);
  store<i32>(record, count, 4);
  store<f64>(record, low, 8);
  store<f64>(record, high, 16);
  return record + RECORD;
}

/** Whether one expansion serves the whole run. */
export function isNarrow(low: f64, high: f64): bool {
  return high - low <= 2 * REACH && Math.floor(low) == Math.floor(high);
}

export function firstRun(cut: usize): usize {
  return cut + HEADER;
}

export function nextRun(record: usize): usize {
  return record + RECORD;
}

export function endOfRuns(cut: usize): usize {
  return cut + HEADER + <usize>load<f64>(cut, 24) * RECORD;
}
