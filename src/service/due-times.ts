import type { Missed } from "../runbook/sidecar-schedule.js";
import type { Schedule } from "./schedule.js";

/** Who is no later than this is on time, in ms. */
const GRACE = 60_000;

/** The times of a schedule between two looks at it. */
export interface DueTimes {
  /** Those that are to run, the first first. */
  readonly run: readonly number[];
  /** Those that were missed and are not to run. */
  readonly left: readonly number[];
  /** Whether there were more, so long ago that they are not counted. */
  readonly older: boolean;
}

/** What is due after `since` and up to `now`: all that is on time, and of what was missed what the policy says. */
export function dueTimes(schedule: Schedule, since: number, now: number, { run, within }: Missed): DueTimes {
  const oldest = now - within * 1000;
  const times: number[] = [];
  for (
    let time = schedule.next(Math.max(since, oldest - 1));
    time !== null && time <= now;
    time = schedule.next(time)
  ) {
    times.push(time);
  }
  const onTime = times.filter((time) => now - time <= GRACE);
  const late = times.slice(0, times.length - onTime.length);
  // A latest one that is on time stands for those before it.
  const caught = run === "all" ? late : run === "latest" && onTime.length === 0 ? late.slice(-1) : [];
  const first = since < oldest ? schedule.next(since) : null;
  return {
    run: [...caught, ...onTime],
    left: late.filter((time) => !caught.includes(time)),
    older: first !== null && first < oldest,
  };
}
