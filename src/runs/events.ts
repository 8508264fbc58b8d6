import { join } from "node:path";
import { postgresSql } from "../sql/postgres.js";
import type { Sql } from "../sql/sql.js";
import { sqliteSql } from "../sql/sqlite.js";
import type { SqliteKind } from "../sql/sqlite-file.js";

const TABLES = `
CREATE TABLE event (
  runbook TEXT NOT NULL,
  source TEXT NOT NULL,
  mark TEXT NOT NULL,
  run TEXT NOT NULL,
  seen_at DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (runbook, source, mark)
);
`;

/** "LEVT" in ASCII. */
export const EVENTS: SqliteKind = { name: "events", applicationId: 0x4c_45_56_54, layout: 1, tables: TABLES };

/** Something that came in, as it is told from others. */
export interface EventMark {
  /** Where: a file, an object, a hook. */
  readonly source: string;
  /** What makes this content another one than what was there before. */
  readonly mark: string;
}

/** Sources that are looked for in one statement. */
const AT_ONCE = 500;

/**
 * The events that have had their run. The record of runs has one run of a cause, but runs are pruned, and what lies in
 * a folder or a bucket is seen again on every look: this stays.
 */
export class SeenEvents {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Those that had no run yet, in their order. */
  async unseen<E extends EventMark>(runbook: string, events: readonly E[]): Promise<readonly E[]> {
    const seen = new Set<string>();
    for (let at = 0; at < events.length; at += AT_ONCE) {
      const sources = events.slice(at, at + AT_ONCE).map(({ source }) => source);
      const places = sources.map((_, n) => `$${n + 2}`).join(", ");
      const rows = await this.#sql.all(`SELECT source, mark FROM event WHERE runbook = $1 AND source IN (${places})`, [
        runbook,
        ...sources,
      ]);
      for (const { source, mark } of rows) seen.add(nameOf({ source: String(source), mark: String(mark) }));
    }
    return events.filter((event) => !seen.has(nameOf(event)));
  }

  /** The run that an event had; null when it had none. */
  async runOf(runbook: string, { source, mark }: EventMark): Promise<string | null> {
    const [row] = await this.#sql.all("SELECT run FROM event WHERE runbook = $1 AND source = $2 AND mark = $3", [
      runbook,
      source,
      mark,
    ]);
    return row === undefined ? null : String(row["run"]);
  }

  /** Notes that an event has had its run. */
  async note(runbook: string, { source, mark }: EventMark, run: string): Promise<void> {
    await this.#sql.all(
      `INSERT INTO event (runbook, source, mark, run, seen_at) VALUES ($1, $2, $3, $4, ${this.#sql.now}) ON CONFLICT DO NOTHING`,
      [runbook, source, mark, run],
    );
  }

  close(): Promise<void> {
    return this.#sql.close();
  }
}

/** The events beside the record of runs: `events.sqlite` below LISALAB_HOME, or in the database of a URL. */
export async function openEvents(home: string, url: string = process.env["LISALAB_RUNS"] ?? ""): Promise<SeenEvents> {
  return new SeenEvents(url === "" ? sqliteSql(join(home, "events.sqlite"), EVENTS) : await postgresSql(url, EVENTS));
}

function nameOf({ source, mark }: EventMark): string {
  return `${mark} ${source}`;
}
