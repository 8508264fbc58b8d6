import { BadArgumentError } from "../core/errors.js";
import type { Sql, SqlRow } from "../sql/sql.js";

/** How long a hold waits, what happens then, and who may decide. */
export interface HoldPolicy {
  /** Seconds. */
  readonly timeout: number;
  /** What becomes of it when nobody has decided by then. */
  readonly otherwise: "reject" | "approve";
  /** Whether another person than who runs it must approve. */
  readonly fourEyes: boolean;
  /** Who may decide; anybody when empty. */
  readonly approvers: readonly string[];
  /** Names of logbooks elsewhere that are told of it, whatever else they are told of. */
  readonly notify: readonly string[];
}

/** What a run asks before it goes on. */
export interface NewHold {
  readonly run: string;
  /** The cell that waits. */
  readonly cell: string;
  readonly place: number;
  /** What it is about, in one line. */
  readonly title: string;
  /** What people should know to decide, in Markdown. */
  readonly question: string;
  /** Who runs it, in this attempt. */
  readonly operator: string;
  readonly policy: HoldPolicy;
}

/** How a hold ended: by a person, by its policy when time ran out, or with its run, which was stopped or killed. */
export type HoldDecision = "approved" | "rejected" | "withdrawn";

/** A hold as the record of runs has it. Times are ms since 1970 UTC, by the record's clock. */
export interface Hold extends Omit<NewHold, "policy">, HoldPolicy {
  readonly attempt: number;
  readonly askedAt: number;
  readonly expiresAt: number;
  /** null while it waits. */
  readonly decision: HoldDecision | null;
  /** "person", or "policy" when time ran out, or "run" when that ended; null while it waits. */
  readonly decidedBy: "person" | "policy" | "run" | null;
  readonly who: string;
  readonly comment: string;
  readonly decidedAt: number | null;
}

/** What somebody decides. */
export interface Decided {
  readonly decision: "approved" | "rejected";
  readonly who: string;
  readonly comment: string;
}

/** Of the same name as the record's: whoever decides waits for whoever stops or takes over the run. */
const LOCK = "runs";

/** Characters of a comment: it goes into the logbook. */
const LONGEST_COMMENT = 4000;

/** What waits for people: one decision each, of whoever was first. */
export class HoldBook {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Asks in the run's present attempt; the same cell of it is asked for once. */
  async ask({ run, cell, place, title, question, operator, policy }: NewHold): Promise<Hold> {
    const { timeout, otherwise, fourEyes, approvers, notify } = policy;
    await this.#sql.all(
      `INSERT INTO hold (run, attempt, cell, place, title, question, operator, timeout, policy, four_eyes, approvers, notify, asked_at, expires_at, who, comment)
        SELECT $1, attempt, $2, CAST($3 AS INTEGER), $4, $5, $6, CAST($7 AS DOUBLE PRECISION), $8, CAST($9 AS INTEGER), $10, $11, ${this.#sql.now}, ${this.#sql.now} + CAST($12 AS DOUBLE PRECISION), '', '' FROM run WHERE id = $1
        ON CONFLICT (run, attempt, cell) DO NOTHING`,
      [
        run,
        cell,
        place,
        title,
        question,
        operator,
        timeout,
        otherwise,
        fourEyes ? 1 : 0,
        JSON.stringify(approvers),
        JSON.stringify(notify),
        timeout * 1000,
      ],
    );
    return (await this.list(run)).filter((hold) => hold.cell === cell).at(-1)!;
  }

  /** All holds of a run, the first first. */
  async list(run: string): Promise<readonly Hold[]> {
    const rows = await this.#sql.all("SELECT * FROM hold WHERE run = $1 ORDER BY attempt, asked_at, place", [run]);
    return rows.map(holdOf);
  }

  /** How it is now; one whose time is over is decided by its policy. */
  async look(hold: Hold): Promise<Hold> {
    const row = await this.#row(hold, `*, CASE WHEN expires_at <= ${this.#sql.now} THEN 1 ELSE 0 END AS late`);
    if (row["decision"] !== null || row["late"] === 0) return holdOf(row);
    await this.#sql.all(
      `UPDATE hold SET decision = CASE policy WHEN 'approve' THEN 'approved' ELSE 'rejected' END, decided_by = 'policy',
        decided_at = ${this.#sql.now} WHERE run = $1 AND attempt = $2 AND cell = $3 AND decision IS NULL`,
      [hold.run, hold.attempt, hold.cell],
    );
    return holdOf(await this.#row(hold, "*"));
  }

  async #row({ run, attempt, cell }: Hold, columns: string): Promise<SqlRow> {
    const where = "run = $1 AND attempt = $2 AND cell = $3";
    const [row] = await this.#sql.all(`SELECT ${columns} FROM hold WHERE ${where}`, [run, attempt, cell]);
    if (row === undefined) throw new BadArgumentError(`Run ${run} was taken away while it waited.`, { run });
    return row;
  }

  /**
   * Decides what a run waits for.
   * @throws BadArgumentError when it waits for nothing, somebody was faster, or who decides may not
   */
  async decide(run: string, decided: Decided): Promise<Hold> {
    mustBeSaid(decided);
    return this.#sql.transaction(LOCK, async (sql) => {
      const [state] = await sql.all(`SELECT status, operator, attempt, ${sql.now} AS now FROM run WHERE id = $1`, [
        run,
      ]);
      const [row] = await sql.all(
        "SELECT * FROM hold WHERE run = $1 AND attempt = $2 AND decision IS NULL ORDER BY asked_at DESC, place DESC LIMIT 1",
        [run, state?.["attempt"] ?? 0],
      );
      mustWait(run, state, row);
      mustBeAllowed(holdOf(row!), String(state!["operator"]), decided);
      const [after] = await sql.all(
        `UPDATE hold SET decision = $4, decided_by = 'person', who = $5, comment = $6, decided_at = ${sql.now}
          WHERE run = $1 AND attempt = $2 AND cell = $3 RETURNING *`,
        [run, row!["attempt"]!, row!["cell"]!, decided.decision, decided.who, decided.comment.trim()],
      );
      return holdOf(after!);
    });
  }

  /**
   * Nobody need decide any more what a run asked: it was stopped or killed. Gives its holds.
   * @param upTo the last attempt whose holds are meant: who lost a run must not withdraw what another asks by now
   */
  async withdraw(run: string, reason: string, upTo: number): Promise<readonly Hold[]> {
    await this.#sql.all(
      `UPDATE hold SET decision = 'withdrawn', decided_by = 'run', comment = $2, decided_at = ${this.#sql.now}
        WHERE run = $1 AND attempt <= $3 AND decision IS NULL`,
      [run, reason, upTo],
    );
    return (await this.list(run)).filter(({ attempt }) => attempt <= upTo);
  }
}

