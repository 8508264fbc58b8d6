import { BadArgumentError } from "../core/errors.js";
import { type Instant, instant } from "../core/instant.js";
import { dateOf, daysInMonth, daysOf } from "./calendar.js";
import { endsInLeapSecond, FIRST_OFFSET, STEP_DAYS, taiLessUtc } from "./leapseconds.js";
import { type CommonScale, EPOCHS } from "./scales.js";

const DAY = 86_400;

/** The scales that have dates: a clock on board (SCET) only counts. */
export type DatedScale = CommonScale | "TPS1" | "TPS2" | "TPS3";

/** Proper times of the spacecraft are TCB at the orbits' epoch, and are dated as TCB is. */
function epochOf(scale: DatedScale): number {
  return scale === "TPS1" || scale === "TPS2" || scale === "TPS3" ? EPOCHS.TCB : EPOCHS[scale];
}

/** 2037-01-01, 2037-001 (day of the year), with T12:30, T12:30:15 or T12:30:15.123456789 behind it. */
const PATTERN = /^(\d{4})-(?:(\d{3})|(\d{2})-(\d{2}))(?:T(\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?)?(Z?)$/;

/**
 * Reads a date and a time of day on a scale: "2037-01-01T00:00:00.25", "2037-01-01", or with the day of the year, "2037-001T00:00". UTC may end in
 * Z, and has a second 60 where there was a leap second.
 * @throws BadArgumentError for what is no date on this scale
 */
export function parsed<S extends DatedScale>(scale: S, text: string): Instant<S> {
  const match = PATTERN.exec(text.trim());
  if (match === null) throw refused(scale, text, "dates look like 2037-01-01T00:00:00.25 or 2037-001T00:00");
  const [, year, ofYear, month = "1", day = "1", hour = "0", minute = "0", second = "0", fraction = "0", zone] = match;
  const date = dayOf(Number(year), Number(month), Number(day), ofYear === undefined ? undefined : Number(ofYear));
  if (date === undefined) throw refused(scale, text, "the calendar has no such day");
  if (zone === "Z" && scale !== "UTC") throw refused(scale, text, "only UTC ends in Z");
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  const isLeap = s === 60 && h === 23 && m === 59 && scale === "UTC" && endsInLeapSecond(date);
  if (h > 23 || m > 59 || (s > 59 && !isLeap)) throw refused(scale, text, "the day has no such time");
  if (scale === "UTC" && date < STEP_DAYS[0]!) throw refused(scale, text, "UTC with leap seconds begins in 1972");
  const leaps = scale === "UTC" ? taiLessUtc(date) - FIRST_OFFSET : 0;
  return instant(scale, date * DAY + 3600 * h + 60 * m + s - epochOf(scale) + leaps, Number(`0${fraction}`));
}

function dayOf(year: number, month: number, day: number, ofYear: number | undefined): number | undefined {
  if (ofYear !== undefined) {
    const length = daysOf(year + 1, 1, 1) - daysOf(year, 1, 1);
    return ofYear >= 1 && ofYear <= length ? daysOf(year, 1, 1) + ofYear - 1 : undefined;
  }
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return isDay ? daysOf(year, month, day) : undefined;
}

function refused(scale: DatedScale, text: string, why: string): BadArgumentError {
  return new BadArgumentError(`"${text}" is no ${scale}: ${why}.`, { scale, text });
}

/**
 * Writes an instant as a date and a time of day on its own scale, with so many digits behind the second (cut, not rounded: a time is
 * never written as a later one). UTC ends in Z.
 */
export function iso({ scale, seconds, fraction }: Instant<DatedScale>, digits = 9): string {
  if (!(Number.isInteger(digits) && digits >= 0 && digits <= 15)) {
    throw new BadArgumentError(`digits is ${digits}; it must be a whole number from 0 to 15.`, { digits });
  }
  const count = scale === "UTC" ? undoLeaps(seconds) : { seconds, leap: 0 };
  const total = count.seconds + epochOf(scale);
  const days = Math.floor(total / DAY);
  const [year, month, day] = dateOf(days);
  const ofDay = total - days * DAY;
  const two = (value: number): string => String(value).padStart(2, "0");
  const date = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  const time = `${two(Math.floor(ofDay / 3600))}:${two(Math.floor(ofDay / 60) % 60)}:${two((ofDay % 60) + count.leap)}`;
  const rest = digits === 0 ? "" : `.${cut(fraction, digits)}`;
  return `${date}T${time}${rest}${scale === "UTC" ? "Z" : ""}`;
}

/** The first digits of a fraction, where 0.1 has one, whatever float64 makes of it. */
function cut(fraction: number, digits: number): string {
  const text = fraction.toFixed(15);
  return text.startsWith("1") ? "9".repeat(digits) : text.slice(2, 2 + digits);
}

/** Seconds of UTC without leap seconds, and 1 within a leap second, which is said as the second before it. */
function undoLeaps(seconds: number): { seconds: number; leap: 0 | 1 } {
  for (let step = STEP_DAYS.length - 1; step > 0; step--) {
    const start = STEP_DAYS[step]! * DAY - EPOCHS.UTC + step;
    if (seconds >= start) return { seconds: seconds - step, leap: 0 };
    if (seconds === start - 1) return { seconds: seconds - step, leap: 1 };
  }
  return { seconds, leap: 0 };
}
