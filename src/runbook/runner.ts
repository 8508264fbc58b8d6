import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { BadArgumentError, EnvironmentError, isLisalabError } from "../core/errors.js";
import type { JupyterClient, SessionModel } from "../jupyter/client.js";
import { packageVersion } from "../jupyter/installation.js";
import { installKernelSpecs } from "../jupyter/kernelspec.js";
import { ensureServer, findServer, type RunningServer, stopServer } from "../jupyter/server.js";
import { type ServerAddress, serverFolder } from "../jupyter/server-folder.js";
import type { KernelSession } from "../jupyter/session.js";
import { claimStandby, isStandby, type StandbyPlace, startStandby } from "../jupyter/session-standby.js";
import type { NewRun } from "../runs/entry.js";
import type { RunLedger } from "../runs/ledger.js";
import { openRuns } from "../runs/open.js";
import { THIS_PROCESS } from "../runs/owner.js";
import type { Check } from "./check.js";
import type { Ending } from "./classifier.js";
import { contextCode } from "./context.js";
import { executeCells } from "./execution.js";
import { inputHashes } from "./input-hashes.js";
import { maskLog } from "./log-redaction.js";
import { closeOrphans } from "./orphans.js";
import type { RunRecord } from "./record.js";
import { earlierRuns, lastClosedRun, RunFolder } from "./run-folder.js";
import { type RunningCell, RunState } from "./run-state.js";
import { loadRunbook, type Runbook, type RunbookRequest } from "./runbook.js";
import { askedParameters, secretsCode, withoutSecrets } from "./secrets.js";
import { RunTrack } from "./track.js";

/** How many earlier runs a runbook is told of: two months of days. */
const EARLIER = 60;

/** What to run, and where. */
export interface RunRequest extends RunbookRequest {
  /** LISALAB_HOME. */
  readonly home: string;
  /** Who runs it. */
  readonly operator: string;
  /** A server that runs elsewhere; the installation's own when absent. */
  readonly server?: ServerAddress;
  /** Instead of the kernel that the sidecar names. */
  readonly kernel?: string;
  /** Leaves a fresh kernel behind that waits for the next run; it ends when none comes for ten minutes. */
  readonly keepWarm: boolean;
  /** Stops the run; the reason goes into the record. */
  readonly signal: AbortSignal;
  readonly observer: RunObserver;
}

/** What a run tells as it goes on. */
export interface RunObserver {
  /** What is being done now, besides cells. */
  onStage(stage: string): void;
  onCellStart(cell: RunningCell, state: RunState): void;
  onCellEnd(cell: RunningCell, state: RunState): void;
  onCheck(check: Check): void;
}

/** A connection to the server that a run uses. */
interface Connection {
  readonly client: JupyterClient;
  /** The installation's own server; undefined for one elsewhere. */
  readonly own: RunningServer | undefined;
}

/**
 * Runs a runbook on a Jupyter server: reads and checks all there is to check, then executes the cells and closes the
 * record, whatever happens. Throws only when nothing was begun, or when the disk takes no record.
 */
export async function runRunbook(request: RunRequest): Promise<RunState> {
  const [runbook, known, { JupyterClient: Client }] = await Promise.all([
    loadRunbook(request),
    request.server === undefined ? findServer(request.home) : undefined,
    import("../jupyter/client.js"),
  ]);
  const connect = async (): Promise<Connection> => {
    const own = known === undefined ? await ownServer(request, runbook) : { ...known, started: false };
    return { client: new Client(own), own };
  };
  const elsewhere = request.server && { client: new Client(request.server), own: undefined };
  request.signal.throwIfAborted();
  const ledger = await openRuns(request.home);
  const state = await begin(ledger, request, runbook);
  const signal = AbortSignal.any([request.signal, state.track.signal]);
  const ending = conducted(state, ledger, { ...request, signal }, async () => elsewhere ?? connect());
  state.close(await ending.catch((error: unknown) => unforeseen(state, error)));
  state.stopped = signal.aborted;
  return state;
}

/** What nobody foresaw is told as such, but the record must not look as if the run went on. */
function unforeseen(state: RunState, error: unknown): never {
  const reason = `unexpected error: ${error instanceof Error ? error.message : String(error)}`;
  state.close({ kind: "broken", reason });
  throw error;
}

/** Connects to a server, runs on it, and tells how that ended. */
async function conducted(
  state: RunState,
  ledger: RunLedger,
  request: RunRequest,
  connect: () => Promise<Connection>,
): Promise<Ending> {
  let connection: Connection | undefined;
  try {
    request.observer.onStage("Jupyter server");
    connection = await connect();
    await assertKernel(connection.client, state.record.kernel);
    request.signal.throwIfAborted();
    const { client } = connection;
    await closeOrphans(ledger, request.home, async () => client);
    const ending = await executed(state, connection, request);
    if (request.keepWarm && connection.own !== undefined && !request.signal.aborted) {
      await leaveStandby(connection.client, state, request.home);
    }
    return ending;
  } catch (error) {
    return brokenBy(error, request.signal);
  } finally {
    if (request.signal.aborted && connection?.own?.started) {
      await stopIfUnused(connection.client, connection.own);
    }
  }
}

/** A kernel that can't be left for the next run does not change how this one ended, but it is told. */
async function leaveStandby(client: JupyterClient, state: RunState, home: string): Promise<void> {
  try {
    await startStandby(client, standbyPlace(state, home));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    state.amend({ notes: [...state.record.notes, `No kernel could be left ready for the next run: ${reason}`] });
  }
}