function mustBeSaid({ who, comment }: Decided): void {
  if (comment.trim() === "" || comment.length > LONGEST_COMMENT || /[\0\p{Cs}]/u.test(comment)) {
    throw new BadArgumentError(`A decision needs a comment of 1 to ${LONGEST_COMMENT} characters: --comment "why".`);
  }
  if (who.trim() === "" || who.length > 200 || /[\p{Cc}\p{Cs}]/u.test(who)) {
    throw new BadArgumentError("Who decides must be a name in one line; see LISALAB_OPERATOR.", { who });
  }
}

function mustWait(run: string, state: SqlRow | undefined, row: SqlRow | undefined): void {
  if (state === undefined) throw new BadArgumentError(`There is no run ${run}; \`lisalab runs list\` names them.`);
  if (state["status"] !== "held" || row === undefined) {
    const how = state["status"] === "held" ? "held, but its hold is decided already" : String(state["status"]);
    throw new BadArgumentError(`Run ${run} waits for nobody: it is ${how}. \`lisalab runs show ${run}\` tells more.`);
  }
  if (Number(row["expires_at"]) <= Number(state["now"])) {
    const end = new Date(Number(row["expires_at"])).toISOString();
    throw new BadArgumentError(
      `The time to decide for run ${run} ended at ${end}; its policy is to ${String(row["policy"])}.`,
    );
  }
}

/** Rejecting is always safe: who runs it may stop it. */
function mustBeAllowed({ fourEyes, approvers, operator, run }: Hold, asker: string, { decision, who }: Decided): void {
  if (approvers.length > 0 && !approvers.some((name) => isSame(name, who))) {
    throw new BadArgumentError(`Run ${run} can be decided by ${approvers.join(", ")}, not by ${who}.`, { who });
  }
  if (fourEyes && decision === "approved" && [operator, asker].some((name) => isSame(name, who))) {
    throw new BadArgumentError(`Run ${run} needs four eyes: ${who} runs it, another person must approve.`, { who });
  }
}

function isSame(name: string, other: string): boolean {
  return name.trim().toLowerCase() === other.trim().toLowerCase();
}

function holdOf(row: SqlRow): Hold {
  const decidedAt = row["decided_at"];
  return {
    run: String(row["run"]),
    attempt: Number(row["attempt"]),
    cell: String(row["cell"]),
    place: Number(row["place"]),
    title: String(row["title"]),
    question: String(row["question"]),
    operator: String(row["operator"]),
    timeout: Number(row["timeout"]),
    otherwise: row["policy"] as Hold["otherwise"],
    fourEyes: Number(row["four_eyes"]) === 1,
    approvers: JSON.parse(String(row["approvers"])) as string[],
    notify: JSON.parse(String(row["notify"])) as string[],
    askedAt: Number(row["asked_at"]),
    expiresAt: Number(row["expires_at"]),
    decision: row["decision"] as Hold["decision"],
    decidedBy: row["decided_by"] as Hold["decidedBy"],
    who: String(row["who"]),
    comment: String(row["comment"]),
    decidedAt: decidedAt === null || decidedAt === undefined ? null : Number(decidedAt),
  };
}
