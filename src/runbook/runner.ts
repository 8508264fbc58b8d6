import { errorMessage } from "../core/error-message.js";
import { isLisalabError } from "../core/errors.js";
import { serverFolder } from "../jupyter/server-folder.js";
import type { KernelSession } from "../jupyter/session.js";
import type { RunLedger } from "../runs/ledger.js";
import { openRuns } from "../runs/open.js";
import { type BeginRequest, begun, entered } from "./begin.js";
import type { Check } from "./check.js";
import type { Ending } from "./classifier.js";
import { assertKernel, type Connection, type ServerPlace, serverOf, stopIfUnused } from "./connection.js";
import { executeCells } from "./execution.js";
import type { HoldRecord } from "./hold-record.js";
import { maskLog } from "./log-redaction.js";
import { nextAttempt } from "./next-attempt.js";
import { closeOrphans } from "./orphans.js";
import { isTransient, waitBefore } from "./retry.js";
import { endSession, leaveStandby, openSession } from "./run-kernel.js";
import type { RunningCell, RunState } from "./run-state.js";
import { loadRunbook } from "./runbook.js";

/** Where and how runs are carried out. */
export interface RunSettings extends ServerPlace {
  /** Leaves a fresh kernel behind that waits for the next run; it ends when none comes for ten minutes. */
  readonly keepWarm: boolean;
  /** Stops the run; the reason goes into the record. */
  readonly signal: AbortSignal;
  readonly observer: RunObserver;
}

/** What to run, and where. */
export interface RunRequest extends BeginRequest, RunSettings {}

/** What a run tells as it goes on. */
export interface RunObserver {
  /** What is being done now, besides cells. */
  onStage(stage: string): void;
  onCellStart(cell: RunningCell, state: RunState): void;
  onCellEnd(cell: RunningCell, state: RunState): void;
  onHold(hold: HoldRecord, state: RunState): void;
  onCheck(check: Check): void;
}

/** Connects a run to its server. */
type Connect = Awaited<ReturnType<typeof serverOf>>;

/**
 * Runs a runbook on a Jupyter server: reads and checks all there is to check, then executes the cells and closes the
 * record, whatever happens. Throws only when nothing was begun, or when the disk takes no record.
 */
export async function runRunbook(request: RunRequest): Promise<RunState> {
  const [runbook, connect] = await Promise.all([loadRunbook(request), serverOf(request)]);
  request.signal.throwIfAborted();
  const ledger = await openRuns(request.home);
  const own = await entered(ledger, request, runbook).catch(async (error: unknown) => {
    await ledger.close();
    throw error;
  });
  const state = begun(own, runbook, request.observer.onCheck);
  return carriedOut(state, ledger, request, connect);
}

/**
 * Executes a run that has begun, and closes its record; as often as its sidecar says when it met what passes by itself.
 * @returns the state of the last attempt
 */
export async function carriedOut(
  first: RunState,
  ledger: RunLedger,
  settings: RunSettings,
  connect: Connect,
): Promise<RunState> {
  const signal = AbortSignal.any([settings.signal, first.track.signal]);
  const { retries } = first.runbook.sidecar;
  let state = first;
  for (let tries = 0; ; tries++) {
    const ending = await conducted(state, ledger, { ...settings, signal }, connect).catch((error: unknown) =>
      unforeseen(state, error),
    );
    state.close(ending);
    const wait = isTransient(ending, retries.on) ? waitBefore(tries, retries.run, retries) : null;
    const next = wait === null ? null : await nextAttempt(state, wait, ledger, { ...settings, signal });
    if (next === null) break;
    state = next;
  }
  state.stopped = signal.aborted;
  return state;
}

/** What nobody foresaw is told as such, but the record must not look as if the run went on. */
function unforeseen(state: RunState, error: unknown): never {
  const reason = `unexpected error: ${errorMessage(error)}`;
  state.close({ kind: "broken", reason });
  throw error;
}

/** Connects to a server, runs on it, and tells how that ended. */
async function conducted(state: RunState, ledger: RunLedger, settings: RunSettings, connect: Connect): Promise<Ending> {
  const { home, signal, observer } = settings;
  let connection: Connection | undefined;
  try {
    observer.onStage("Jupyter server");
    connection = await connect(state.runbook.secrets, signal);
    const { client, own } = connection;
    await assertKernel(client, state.record.kernel);
    signal.throwIfAborted();
    await closeOrphans(ledger, home, async () => client);
    const ending = await executed(state, connection, settings);
    if (settings.keepWarm && own !== undefined && !signal.aborted) {
      await leaveStandby(client, state, home);
    }
    return ending;
  } catch (error) {
    return brokenBy(error, signal);
  } finally {
    if (signal.aborted && connection !== undefined) {
      await stopIfUnused(connection);
    }
  }
}

/** Tags of errors, before the first cell, after which a run may well go on a little later. */
const PASSING: readonly string[] = ["Transient", "KernelLost"];

/** How a run ends that was stopped or met an error that is foreseen; others are thrown again. */
function brokenBy(error: unknown, signal: AbortSignal): Ending {
  if (signal.aborted) {
    return { kind: "broken", reason: (signal.reason as Error).message };
  }
  if (isLisalabError(error)) {
    return { kind: "broken", reason: error.message, transient: PASSING.includes(error.tag) };
  }
  throw error;
}

/** Executes the runbook in a kernel of its own and tells how that ended; the kernel is gone afterwards. */
async function executed(state: RunState, connection: Connection, settings: RunSettings): Promise<Ending> {
  const { home, observer, signal } = settings;
  let session: KernelSession | undefined;
  try {
    observer.onStage("kernel");
    session = await openSession(state, connection, home);
    return await executeCells(
      state,
      session,
      { timeouts: state.runbook.sidecar.timeouts, signal },
      {
        onCellStart: (cell) => observer.onCellStart(cell, state),
        onCellEnd: (cell) => observer.onCellEnd(cell, state),
        onHold: (hold) => observer.onHold(hold, state),
      },
    );
  } finally {
    await endSession(session, state);
    maskLog(serverFolder(home).log, state.runbook.secrets);
  }
}
