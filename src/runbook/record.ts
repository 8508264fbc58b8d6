import type { Verdict } from "../core/verdict.js";
import type { Notification } from "../logbook/notification.js";
import type { Check } from "./check.js";
import type { HoldRecord } from "./hold-record.js";

/** What happened to one code cell of a run; "kept" is what was done in an earlier attempt and is not executed again. */
export interface CellRecord {
  /** The cell's stable id in the notebook. */
  readonly id: string;
  /** Place among the notebook's cells, from 0. */
  readonly index: number;
  readonly state: "pending" | "running" | "done" | "failed" | "skipped" | "kept";
  /** ISO 8601 UTC; null before it started or ended. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

/** An attempt of a run before the one that its record is of. */
export interface EarlierAttempt {
  readonly attempt: number;
  readonly operator: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Why it did not come to its end. */
  readonly reason: string;
  /** Message id of its entry in the logbook; null when it has none. */
  readonly entry: number | null;
}

/** Something that was tried again, since what it met passes by itself. */
export interface Retry {
  readonly attempt: number;
  /** Place of the cell among the notebook's cells, from 0; null for the whole run. */
  readonly cell: number | null;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly reason: string;
  /** Seconds that were waited. */
  readonly wait: number;
}

/** A value that a cell saved, which a resumed run need not make again. */
export interface CheckpointRecord {
  readonly name: string;
  /** Place of the cell among the notebook's cells, from 0. */
  readonly cell: number;
  /** The attempt that made it. */
  readonly attempt: number;
  readonly bytes: number;
}

/** A file that a run left, beside its record. */
export interface Artefact {
  readonly role: "notebook" | "html" | "pdf" | "product";
  /** Relative to the run's folder. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** All that is known of a run: `record.json` in its folder, rewritten atomically at every change. */
export interface RunRecord {
  readonly version: 1;
  /** Sortable and unique, e.g. "20370101T000000Z-daily-ops-3f9a". */
  readonly id: string;
  readonly runbook: { readonly name: string; readonly version: string; readonly path: string; readonly sha256: string };
  /** Validated parameters, defaults included. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly kernel: string;
  /** Which of its verdicts which logbooks elsewhere are told of, as its sidecar said. */
  readonly notify: readonly Notification[];
  /** Where a copy of its evidence goes, as s3://bucket/prefix; "" for nowhere. */
  readonly evidence: string;
  /** Who started it. */
  readonly operator: string;
  /** 1, or more for a run that was resumed or retried: what follows is of this attempt. */
  readonly attempt: number;
  readonly attempts: readonly EarlierAttempt[];
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** null while it runs. */
  readonly verdict: Verdict | null;
  /** One sentence: why, when the verdict isn't Pass. */
  readonly reason: string;
  readonly checks: readonly Check[];
  /** What the runbook noted for the evidence and the logbook, in Markdown. */
  readonly notes: readonly string[];
  readonly cells: readonly CellRecord[];
  /** Of this attempt and those before. */
  readonly retries: readonly Retry[];
  readonly checkpoints: readonly CheckpointRecord[];
  /** What it asked people before it went on, and what they decided. */
  readonly holds: readonly HoldRecord[];
  readonly artefacts: readonly Artefact[];
  /** What went wrong after the verdict: evidence that could not be written, a logbook that took no entry. */
  readonly problems: readonly string[];
  /** Message id of the entry in the logbook; null when there is none. */
  readonly entry: number | null;
  /** Versions of lisalab, Node, kernel and server; content hashes of the inputs. */
  readonly environment: Readonly<Record<string, string>>;
}
