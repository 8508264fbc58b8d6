import type { Spacecraft } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import { dateOf, daysOf } from "../time/calendar.js";
import { EPOCHS } from "../time/scales.js";

/** A day, and how much of it a spacecraft is in contact with the ground (s): one after the other. */
const DAY = 86_400;
const CONTACT = 28_800;

/** A spacecraft's daily contact with the ground, on its own clock. */
export interface Pass {
  readonly spacecraft: Spacecraft;
  /** Days since the clock's epoch. */
  readonly day: number;
  /** When the contact begins (s of SCET). */
  readonly start: Seconds;
  /** When it ends: what was recorded up to then, and not sent yet, was sent (s of SCET). */
  readonly stop: Seconds;
}

/**
 * The pass in which a segment comes down that is complete at `recorded` (s of SCET). Contacts follow one another: spacecraft 1
 * from 0 to 8 h of a day, 2 from 8 to 16 h, 3 from 16 to 24 h. The mass memory is read out oldest first, at three times the
 * rate at which it fills: a pass brings what was recorded in the 16 hours before it, and then what is recorded during it.
 */
export function passOf(spacecraft: Spacecraft, recorded: Seconds): Pass {
  const end = CONTACT * Number(spacecraft);
  const day = Math.max(0, Math.ceil((recorded - end) / DAY));
  return { spacecraft, day, start: day * DAY + end - CONTACT, stop: day * DAY + end };
}

/** Name of a pass: "sc1-2037-001-pass", for spacecraft, year and day of the year; the clocks count from the epoch of TCB on. */
export function passName({ spacecraft, day }: Pass): string {
  const date = EPOCHS.TCB / DAY + day;
  const [year] = dateOf(date);
  const dayOfYear = date - daysOf(year, 1, 1) + 1;
  return `sc${spacecraft}-${year}-${String(dayOfYear).padStart(3, "0")}-pass`;
}
