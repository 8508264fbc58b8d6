const DAY = 86_400_000;

const WEEKDAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

/** A day of the calendar, in UTC. */
export interface Day {
  /** Its midnight, ms since 1970 UTC. */
  readonly start: number;
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly date: number;
  /** "SU" to "SA". */
  readonly weekday: string;
}

export function dayOf(time: number): Day {
  const start = Math.floor(time / DAY) * DAY;
  const date = new Date(start);
  return {
    start,
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    date: date.getUTCDate(),
    weekday: WEEKDAYS[date.getUTCDay()]!,
  };
}

/** The days from `start` up to `end`, which are midnights. */
export function daysBetween(start: number, end: number): readonly Day[] {
  return Array.from({ length: Math.round((end - start) / DAY) }, (_, index) => dayOf(start + index * DAY));
}

/** The days of the year that `time` is in. */
export function yearOf(time: number): readonly Day[] {
  const { year } = dayOf(time);
  return daysBetween(Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1));
}

/** The days of the month that `time` is in. */
export function monthOf(time: number): readonly Day[] {
  const { year, month } = dayOf(time);
  return daysBetween(Date.UTC(year, month - 1, 1), Date.UTC(year, month, 1));
}

type Parts = ReadonlyMap<string, string>;

/**
 * Which days a rule of RFC 5545 (section 3.3.10) accepts: those that pass each of its parts. What is left out comes from
 * its first day.
 */
export function isoDays(parts: Parts, first: Day): (day: Day) => boolean {
  const { months, dates, weekdays } = daysGiven(parts, first);
  const yearDays = numbers(parts, "BYYEARDAY");
  const weeks = numbers(parts, "BYWEEKNO");
  return (day) =>
    (months?.includes(day.month) ?? true) &&
    (dates === undefined || isNumbered(dates, day.date, daysIn(day.year, day.month))) &&
    (yearDays === undefined || isNumbered(yearDays, dayOfYear(day), dayOfYear(dayOf(Date.UTC(day.year, 11, 31))))) &&
    (weeks === undefined || isInWeek(weeks, day, parts.get("WKST") ?? "MO")) &&
    (weekdays?.some((each) => isWeekday(each, day, parts)) ?? true);
}

/** The parts that say which day, from the rule or its first day. */
function daysGiven(
  parts: Parts,
  first: Day,
): { months: readonly number[] | undefined; dates: readonly number[] | undefined; weekdays?: readonly string[] } {
  const frequency = parts.get("FREQ");
  const [months, dates] = [numbers(parts, "BYMONTH"), numbers(parts, "BYMONTHDAY")];
  const weekdays = parts.get("BYDAY")?.split(",");
  const isSaid = ["BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"].some((name) => parts.has(name));
  if (!isSaid && frequency === "YEARLY") return { months: months ?? [first.month], dates: [first.date] };
  if (!isSaid && frequency === "MONTHLY") return { months, dates: [first.date] };
  if (!isSaid && frequency === "WEEKLY") return { months, dates, weekdays: [first.weekday] };
  return { months, dates, ...(weekdays !== undefined && { weekdays }) };
}

/** Whether the day is `2TU`, the second Tuesday of its month, or of its year when the rule is yearly and names no month. */
function isWeekday(text: string, day: Day, parts: Parts): boolean {
  const weekday = text.slice(-2);
  const place = Number(text.slice(0, -2));
  if (day.weekday !== weekday || place === 0) return day.weekday === weekday;
  const ofYear = parts.get("FREQ") === "YEARLY" && !parts.has("BYMONTH");
  const [number, last] = ofYear
    ? [dayOfYear(day), dayOfYear(dayOf(Date.UTC(day.year, 11, 31)))]
    : [day.date, daysIn(day.year, day.month)];
  return place > 0 ? Math.ceil(number / 7) === place : Math.ceil((last - number + 1) / 7) === -place;
}

/** Whether the day is in one of the weeks, of which the first of a year has at least four of its days. */
function isInWeek(weeks: readonly number[], day: Day, begins: string): boolean {
  const back = (WEEKDAYS.indexOf(day.weekday) - WEEKDAYS.indexOf(begins) + 7) % 7;
  const fourth = dayOf(day.start + (3 - back) * DAY);
  const number = Math.ceil(dayOfYear(fourth) / 7);
  const length = dayOfYear(dayOf(Date.UTC(fourth.year, 11, 31)));
  // The last week is that whose fourth day is the last such in the year.
  return isNumbered(weeks, number, number + Math.floor((length - dayOfYear(fourth)) / 7));
}

function isNumbered(wanted: readonly number[], number: number, last: number): boolean {
  return wanted.includes(number) || wanted.includes(number - last - 1);
}

function dayOfYear({ start, year }: Day): number {
  return (start - Date.UTC(year, 0, 1)) / DAY + 1;
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function numbers(parts: Parts, name: string): readonly number[] | undefined {
  return parts.get(name)?.split(",").map(Number);
}
