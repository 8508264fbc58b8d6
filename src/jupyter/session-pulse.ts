/** Time between two looks at a kernel, in ms. */
const LOOK = 500;

/** After so many looks without a sign of life a kernel hangs: 4 s. */
const SILENT_LOOKS = 8;

/** At this look it is asked whether the server itself still answers. */
const DOUBTFUL_LOOKS = 4;

/** How a pulse asks, and whom it tells. */
export interface PulseEvents {
  /** Asks the kernel for a sign of life, past the cell that it executes; false when nothing can be asked at present. */
  ask(): boolean;
  /** Asks whether the server still answers. */
  askServer(): Promise<boolean>;
  /** Nothing was heard for long. */
  onSilence(hung: "kernel" | "server"): void;
}

/**
 * Listens whether a kernel lives. It counts looks and not time: who stood still itself, as the whole machine may have,
 * missed nothing. A kernel that never answers such questions, as some don't, is not asked for long.
 */
export class Pulse {
  readonly #events: PulseEvents;
  readonly #timer: NodeJS.Timeout;
  #answers = false;
  #heard = true;
  #silent = 0;
  #serverAnswers = false;

  constructor(events: PulseEvents) {
    this.#events = events;
    this.#timer = setInterval(() => this.#look(), LOOK).unref();
    events.ask();
  }

  /** A message came. @param isAnswer to a question of this pulse */
  heard(isAnswer: boolean): void {
    this.#heard = true;
    this.#answers ||= isAnswer;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    if (this.#heard) {
      this.#silent = 0;
      this.#serverAnswers = false;
      this.#heard = !this.#events.ask();
      return;
    }
    if (!this.#answers) return;
    this.#silent += 1;
    if (this.#silent === DOUBTFUL_LOOKS) void this.#askServer();
    if (this.#silent < SILENT_LOOKS) return;
    this.stop();
    this.#events.onSilence(this.#serverAnswers ? "kernel" : "server");
  }

  async #askServer(): Promise<void> {
    this.#serverAnswers = await this.#events.askServer();
  }
}
