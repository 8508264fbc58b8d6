import type { Sql } from "../sql/sql.js";

/** Up to when each schedule was looked at: what came before it has been dealt with. It outlives runs that are taken away. */
export class ScheduleBook {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** ms since 1970 UTC, by the clock of who looked; null when nobody has looked at it since it is as it is. */
  async lookedAt(runbook: string, schedule: string): Promise<number | null> {
    const [row] = await this.#sql.all("SELECT looked_at FROM schedule WHERE runbook = $1 AND schedule = $2", [
      runbook,
      schedule,
    ]);
    return row === undefined ? null : Number(row["looked_at"]);
  }

  /** Notes that a schedule was looked at up to `time`, which may be earlier than before: clocks are set back, too. */
  async look(runbook: string, schedule: string, time: number): Promise<void> {
    await this.#sql.all(
      `INSERT INTO schedule (runbook, schedule, looked_at) VALUES ($1, $2, CAST($3 AS DOUBLE PRECISION))
        ON CONFLICT (runbook) DO UPDATE SET schedule = excluded.schedule, looked_at = excluded.looked_at`,
      [runbook, schedule, time],
    );
  }
}
