import { BadArgumentError } from "../core/errors.js";
import type { NewRun, RunEntry } from "../runs/entry.js";
import { type RunLedger, TakenIdError } from "../runs/ledger.js";
import { newRun } from "./begin.js";
import { newRunId } from "./run-folder.js";
import { loadRunbook } from "./runbook.js";
import { HIDDEN } from "./secrets.js";

/** A run that somebody, or something, wants. */
export interface Asked {
  /** The notebook, with or without `.ipynb`, or a folder that holds one of its own name. */
  readonly runbook: string;
  /** Parameters by name, as text. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly operator: string;
  /** What makes it happen, such as an occurrence of a schedule: there is one run of a cause, however often it is asked for. */
  readonly cause?: string;
  /** When it may begin, ms since 1970 UTC; computed parameters are relative to it. Now when absent. */
  readonly dueAt?: number;
  /** The folder that names of files are relative to. */
  readonly folder: string;
  /** Instead of the kernel that the sidecar names. */
  readonly kernel?: string;
  /** Cells with one of these tags are not executed. */
  readonly skipTags?: readonly string[];
}

/**
 * Puts a run into the queue, from which `lisalab run --next` takes it; gives the run that there is when its cause had one
 * before. What could not be run is refused here: it must not wait in vain.
 */
export async function queueRun(ledger: RunLedger, asked: Asked): Promise<RunEntry> {
  const run = await wanted(asked);
  for (;;) {
    try {
      return await ledger.enter({ ...run, id: newRunId(run.runbook, new Date()) });
    } catch (error) {
      if (!(error instanceof TakenIdError)) throw error;
    }
  }
}

async function wanted(asked: Asked): Promise<Omit<NewRun, "id">> {
  const { operator, folder, cause, dueAt, kernel, skipTags = [] } = asked;
  const given = new Map(Object.entries(asked.parameters));
  const request = { runbook: asked.runbook, given, folder, now: new Date(dueAt ?? Date.now()), operator, skipTags };
  const runbook = await loadRunbook(request);
  const run = newRun("", { ...request, ...(kernel !== undefined && { kernel }) }, runbook);
  assertKept(run.ask.parameters);
  return { ...run, ...(cause !== undefined && { cause }), ...(dueAt !== undefined && { dueAt }) };
}

/** The queue keeps no values of secrets, so that they would be missing later. */
function assertKept(parameters: Readonly<Record<string, string>>): void {
  const name = Object.keys(parameters).find((each) => parameters[each] === HIDDEN);
  if (name === undefined) return;
  throw new BadArgumentError(
    `secret parameter "${name}" can't wait in the queue, which keeps no values of secrets: give the environment variable that the worker has it in, -p ${name}=env:…`,
    { name },
  );
}
