/** Where the search for a step size is, as plain JSON. */
export interface DualAveragingState {
  readonly count: number;
  /** What the logarithm of the step is drawn to. */
  readonly centre: number;
  readonly error: number;
  readonly log: number;
  readonly logAverage: number;
}

const [SHRINK, SLOW, FORGET] = [0.05, 10, 0.75];

/** Finds the step size that is accepted as often as is wanted (M. D. Hoffman and A. Gelman 2014, JMLR 15, 1593, section 3.2). */
export class DualAveraging {
  #state: DualAveragingState;

  constructor(
    private readonly wanted: number,
    state: DualAveragingState,
  ) {
    this.#state = state;
  }

  /** From a step size on. */
  static begun(size: number): DualAveragingState {
    return { count: 0, centre: Math.log(10 * size), error: 0, log: Math.log(size), logAverage: Math.log(size) };
  }

  restart(size: number): void {
    this.#state = DualAveraging.begun(size);
  }

  learn(acceptance: number): void {
    const count = this.#state.count + 1;
    const part = 1 / (count + SLOW);
    const error = (1 - part) * this.#state.error + part * (this.wanted - acceptance);
    const log = this.#state.centre - (Math.sqrt(count) / SHRINK) * error;
    const weight = count ** -FORGET;
    const logAverage = weight * log + (1 - weight) * this.#state.logAverage;
    this.#state = { count, centre: this.#state.centre, error, log, logAverage };
  }

  current(): number {
    return Math.exp(this.#state.log);
  }

  average(): number {
    return Math.exp(this.#state.logAverage);
  }

  state(): DualAveragingState {
    return this.#state;
  }
}
