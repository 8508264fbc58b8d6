import { BadArgumentError } from "../core/errors.js";
import { type Instant, secondsBetween } from "../core/instant.js";
import { MOSAS, type Mosa, type PerMosa, perMosa } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import { interpolatingSpline } from "../math/spline.js";
import { sparse } from "../orbits/sparser.js";
import type { OrbitTable } from "../orbits/table.js";
import { evaluatePieces, integralOf, type Pieces, piecesOf } from "./pieces.js";

/** Proper pseudo-ranges of the links (s) and their rates on the receivers' proper times, counted from the simulation's t0. */
export interface LinkRanges {
  fill(mosa: Mosa, first: Seconds, dt: Seconds, ranges: Float64Array, rates: Float64Array): void;
  readonly shortest: Seconds;
  readonly longest: Seconds;
}

/** Rows beyond the simulated time that a spline needs so that its ends are not felt. */
const MARGIN_ROWS = 64;

/** What links of a constellation for this instrument can be: shorter or longer ones are refused (s). */
const SHORTEST = 2;
const LONGEST = 60;

/** And their rates (s/s): interpolation takes them to be small. */
const FASTEST = 1e-3;

/**
 * Ranges from a table of orbits: a spline of degree 5 through the rates, and its integral, so that both belong together to
 * the last digit.
 * @param from,until the times that are needed, since t0
 */
export function linkRanges(orbits: OrbitTable, t0: Instant<"TCB">, from: Seconds, until: Seconds): LinkRanges {
  const origin = secondsBetween(orbits.t0, t0);
  mustCover(orbits, origin, from, until);
  const low = Math.max(0, Math.floor((from - origin) / orbits.dt) - MARGIN_ROWS);
  const high = Math.min(orbits.length, Math.ceil((until - origin) / orbits.dt) + MARGIN_ROWS + 1);
  const begin = origin + low * orbits.dt;
  const [shortest, longest] = extremes(orbits, low, high);
  const tables = perMosa((mosa) => {
    const { values, dt } = sparse(orbits.properPseudoRangeRates[mosa].slice(low, high), orbits.dt);
    const rates = pieces(begin, values, dt);
    return { rates, ranges: integralOf(rates, orbits.properPseudoRanges[mosa][low]!) };
  });
  return { shortest, longest, fill: filler(tables) };
}

type Tables = PerMosa<{ readonly rates: Pieces; readonly ranges: Pieces }>;

function filler(tables: Tables): LinkRanges["fill"] {
  return (mosa, first, dt, ranges, rates) => {
    evaluatePieces(tables[mosa].ranges, first, dt, ranges);
    evaluatePieces(tables[mosa].rates, first, dt, rates);
  };
}

function pieces(begin: Seconds, values: Float64Array, step: Seconds): Pieces {
  const degree = values.length > 5 ? 5 : 3;
  const times = Float64Array.from({ length: values.length }, (_, row) => begin + row * step);
  const spline = interpolatingSpline(times, values, degree);
  return piecesOf(spline, begin, step, times.length - 1, degree);
}

function mustCover(orbits: OrbitTable, origin: Seconds, from: Seconds, until: Seconds): void {
  const end = origin + (orbits.length - 1) * orbits.dt;
  if (from >= origin && until <= end) return;
  throw new BadArgumentError(
    `The orbits (${orbits.source}) reach from ${origin} s to ${end} s around the start, the simulation needs ${from} s to ${until} s: light and filters reach back before the start. Give longer orbits, or start later.`,
    { orbits: [origin, end], needed: [from, until] },
  );
}

/** The shortest and the longest range of the rows that are used; all must be possible. */
function extremes(orbits: OrbitTable, low: number, high: number): [Seconds, Seconds] {
  let shortest = Number.POSITIVE_INFINITY;
  let longest = 0;
  for (const mosa of MOSAS) {
    for (let row = low; row < high; row++) {
      const range = orbits.properPseudoRanges[mosa][row]!;
      if (!(Math.abs(orbits.properPseudoRangeRates[mosa][row]!) < FASTEST && range >= SHORTEST && range <= LONGEST)) {
        throw impossibleLink(orbits, mosa, row);
      }
      shortest = Math.min(shortest, range);
      longest = Math.max(longest, range);
    }
  }
  return [shortest, longest];
}

function impossibleLink(orbits: OrbitTable, mosa: Mosa, row: number): BadArgumentError {
  const [range, rate] = [orbits.properPseudoRanges[mosa][row]!, orbits.properPseudoRangeRates[mosa][row]!];
  return new BadArgumentError(
    `Link ${mosa} of ${orbits.source} is ${range.toPrecision(4)} s long and grows by ${rate.toPrecision(3)} s/s in row ${row}; the instrument can do ${SHORTEST} s to ${LONGEST} s, and less than ${FASTEST} s/s. Give orbits of a constellation such as LISA's (8.3 s).`,
    { mosa, row, range, rate },
  );
}
