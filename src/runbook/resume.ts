import { BadArgumentError } from "../core/errors.js";
import type { RunLedger } from "../runs/ledger.js";
import { openRuns } from "../runs/open.js";
import { THIS_PROCESS } from "../runs/owner.js";
import { askedRunbook, type OwnRun } from "./begin.js";
import { clientOfOwnServer, serverOf } from "./connection.js";
import { closeOrphans } from "./orphans.js";
import { assertEndedEarly, assertUnchanged } from "./resumable.js";
import { beganIn, type Resumable, resumed, resumptionOf } from "./resumption.js";
import { RunFolder, recordOf } from "./run-folder.js";
import type { RunState } from "./run-state.js";
import { carriedOut, type RunSettings } from "./runner.js";
import { RunTrack } from "./track.js";

/** Which run goes on, and where. */
export interface ResumeRequest extends RunSettings {
  readonly run: string;
  /** The cell, by id or number, from which on nothing that was saved is taken; null to take all of it. */
  readonly from: string | null;
  readonly operator: string;
}

/** Goes on with a run that ended early, as another attempt. Throws when it can't go on; then it is as it was. */
export async function resumeRun(request: ResumeRequest): Promise<RunState> {
  const ledger = await openRuns(request.home);
  const [own, found, connect] = await taken(ledger, request).catch(async (error: unknown) => {
    await ledger.close();
    throw error;
  });
  const how = `Resumed by ${request.operator}`;
  const state = resumed(own, found, { operator: request.operator, how, onCheck: request.observer.onCheck });
  return carriedOut(state, ledger, request, connect);
}

/** Makes a run this process's, when it can go on. */
async function taken(
  ledger: RunLedger,
  request: ResumeRequest,
): Promise<readonly [OwnRun, Resumable, Awaited<ReturnType<typeof serverOf>>]> {
  const { run, home, from, operator } = request;
  const { failed } = await closeOrphans(ledger, home, () => clientOfOwnServer(home));
  const unclosed = failed.find((one) => one.run.id === run);
  if (unclosed !== undefined) throw unclosed.error;
  assertEndedEarly(await ledger.get(run));
  const [found, connect] = await Promise.all([resumable(ledger, run, home, from), serverOf(request)]);
  request.signal.throwIfAborted();
  const entry = await ledger.resume(run, THIS_PROCESS, operator);
  const own = { folder: RunFolder.existing(home, run), entry, track: new RunTrack(ledger, run) };
  return [own, found, connect];
}

/** Reads what a run needs to go on, and checks that it is what it was. Writes nothing. */
export async function resumable(ledger: RunLedger, id: string, home: string, from: string | null): Promise<Resumable> {
  const record = recordOf(home, id);
  if (record === null) {
    throw new BadArgumentError(
      `Run ${id} left no record below ${home}: it ran on another machine, where it can be resumed.`,
      { id },
    );
  }
  const { ask } = await ledger.get(id);
  const runbook = await askedRunbook(ask);
  await assertUnchanged(record, runbook);
  const began = await beganIn(ledger, record);
  const resumption = resumptionOf(RunFolder.existing(home, id), record, runbook, began, from);
  return { record, runbook, resumption };
}
