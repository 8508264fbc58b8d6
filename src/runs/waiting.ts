import type { Sql } from "../sql/sql.js";
import { ACTIVE } from "./status.js";

const ACTIVE_SQL = ACTIVE.map((status) => `'${status}'`).join(", ");

/** How many runs of the queue a worker could begin now: due, and not behind others of their runbook that are at work. */
export async function readyRuns(sql: Sql): Promise<number> {
  const rows = await sql.all(
    `SELECT runbook, min(at_once) AS at_once, count(*) AS waiting,
      (SELECT count(*) FROM run AS busy WHERE busy.runbook = run.runbook AND busy.status IN (${ACTIVE_SQL})) AS busy
      FROM run WHERE status = 'queued' AND due_at <= ${sql.now} GROUP BY runbook`,
  );
  const ready = rows.map(({ at_once: atOnce, waiting, busy }) =>
    atOnce === null ? Number(waiting) : Math.max(0, Math.min(Number(waiting), Number(atOnce) - Number(busy))),
  );
  return ready.reduce((sum, count) => sum + count, 0);
}
