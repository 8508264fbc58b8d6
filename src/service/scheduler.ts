import { dirname } from "node:path";
import { isLisalabError } from "../core/errors.js";
import { queueRun } from "../runbook/queue.js";
import { newRunId } from "../runbook/run-folder.js";
import type { RunEntry } from "../runs/entry.js";
import type { RunLedger } from "../runs/ledger.js";
import { dueTimes } from "./due-times.js";
import { type Schedule, scheduleOf } from "./schedule.js";
import type { ServedRunbook } from "./trigger.js";
import type { Surroundings } from "./upkeep.js";

/** The longest time between two looks at the clock, in ms: it may have been set. */
const LOOK = 1000;

/** Runs that one look at a schedule queues at most; the next look goes on. */
const AT_ONCE = 100;

/** A change of the clock that is told, in ms. */
const JUMP = 60_000;

/** A schedule, and how far it has been dealt with. */
export interface Plan {
  readonly runbook: ServedRunbook;
  readonly schedule: Schedule;
  /** Up to when its times have been dealt with; null before the first look. */
  looked: number | null;
  /** The next time; null when none comes any more. */
  next: number | null;
}

/** What the scheduler works with. */
export interface SchedulerParts extends Surroundings {
  readonly ledger: RunLedger;
  readonly operator: string;
}

/**
 * Queues a run at each time of the schedules. There is one run of a time, by its cause in the record of runs, whoever
 * else queues it, and however often the clock passes it.
 */
export class Scheduler {
  readonly #parts: SchedulerParts;
  readonly #plans = new Map<string, Plan>();
  /** What the clock should say at the next look. */
  #expected: number | null = null;

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
  }

  get plans(): readonly Plan[] {
    return [...this.#plans.values()];
  }

  /** Takes over the runbooks that are served from now on. */
  set(runbooks: readonly ServedRunbook[]): void {
    const names = new Set(runbooks.map(({ sidecar }) => sidecar.name));
    for (const name of this.#plans.keys()) if (!names.has(name)) this.#plans.delete(name);
    for (const runbook of runbooks) this.#plan(runbook);
  }

  /** Queues what is due; gives the time until the next look, in ms. */
  async look(): Promise<number> {
    const now = this.#parts.clock.now();
    this.#tellJump(now);
    // One schedule that can't be dealt with must not keep the others from being.
    const failures: unknown[] = [];
    for (const plan of this.#plans.values()) {
      await this.#lookAt(plan, now).catch((error: unknown) => failures.push(error));
    }
    const coming = this.plans.map(({ next }) => next ?? Number.POSITIVE_INFINITY);
    const pause = Math.max(1, Math.min(LOOK, ...coming.map((time) => time - this.#parts.clock.now())));
    this.#expected = this.#parts.clock.now() + pause;
    if (failures.length > 0) throw failures[0];
    return pause;
  }

  #plan(runbook: ServedRunbook): void {
    const { name, schedule: text } = runbook.sidecar;
    const known = this.#plans.get(name);
    if (known?.runbook === runbook) return;
    if (text.trim() === "") {
      this.#plans.delete(name);
      return;
    }
    const isSame = known?.runbook.sidecar.schedule === text;
    const schedule = isSame ? known.schedule : scheduleOf(text);
    const next = isSame ? known.next : schedule.next(this.#parts.clock.now());
    this.#plans.set(name, { runbook, schedule, looked: isSame ? known.looked : null, next });
    if (next === null && !isSame) {
      this.#parts.log.trouble(runbook.path, `the schedule "${text}" has no time to come: no run of it will begin`);
    }
  }

  #tellJump(now: number): void {
    const off = now - (this.#expected ?? now);
    if (Math.abs(off) < JUMP) return;
    const size = `${Math.round(Math.abs(off) / 1000)} s ${off > 0 ? "ahead of" : "behind"}`;
    this.#parts.log.tell("clock", `it is ${size} what it should be: it was set, or the machine stood still`);
  }

  async #lookAt(plan: Plan, now: number): Promise<void> {
    const { ledger } = this.#parts;
    const { name, schedule } = plan.runbook.sidecar;
    if (plan.looked === null) await this.#begin(plan, now);
    if (now < plan.looked!) {
      // The clock was set back: times that come again have their runs by their causes, others get one.
      await ledger.schedules.look(name, schedule, now);
      plan.next = plan.schedule.next(now);
    } else if (plan.next !== null && plan.next <= now) {
      now = await this.#deal(plan, now);
      plan.next = plan.schedule.next(now);
    }
    plan.looked = now;
  }

  /** Goes on where it was left; a schedule that nobody knows yet, or that was another one, begins now. */
  async #begin(plan: Plan, now: number): Promise<void> {
    const { ledger } = this.#parts;
    const { name, schedule } = plan.runbook.sidecar;
    const known = await ledger.schedules.lookedAt(name, schedule);
    if (known === null) await ledger.schedules.look(name, schedule, now);
    plan.looked = known ?? now;
    plan.next = plan.schedule.next(plan.looked);
  }

  /** Queues what is due; gives up to when that is dealt with. */
  async #deal(plan: Plan, now: number): Promise<number> {
    const { sidecar } = plan.runbook;
    const { run, left, older } = dueTimes(plan.schedule, plan.looked!, now, sidecar.missed);
    const batch = run.slice(0, AT_ONCE);
    for (const time of batch) await this.#queue(plan.runbook, time, now);
    const until = batch.length < run.length ? batch.at(-1)! : now;
    await this.#parts.ledger.schedules.look(sidecar.name, sidecar.schedule, until);
    if (until === now && (left.length > 0 || older)) {
      const which = left.length === 0 ? "times" : `${left.length}, ${iso(left[0]!)} to ${iso(left.at(-1)!)}`;
      const more = older ? `, and those more than ${sidecar.missed.within} s ago` : "";
      this.#parts.log.tell("missed", `${sidecar.name}: ${which}${more} are left out (missed: ${sidecar.missed.run})`);
    }
    return until;
  }

  async #queue(runbook: ServedRunbook, time: number, now: number): Promise<void> {
    const { log } = this.#parts;
    const { id, status } = await this.#entered(runbook, time);
    const late = now - time > LOOK ? `, ${Math.round((now - time) / 1000)} s late` : "";
    if (status === "queued") log.tell("queued", `${id}, due at ${iso(time)} by its schedule${late}`);
  }

  /** A runbook that can't run now is queued all the same: its run ends with an Error, which the logbook tells. */
  async #entered(runbook: ServedRunbook, dueAt: number): Promise<RunEntry> {
    const { ledger, operator } = this.#parts;
    const { path, sidecar } = runbook;
    const cause = `schedule:${sidecar.name}@${iso(dueAt)}`;
    const [folder, parameters] = [dirname(path), {}];
    try {
      return await queueRun(ledger, { runbook: path, parameters, operator, cause, dueAt, folder });
    } catch (error) {
      if (!isLisalabError(error) || !error.tag.startsWith("Bad")) throw error;
      this.#parts.log.trouble(`${sidecar.name} at ${iso(dueAt)}`, error);
      return ledger.enter({
        id: newRunId(sidecar.name, new Date()),
        runbook: sidecar.name,
        version: sidecar.version,
        ask: { runbook: path, folder, parameters, asOf: dueAt, resumes: 0 },
        operator,
        cause,
        dueAt,
        ...(sidecar.concurrency !== null && { atOnce: sidecar.concurrency }),
      });
    }
  }
}

/** As causes have it: to the second. */
function iso(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
