import { Session } from "node:inspector";
import { SHARED } from "./kernel-link.js";
import { CONSENT_EXPRESSION, TERMINATION } from "./kernel-termination.js";

/** How long the thread of cells may take to answer before its JavaScript is terminated, in ms. */
const PATIENCE = 100;
/** How long the thread of sockets waits for the consent, in ms. */
const CONSENT_WITHIN = 50;
/** How often termination is tried: the compiler may be at work, or native code. */
const ATTEMPTS = 3000;

/** How an interrupt reaches the thread of cells. */
export interface InterruptTarget {
  readonly shared: Int32Array;
  /** Tells the thread of cells to stop the cell `serial`. */
  readonly tell: (serial: number) => void;
  readonly ping: () => void;
}

/**
 * Stops the running cell from the thread of sockets, whatever it does. A message ends an await; when nobody takes the
 * message (a loop, also one behind an await, also one of microtasks) the running JavaScript is terminated, the message
 * is taken then, and the kernel's variables stay.
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
    const serial = Atomics.load(this.#target.shared, SHARED.runningCell);
    if (serial !== 0) this.#target.tell(serial);
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
    const { shared } = this.#target;
    const { none, asked, granted, ordered } = TERMINATION;
    Atomics.store(shared, SHARED.termination, asked);
    const session = this.#connected();
    session.post("Runtime.evaluate", { expression: CONSENT_EXPRESSION });
    Atomics.wait(shared, SHARED.termination, asked, CONSENT_WITHIN);
    if (Atomics.compareExchange(shared, SHARED.termination, asked, none) !== granted) return;
    session.post("Runtime.terminateExecution");
    Atomics.store(shared, SHARED.termination, ordered);
    Atomics.notify(shared, SHARED.termination);
  }

  #connected(): Session {
    if (this.#session === undefined) {
      this.#session = new Session();
      this.#session.connectToMainThread();
    }
    return this.#session;
  }
}
