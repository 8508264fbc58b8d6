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
