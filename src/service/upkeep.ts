import type { Clock } from "./clock.js";
import type { ServiceLog } from "./log.js";

/** The first pause after a failure, in ms; it doubles up to the longest. */
const PAUSE = 1000;
const LONGEST_PAUSE = 30_000;

/** What everything that goes on in the service needs. */
export interface Surroundings {
  readonly clock: Clock;
  readonly log: ServiceLog;
}

/**
 * Does `work` again and again until the signal aborts; it gives the pause until the next time, in ms. What it throws is
 * told, and it is tried again after a pause that doubles: a full disk, a locked file or a database that is being
 * restarted stops nothing for longer than it lasts.
 */
export async function kept(
  what: string,
  work: () => Promise<number>,
  { clock, log }: Surroundings,
  signal: AbortSignal,
): Promise<void> {
  let failed = 0;
  while (!signal.aborted) {
    let pause: number;
    try {
      pause = await work();
      failed = 0;
      log.well(what);
    } catch (error) {
      if (signal.aborted) return;
      log.broken(what, error);
      pause = Math.min(PAUSE * 2 ** failed, LONGEST_PAUSE);
      failed += 1;
    }
    await clock.sleep(pause, signal);
  }
}
