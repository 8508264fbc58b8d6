import { type Verdict, worst } from "../core/verdict.js";
import type { Check } from "./check.js";

/** How the execution of a runbook ended. */
export type Ending =
  | { readonly kind: "completed" }
  /** A cell threw. */
  | { readonly kind: "uncaught"; readonly cell: number; readonly error: string }
  /** The execution was cut short: by a timeout, a lost kernel, an operator. */
  | {
      readonly kind: "broken";
      readonly reason: string;
      /** Whether it may well go better a little later: nothing was wrong with the runbook. */
      readonly transient?: boolean;
    };

/** The outcome of a run: its verdict and, when that isn't Pass, one sentence why. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly reason: string;
}

/**
 * The one place that says what a run's end means, for the runner, the logbook and the command line: the worst of its
 * checks, and Error when it did not come to its end, or has no checks, or made the same check twice.
 */
export function classify(ending: Ending, checks: readonly Check[]): Outcome {
  if (ending.kind === "broken") {
    return { verdict: "Error", reason: ending.reason };
  }
  if (ending.kind === "uncaught") {
    return { verdict: "Error", reason: `cell ${ending.cell} threw ${ending.error}` };
  }
  if (checks.length === 0) {
    return { verdict: "Error", reason: "the runbook made no check, so nothing can be said: add runbook.check(…)" };
  }
  const twice = checks.find((check, i) => checks.findIndex(({ name }) => name === check.name) < i);
  if (twice !== undefined) {
    return { verdict: "Error", reason: `check "${twice.name}" was made twice` };
  }
  const verdict = worst(checks.map((check) => check.verdict));
  return { verdict, reason: verdict === "Pass" ? "" : reasonOf(verdict, checks) };
}

function reasonOf(verdict: Verdict, checks: readonly Check[]): string {
  const [first, ...others] = checks.filter((check) => check.verdict === verdict);
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return `${first!.name}: ${first!.reason}${more}`;
}
