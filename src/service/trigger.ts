import type { Asked } from "../runbook/queue.js";
import type { Sidecar } from "../runbook/sidecar.js";
import type { RunEntry } from "../runs/entry.js";

/** Puts a run into the queue, once for each cause; wrong parameters are refused. */
export type Ask = (asked: Asked) => Promise<RunEntry>;

/** A runbook that the service looks after. */
export interface ServedRunbook {
  /** The notebook's absolute path. */
  readonly path: string;
  readonly sidecar: Sidecar;
}

/** Something that makes runs happen while the service is up. */
export interface Trigger {
  /** For the log, e.g. `folder /data/incoming of daily-ops`. */
  readonly name: string;
  /**
   * Goes on until the signal aborts, and ends then. What it throws is told, and it is started again after a pause that
   * doubles: it keeps what it has done where it finds it again.
   */
  run(ask: Ask, signal: AbortSignal): Promise<void>;
}
