import { Lease } from "../runs/lease.js";
import type { RunLedger } from "../runs/ledger.js";
import { THIS_PROCESS } from "../runs/owner.js";
import { type RunStatus, statusOf } from "../runs/status.js";
import { outcomeOf } from "./measured.js";
import type { CellRecord, RunRecord } from "./record.js";

/** What the record of runs is told of a run that goes on here. */
export class RunTrack {
  /** Stops the run when somebody asks for it, or when it is not this process's any more. */
  readonly signal: AbortSignal;
  /** The record of runs. */
  readonly ledger: RunLedger;
  readonly #id: string;
  readonly #lease: Lease;
  /** Steps on their way to the record, in their order. */
  #steps: Promise<void> = Promise.resolve();
  #failure: unknown;

  /** The run is this process's already. */
  constructor(ledger: RunLedger, id: string) {
    this.ledger = ledger;
    this.#id = id;
    const stop = new AbortController();
    this.signal = stop.signal;
    this.#lease = new Lease(ledger, id, THIS_PROCESS, (reason) => stop.abort(new Error(reason)));
  }

  /** A cell began or ended. What keeps the record from taking it is told at the run's end. */
  cell({ id, index, state, startedAt, endedAt }: CellRecord): void {
    const step = {
      cell: id,
      place: index,
      state,
      startedAt: Date.parse(startedAt!),
      endedAt: endedAt === null ? null : Date.parse(endedAt),
    };
    this.#steps = this.#steps.then(() => this.ledger.cell(this.#id, step)).catch((error: unknown) => this.#fail(error));
  }

  /** A step of the run that is not its end. */
  async move(to: RunStatus, who: string, reason: string): Promise<void> {
    await this.#steps;
    await this.ledger.move(this.#id, { to, who, reason, owner: THIS_PROCESS });
  }

  /** A cell is executed again. */
  again(reason: string): void {
    this.#steps = this.#steps
      .then(() => this.ledger.again(this.#id, THIS_PROCESS, reason, "same attempt"))
      .then(() => undefined)
      .catch((error: unknown) => this.#fail(error));
  }

  /** The whole run is tried again; gives the number of the attempt. */
  async nextAttempt(reason: string): Promise<number> {
    await this.#steps;
    const { attempt } = await this.ledger.again(this.#id, THIS_PROCESS, reason, "next attempt");
    return attempt;
  }

  /** The run's end. @param stopped by somebody, and not by what happened in it */
  async end(record: RunRecord, stopped: boolean): Promise<void> {
    await this.#steps;
    await this.#lease.release();
    const to = stopped ? "cancelled" : statusOf(record.verdict!);
    try {
      if (this.#failure !== undefined) throw this.#failure;
      await this.ledger.measures.keep([outcomeOf(record)]);
      await this.ledger.move(this.#id, { to, who: record.operator, owner: THIS_PROCESS, reason: record.reason });
    } finally {
      await this.ledger.close();
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
  }
}
