import type { Verdict } from "../core/verdict.js";
import type { SqlRow, SqlValue } from "../sql/sql.js";
import type { RunStatus } from "./status.js";

/** What somebody asked for: all that a worker needs to run it, wherever it works. */
export interface RunAsk {
  /** The runbook's path. */
  readonly runbook: string;
  /** The folder that names of files in the parameters are relative to. */
  readonly folder: string;
  /** What was given for parameters, as text, by name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The moment that computed parameters, such as yesterday, are relative to; ms since 1970 UTC. */
  readonly asOf: number;
  /** Instead of the kernel that the sidecar names. */
  readonly kernel?: string;
  /** Cells with one of these tags are not executed. */
  readonly skipTags?: readonly string[];
  /** How often it is put into the queue again, to be resumed, when its runner was killed; never when absent. */
  readonly resumes?: number;
  /** Which logbooks elsewhere are told of which verdicts, also when it can't begin or its runner was killed. */
  readonly notify?: readonly { readonly on: readonly (Verdict | "Info")[]; readonly logbooks: readonly string[] }[];
}

/** How the cause of a run begins that was made by an arrival: a file, a hook, or an object in a bucket. */
export const ARRIVAL = "event:";

/** A run as it is entered. */
export interface NewRun {
  /** Sortable and unique. */
  readonly id: string;
  /** Name and version of the runbook. */
  readonly runbook: string;
  readonly version: string;
  readonly ask: RunAsk;
  /** Who asks. */
  readonly operator: string;
  /** What makes it happen, such as an occurrence of a schedule: there is one run of a cause, however often it is told. */
  readonly cause?: string;
  /** How many runs of this runbook may be at work at once; any number when absent. */
  readonly atOnce?: number;
  /** When it may begin, ms since 1970 UTC; at once when absent. */
  readonly dueAt?: number;
}

/** A run that has ended, as it tells of itself. */
export interface EndedRun extends Pick<NewRun, "id" | "runbook" | "version" | "ask" | "operator"> {
  readonly status: RunStatus;
  /** ms since 1970 UTC. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly reason: string;
}

/** A run as the record has it. Times are ms since 1970 UTC, by the record's clock. */
export interface RunEntry {
  readonly id: string;
  readonly runbook: string;
  readonly version: string;
  readonly status: RunStatus;
  readonly ask: RunAsk;
  readonly operator: string;
  readonly cause: string | null;
  /** Counts from 1 when it begins; 0 before. */
  readonly attempt: number;
  readonly askedAt: number;
  readonly dueAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** One sentence: why, when it did not pass. */
  readonly reason: string;
  /** Who works at it, and until when nobody else may. */
  readonly owner: string | null;
  readonly leaseUntil: number | null;
}

/** One step on a run's way. */
export interface Transition {
  readonly attempt: number;
  readonly at: number;
  /** null for its entry. */
  readonly from: RunStatus | null;
  readonly to: RunStatus;
  readonly who: string;
  readonly reason: string;
}

export function entryOf(row: SqlRow): RunEntry {
  return {
    id: String(row["id"]),
    runbook: String(row["runbook"]),
    version: String(row["version"]),
    status: row["status"] as RunStatus,
    ask: JSON.parse(String(row["ask"])) as RunAsk,
    operator: String(row["operator"]),
    cause: text(row["cause"]),
    attempt: Number(row["attempt"]),
    askedAt: Number(row["asked_at"]),
    dueAt: Number(row["due_at"]),
    startedAt: time(row["started_at"]),
    endedAt: time(row["ended_at"]),
    reason: String(row["reason"]),
    owner: text(row["owner"]),
    leaseUntil: time(row["lease_until"]),
  };
}

export function transitionOf(row: SqlRow): Transition {
  return {
    attempt: Number(row["attempt"]),
    at: Number(row["at"]),
    from: text(row["old_status"]) as RunStatus | null,
    to: row["new_status"] as RunStatus,
    who: String(row["who"]),
    reason: String(row["reason"]),
  };
}

function text(value: SqlValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

function time(value: SqlValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}
