import type { Verdict } from "../core/verdict.js";
import type { Notification } from "../logbook/notification.js";
import type { Check } from "./check.js";
import type { HoldRecord } from "./hold-record.js";

/** What happened to one code cell of a run. */
export interface CellRecord {
  /** The cell's stable id in the notebook. */
  readonly id: string;
  /** Place among the notebook's cells, from 0. */
  readonly index: number;
  readonly state: "pending" | "running" | "done" | "failed" | "skipped";
  /** ISO 8601 UTC; null before it started or ended. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
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
  /** Who started it. */
  readonly operator: string;
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
