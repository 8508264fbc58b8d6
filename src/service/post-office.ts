import { deliverSpooled } from "../logbook/elsewhere.js";
import type { ServiceLog } from "./log.js";

/** Time between two looks at the spool, in ms; how long an entry waits after a failure, the spool knows. */
export const DELIVERY_LOOK = 5000;

/** Delivers what waits for logbooks elsewhere and is due, and tells of it. */
export async function deliverWaiting(home: string, log: ServiceLog, signal: AbortSignal): Promise<void> {
  for (const { post, delivered, problem } of await deliverSpooled(home, { signal })) {
    const what = `${post.entry.key} to ${post.entry.logbook}`;
    if (delivered) log.tell("posted", problem === "" ? what : `${what}, but ${problem}`);
    else log.trouble(what, `the entry waits: ${problem}`);
  }
}
