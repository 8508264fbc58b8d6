import { BadArgumentError, EnvironmentError } from "../core/errors.js";
import type { Sql, SqlRow, SqlValue } from "../sql/sql.js";
import { ARRIVAL, type EndedRun, entryOf, type NewRun, type RunEntry, type Transition, transitionOf } from "./entry.js";
import { HoldBook } from "./holds.js";
import { MeasureBook } from "./measures.js";
import { conditionsOf, type RunQuery } from "./query.js";
import { ScheduleBook } from "./schedules.js";
import { ACTIVE, mustFollow, type RunStatus } from "./status.js";
import { readyRuns } from "./waiting.js";

/** How long a run is its owner's without a sign of life, in ms: whoever looks ten seconds after a kill sees it. */
const LEASE = 8000;

/** Transactions that give runs to owners wait for each other. */
const LOCK = "runs";

const ACTIVE_SQL = ACTIVE.map((status) => `'${status}'`).join(", ");

/** What the owner of a run hears when it shows that it lives. */
export interface Renewal {
  /** False when somebody else has it, or has ended it: then the owner must let it go. */
  readonly owned: boolean;
  /** Why it is asked to stop; null when it is not. */
  readonly stop: string | null;
}

/** A step of a run, and who takes it. */
export interface Step {
  readonly to: RunStatus;
  readonly who: string;
  readonly reason?: string;
  /** The step is refused when somebody else has the run by now. */
  readonly owner?: string;
}

/** A run of this id is there already: another is wanted. */
export class TakenIdError extends EnvironmentError {
  constructor(id: string) {
    super(`There is a run ${id} already; give the new one another id.`, { id });
  }
}

type Queries = Pick<Sql, "all" | "now">;

