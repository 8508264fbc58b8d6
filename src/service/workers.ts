import { hostname } from "node:os";
import { BadArgumentError } from "../core/errors.js";
import type { RunEntry } from "../runs/entry.js";
import type { RunLedger } from "../runs/ledger.js";
import { ACTIVE } from "../runs/status.js";
import type { Surroundings } from "./upkeep.js";
import type { StartWorker, Worker, WorkerEnd } from "./worker.js";

/** Time between two looks at the queue, in ms; who queues here need not wait for it. */
const LOOK = 1000;

/** The first pause after workers that came to nothing, in ms; it doubles up to the longest. */
const PAUSE = 1000;
const LONGEST_PAUSE = 60_000;

/** A worker as others see it. */
export interface WorkerState {
  readonly pid: number;
  /** ISO 8601 UTC. */
  readonly since: string;
  /** The run that it has; null while it starts or ends. */
  readonly run: string | null;
  readonly status: string | null;
}

/** What the workers work with. */
export interface WorkersParts extends Surroundings {
  readonly ledger: RunLedger;
  readonly start: StartWorker;
  /** How many may work at once; runs that wait for somebody's approval don't count. */
  readonly most: number;
}

/** Starts a worker for each run of the queue that can begin, as many at once as may be. */
export class Workers {
  readonly #parts: WorkersParts;
  readonly #working = new Map<Worker, { readonly since: number; entry: RunEntry | null }>();
  /** Those that came to nothing, one after the other. */
  #vain = 0;
  #notBefore = Number.NEGATIVE_INFINITY;
  #wake = new AbortController();

  constructor(parts: WorkersParts) {
    if (!Number.isSafeInteger(parts.most) || parts.most < 1) {
      throw new BadArgumentError(`--workers is ${parts.most}; at least 1 is expected.`, { workers: parts.most });
    }
    this.#parts = parts;
  }

  get states(): readonly WorkerState[] {
    return [...this.#working].map(([{ pid }, { since, entry }]) => ({
      pid,
      since: new Date(since).toISOString(),
      run: entry?.id ?? null,
      status: entry?.status ?? null,
    }));
  }

  /** Starts the workers that are needed. */
  async look(): Promise<void> {
    const { ledger, clock, log, most, start } = this.#parts;
    const active = await ledger.list({ status: ACTIVE });
    for (const [{ pid }, state] of this.#working) {
      const entry = active.find(({ owner }) => owner?.startsWith(`${hostname()}:${pid}:`)) ?? null;
      if (entry !== null && state.entry === null) log.tell("begins", `${entry.id} in process ${pid}`);
      state.entry = entry;
    }
    if (Math.abs(this.#notBefore - clock.now()) < LONGEST_PAUSE && clock.now() < this.#notBefore) return;
    const states = [...this.#working.values()];
    const held = states.filter(({ entry }) => entry?.status === "held").length;
    const free = most - (states.length - held);
    if (free <= 0) return;
    // A worker that has no run yet is about to take one of those that wait.
    const starting = states.filter(({ entry }) => entry === null).length;
    const wanted = Math.min(free, (await ledger.ready()) - starting);
    for (let count = 0; count < wanted; count += 1) this.#begin(start());
  }

  /** Waits until it is time for another look, or until something has happened. */
  async pause(signal: AbortSignal): Promise<void> {
    await this.#parts.clock.sleep(LOOK, AbortSignal.any([signal, this.#wake.signal]));
    this.#wake = new AbortController();
  }

  /** Something was queued, or a worker has ended. */
  wake(): void {
    this.#wake.abort();
  }

  /** Waits for those that work, but for what waits for approval. @returns those that still work after `patience` ms */
  async end(patience: number): Promise<readonly WorkerState[]> {
    const busy = [...this.#working].filter(([, { entry }]) => entry?.status !== "held").map(([worker]) => worker.ended);
    const over = new AbortController();
    void Promise.all(busy).then(() => over.abort());
    await this.#parts.clock.sleep(patience, over.signal);
    return this.states;
  }

  #begin(worker: Worker): void {
    this.#working.set(worker, { since: this.#parts.clock.now(), entry: null });
    void this.#seeOff(worker);
  }

  async #seeOff(worker: Worker): Promise<void> {
    const end = await worker.ended;
    this.#working.delete(worker);
    this.#told(worker, end);
    this.wake();
  }

  #told({ pid }: Worker, { status, record, words }: WorkerEnd): void {
    const { log, clock } = this.#parts;
    if (record !== null) {
      this.#vain = 0;
      const seconds = (Date.parse(record.endedAt ?? record.startedAt) - Date.parse(record.startedAt)) / 1000;
      const reason = record.reason === "" ? "" : `: ${record.reason}`;
      log.tell(record.verdict ?? "ended", `${record.id} after ${Math.round(seconds)} s${reason}`);
      return;
    }
    // Another service, or a person, may have been faster, which is nothing to tell.
    if (status !== 0) log.trouble(`worker ${pid} ended with ${status}`, words === "" ? "it said nothing" : words);
    this.#notBefore = clock.now() + Math.min(PAUSE * 2 ** this.#vain, LONGEST_PAUSE);
    this.#vain += 1;
  }
}
