import { objectAccess } from "../objects/access.js";
import { ObjectStore } from "../objects/store.js";
import type { HookTrigger } from "../runbook/sidecar-triggers.js";
import { Arrivals, type Log } from "./arrivals.js";
import { BucketListing } from "./bucket-listing.js";
import { noticeRoutes } from "./bucket-notices.js";
import { callerSecret, EVENTS_SECRET, hookVariable } from "./caller.js";
import type { Clock } from "./clock.js";
import { FolderWatch } from "./folder-watch.js";
import { hookRoutes } from "./hooks.js";
import type { Routes, Served } from "./routes.js";
import type { ServedRunbook, Trigger } from "./trigger.js";

/** All that makes runs happen besides schedules: folders, hooks, buckets. */
export class Events {
  readonly #arrivals: Arrivals;
  readonly #clock: Clock;
  #store: ObjectStore | undefined;

  constructor(home: string, clock: Clock, log: Log) {
    this.#arrivals = new Arrivals(home, log);
    this.#clock = clock;
  }

  /** What is to run while a runbook is served. */
  triggersOf(runbook: ServedRunbook): readonly Trigger[] {
    const store = (): ObjectStore => this.#opened();
    const around = { arrivals: this.#arrivals, store, clock: this.#clock };
    return runbook.sidecar.triggers.flatMap((trigger): Trigger[] => {
      if ("folder" in trigger) return [new FolderWatch(runbook, trigger, this.#arrivals, this.#clock)];
      if ("bucket" in trigger) return [new BucketListing(runbook, trigger, around)];
      return [openHook(runbook, trigger, this.#clock)];
    });
  }

  /** What the port answers to those who tell of something new. @throws EnvironmentError for a secret that can be guessed */
  routesOf(served: Served): readonly Routes[] {
    if (process.env[EVENTS_SECRET]) callerSecret(EVENTS_SECRET);
    return [hookRoutes(served, this.#arrivals), noticeRoutes(served, this.#arrivals, () => this.#opened())];
  }

  close(): Promise<void> {
    return this.#arrivals.close();
  }

  /** Opened when first needed: a service without buckets needs no access to any. */
  #opened(): ObjectStore {
    this.#store ??= new ObjectStore(objectAccess());
    return this.#store;
  }
}

/** Time between two looks whether a hook has its secret, in ms. */
const SECRET_LOOK = 3_600_000;

/** A hook is answered by its route; this tells when it has no secret, so that nobody can call it. */
function openHook({ sidecar }: ServedRunbook, { hook }: HookTrigger, clock: Clock): Trigger {
  return {
    name: `hook ${hook} of ${sidecar.name}`,
    run: async (_ask, signal) => {
      while (!signal.aborted) {
        callerSecret(hookVariable(hook));
        await clock.sleep(SECRET_LOOK, signal);
      }
    },
  };
}
