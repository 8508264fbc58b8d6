import { daysOf } from "./calendar.js";

/** First days of UTC on which TAI − UTC is one second more than before: from 10 s on 1972-01-01 to 37 s (IERS Bulletin C). */
const STEPS = [
  "1972-01",
  "1972-07",
  "1973-01",
  "1974-01",
  "1975-01",
  "1976-01",
  "1977-01",
  "1978-01",
  "1979-01",
  "1980-01",
  "1981-07",
  "1982-07",
  "1983-07",
  "1985-07",
  "1988-01",
  "1990-01",
  "1991-01",
  "1992-07",
  "1993-07",
  "1994-07",
  "1996-01",
  "1997-07",
  "1999-01",
  "2006-01",
  "2009-01",
  "2012-07",
  "2015-07",
  "2017-01",
] as const; // prettier-ignore

/** TAI − UTC on the first of them (s). */
export const FIRST_OFFSET = 10;

/** Days from 1970-01-01 to each step. */
export const STEP_DAYS: readonly number[] = STEPS.map((step) => {
  const [year = 0, month = 0] = step.split("-").map(Number);
  return daysOf(year, month, 1);
});

/**
 * The last day up to which this table is known to be complete. Later UTC is computed as if there were no more leap seconds, and may be
 * off by whole seconds, if there are.
 */
export const LEAP_SECONDS_KNOWN_UNTIL = "2026-06-30";

/** TAI − UTC (s) on a day of UTC, from 1972 on. */
export function taiLessUtc(days: number): number {
  let count = 0;
  while (count < STEP_DAYS.length && days >= STEP_DAYS[count]!) count++;
  return FIRST_OFFSET - 1 + count;
}

/** Whether the last minute of a day of UTC has 61 seconds. */
export function endsInLeapSecond(days: number): boolean {
  return days + 1 > STEP_DAYS[0]! && STEP_DAYS.includes(days + 1);
}
