import { type Instant, instant, later, secondsBetween, type TimeScale } from "../core/instant.js";
import { fractionOfProduct } from "../core/product.js";
import { daysOf } from "./calendar.js";

/** The scales that are the same for everyone; those of a spacecraft need its orbit (TPS) or its clock (SCET). */
export type CommonScale = "TCB" | "TDB" | "TT" | "TAI" | "UTC" | "GPS";

const DAY = 86_400;

/**
 * Where the seconds of each scale count from, in seconds from 1970-01-01T00:00:00 on its own calendar: TCB from 2035-01-01T00:00:00, the epoch
 * of LISA's products; TT and TDB from 2000-01-01T12:00:00 (J2000); TAI from 1958-01-01T00:00:00, as CCSDS counts; GPS from
 * 1980-01-06T00:00:00; UTC from 1972-01-01T00:00:00, leap seconds counted in.
 */
export const EPOCHS: Readonly<Record<CommonScale, number>> = {
  TCB: daysOf(2035, 1, 1) * DAY,
  TDB: daysOf(2000, 1, 1) * DAY + DAY / 2,
  TT: daysOf(2000, 1, 1) * DAY + DAY / 2,
  TAI: daysOf(1958, 1, 1) * DAY,
  UTC: daysOf(1972, 1, 1) * DAY,
  GPS: daysOf(1980, 1, 6) * DAY,
};

/** TT − TAI, by definition: 32.184 s, in two parts as instants are. */
const TT_LESS_TAI = 32;
const TT_LESS_TAI_FRACTION = 0.184;
/** TAI − GPS, by definition (s). */
const TAI_LESS_GPS = 19;
/** TAI − UTC at the epoch of UTC's count (s); leap seconds later are in the count. */
const TAI_LESS_UTC = 10;

/** TCB and TDB agree here but for TDB0: 1977-01-01T00:00:32.184, JD 2443144.5003725 (IAU 2006 resolution B3). */
const COMMON_ORIGIN = daysOf(1977, 1, 1) * DAY + 32;
const COMMON_FRACTION = 0.184;
/** 1 − dTDB/dTCB (IAU 2006 resolution B3). */
const L_B = 1.550519768e-8;
/** What the decimal number has beyond its float64. */
const L_B_REST = -1.014359578815e-24;
/** TDB at the common origin (s; IAU 2006 resolution B3). */
const TDB_0 = -6.55e-5;

/**
 * The same instant on another scale. Between TAI, TT, GPS and UTC it is exact (for UTC see LEAP_SECONDS_KNOWN_UNTIL), between TDB and TCB as
 * IAU 2006 resolution B3 defines them, and between these two and the others good to 10 µs from 1600 to 2200, at the Earth's
 * centre (G. H. Kaplan, U.S. Naval Observatory Circular 179, equation 2.6; on the ground up to 2 µs more). There and back is the same
 * instant to 1e-15 s.
 */
export function convert<S extends CommonScale>(from: Instant<CommonScale>, scale: S): Instant<S> {
  if (from.scale === scale) return from as Instant<S>;
  if (isBarycentric(from.scale) && isBarycentric(scale)) return fromTdb(toTdb(from), scale);
  return isBarycentric(scale) ? fromTdb(tdbOfTt(toTt(from)), scale) : fromTt(toTt(from), scale);
}

function isBarycentric(scale: CommonScale): boolean {
  return scale === "TCB" || scale === "TDB";
}

/** The instant at which another scale's calendar says the same, `whole` (a whole number) and `rest` seconds later. */
function renamed<S extends TimeScale>(
  from: Instant<CommonScale>,
  scale: S & CommonScale,
  whole: number,
  rest = 0,
): Instant<S> {
  const seconds = from.seconds + EPOCHS[from.scale] - EPOCHS[scale] + whole;
  return later(instant(scale, seconds, from.fraction), rest) as Instant<S>;
}

