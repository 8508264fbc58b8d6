import { existsSync } from "node:fs";
import { isLisalabError } from "../core/errors.js";
import type { RunLedger } from "../runs/ledger.js";
import type { BaselinePeriod } from "../trends/period.js";
import { readSidecar, sidecarPathOf } from "./sidecar.js";

/** The baseline of a runbook, and why it is not the one that its sidecar states; "" when it is. */
export interface StatedBaseline {
  readonly period: BaselinePeriod;
  readonly problem: string;
}

/** The baseline that the sidecar of a runbook states, where it was run last; the first runs when it is not there any more. */
export async function statedBaseline(ledger: RunLedger, runbook: string): Promise<StatedBaseline> {
  const [last] = await ledger.list({ runbook, limit: 1 });
  const path = last === undefined ? "" : sidecarPathOf(last.ask.runbook.replace(/(\.ipynb)?$/, ".ipynb"));
  if (!existsSync(path)) return { period: "first", problem: "" };
  try {
    return { period: (await readSidecar(path)).baseline, problem: "" };
  } catch (error) {
    if (!isLisalabError(error)) throw error;
    return { period: "first", problem: `the first runs of ${runbook} are its baseline, since ${error.message}` };
  }
}
