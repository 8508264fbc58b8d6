/** What long work reports as it goes on. */
export interface Progress {
  /** Work done, from 0 to 1. */
  readonly fraction: number;
  /** What is being done now, for people. */
  readonly message?: string;
}

/** The last argument of everything that takes long: how to stop it, and whom to tell. */
export interface Work {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * What work that goes on step by step comes to: runs it to its end, and tells of each step.
 *
 *     const found = finished(search.searchGalacticBinaries(seen, data, band), ({ left, bands }) => bar({ fraction: 1 - left / bands }));
 */
export function finished<Step, Result>(
  work: Generator<Step, Result, void>,
  onStep: (step: Step) => void = () => undefined,
): Result {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    onStep(step.value);
  }
}
