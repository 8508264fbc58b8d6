import { Session } from "node:inspector";
import { UNTANGLE_EXPRESSION } from "./kernel-untangling.js";

/** How long the thread of cells may take to answer before its JavaScript is terminated, in ms. */
const PATIENCE = 250;
/** How often termination is tried: code may catch it in another loop. */
const ATTEMPTS = 20;

/** What an interrupt needs from the thread of sockets. */
export interface InterruptTarget {
  /** The serial number of the running cell, 0 when none runs. */
  readonly runningCell: () => number;
  /** Tells the thread of cells to stop the cell `serial`. */
  readonly tell: (serial: number) => void;
  readonly ping: () => void;
}

/**
 * Stops the running cell from the thread of sockets, whatever it does. A signal ends a synchronous stretch at the
 * cell's own level; a message ends an await; when neither is answered (a loop after an await, a loop of microtasks)
 * the running JavaScript is terminated. The kernel's variables stay.
 */
export class Interrupter {
  readonly #target: InterruptTarget;
  #timer: NodeJS.Timeout | undefined;
  #session: Session | undefined;

  constructor(target: InterruptTarget) {
    this.#target = target;
  }

  /** Interrupts what runs now. */
  interrupt(): void {
    const serial = this.#target.runningCell();
    if (serial !== 0) {
      process.kill(process.pid, "SIGINT");
      this.#target.tell(serial);
    }
    this.#expectPong(ATTEMPTS);
  }

  /** The thread of cells answered: it is free. */
  pong(): void {
    clearTimeout(this.#timer);
  }

  #expectPong(attempts: number): void {
    clearTimeout(this.#timer);
    this.#target.ping();
    this.#timer = setTimeout(() => {
      this.#terminate();
      if (attempts > 1) this.#expectPong(attempts - 1);
    }, PATIENCE);
  }

  #terminate(): void {
    if (this.#session === undefined) {
      this.#session = new Session();
      this.#session.connectToMainThread();
    }
    this.#session.post("Runtime.evaluate", { expression: UNTANGLE_EXPRESSION });
    this.#session.post("Runtime.terminateExecution");
  }
}
