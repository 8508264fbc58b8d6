import { Cron } from "croner";
import { isRecurrence } from "../runbook/sidecar-rrule.js";
import { Recurrence } from "./recurrence.js";

/** When something is due: times in ms since 1970 UTC. */
export interface Schedule {
  /** The first time after `time`; null when there is none in the years to come. */
  next(time: number): number | null;
}

/** The schedule of a sidecar, which has checked it. */
export function scheduleOf(text: string): Schedule {
  if (isRecurrence(text)) return new Recurrence(text);
  const cron = new Cron(text, { timezone: "UTC", mode: "5-part", paused: true });
  return { next: (time) => cron.nextRun(new Date(time))?.getTime() ?? null };
}