/** How a run ends that was stopped or met an error that is foreseen; others are thrown again. */
function brokenBy(error: unknown, signal: AbortSignal): Ending {
  if (signal.aborted) {
    return { kind: "broken", reason: (signal.reason as Error).message };
  }
  if (isLisalabError(error)) {
    return { kind: "broken", reason: error.message };
  }
  throw error;
}

function ownServer({ home, signal }: RunRequest, { secrets }: Runbook): Promise<RunningServer> {
  const env = withoutSecrets(process.env, secrets);
  return ensureServer({ home, signal, env, installKernels: (data) => void installKernelSpecs(data) });
}

async function assertKernel(client: JupyterClient, kernel: string): Promise<void> {
  const names = await client.kernelNames();
  if (!names.includes(kernel)) {
    const installed = names.length === 0 ? "none" : names.join(", ");
    throw new EnvironmentError(
      `kernel "${kernel}" is not installed on ${client.address.url}; installed: ${installed}`,
      {
        kernel,
        installed: names,
      },
    );
  }
}

/** From here on there is a record. */
async function begin(ledger: RunLedger, request: RunRequest, runbook: Runbook): Promise<RunState> {
  const { sidecar } = runbook;
  const kernel = request.kernel ?? sidecar.kernel;
  const folder = RunFolder.make(request.home, sidecar.name, request.now);
  await ledger.begin(entryOf(folder.id, request, runbook), THIS_PROCESS).catch(async (error: unknown) => {
    folder.remove();
    await ledger.close();
    throw error;
  });
  const record: RunRecord = {
    version: 1,
    id: folder.id,
    runbook: { name: sidecar.name, version: sidecar.version, path: runbook.path, sha256: runbook.sha256 },
    parameters: runbook.parameters,
    kernel,
    operator: request.operator,
    startedAt: request.now.toISOString(),
    endedAt: null,
    verdict: null,
    reason: "",
    checks: [],
    notes: [],
    cells: [],
    artefacts: [],
    problems: [],
    entry: null,
    environment: {
      lisalab: packageVersion(),
      node: process.version,
      host: hostname(),
      pid: String(process.pid),
    },
  };
  const track = new RunTrack(ledger, folder.id);
  const state = new RunState(folder, runbook, record, track, () => new Date(), request.observer.onCheck);
  state.save();
  return state;
}

/** What the record of runs is told at the begin. */
function entryOf(id: string, request: RunRequest, { sidecar, path }: Runbook): NewRun {
  return {
    id,
    runbook: sidecar.name,
    version: sidecar.version,
    ask: {
      runbook: path,
      parameters: askedParameters(sidecar, request.given),
      ...(request.kernel !== undefined && { kernel: request.kernel }),
    },
    operator: request.operator,
    ...(sidecar.concurrency !== null && { atOnce: sidecar.concurrency }),
  };
}

/** Executes the runbook in a kernel of its own and tells how that ended; the kernel is gone afterwards. */
async function executed(state: RunState, connection: Connection, request: RunRequest): Promise<Ending> {
  let session: KernelSession | undefined;
  try {
    session = await openSession(state, connection, request);
    const { observer, signal } = request;
    return await executeCells(
      state,
      session,
      { timeouts: state.runbook.sidecar.timeouts, signal },
      {
        onCellStart: (cell) => observer.onCellStart(cell, state),
        onCellEnd: (cell) => observer.onCellEnd(cell, state),
      },
    );
  } finally {
    await endSession(session, state);
    maskLog(serverFolder(request.home).log, state.runbook.secrets);
  }
}

/** A kernel that can't be ended does not change how the run ended, but it is told. */
async function endSession(session: KernelSession | undefined, state: RunState): Promise<void> {
  try {
    await session?.end();
  } catch (error) {
    const problem = `the kernel could not be ended: ${error instanceof Error ? error.message : String(error)}`;
    state.amend({ problems: [...state.record.problems, problem] });
  }
}

async function openSession(state: RunState, connection: Connection, request: RunRequest): Promise<KernelSession> {
  request.observer.onStage("kernel");
  const { KernelSession: Session } = await import("../jupyter/session.js");
  const model = await startedSession(connection, state, request.home);
  const session = new Session(connection.client, model);
  try {
    await prepare(session, state, request.home);
  } catch (error) {
    await endSession(session, state);
    throw error;
  }
  return session;
}

/** Waits for the kernel and tells it which run it is for. */
async function prepare(session: KernelSession, state: RunState, home: string): Promise<void> {
  const [info, inputs] = await Promise.all([session.info(), inputHashes(state.runbook)]);
  const kernel = `${info.implementation} ${info.implementation_version}`;
  state.amend({ environment: { ...state.record.environment, kernel, ...inputs } });
  const { id, runbook } = state.record;
  const previous = lastClosedRun(home, runbook.name, (reason) =>
    state.amend({ notes: [...state.record.notes, `An earlier run was passed over: ${reason}`] }),
  );
  const earlier = earlierRuns(home, runbook.name, EARLIER);
  const context = contextCode({ id, runbook: runbook.name, version: runbook.version, previous, earlier });
  const code = `${context}\n${secretsCode(state.runbook.secrets)}`;
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

/** After an operator's interrupt the server that this run started goes, too, unless somebody else works on it. */
async function stopIfUnused(client: JupyterClient, own: RunningServer): Promise<void> {
  if ((await client.sessions()).every(isStandby)) {
    await stopServer(own);
  }
}
