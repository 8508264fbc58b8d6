import { BadArgumentError } from "../core/errors.js";
import { VERDICTS, type Verdict } from "../core/verdict.js";

/** Where a run is on its way. */
export type RunStatus =
  | "queued"
  | "running"
  | "held"
  | "passed"
  | "warned"
  | "failed"
  | "errored"
  | "cancelled"
  | "abandoned";

/** What may follow what. A run that errored, was cancelled or abandoned can be resumed: it runs again, as another attempt. */
const NEXT: Readonly<Record<RunStatus, readonly RunStatus[]>> = {
  queued: ["running", "cancelled"],
  running: ["held", "passed", "warned", "failed", "errored", "cancelled", "abandoned", "queued"],
  held: ["running", "errored", "cancelled", "abandoned"],
  passed: [],
  warned: [],
  failed: ["running", "queued"],
  errored: ["running", "queued"],
  cancelled: ["running", "queued"],
  abandoned: ["running", "queued", "errored"],
};

/** All of them, in the order of a run's life. */
export const STATUSES: readonly RunStatus[] = Object.keys(NEXT) as RunStatus[];

/** Somebody works at it, or ought to. */
export const ACTIVE: readonly RunStatus[] = ["running", "held"];

const OF_VERDICT: Readonly<Record<Verdict, RunStatus>> = {
  Pass: "passed",
  Warn: "warned",
  Fail: "failed",
  Error: "errored",
};

/** The status of a run that ended with this verdict. */
export function statusOf(verdict: Verdict): RunStatus {
  return OF_VERDICT[verdict];
}

/** The verdict of a run that ended so; Error for all that came to no verdict. */
export function verdictOf(status: RunStatus): Verdict {
  return VERDICTS.find((verdict) => OF_VERDICT[verdict] === status) ?? "Error";
}

/** @throws BadArgumentError for a step that no run takes */
export function mustFollow(id: string, from: RunStatus, to: RunStatus): void {
  if (!NEXT[from].includes(to)) {
    const possible = NEXT[from].length === 0 ? "it has ended" : `it can become ${NEXT[from].join(", ")}`;
    throw new BadArgumentError(`Run ${id} is ${from} and can't become ${to}: ${possible}.`, { id, from, to });
  }
}
