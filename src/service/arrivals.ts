import { dirname } from "node:path";
import { isLisalabError, type LisalabError } from "../core/errors.js";
import { ObjectError } from "../objects/error.js";
import { ARRIVAL } from "../runs/entry.js";
import { type EventMark, openEvents, type SeenEvents } from "../runs/events.js";
import type { Ask, ServedRunbook } from "./trigger.js";

/** Something that came in and is to have a run. */
export interface Arrival extends EventMark {
  /** What the run gets of it. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Who asks for the run, e.g. `bucket lisa-l0`. */
  readonly operator: string;
}

/** The run of an arrival. */
export interface Taken {
  readonly run: string;
  /** Whether it had it before. */
  readonly repeated: boolean;
}

export type Log = (event: string, message: string) => void;

/** Gives each arrival one run, however often, from however many sides and after whatever pauses it is told. */
export class Arrivals {
  readonly #home: string;
  readonly #log: Log;
  #events: Promise<SeenEvents> | undefined;
  /** What was told: it is tried again on every look, and told once. */
  readonly #told = new Set<string>();

  constructor(home: string, log: Log) {
    this.#home = home;
    this.#log = log;
  }

  /** Those that had no run yet. */
  async unseen<E extends EventMark>(runbook: ServedRunbook, events: readonly E[]): Promise<readonly E[]> {
    return (await this.#opened()).unseen(runbook.sidecar.name, events);
  }

  /** The run of an arrival, queued now if it had none. @throws what the queue refuses */
  async take({ path, sidecar: { name } }: ServedRunbook, arrival: Arrival, ask: Ask): Promise<Taken> {
    const events = await this.#opened();
    const before = await events.runOf(name, arrival);
    if (before !== null) return { run: before, repeated: true };
    const { source, mark, parameters, operator } = arrival;
    const cause = `${ARRIVAL}${name}:${source}@${mark}`;
    const { id } = await ask({ runbook: path, parameters, operator, cause, folder: dirname(path) });
    // Between these two a kill is harmless: the record of runs knows the cause.
    await events.note(name, arrival, id);
    this.tell(`${source} is new for ${name}: run ${id}`);
    return { run: id, repeated: false };
  }

  /** The same, where nobody waits for the answer: what is wrong with the arrival is told, and null comes back. */
  async tryTake(runbook: ServedRunbook, arrival: Arrival, ask: Ask): Promise<Taken | null> {
    try {
      return await this.take(runbook, arrival, ask);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const { source, mark } = arrival;
      this.tellOnce(`${runbook.sidecar.name} ${source} ${mark}`, `${source} is refused: ${error.message}`);
      return null;
    }
  }

  /** Notes that an arrival, as it looks from outside, is one that has had its run. */
  async note({ sidecar }: ServedRunbook, event: EventMark, run: string): Promise<void> {
    await (await this.#opened()).note(sidecar.name, event, run);
  }

  tell(message: string): void {
    this.#log("event", message);
  }

  tellOnce(what: string, message: string): void {
    if (this.#told.has(what)) return;
    this.#told.add(what);
    this.tell(message);
  }

  async close(): Promise<void> {
    await (await this.#events)?.close();
  }

  /** A record that can't be opened now may be later. */
  #opened(): Promise<SeenEvents> {
    this.#events ??= openEvents(this.#home).catch((error: unknown) => {
      this.#events = undefined;
      throw error;
    });
    return this.#events;
  }
}

/** Whether an error says that this arrival can't have a run, and not that none could have one now. */
export function isRefusal(error: unknown): error is LisalabError {
  if (error instanceof ObjectError) return !error.isTransient;
  return isLisalabError(error) && error.tag.startsWith("Bad");
}
