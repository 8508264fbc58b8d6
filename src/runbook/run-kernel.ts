import { dirname, join } from "node:path";
import { errorMessage } from "../core/error-message.js";
import { BadArgumentError } from "../core/errors.js";
import type { JupyterClient, SessionModel } from "../jupyter/client.js";
import { serverFolder } from "../jupyter/server-folder.js";
import type { KernelSession } from "../jupyter/session.js";
import { claimStandby, type StandbyPlace, startStandby } from "../jupyter/session-standby.js";
import { checkpointPlace } from "./checkpoint-record.js";
import type { Connection } from "./connection.js";
import { contextCode, decisionsCode } from "./context.js";
import { runsBefore } from "./earlier.js";
import { inputHashes } from "./input-hashes.js";
import type { RunState } from "./run-state.js";
import { secretsCode } from "./secrets.js";

/** A kernel for this run alone, which knows what run it is for. */
export async function openSession(state: RunState, connection: Connection, home: string): Promise<KernelSession> {
  const { KernelSession: Session } = await import("../jupyter/session.js");
  const model = await startedSession(connection, state, home);
  const session = new Session(connection.client, model);
  try {
    await prepare(session, state, connection, home);
  } catch (error) {
    await endSession(session, state);
    throw error;
  }
  return session;
}

/** A kernel that can't be ended does not change how the run ended, but it is told. */
export async function endSession(session: KernelSession | undefined, state: RunState): Promise<void> {
  try {
    await session?.end();
  } catch (error) {
    const problem = `the kernel could not be ended: ${errorMessage(error)}`;
    state.amend({ problems: [...state.record.problems, problem] });
  }
}

/** A kernel that can't be left for the next run does not change how this one ended, but it is told. */
export async function leaveStandby(client: JupyterClient, state: RunState, home: string): Promise<void> {
  try {
    await startStandby(client, standbyPlace(state, home));
  } catch (error) {
    const reason = errorMessage(error);
    state.amend({ notes: [...state.record.notes, `No kernel could be left ready for the next run: ${reason}`] });
  }
}

/** Waits for the kernel and tells it which run it is for. */
async function prepare(session: KernelSession, state: RunState, { own }: Connection, home: string): Promise<void> {
  const [info, inputs] = await Promise.all([session.info(), inputHashes(state.runbook)]);
  const kernel = `${info.implementation} ${info.implementation_version}`;
  state.amend({ environment: { ...state.record.environment, kernel, ...inputs } });
  const { id, runbook } = state.record;
  const { baseline } = state.runbook.sidecar;
  const { previous, earlier, damaged } = await runsBefore(
    state.track.ledger,
    home,
    { id, runbook: runbook.name },
    baseline,
  );
  const passedOver = damaged.map((reason) => `An earlier run was passed over: ${reason}`);
  if (passedOver.length > 0) state.amend({ notes: [...state.record.notes, ...passedOver] });
  const context = contextCode({
    id,
    runbook: runbook.name,
    version: runbook.version,
    previous,
    earlier,
    baseline,
    attempt: state.record.attempt,
    kept: state.record.checks,
    home: own === undefined ? null : home,
    checkpoints: own === undefined ? null : checkpointPlace(state.folder, state.record),
  });
  const code = `${context}\n${decisionsCode(state.record.holds)}\n${secretsCode(state.runbook.secrets)}`;
  const reply = await session.execute(code, () => undefined, { silent: true });
  if (reply.status !== "ok") {
    throw new BadArgumentError(`kernel "${state.record.kernel}" could not take the run's context: is it TypeScript?`);
  }
}

/** On the own server the kernel starts in the runbook's folder; elsewhere that folder may not exist. */
async function startedSession({ client, own }: Connection, state: RunState, home: string): Promise<SessionModel> {
  const name = `${state.record.id}.ipynb`;
  if (own === undefined) {
    return client.startSession(name, state.record.kernel);
  }
  const path = join(dirname(state.runbook.path), name).slice(1);
  const waiting = own.started ? undefined : await claimStandby(client, standbyPlace(state, home), path);
  return waiting ?? client.startSession(path, state.record.kernel);
}

function standbyPlace({ runbook, record }: RunState, home: string): StandbyPlace {
  return { folder: dirname(runbook.path), kernel: record.kernel, lock: serverFolder(home).standbyLock };
}
