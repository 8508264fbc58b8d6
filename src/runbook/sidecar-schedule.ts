import { BadFileError } from "../core/errors.js";
import { cronFault } from "./sidecar-cron.js";
import { isRecurrence, recurrenceFault } from "./sidecar-rrule.js";

/** What becomes of times of the schedule at which nothing ran: the service was down, or the clock jumped. */
export interface Missed {
  /** Which of them run afterwards. */
  readonly run: "skip" | "latest" | "all";
  /** How late a run may begin, in seconds. */
  readonly within: number;
}

const POLICIES = ["skip", "latest", "all"];

/** What a sidecar without `missed` says. */
const DEFAULT_MISSED: Missed = { run: "latest", within: 86_400 };

/** A month: runs that were pruned are not known any more, and would run twice. */
const LONGEST_WITHIN = 31 * 86_400;

/** Checks a schedule: a line of cron or a recurrence of RFC 5545, in UTC; "" for none. */
export function assertSchedule(schedule: string, path: string): void {
  if (schedule.trim() === "") return;
  const fault = isRecurrence(schedule) ? recurrenceFault(schedule) : cronFault(schedule);
  if (fault === undefined) return;
  throw new BadFileError(`${path}: schedule is "${schedule}"; ${fault}`, { path, schedule });
}

/** Reads `missed`: a policy, or one with the time within which it holds. */
export function missedOf(value: unknown, path: string): Missed {
  if (value === undefined) return DEFAULT_MISSED;
  const given = typeof value === "string" ? { run: value } : value;
  const refuse = (what: string): never => {
    throw new BadFileError(
      `${path}: missed${what}; write skip, latest or all, or e.g. { run: latest, within: 86400 } with the seconds that a run may be late`,
      { path },
    );
  };
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return refuse(` is ${JSON.stringify(value)}`);
  const { run, within = DEFAULT_MISSED.within, ...others } = given as Record<string, unknown>;
  const strange = Object.keys(others)[0];
  if (strange !== undefined) return refuse(` has the unknown key "${strange}"`);
  if (!POLICIES.includes(String(run))) return refuse(` is ${JSON.stringify(run ?? null)}`);
  if (typeof within !== "number" || !(within > 0 && within <= LONGEST_WITHIN)) {
    return refuse(`.within is ${JSON.stringify(within)}, not 1 to ${LONGEST_WITHIN}`);
  }
  return { run: run as Missed["run"], within };
}
