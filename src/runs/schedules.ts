import type { Sql } from "../sql/sql.js";

/** Up to when each schedule was looked at: what came before it has been dealt with. It outlives runs that are taken away. */
export class ScheduleBook {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** ms since 1970 UTC, by the clock of who looked; null for a schedule that nobody has looked at. */
  async lookedAt(runbook: string): Promise<number | null> {
    const [row] = await this.#sql.all("SELECT looked_at FROM schedule WHERE runbook = $1", [runbook]);
    return row === undefined ? null : Number(row["looked_at"]);
  }

  /** Notes that a schedule was looked at up to `time`, which may be earlier than before: clocks are set back, too. */
  async look(runbook: string, time: number): Promise<void> {
    await this.#sql.all(
      `INSERT INTO schedule (runbook, looked_at) VALUES ($1, CAST($2 AS DOUBLE PRECISION))
        ON CONFLICT (runbook) DO UPDATE SET looked_at = excluded.looked_at`,
      [runbook, time],
    );
  }
}