/** The record of all runs, where each is on its way, and who works at it; every change is on the disk when it is acknowledged. */
export class RunLedger {
  /** What its runs wait for. */
  readonly holds: HoldBook;
  readonly measures: MeasureBook;
  readonly schedules: ScheduleBook;
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
    this.holds = new HoldBook(sql);
    this.measures = new MeasureBook(sql);
    this.schedules = new ScheduleBook(sql);
  }

  /** Queues a run. One of the same cause is there already: then this is it. */
  async enter(run: NewRun): Promise<RunEntry> {
    return this.#sql.transaction(LOCK, async (sql) => {
      const known = run.cause === undefined ? undefined : await rowWhere(sql, "cause = $1", run.cause);
      return entryOf(known ?? (await insert(sql, run)));
    });
  }

  /**
   * Enters a run that begins at once.
   * @throws EnvironmentError when as many of its runbook are at work as may be
   */
  async begin(run: NewRun, owner: string): Promise<RunEntry> {
    return this.#sql.transaction(LOCK, async (sql) => {
      await mustBeFree(sql, run);
      await insert(sql, run);
      return entryOf(await take(sql, run.id, owner, run.operator));
    });
  }

  /**
   * Takes the run that has waited longest of those that may begin; null when there is none. What arrivals made waits until
   * nothing is due that was scheduled or asked for: thousands of files at once must not hold up the morning's checks.
   */
  async claim(owner: string): Promise<RunEntry | null> {
    return this.#sql.transaction(LOCK, async (sql) => {
      const [row] = await sql.all(
        `SELECT id FROM run AS waiting WHERE status = 'queued' AND due_at <= ${sql.now} AND (at_once IS NULL OR at_once >
          (SELECT count(*) FROM run AS busy WHERE busy.runbook = waiting.runbook AND busy.status IN (${ACTIVE_SQL})))
          ORDER BY CASE WHEN cause LIKE '${ARRIVAL}%' THEN 1 ELSE 0 END, due_at, id LIMIT 1`,
      );
      return row === undefined ? null : entryOf(await take(sql, String(row["id"]), owner, owner));
    });
  }

  /** How many runs of the queue could begin now. */
  ready(): Promise<number> {
    return readyRuns(this.#sql);
  }

  /** Takes a run that ended early, to go on with it as another attempt. */
  async resume(id: string, owner: string, who: string): Promise<RunEntry> {
    return this.#sql.transaction(LOCK, async (sql) => {
      const { runbook, at_once: atOnce } = await rowOf(sql, id);
      await mustBeFree(sql, { runbook: String(runbook), ...(atOnce !== null && { atOnce: Number(atOnce) }) });
      return entryOf(await take(sql, id, owner, who));
    });
  }

  /** Notes that the owner tries again, a part of the run or, as another attempt, all of it. */
  async again(id: string, owner: string, reason: string, as: "same attempt" | "next attempt"): Promise<RunEntry> {
    return this.#sql.transaction(LOCK, async (sql) => {
      const row = await rowOf(sql, id);
      mustOwn(row, owner);
      const more = as === "next attempt" ? 1 : 0;
      const [changed] = await sql.all("UPDATE run SET attempt = attempt + $2 WHERE id = $1 RETURNING *", [id, more]);
      await note(sql, changed!, { to: "running", who: owner, reason }, "running");
      return entryOf(changed!);
    });
  }

  /** A sign of life of the owner. */
  async renew(id: string, owner: string): Promise<Renewal> {
    const [row] = await this.#sql.all(
      `UPDATE run SET lease_until = ${this.#sql.now} + ${LEASE} WHERE id = $1 AND owner = $2 AND status IN (${ACTIVE_SQL})
        RETURNING stop_asked`,
      [id, owner],
    );
    return { owned: row !== undefined, stop: (row?.["stop_asked"] ?? null) as string | null };
  }

  async move(id: string, step: Step): Promise<RunEntry> {
    return this.#sql.transaction(LOCK, async (sql) => entryOf(await moved(sql, await rowOf(sql, id), step)));
  }

  /** Stops a run: at once when it waits; its owner hears of it when it works. @returns what it is now */
  async stop(id: string, who: string, reason: string): Promise<RunEntry> {
    return this.#sql.transaction(LOCK, async (sql) => {
      const row = await rowOf(sql, id);
      if (row["status"] === "queued") return entryOf(await moved(sql, row, { to: "cancelled", who, reason }));
      mustFollow(id, row["status"] as RunStatus, "cancelled");
      await sql.all("UPDATE run SET stop_asked = $2 WHERE id = $1", [id, `stopped by ${who}: ${reason}`]);
      return entryOf(await rowOf(sql, id));
    });
  }

  /**
   * Takes over what nobody works at any more, to end it: runs whose owner is silent, or gone. Of several that ask, one gets each.
   * @param self whose own runs are not looked at
   * @param isGone tells of an owner that it can't come back
   * @param owner who has them then
   */
  async takeOver(self: string, isGone: (owner: string) => boolean, owner: string = self): Promise<readonly RunEntry[]> {
    return this.#sql.transaction(LOCK, async (sql) => {
      const rows = await sql.all(
        `SELECT id, owner, CASE WHEN lease_until < ${sql.now} THEN 1 ELSE 0 END AS silent FROM run
          WHERE status IN (${ACTIVE_SQL}) AND owner <> $1 ORDER BY id`,
        [self],
      );
      const left = rows.filter((row) => row["silent"] === 1 || isGone(String(row["owner"])));
      const taken: RunEntry[] = [];
      for (const { id } of left) {
        const [row] = await sql.all(
          `UPDATE run SET owner = $2, lease_until = ${sql.now} + ${LEASE} WHERE id = $1 RETURNING *`,
          [id!, owner],
        );
        taken.push(entryOf(row!));
      }
      return taken;
    });
  }

  /** Notes that a cell began (`endedAt` null) or ended, in the run's present attempt. */
  async cell(id: string, cell: CellStep): Promise<void> {
    await this.#sql.all(
      `INSERT INTO cell (run, attempt, cell, place, state, started_at, ended_at)
        SELECT $1, attempt, $2, CAST($3 AS INTEGER), $4, CAST($5 AS DOUBLE PRECISION), CAST($6 AS DOUBLE PRECISION) FROM run WHERE id = $1
        ON CONFLICT (run, attempt, cell) DO UPDATE SET state = excluded.state, ended_at = excluded.ended_at`,
      [id, cell.cell, cell.place, cell.state, cell.startedAt, cell.endedAt],
    );
  }

  /** The cells that began, in the order of attempts and of the notebook. */
  async cells(id: string): Promise<readonly (CellStep & { readonly attempt: number })[]> {
    const rows = await this.#sql.all("SELECT * FROM cell WHERE run = $1 ORDER BY attempt, place", [id]);
    return rows.map((row) => ({
      attempt: Number(row["attempt"]),
      cell: String(row["cell"]),
      place: Number(row["place"]),
      state: String(row["state"]),
      startedAt: Number(row["started_at"]),
      endedAt: row["ended_at"] === null ? null : Number(row["ended_at"]),
    }));
  }

  /** Takes in a run that ended elsewhere or before there was this record; one that is known stays as it is. */
  async adopt(run: EndedRun): Promise<void> {
    const { id, runbook, version, ask, operator, status, startedAt, endedAt, reason } = run;
    await this.#sql.transaction(LOCK, async (sql) => {
      const [row] = await sql.all(
        `INSERT INTO run (id, runbook, version, status, ask, operator, attempt, asked_at, due_at, started_at, ended_at, reason)
          VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7, $7, $8, $9) ON CONFLICT (id) DO NOTHING RETURNING *`,
        [id, runbook, version, status, JSON.stringify(ask), operator, startedAt, endedAt, reason],
      );
      const who = "the record file";
      if (row !== undefined) await note(sql, row, { to: status, who, reason: "taken in from what the run left" }, null);
    });
  }

  /** Forgets a run that has ended, but not what it measured: trends go back further than runs. */
  async remove(id: string): Promise<void> {
    await this.#sql.transaction(LOCK, async (sql) => {
      if ((await rowOf(sql, id))["ended_at"] === null) {
        throw new BadArgumentError(`Run ${id} has not ended; only runs that have can be taken away.`, { id });
      }
      for (const table of ["cell", "hold", "transition"]) {
        await sql.all(`DELETE FROM ${table} WHERE run = $1`, [id]);
      }
      await sql.all("DELETE FROM run WHERE id = $1", [id]);
    });
  }

  async get(id: string): Promise<RunEntry> {
    return entryOf(await rowOf(this.#sql, id));
  }

  /** Runs that answer the query, the latest first. */
  async list(query: RunQuery = {}): Promise<readonly RunEntry[]> {
    const { where, values } = conditionsOf(query);
    const limit = query.limit === undefined ? "" : ` LIMIT ${query.limit}`;
    const rows = await this.#sql.all(`SELECT * FROM run ${where} ORDER BY asked_at DESC, id DESC${limit}`, values);
    return rows.map(entryOf);
  }

  /** Every step of a run, the first first. */
  async transitions(id: string): Promise<readonly Transition[]> {
    await rowOf(this.#sql, id);
    const rows = await this.#sql.all("SELECT * FROM transition WHERE run = $1 ORDER BY place", [id]);
    return rows.map(transitionOf);
  }

  close(): Promise<void> {
    return this.#sql.close();
  }
}

/** What happened to a cell; times are ms since 1970 UTC. */
export interface CellStep {
  readonly cell: string;
  readonly place: number;
  readonly state: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
}

async function insert(sql: Queries, run: NewRun): Promise<SqlRow> {
  const { id, runbook, version, ask, operator, cause = null, atOnce = null, dueAt = null } = run;
  const [row] = await sql.all(
    `INSERT INTO run (id, runbook, version, status, ask, operator, cause, at_once, attempt, asked_at, due_at, reason)
      VALUES ($1, $2, $3, 'queued', $4, $5, $6, $7, 0, ${sql.now}, coalesce($8, ${sql.now}), '')
      ON CONFLICT (id) DO NOTHING RETURNING *`,
    [id, runbook, version, JSON.stringify(ask), operator, cause, atOnce, dueAt],
  );
  if (row === undefined) throw new TakenIdError(id);
  await note(sql, row, { to: "queued", who: operator, reason: cause ?? "" }, null);
  return row;
}

async function take(sql: Queries, id: string, owner: string, who: string): Promise<SqlRow> {
  const row = await rowOf(sql, id);
  mustFollow(id, row["status"] as RunStatus, "running");
  const [taken] = await sql.all(
    `UPDATE run SET status = 'running', attempt = attempt + 1, owner = $2, lease_until = ${sql.now} + ${LEASE},
      started_at = coalesce(started_at, ${sql.now}), ended_at = NULL, stop_asked = NULL, reason = '' WHERE id = $1 RETURNING *`,
    [id, owner],
  );
  await note(sql, taken!, { to: "running", who }, row["status"] as RunStatus);
  return taken!;
}

async function moved(sql: Queries, row: SqlRow, step: Step): Promise<SqlRow> {
  const [id, from] = [String(row["id"]), row["status"] as RunStatus];
  if (step.owner !== undefined) mustOwn(row, step.owner);
  mustFollow(id, from, step.to);
  const active = ACTIVE.includes(step.to);
  const [changed] = await sql.all(
    `UPDATE run SET status = $2, reason = $3, ${active ? "" : "owner = NULL, lease_until = NULL, "}
      ended_at = ${active || step.to === "queued" ? "NULL" : sql.now} WHERE id = $1 RETURNING *`,
    [id, step.to, step.reason ?? ""],
  );
  await note(sql, changed!, step, from);
  return changed!;
}

function mustOwn(row: SqlRow, owner: string): void {
  if (row["owner"] === owner) return;
  const [id, who, status] = [String(row["id"]), String(row["owner"] ?? "nobody"), String(row["status"])];
  throw new EnvironmentError(`Run ${id} is no longer this process's: ${who} has it, and it is ${status}.`, {
    id,
    owner: row["owner"],
  });
}

async function note(sql: Queries, row: SqlRow, { to, who, reason = "" }: Step, from: RunStatus | null): Promise<void> {
  await sql.all(
    `INSERT INTO transition (run, place, attempt, at, old_status, new_status, who, reason)
      SELECT $1, count(*), CAST($2 AS INTEGER), ${sql.now}, $3, $4, $5, $6 FROM transition WHERE run = $1`,
    [row["id"]!, row["attempt"]!, from, to, who, reason],
  );
}

async function mustBeFree(sql: Queries, run: { readonly runbook: string; readonly atOnce?: number }): Promise<void> {
  if (run.atOnce === undefined) return;
  const busy = await sql.all(`SELECT id FROM run WHERE runbook = $1 AND status IN (${ACTIVE_SQL}) ORDER BY id`, [
    run.runbook,
  ]);
  if (busy.length < run.atOnce) return;
  const ids = busy.map(({ id }) => String(id)).join(", ");
  throw new EnvironmentError(
    `${run.runbook} is at work as ${ids}, and ${run.atOnce} of it may be at once: wait for its end, queue this run with --queue, or stop that one with \`lisalab runs cancel\`.`,
    { runbook: run.runbook, busy: ids },
  );
}

async function rowOf(sql: Pick<Sql, "all">, id: string): Promise<SqlRow> {
  const row = await rowWhere(sql, "id = $1", id);
  if (row === undefined) throw new BadArgumentError(`There is no run ${id}; \`lisalab runs list\` names them.`, { id });
  return row;
}

async function rowWhere(sql: Pick<Sql, "all">, condition: string, value: SqlValue): Promise<SqlRow | undefined> {
  const [row] = await sql.all(`SELECT * FROM run WHERE ${condition}`, [value]);
  return row;
}
