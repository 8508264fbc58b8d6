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
  #failure: { readonly thrown: unknown } | undefined;
  finished = false;
  interrupted = false;

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
}

/** Which execution the running code belongs to. */
export const cellStorage: AsyncLocalStorage<CellContext> = new AsyncLocalStorage<CellContext>();
