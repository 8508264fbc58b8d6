/** Time that runs out, but for pauses: then `signal` is aborted with a reason. */
export class Countdown {
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #reason: string;
  #timer: NodeJS.Timeout | undefined;
  /** What was left when the timer was last set, and when that was, in ms. */
  #left: number;
  #since = 0;

  constructor(seconds: number, reason: string) {
    this.signal = this.#controller.signal;
    this.#left = seconds * 1000;
    this.#reason = reason;
    this.#go();
  }

  /** Does work that may take its time. */
  async paused<T>(work: () => Promise<T>): Promise<T> {
    this.cancel();
    try {
      return await work();
    } finally {
      this.#go();
    }
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#left -= performance.now() - this.#since;
  }

  #go(): void {
    this.#since = performance.now();
    this.#timer = setTimeout(() => this.#controller.abort(new Error(this.#reason)), Math.max(0, this.#left));
  }
}
