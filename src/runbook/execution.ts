import { errorMessage } from "../core/error-message.js";
import { type ExecuteReply, type IopubMessage, KernelLostError, type KernelSession } from "../jupyter/session.js";
import type { Ending } from "./classifier.js";
import { forgettingCode } from "./context.js";
import { Countdown } from "./countdown.js";
import { held } from "./hold.js";
import type { HoldRecord } from "./hold-record.js";
import { textOf } from "./notebook.js";
import { tagsOf } from "./notebook-file.js";
import { isTransient, waitBefore, waited } from "./retry.js";
import type { RunningCell, RunState } from "./run-state.js";

/** Longest time, in ms, that a kernel may take to stop when it is interrupted; then it is ended. */
const INTERRUPT_PATIENCE = 5_000;

/** How the execution is bounded. */
export interface ExecutionLimits {
  /** Seconds for one cell and for all. */
  readonly timeouts: { readonly cell: number; readonly run: number };
  /** Stops the run; its reason goes into the record. */
  readonly signal: AbortSignal;
}

/** What the execution tells as it goes on. */
export interface ExecutionObserver {
  onCellStart(cell: RunningCell): void;
  onCellEnd(cell: RunningCell): void;
  /** It waits for somebody's approval. */
  onHold(hold: HoldRecord): void;
}

/** Executes the cells of a run one after the other until one fails, and tells how it ended. */
export async function executeCells(
  state: RunState,
  session: KernelSession,
  limits: ExecutionLimits,
  observer: ExecutionObserver,
): Promise<Ending> {
  const run = new Countdown(
    limits.timeouts.run,
    `the run took longer than ${limits.timeouts.run} s and was interrupted`,
  );
  try {
    const stop = AbortSignal.any([limits.signal, run.signal]);
    for (const cell of state.cells.filter(({ record }) => record.state !== "kept")) {
      const refusal = await run.paused(() => held(state, cell, session, limits.signal, observer.onHold));
      const ending = refusal ?? (await patientlyExecuted(state, session, cell, { ...limits, signal: stop }, observer));
      if (ending !== undefined) {
        return ending;
      }
    }
    // A round trip through the kernel: output that was on its way arrives before the answer.
    await stoppable(
      session,
      session.execute("", () => undefined, { silent: true }),
      stop,
    );
    return lateFailure(state) ?? { kind: "completed" };
  } catch (error) {
    return brokenBy(error);
  } finally {
    run.cancel();
  }
}

/** The same as `executeCell`, as often as the sidecar says when the cell meets what passes by itself. */
async function patientlyExecuted(
  state: RunState,
  session: KernelSession,
  cell: RunningCell,
  limits: ExecutionLimits,
  observer: ExecutionObserver,
): Promise<Ending | undefined> {
  const { retries } = state.runbook.sidecar;
  for (let tries = 0; ; tries++) {
    const ending = await executeCell(state, session, cell, limits, observer);
    const isOwn = ending?.kind === "uncaught" && ending.cell === cell.record.index + 1;
    const wait = isOwn && isTransient(ending, retries.on) ? waitBefore(tries, retries.cell, retries) : null;
    if (wait === null || !isOwn || !(await waited(wait, limits.signal))) return ending;
    const names = { checks: cell.checks.map(({ name }) => name), checkpoints: [...cell.checkpoints] };
    state.again(cell, `${ending.error}; tried again after ${wait} s`, wait);
    await session.execute(forgettingCode(names), () => undefined, { silent: true });
  }
}

/** How the run ends with this cell; undefined when it goes on. */
async function executeCell(
  state: RunState,
  session: KernelSession,
  cell: RunningCell,
  limits: ExecutionLimits,
  observer: ExecutionObserver,
): Promise<Ending | undefined> {
  const place = cell.record.index + 1;
  const seconds = limits.timeouts.cell;
  const timer = new Countdown(seconds, `cell ${place} took longer than ${seconds} s and was interrupted`);
  state.started(cell);
  observer.onCellStart(cell);
  try {
    const { tries } = cell;
    // What an earlier try left running may say something later: it is void.
    const onMessage = (message: IopubMessage): void => (cell.tries === tries ? state.take(cell, message) : undefined);
    const execution = session.execute(textOf(cell.cell.source), onMessage);
    const reply = await stoppable(session, execution, AbortSignal.any([limits.signal, timer.signal]));
    return concluded(state, cell, reply);
  } catch (error) {
    state.ended(cell, "failed");
    return brokenBy(error, place);
  } finally {
    timer.cancel();
    observer.onCellEnd(cell);
  }
}

function concluded(state: RunState, cell: RunningCell, reply: ExecuteReply): Ending | undefined {
  const place = cell.record.index + 1;
  if (typeof reply.execution_count === "number") {
    cell.executionCount = reply.execution_count;
  }
  const mayThrow = tagsOf(cell.cell).includes("raises-exception");
  if (reply.status === "ok" || (reply.status === "error" && mayThrow)) {
    cell.error = mayThrow ? null : cell.error;
    state.ended(cell, "done");
    return lateFailure(state);
  }
  state.ended(cell, "failed");
  if (reply.status === "error") {
    return { kind: "uncaught", cell: place, error: `${reply.ename}: ${reply.evalue}` };
  }
  return { kind: "broken", reason: `the kernel did not execute cell ${place}` };
}

/** An error that came out of a cell although its reply said that all was well: thrown later, by what it left running. */
function lateFailure(state: RunState): Ending | undefined {
  const failed = state.cells.find((cell) => cell.error !== null);
  return failed && { kind: "uncaught", cell: failed.record.index + 1, error: failed.error! };
}

/** The answer of the kernel, unless `signal` stops the wait: then the kernel is interrupted, and its answer is void. */
async function stoppable(
  session: KernelSession,
  answer: Promise<ExecuteReply>,
  signal: AbortSignal,
): Promise<ExecuteReply> {
  const { refusal, cancel } = interruptWhen(signal, session);
  try {
    const reply = await Promise.race([answer, refusal]);
    if (!signal.aborted) {
      return reply;
    }
  } catch (error) {
    throw signal.aborted
      ? new StoppedError(`${errorMessage(signal.reason)}; the kernel did not stop and was ended`)
      : error;
  } finally {
    cancel();
  }
  throw new StoppedError(errorMessage(signal.reason));
}

/** Interrupts the kernel when `signal` says so; `refusal` rejects when that can't be done or has no effect. */
function interruptWhen(signal: AbortSignal, session: KernelSession): { refusal: Promise<never>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  let stop = (): void => undefined;
  const refusal = new Promise<never>((_, reject) => {
    stop = () => {
      timer = setTimeout(() => reject(new Error("no answer to the interrupt")), INTERRUPT_PATIENCE);
      session.interrupt().catch(reject);
    };
  });
  if (signal.aborted) {
    stop();
  } else {
    signal.addEventListener("abort", stop);
  }
  const cancel = (): void => {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  };
  return { refusal, cancel };
}

/** The run was stopped from outside of its cells; the message is the reason. */
class StoppedError extends Error {}

function brokenBy(error: unknown, place?: number): Ending {
  if (error instanceof StoppedError) {
    return { kind: "broken", reason: error.message };
  }
  if (error instanceof KernelLostError) {
    return { kind: "broken", reason: `${error.message}${place === undefined ? "" : ` (in cell ${place})`}` };
  }
  throw error;
}
