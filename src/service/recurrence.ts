import { timeOf } from "../runbook/sidecar-rrule.js";
import { type Day, dayOf, daysBetween, isoDays, monthOf, yearOf } from "./recurrence-days.js";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/** How far ahead a rule is searched, in ms: every 29th of February comes within 8 years, on a certain weekday within 40. */
const HORIZON = 41 * 366 * DAY;

/** Periods that are searched at most; a rule whose steps never meet its minutes has none in the first ones nor later. */
const MOST_PERIODS = 1_000_000;

/** A recurrence rule of RFC 5545 with its first time; all in UTC, so that no day is longer than another. */
export class Recurrence {
  readonly #begin: number;
  readonly #parts: ReadonlyMap<string, string>;
  readonly #frequency: string;
  readonly #interval: number;
  readonly #until: number;
  readonly #count: number;
  readonly #accepts: (day: Day) => boolean;
  readonly #hours: readonly number[];
  readonly #minutes: readonly number[];
  readonly #seconds: readonly number[];
  readonly #positions: readonly number[];

  /** @param text `DTSTART:… RRULE:…`, as a sidecar's check lets it pass */
  constructor(text: string) {
    const [start, rule] = text.trim().split(/\s+/);
    this.#begin = timeOf(start!.slice("DTSTART:".length));
    this.#parts = new Map(
      rule!
        .slice("RRULE:".length)
        .split(";")
        .map((part) => part.split("=") as [string, string]),
    );
    this.#frequency = this.#parts.get("FREQ")!;
    this.#interval = Number(this.#parts.get("INTERVAL") ?? 1);
    this.#until = this.#parts.has("UNTIL") ? timeOf(this.#parts.get("UNTIL")!) : Number.POSITIVE_INFINITY;
    this.#count = Number(this.#parts.get("COUNT") ?? Number.POSITIVE_INFINITY);
    this.#accepts = isoDays(this.#parts, dayOf(this.#begin));
    const first = new Date(this.#begin);
    this.#hours = this.#numbers("BYHOUR", [first.getUTCHours()]);
    this.#minutes = this.#numbers("BYMINUTE", [first.getUTCMinutes()]);
    this.#seconds = this.#numbers("BYSECOND", [first.getUTCSeconds()]);
    this.#positions = this.#numbers("BYSETPOS", []);
  }

  /** The first of its times after `time`; null when there is none in the years to come. */
  next(time: number): number | null {
    const isCounted = this.#count !== Number.POSITIVE_INFINITY;
    const end = Math.min(this.#until, Math.max(time, this.#begin) + HORIZON);
    let left = this.#count;
    let period = isCounted ? 0 : this.#periodBefore(time);
    for (let tried = 0; tried < MOST_PERIODS; tried += 1) {
      const start = this.#startOf(period);
      if (start > end) return null;
      for (const found of this.#timesIn(start)) {
        if (found < this.#begin) continue;
        if (found > end || left === 0) return null;
        if (found > time) return found;
        left -= 1;
      }
      period = this.#following(period, start);
    }
    return null;
  }

  /** A period that begins before `time`, with all that come before it. */
  #periodBefore(time: number): number {
    const elapsed = Math.max(0, time - this.#begin);
    const length = { YEARLY: 366 * DAY, MONTHLY: 31 * DAY, WEEKLY: 7 * DAY, DAILY: DAY, HOURLY: HOUR }[this.#frequency];
    return Math.max(0, Math.floor(elapsed / ((length ?? MINUTE) * this.#interval)) - 1);
  }

  /** When the n-th period of the rule begins. */
  #startOf(period: number): number {
    const steps = period * this.#interval;
    const first = new Date(this.#begin);
    switch (this.#frequency) {
      case "YEARLY":
        return Date.UTC(first.getUTCFullYear() + steps, 0, 1);
      case "MONTHLY":
        return Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + steps, 1);
      case "WEEKLY": {
        const begins = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"].indexOf(this.#parts.get("WKST") ?? "MO");
        const day = Math.floor(this.#begin / DAY);
        return (day - ((first.getUTCDay() - begins + 7) % 7) + 7 * steps) * DAY;
      }
      default: {
        const unit = this.#unit();
        return (Math.floor(this.#begin / unit) + steps) * unit;
      }
    }
  }

  /** The next period; of a day that is not accepted no more hours and minutes are looked at. */
  #following(period: number, start: number): number {
    const unit = this.#unit();
    if (unit >= DAY || this.#accepts(dayOf(start))) return period + 1;
    const tomorrow = (Math.floor(start / DAY) + 1) * DAY;
    return period + Math.max(1, Math.ceil((tomorrow - start) / (unit * this.#interval)));
  }

  #unit(): number {
    return { HOURLY: HOUR, MINUTELY: MINUTE }[this.#frequency] ?? DAY;
  }

  /** The times of the period that begins at `start`, in their order. */
  #timesIn(start: number): readonly number[] {
    const days = this.#daysFrom(start).filter((day) => this.#accepts(day));
    const times = days.flatMap(({ start: day }) => this.#timesOf(start, day));
    if (this.#positions.length === 0) return times;
    const chosen = this.#positions.map((position) => times.at(position > 0 ? position - 1 : position));
    return [...new Set(chosen.filter((time) => time !== undefined))].sort((a, b) => a - b);
  }

  #daysFrom(start: number): readonly Day[] {
    switch (this.#frequency) {
      case "YEARLY":
        return yearOf(start);
      case "MONTHLY":
        return monthOf(start);
      case "WEEKLY":
        return daysBetween(start, start + 7 * DAY);
      default:
        return [dayOf(start)];
    }
  }

  /** The times of a day, or of the hour or minute that begins at `start`. */
  #timesOf(start: number, day: number): readonly number[] {
    const [hour, minute] = [new Date(start).getUTCHours(), new Date(start).getUTCMinutes()];
    const isWithin = (name: string, value: number): boolean => this.#numbers(name, [value]).includes(value);
    if (this.#unit() < DAY && !isWithin("BYHOUR", hour)) return [];
    if (this.#unit() < HOUR && !isWithin("BYMINUTE", minute)) return [];
    const hours = this.#unit() < DAY ? [hour] : this.#hours;
    const minutes = this.#unit() < HOUR ? [minute] : this.#minutes;
    return hours.flatMap((h) =>
      minutes.flatMap((m) => this.#seconds.map((s) => day + h * HOUR + m * MINUTE + s * 1000)),
    );
  }

  #numbers(name: string, whenAbsent: readonly number[]): readonly number[] {
    const text = this.#parts.get(name);
    if (text === undefined) return whenAbsent;
    return [...new Set(text.split(",").map(Number))].sort((a, b) => a - b);
  }
}
