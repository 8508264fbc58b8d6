import type { BaselinePeriod } from "../trends/period.js";
import type { Check } from "./check.js";
import type { EarlierRun } from "./earlier.js";
import type { HoldRecord } from "./hold-record.js";
import type { RunRecord } from "./record.js";

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
  /** Which runs say what is usual, by the sidecar. */
  readonly baseline: BaselinePeriod;
  /** 1, or more for a run that was resumed or retried. */
  readonly attempt: number;
  /** The checks of cells that are not executed again in this attempt. */
  readonly kept: readonly Check[];
  /** null on a server elsewhere, whose disk is not the runner's. */
  readonly checkpoints: CheckpointPlace | null;
  /** LISALAB_HOME; null on a server elsewhere. */
  readonly home: string | null;
}

/** Where checkpoints of a run are, and what they belong to. */
export interface CheckpointPlace {
  readonly folder: string;
  /** A hash of the run, its notebook, its parameters and the version of lisalab. */
  readonly belongsTo: string;
}

/** What a cell had made that is executed again: it may be made again. */
export interface Forgotten {
  readonly checks: readonly string[];
  readonly checkpoints: readonly string[];
}

/** Where the runner leaves the context in the kernel's global object, and what is to be forgotten. */
const CONTEXT_KEY = "lisalab.run";
const FORGOTTEN_KEY = "lisalab.forgotten";
const DECISIONS_KEY = "lisalab.decisions";

/** The context of the run, or null in an interactive notebook. */
export function currentRun(): RunContext | null {
  const found = (globalThis as unknown as Record<symbol, RunContext | undefined>)[Symbol.for(CONTEXT_KEY)];
  return found ?? null;
}

/** Names that may be taken again; each is given once. */
export function forgotten(what: keyof Forgotten): readonly string[] {
  const found = (globalThis as unknown as Record<symbol, Record<keyof Forgotten, string[]> | undefined>)[
    Symbol.for(FORGOTTEN_KEY)
  ];
  return found?.[what].splice(0) ?? [];
}

/** Code that tells a kernel what a cell had made that is executed again. */
export function forgettingCode(names: Forgotten): string {
  return handingCode(FORGOTTEN_KEY, names);
}

/** Code that hands `context` to a kernel; it is plain enough for any kernel of JavaScript or TypeScript. */
export function contextCode(context: RunContext): string {
  return handingCode(CONTEXT_KEY, context);
}

/**
 * What people were asked and what they decided, in all attempts of the run, the first first: the last one let this cell go
 * on, if it is tagged `hold`. None in an interactive notebook.
 */
export function decisions(): readonly HoldRecord[] {
  const found = (globalThis as unknown as Record<symbol, readonly HoldRecord[] | undefined>)[Symbol.for(DECISIONS_KEY)];
  return found ?? [];
}

/** Code that tells a kernel what was decided so far. */
export function decisionsCode(holds: readonly HoldRecord[]): string {
  return handingCode(DECISIONS_KEY, holds);
}

function handingCode(key: string, value: unknown): string {
  const text = JSON.stringify(JSON.stringify(value));
  return `void Object.defineProperty(globalThis, Symbol.for("${key}"), { value: JSON.parse(${text}), configurable: true });`;
}
