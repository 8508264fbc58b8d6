import { Hono } from "hono";
import { isBucket, isKey, objectUrl } from "../objects/address.js";
import type { ObjectStore } from "../objects/store.js";
import type { BucketTrigger } from "../runbook/sidecar-triggers.js";
import type { Arrivals } from "./arrivals.js";
import { noticeOf, type ObjectEvent } from "./bucket-events.js";
import { arrivalOf, isWanted } from "./bucket-listing.js";
import { EVENTS_SECRET } from "./caller.js";
import { answered, entered, TurnedAway } from "./entrance.js";
import type { Routes, Served } from "./routes.js";
import type { ServedRunbook } from "./trigger.js";

/** How long an answer to a store may take, in ms; later it tells it again. */
const PATIENCE = 30_000;

/** A runbook with one of its buckets. */
interface Waiting {
  readonly runbook: ServedRunbook;
  readonly trigger: BucketTrigger;
}

/** `POST /events`: stores of objects tell what is new. What they tell is looked up in the bucket before it counts. */
export function noticeRoutes(served: Served, arrivals: Arrivals, store: () => ObjectStore): Routes {
  const app = new Hono();
  app.post("/", (context) =>
    answered(context, "events", served.log, async () => {
      const { content } = await entered(context.req.raw, EVENTS_SECRET);
      const notice = noticeOf(content);
      if (notice === null) throw new TurnedAway(400, "the body is no event of a bucket");
      if (notice.todo !== "") served.log("event", JSON.stringify(notice.todo));
      const signal = AbortSignal.timeout(PATIENCE);
      let runs = 0;
      for (const event of notice.events) runs += await heard(event, { served, arrivals, store }, signal);
      return context.json({ events: notice.events.length, runs });
    }),
  );
  return { path: "/events", app };
}

interface Hearing {
  readonly served: Served;
  readonly arrivals: Arrivals;
  readonly store: () => ObjectStore;
}

/** Gives the object that an event tells of its runs; how many are new. */
async function heard({ bucket, keys, etag }: ObjectEvent, hearing: Hearing, signal: AbortSignal): Promise<number> {
  let runs = 0;
  for (const key of isBucket(bucket) ? keys.filter(isKey) : []) {
    const waiting = waitingFor(hearing.served.runbooks(), bucket, key);
    if (await isKnown(waiting, { source: objectUrl({ bucket, key }), mark: etag }, hearing.arrivals)) continue;
    // Events come late, and in any order: what counts is what is there now.
    const head = await hearing.store().head({ bucket, key }, signal);
    for (const { runbook, trigger } of head === null ? [] : waiting) {
      const taken = await hearing.arrivals.tryTake(runbook, arrivalOf(trigger, head!), hearing.served.ask);
      if (taken?.repeated === false) runs++;
    }
  }
  return runs;
}

function waitingFor(runbooks: readonly ServedRunbook[], bucket: string, key: string): readonly Waiting[] {
  return runbooks.flatMap((runbook) =>
    runbook.sidecar.triggers.flatMap((trigger) =>
      "bucket" in trigger && trigger.bucket === bucket && isWanted(trigger, key) ? [{ runbook, trigger }] : [],
    ),
  );
}

/** Whether all that wait for it have had this very content. */
async function isKnown(
  waiting: readonly Waiting[],
  event: { readonly source: string; readonly mark: string },
  arrivals: Arrivals,
): Promise<boolean> {
  for (const { runbook } of waiting) {
    if ((await arrivals.unseen(runbook, [event])).length > 0) return false;
  }
  return true;
}
