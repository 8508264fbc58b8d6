import { deliverSpooled } from "../logbook/elsewhere.js";
import { objectUrl } from "../objects/address.js";
import { shipEvidence } from "../objects/carrier.js";
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

/** Puts evidence that waits for a bucket and is due into it, and tells of it. */
export async function shipWaiting(home: string, log: ServiceLog, signal: AbortSignal): Promise<void> {
  for (const { shipment, delivered, problem } of await shipEvidence(home, { signal })) {
    if (delivered) log.tell("sent", objectUrl(shipment.to));
    else log.trouble(objectUrl(shipment.to), `the evidence waits: ${problem}`);
  }
}
