import { setTimeout as sleep } from "node:timers/promises";
import { errorMessage } from "../core/error-message.js";
import type { KernelSession } from "../jupyter/session.js";
import type { Hold } from "../runs/holds.js";
import type { Ending } from "./classifier.js";
import { decisionsCode } from "./context.js";
import { deliverHold, enterHold } from "./hold-entries.js";
import { isHold, questionOf } from "./hold-question.js";
import { decisionText, type HoldRecord, holdRecordOf } from "./hold-record.js";
import type { RunningCell, RunState } from "./run-state.js";

/** Time between two looks whether somebody has decided, in ms. */
const LOOK = 500;

/** Time between two signs of life to the kernel, for servers that end idle ones, in ms. */
const KEEP_ALIVE = 60_000;

/** Time between two attempts to tell logbooks elsewhere while it waits, and how long they may keep what goes on, in ms. */
const DELIVERY = 10_000;
const LAST_DELIVERY = 5000;

/**
 * Waits, before a cell tagged `hold`, until somebody approves, or the time for that is over, or the run is stopped.
 * @returns how the run ends when it may not go on
 */
export async function held(
  state: RunState,
  cell: RunningCell,
  session: KernelSession,
  signal: AbortSignal,
  onHold: (hold: HoldRecord) => void,
): Promise<Ending | undefined> {
  if (!isHold(cell.cell)) return undefined;
  try {
    return await decided(state, cell, session, signal, onHold);
  } catch (error) {
    // What can't go on must not be decided either.
    await withdrawn(state, errorMessage(error));
    throw error;
  }
}

async function decided(
  state: RunState,
  cell: RunningCell,
  session: KernelSession,
  signal: AbortSignal,
  onHold: (hold: HoldRecord) => void,
): Promise<Ending | undefined> {
  const asked = await ask(state, cell);
  onHold(state.record.holds.at(-1)!);
  const decision = await waited(asked, new Watch(state, session, signal));
  if (typeof decision === "string") return withdrawn(state, decision);
  const ending = await concluded(state, decision);
  if (ending === undefined) await session.execute(decisionsCode(state.record.holds), () => undefined, { silent: true });
  return ending;
}

/** The decision, or why nobody need decide any more. */
async function waited(asked: Hold, watch: Watch): Promise<Hold | string> {
  try {
    return await watch.decision(asked);
  } catch (error) {
    if (watch.reason === undefined) throw error;
    return watch.reason;
  } finally {
    await watch.end();
  }
}

/** Asks: in the record of runs, then in the run's own record, then in the logbook. */
async function ask(state: RunState, cell: RunningCell): Promise<Hold> {
  const { ledger } = state.track;
  const { id, operator } = state.record;
  const { title, text } = state.redacted(questionOf(state.runbook.notebook, cell.record.index));
  const question = [text, soFar(state)].filter((part) => part !== "").join("\n\n");
  const hold = await ledger.holds.ask({
    run: id,
    cell: cell.record.id,
    place: cell.record.index,
    title: kept(title),
    question: kept(question),
    operator,
    policy: state.runbook.sidecar.holds,
  });
  await state.track.move("held", operator, `cell ${cell.record.index + 1} waits for approval: ${title}`);
  await noted(state, hold);
  return hold;
}

/** Without what neither databases nor logbooks take: NUL, and halves of characters. */
function kept(text: string): string {
  return text.replace(/[\0\p{Cs}]/gu, "\ufffd");
}

/** What the checks have found so far, which whoever decides should know. */
function soFar({ record: { checks } }: RunState): string {
  if (checks.length === 0) return "";
  const odd = checks.filter(({ verdict }) => verdict !== "Pass");
  const lines = odd.map(({ verdict, name, reason }) => `- ${verdict}: ${name} (${reason})`);
  return [`Checks so far: ${checks.length - odd.length} of ${checks.length} pass.`, ...lines].join("\n");
}

/** Keeps a hold in the run's record and the logbooks; gives it as it is there. */
async function noted(state: RunState, hold: Hold): Promise<HoldRecord> {
  const others = state.record.holds.filter((one) => one.cell !== hold.cell || one.attempt !== hold.attempt);
  state.amend({ holds: [...others, holdRecordOf(hold)] });
  const record = state.record.holds.at(-1)!;
  await told(state, () => enterHold(state.record, record, hold.notify, state.folder.home));
  return record;
}

/** A logbook that takes nothing keeps nobody from deciding, but it is told. */
async function told(state: RunState, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const reason = `the logbook took no entry of a hold: ${errorMessage(error)}`;
    if (!state.record.problems.includes(reason)) state.amend({ problems: [...state.record.problems, reason] });
  }
}

async function concluded(state: RunState, hold: Hold): Promise<Ending | undefined> {
  const record = await noted(state, hold);
  const sentence = `${record.title}: ${decisionText(record)}`;
  if (hold.decision === "approved") {
    await state.track.move("running", hold.who || state.record.operator, sentence);
    if (hold.decidedBy === "policy") state.amend({ notes: [...state.record.notes, sentence] });
  }
  await told(state, () => deliverHold(state.folder.home, AbortSignal.timeout(LAST_DELIVERY)));
  if (hold.decision === "approved") return undefined;
  return { kind: "broken", reason: sentence };
}

/** The run was stopped, or its kernel was lost: nobody need decide any more. */
async function withdrawn(state: RunState, reason: string): Promise<Ending> {
  const { id, attempt } = state.record;
  const holds = await state.track.ledger.holds.withdraw(id, reason, attempt);
  const last = holds.at(-1);
  if (last !== undefined) await noted(state, last);
  return { kind: "broken", reason };
}

/** Looks after a run that waits: at the decision, at the kernel, at the logbooks elsewhere. */
class Watch {
  /** Why it ended early. */
  reason: string | undefined;
  readonly #state: RunState;
  readonly #session: KernelSession;
  readonly #ended = new AbortController();
  readonly #keeping: NodeJS.Timeout;
  readonly #delivering: Promise<void>;

  constructor(state: RunState, session: KernelSession, signal: AbortSignal) {
    this.#state = state;
    this.#session = session;
    const stop = (): void => this.#stop(errorMessage(signal.reason));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { signal: this.#ended.signal });
    session.whenLost((error) => this.#stop(error.message));
    this.#keeping = setInterval(() => this.#keepAlive(), KEEP_ALIVE).unref();
    this.#delivering = this.#deliver();
  }

  async decision(asked: Hold): Promise<Hold> {
    for (;;) {
      const hold = await this.#look(asked);
      if (hold.decision !== null) return hold;
      await sleep(LOOK, undefined, { signal: this.#ended.signal });
    }
  }

  async end(): Promise<void> {
    clearInterval(this.#keeping);
    this.#ended.abort();
    await this.#delivering;
  }

  #stop(reason: string): void {
    if (this.#ended.signal.aborted) return;
    this.reason = reason;
    this.#ended.abort();
  }

  /** A record of runs that can't be read now may be later; when it is not, the lease ends, and with it this. */
  async #look(asked: Hold): Promise<Hold> {
    try {
      return await this.#state.track.ledger.holds.look(asked);
    } catch (error) {
      if (this.#ended.signal.aborted) throw error;
      return asked;
    }
  }

  #keepAlive(): void {
    // What becomes of the kernel is heard by `whenLost`.
    this.#session.execute("", () => undefined, { silent: true }).catch(() => undefined);
  }

  async #deliver(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      await told(this.#state, () => deliverHold(this.#state.folder.home, this.#ended.signal));
      await sleep(DELIVERY, undefined, { signal: this.#ended.signal }).catch(() => undefined);
    }
  }
}
