import type { RunRecord } from "./record.js";
import type { EarlierRun } from "./run-folder.js";

/** What a cell knows of the run it is part of. */
export interface RunContext {
  /** The run's id; the folder of its record has the same name. */
  readonly id: string;
  /** The runbook's name and version. */
  readonly runbook: string;
  readonly version: string;
  /** The last closed run of the same runbook, or null when this is the first. */
  readonly previous: RunRecord | null;
  /** What earlier closed runs of the same runbook measured, the oldest first. */
  readonly earlier: readonly EarlierRun[];
}

/** Where the runner leaves the context in the kernel's global object. */
const CONTEXT_KEY = "lisalab.run";

/** The context of the run, or null in an interactive notebook. */
export function currentRun(): RunContext | null {
  const found = (globalThis as unknown as Record<symbol, RunContext | undefined>)[Symbol.for(CONTEXT_KEY)];
  return found ?? null;
}

/** Code that hands `context` to a kernel; it is plain enough for any kernel of JavaScript or TypeScript. */
export function contextCode(context: RunContext): string {
  const text = JSON.stringify(JSON.stringify(context));
  return `void Object.defineProperty(globalThis, Symbol.for("${CONTEXT_KEY}"), { value: JSON.parse(${text}), configurable: true });`;
}
