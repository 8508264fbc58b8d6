import { queueRun } from "../runbook/queue.js";
import type { RunLedger } from "../runs/ledger.js";
import { openRuns } from "../runs/open.js";
import type { Clock } from "./clock.js";
import { Events } from "./events.js";
import { HOME, HOME_LOOK, HomeWatch } from "./home-watch.js";
import { ServiceLog } from "./log.js";
import { listen, type Port } from "./port.js";
import { DELIVERY_LOOK, deliverWaiting, shipWaiting } from "./post-office.js";
import { RECOVERY_LOOK, recover } from "./recovery.js";
import { type Routes, routesOf } from "./routes.js";
import { RunbookFolders } from "./runbook-folders.js";
import { Scheduler } from "./scheduler.js";
import { statusRoutes } from "./status.js";
import type { Ask, ServedRunbook } from "./trigger.js";
import { TriggerKeeper } from "./trigger-keeper.js";
import { kept } from "./upkeep.js";
import type { StartWorker } from "./worker.js";
import { Workers } from "./workers.js";

/** Time between two looks at the sidecars, in ms. */
const FOLDERS_LOOK = 3000;

/** What a service is to do. */
export interface ServiceOptions {
  /** LISALAB_HOME. */
  readonly home: string;
  /** Folders of runbooks, absolute. */
  readonly folders: readonly string[];
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** How many runs may be at work at once. */
  readonly workers: number;
  readonly startWorker: StartWorker;
  /** Who asks for the runs of schedules. */
  readonly operator: string;
  readonly clock: Clock;
  /** Takes the lines of the log. */
  readonly write: (line: string) => void;
}

/** Schedules, triggers, the queue's workers and one port, until it is stopped. */
export class Service {
  readonly url: string;
  readonly #log: ServiceLog;
  readonly #ledger: RunLedger;
  readonly #events: Events;
  readonly #port: Port;
  readonly #workers: Workers;
  readonly #triggers: TriggerKeeper;
  /** Ends what makes and starts runs. */
  readonly #stop: AbortController;
  /** Ends what looks after runs that are at work. */
  readonly #end: AbortController;
  readonly #going: readonly Promise<void>[];

  private constructor(parts: ServiceParts, going: readonly Promise<void>[]) {
    this.url = parts.port.url;
    this.#log = parts.log;
    this.#ledger = parts.ledger;
    this.#events = parts.events;
    this.#port = parts.port;
    this.#workers = parts.workers;
    this.#triggers = parts.triggers;
    this.#stop = parts.stop;
    this.#end = parts.end;
    this.#going = going;
  }

  /** Starts all of it. @throws when a folder, the record of runs or the port can't be had: later that is only told */
  static async start(options: ServiceOptions): Promise<Service> {
    const { home, clock } = options;
    const log = new ServiceLog(clock, options.write);
    const folders = new RunbookFolders(options.folders, log);
    const first = await folders.look(true);
    const ledger = await openRuns(home);
    const events = new Events(home, clock, (event, message) => log.tell(event, message));
    try {
      return await started(
        options,
        { log, folders, first, ledger, events },
        (parts, going) => new Service(parts, going),
      );
    } catch (error) {
      await events.close();
      await ledger.close();
      throw error;
    }
  }

  /**
   * Stops in order: nothing begins any more, and runs at work have `patience` ms to end. Those that go on then do so by
   * themselves, and so do those that wait for approval; whoever looks after the queue next takes over what is killed.
   */
  async stop(patience: number): Promise<void> {
    this.#log.tell("stopping", `nothing begins any more; runs at work have ${Math.round(patience / 1000)} s to end`);
    this.#stop.abort();
    const left = await this.#workers.end(patience);
    for (const { pid, run } of left)
      this.#log.tell("left", `process ${pid} goes on by itself with ${run ?? "its run"}`);
    this.#end.abort();
    await Promise.all([this.#triggers.end(), ...this.#going]);
    await this.#port.close();
    await this.#events.close();
    await this.#ledger.close();
    this.#log.tell("stopped", "the service has ended");
  }
}

/** What the service is made of. */
interface ServiceParts {
  readonly log: ServiceLog;
  readonly ledger: RunLedger;
  readonly events: Events;
  readonly port: Port;
  readonly workers: Workers;
  readonly triggers: TriggerKeeper;
  readonly stop: AbortController;
  readonly end: AbortController;
}

/** What is there before anything starts. */
interface Ground {
  readonly log: ServiceLog;
  readonly folders: RunbookFolders;
  readonly first: readonly ServedRunbook[];
  readonly ledger: RunLedger;
  readonly events: Events;
}

async function started<T>(
  options: ServiceOptions,
  { log, folders, first, ledger, events }: Ground,
  made: (parts: ServiceParts, going: readonly Promise<void>[]) => T,
): Promise<T> {
  const { home, clock, operator } = options;
  const around = { clock, log };
  const [stop, end] = [new AbortController(), new AbortController()];
  const scheduler = new Scheduler({ ...around, ledger, operator });
  const workers = new Workers({ ...around, ledger, start: options.startWorker, most: options.workers });
  let served = first;
  const ask: Ask = async (asked) => {
    const entry = await queueRun(ledger, asked);
    workers.wake();
    return entry;
  };
  const triggers = new TriggerKeeper(around, ask, (runbook) => events.triggersOf(runbook));
  const state = { home, since: clock.now(), now: () => clock.now(), ledger, scheduler, workers, folders, log };
  const status = statusRoutes({ ...state, stopping: () => stop.signal.aborted, triggers: () => triggers.names });
  const parts = events.routesOf({
    home,
    runbooks: () => served,
    ask,
    log: (event, message) => log.tell(event, message),
  });
  const port = await listen(answering([{ path: "/", app: status }, ...parts], log), options.host, options.port);
  const serve = (runbooks: readonly ServedRunbook[]): void => {
    served = runbooks;
    scheduler.set(runbooks);
    triggers.set(runbooks);
  };
  serve(first);
  const homeWatch = new HomeWatch(home);
  const going = [
    kept(HOME, async () => (await homeWatch.look(), HOME_LOOK), around, stop.signal),
    kept("schedules", async () => scheduler.look().finally(() => workers.wake()), around, stop.signal),
    kept("sidecars", async () => (serve(await folders.look(false)), FOLDERS_LOOK), around, stop.signal),
    kept("queue", async () => (await workers.look(), await workers.pause(stop.signal), 0), around, stop.signal),
    kept("runs at work", async () => (await recover(ledger, home, log), RECOVERY_LOOK), around, end.signal),
    kept("evidence", async () => (await shipWaiting(home, log, end.signal), DELIVERY_LOOK), around, end.signal),
    kept("logbooks", async () => (await deliverWaiting(home, log, end.signal), DELIVERY_LOOK), around, end.signal),
  ];
  log.tell("listens", `${port.url}; ${first.length} runbooks, ${options.workers} workers, ${home}`);
  return made({ log, ledger, events, port, workers, triggers, stop, end }, going);
}

/** The routes, of which a failure is told in the log and not to who asks. */
function answering(parts: readonly Routes[], log: ServiceLog): ReturnType<typeof routesOf> {
  const app = routesOf(parts);
  app.onError((error, context) => {
    log.trouble(`${context.req.method} ${context.req.path}`, error);
    return context.json({ error: "it can't be answered now; the service's log says why" }, 500);
  });
  return app;
}
