import type { RunLedger } from "./ledger.js";

/** Time between two signs of life, in ms: three may fail before the lease ends. */
const BEAT = 2000;

/** Shows that the owner of a run lives, until it is released. */
export class Lease {
  readonly #ledger: RunLedger;
  readonly #id: string;
  readonly #owner: string;
  readonly #onEnd: (reason: string) => void;
  readonly #timer: NodeJS.Timeout;
  #beating: Promise<void> = Promise.resolve();
  /** The signs of life that could not be given, one after the other. */
  #missed = 0;

  /** @param onEnd hears, once, why the owner must stop: somebody asks it to, or the run is not its own any more */
  constructor(ledger: RunLedger, id: string, owner: string, onEnd: (reason: string) => void) {
    this.#ledger = ledger;
    this.#id = id;
    this.#owner = owner;
    this.#onEnd = onEnd;
    this.#timer = setInterval(() => {
      this.#beating = this.#beating.then(() => this.#beat());
    }, BEAT).unref();
  }

  /** After this there is no sign of life any more, nor one on its way. */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
  }

  async #beat(): Promise<void> {
    try {
      const { owned, stop } = await this.#ledger.renew(this.#id, this.#owner);
      this.#missed = 0;
      if (!owned) this.#end("another process has taken the run over, since this one gave no sign of life");
      else if (stop !== null) this.#end(stop);
    } catch (error) {
      this.#missed += 1;
      if (this.#missed > 3) this.#end(`the record of runs takes no sign of life: ${(error as Error).message}`);
    }
  }

  #end(reason: string): void {
    clearInterval(this.#timer);
    this.#onEnd(reason);
  }
}
