import { Hono } from "hono";
import type { RunLedger } from "../runs/ledger.js";
import { HOME } from "./home-watch.js";
import type { ServiceLog, Trouble } from "./log.js";
import type { RunbookFolders } from "./runbook-folders.js";
import type { Scheduler } from "./scheduler.js";
import type { WorkerState, Workers } from "./workers.js";

/** Runs of the queue that are listed. */
const LISTED = 100;

/** Times of a schedule that are listed. */
const TIMES = 3;

/** What `/status` answers. Times are ISO 8601 UTC. */
export interface Status {
  readonly now: string;
  readonly since: string;
  readonly home: string;
  readonly stopping: boolean;
  readonly schedules: readonly {
    readonly runbook: string;
    readonly version: string;
    readonly path: string;
    readonly schedule: string;
    readonly missed: string;
    readonly next: readonly string[];
  }[];
  readonly triggers: readonly string[];
  /** What waits, the first to run first; at most a hundred. */
  readonly queue: readonly {
    readonly run: string;
    readonly dueAt: string;
    readonly cause: string | null;
  }[];
  readonly workers: readonly WorkerState[];
  /** What is wrong with runbooks' files, by path. */
  readonly faults: Readonly<Record<string, string>>;
  /** What does not work at this moment. */
  readonly broken: Readonly<Record<string, string>>;
  /** What went wrong last. */
  readonly troubles: readonly Trouble[];
}

/** Where the status comes from. */
export interface StatusParts {
  readonly home: string;
  readonly since: number;
  now(): number;
  stopping(): boolean;
  triggers(): readonly string[];
  readonly ledger: RunLedger;
  readonly scheduler: Scheduler;
  readonly workers: Workers;
  readonly folders: RunbookFolders;
  readonly log: ServiceLog;
}

/**
 * `/livez`, whether it goes on without a new start: what the service needs from outside is no reason for one, a home that
 * was replaced is. `/healthz`, whether all works; and `/status`.
 */
export function statusRoutes(parts: StatusParts): Hono {
  const app = new Hono();
  app.get("/livez", (context) => {
    const isAlive = !(HOME in parts.log.open);
    return context.json({ alive: isAlive, stopping: parts.stopping() }, isAlive ? 200 : 503);
  });
  app.get("/healthz", (context) => {
    const broken = parts.log.open;
    const isWell = Object.keys(broken).length === 0;
    return context.json({ well: isWell, stopping: parts.stopping(), broken }, isWell ? 200 : 503);
  });
  app.get("/status", async (context) => context.json(await statusOf(parts)));
  return app;
}

async function statusOf(parts: StatusParts): Promise<Status> {
  const { home, since, ledger, scheduler, workers, folders, log } = parts;
  const queued = await ledger.list({ status: ["queued"] });
  const first = [...queued].sort((a, b) => a.dueAt - b.dueAt).slice(0, LISTED);
  return {
    now: iso(parts.now()),
    since: iso(since),
    home,
    stopping: parts.stopping(),
    schedules: scheduler.plans.map(({ runbook: { path, sidecar }, schedule }) => ({
      runbook: sidecar.name,
      version: sidecar.version,
      path,
      schedule: sidecar.schedule,
      missed: `${sidecar.missed.run} within ${sidecar.missed.within} s`,
      next: comingTimes(schedule, parts.now(), TIMES),
    })),
    triggers: parts.triggers(),
    queue: first.map(({ id, dueAt, cause }) => ({ run: id, dueAt: iso(dueAt), cause })),
    workers: workers.states,
    faults: folders.faults,
    broken: log.open,
    troubles: log.latest,
  };
}

/** The next times of a schedule after `from`. */
export function comingTimes(
  schedule: { next(time: number): number | null },
  from: number,
  count: number,
): readonly string[] {
  const times: string[] = [];
  for (let time = schedule.next(from); time !== null && times.length < count; time = schedule.next(time)) {
    times.push(iso(time));
  }
  return times;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
