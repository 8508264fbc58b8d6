import { AsyncLocalStorage } from "node:async_hooks";
import type { Request } from "./kernel-messages.js";

/** One execution of a cell. What the cell starts (timers, promises) carries it along, however late it comes. */
export class CellContext {
  /** Unique within the kernel's life. */
  readonly serial: number;
  readonly request: Request;
  readonly silent: boolean;
  /** The number in the cell's brackets. */
  readonly count: number;
  /** How often code of this cell was told that the cell is interrupted. */
  warnings = 0;
  /** The cell's reply has been sent. */
  finished = false;
  /** The person has been told that something of this interrupted cell still ran. */
  reported = false;
  readonly #interruption = new AbortController();
  #failure: { readonly thrown: unknown } | undefined;

  constructor(serial: number, request: Request, count: number) {
    this.serial = serial;
    this.request = request;
    this.silent = request.content.silent === true;
    this.count = count;
  }

  /** What the cell threw, if it did: the first thing. */
  get failure(): { readonly thrown: unknown } | undefined {
    return this.#failure;
  }

  /** Notes that the cell failed with `thrown`. */
  fail(thrown: unknown): void {
    this.#failure ??= { thrown };
  }

  /** Aborted when the cell is interrupted. */
  get signal(): AbortSignal {
    return this.#interruption.signal;
  }

  get interrupted(): boolean {
    return this.#interruption.signal.aborted;
  }

  interrupt(): void {
    this.#interruption.abort();
  }
}

/** Which execution the running code belongs to. */
export const cellStorage: AsyncLocalStorage<CellContext> = new AsyncLocalStorage<CellContext>();
