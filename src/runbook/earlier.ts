import { errorMessage } from "../core/error-message.js";
import type { Verdict } from "../core/verdict.js";
import type { RunLedger } from "../runs/ledger.js";
import type { Outcome } from "../runs/measures.js";
import type { BaselinePeriod } from "../trends/period.js";
import { takeIn } from "./intake.js";
import type { RunRecord } from "./record.js";
import { recordOf } from "./run-folder.js";

/** How many earlier runs a runbook is told of: the first ones, which say what is usual, and two months of days. */
const EARLIER = 60;

/** What an earlier run measured. */
export interface EarlierRun {
  readonly id: string;
  readonly startedAt: string;
  readonly verdict: Verdict;
  /** Of the runbook and of lisalab. */
  readonly version: string;
  readonly software: string;
  /** The checks' values that are numbers, by the check's name. */
  readonly values: Readonly<Record<string, number>>;
}

/** What a run is told of those before it. */
export interface Before {
  /** The last closed run of the runbook; null when this is the first one here. */
  readonly previous: RunRecord | null;
  /**
   * Closed runs, the oldest first: the first 60, those of the baseline, and the last 60. Of runs that measured the same on the same
   * data, the last one.
   */
  readonly earlier: readonly EarlierRun[];
  /** Why records of runs after the last closed one could not be read. */
  readonly damaged: readonly string[];
}

/** What there was before a run, all of it by the record of runs. */
export async function runsBefore(
  ledger: RunLedger,
  home: string,
  { id, runbook }: { readonly id: string; readonly runbook: string },
  baseline: BaselinePeriod,
): Promise<Before> {
  const intake = await takeIn(ledger, home, { runbook, most: EARLIER });
  const between = typeof baseline === "object" ? ([baseline.from, baseline.to] as const) : undefined;
  const outcomes = await ledger.measures.outcomes(runbook, {
    first: EARLIER,
    last: EARLIER,
    ...(between && { between }),
  });
  const reasons = new Map(intake.damaged.map(({ id, reason }) => [id, reason]));
  const previous = await lastRecord(ledger, home, runbook, reasons);
  const later = [...reasons].filter(([id]) => previous === null || id > previous.id);
  return {
    previous,
    earlier: outcomes.filter(({ run }) => run !== id).map(earlierOf),
    damaged: later.map(([, reason]) => reason),
  };
}

/** The record of the last closed run that is here and can be read; why others can't is added to `damaged`. */
async function lastRecord(
  ledger: RunLedger,
  home: string,
  runbook: string,
  damaged: Map<string, string>,
): Promise<RunRecord | null> {
  for (const run of await ledger.measures.latest(runbook, EARLIER)) {
    try {
      const record = recordOf(home, run);
      if (record !== null && record.verdict !== null) return record;
    } catch (error) {
      damaged.set(run, errorMessage(error));
    }
  }
  return null;
}

function earlierOf({ run, at, verdict, version, software, checks }: Outcome): EarlierRun {
  const values = checks.flatMap(({ name, value }) => (value === null ? [] : [[name, value] as const]));
  const startedAt = new Date(at).toISOString();
  return { id: run, startedAt, verdict, version, software, values: Object.fromEntries(values) };
}