/** TT less the scale, but for its 0.184 s. */
const TT_LESS: Readonly<Record<"TAI" | "GPS" | "UTC", number>> = {
  TAI: TT_LESS_TAI,
  GPS: TT_LESS_TAI + TAI_LESS_GPS,
  UTC: TT_LESS_TAI + TAI_LESS_UTC,
};

function toTt(from: Instant<CommonScale>): Instant<"TT"> {
  if (from.scale === "TT") return from as Instant<"TT">;
  if (from.scale !== "TCB" && from.scale !== "TDB")
    return renamed(from, "TT", TT_LESS[from.scale], TT_LESS_TAI_FRACTION);
  const tdb = toTdb(from);
  // The series' argument is TT; TDB for it is off by 5e-13 s.
  const near = renamed(tdb, "TT", 0, -tdbLessTt(tdb));
  return renamed(tdb, "TT", 0, -tdbLessTt(near));
}

function fromTt<S extends CommonScale>(from: Instant<"TT">, scale: S): Instant<S> {
  const named: CommonScale = scale;
  if (named === "TT" || named === "TCB" || named === "TDB") return renamed(from, scale, 0);
  return renamed(from, scale, -TT_LESS[named], -TT_LESS_TAI_FRACTION);
}

function tdbOfTt(tt: Instant<"TT">): Instant<"TDB"> {
  return renamed(tt, "TDB", 0, tdbLessTt(tt));
}

function toTdb(from: Instant<CommonScale>): Instant<"TDB"> {
  if (from.scale === "TDB") return from as Instant<"TDB">;
  const [whole, rest] = drift(from);
  return renamed(from, "TDB", -whole, TDB_0 - rest);
}

function fromTdb<S extends CommonScale>(tdb: Instant<"TDB">, scale: S): Instant<S> {
  if (scale === "TDB") return tdb as Instant<TimeScale> as Instant<S>;
  // TDB for TCB in the drift is off by 2.4e-16 of the time; what toTdb makes of the result says by how much.
  const [whole, rest] = drift(tdb);
  const near = renamed(tdb, "TCB", whole, rest - TDB_0) as Instant<"TCB">;
  return later(near, secondsBetween(tdb, toTdb(near)) * (1 + L_B)) as Instant<TimeScale> as Instant<S>;
}

/** L_B times the time since the common origin, as whole seconds and the rest: one float64 of it is off by 1e-14 s. */
function drift({ scale, seconds, fraction }: Instant<CommonScale>): readonly [whole: number, rest: number] {
  const elapsed = seconds + EPOCHS[scale] - COMMON_ORIGIN;
  return [
    Math.round(L_B * elapsed),
    fractionOfProduct(L_B, elapsed) + (L_B_REST * elapsed + L_B * (fraction - COMMON_FRACTION)),
  ];
}

/** Periodic part of TDB − TT: amplitude (s), frequency (rad per Julian century), phase (rad); the last grows with time. */
const TERMS: readonly (readonly [number, number, number])[] = [
  [0.001_657, 628.3076, 6.2401],
  [0.000_022, 575.3385, 4.297],
  [0.000_014, 1256.6152, 6.1969],
  [0.000_005, 606.9777, 4.0212],
  [0.000_005, 52.9691, 0.4444],
  [0.000_002, 21.3299, 5.5431],
];
const GROWING: readonly [number, number, number] = [0.000_01, 628.3076, 4.249];
const CENTURY = 36_525 * DAY;

/** TDB − TT (s) at a time of TT, or, to 5e-13 s, of TDB. */
function tdbLessTt({ seconds, fraction }: Instant<"TT" | "TDB">): number {
  const t = (seconds + fraction) / CENTURY;
  const periodic = TERMS.reduce((sum, [amplitude, rate, phase]) => sum + amplitude * Math.sin(rate * t + phase), 0);
  return periodic + GROWING[0] * t * Math.sin(GROWING[1] * t + GROWING[2]);
}
