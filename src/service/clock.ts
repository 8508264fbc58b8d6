import { setTimeout as wait } from "node:timers/promises";

/** Where the service has its time from. Schedules follow it wherever it jumps, so nothing here remembers it for long. */
export interface Clock {
  /** ms since 1970 UTC; it may jump forwards and back. */
  now(): number;
  /** Waits so many of its ms, whatever `now` does meanwhile; ends early, without an error, when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The machine's clock; its waits are by the monotonic one, which nobody sets. */
export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    if (signal.aborted) return;
    await wait(ms, undefined, { signal }).catch((error: Error) => {
      if (error.name !== "AbortError") throw error;
    });
  },
};
