/** What a column can hold. */
export type SqlValue = string | number | null;

/** A row, by column. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A database that speaks the SQL that SQLite and PostgreSQL share: `$1` for values, RETURNING, ON CONFLICT. */
export interface Sql {
  /** An expression for the time now by the database's clock, which all machines that share it have in common: ms since 1970 UTC. */
  readonly now: string;
  /** Runs a statement and gives its rows. */
  all(statement: string, values?: readonly SqlValue[]): Promise<readonly SqlRow[]>;
  /**
   * Runs `work` in one transaction; what it throws undoes all of it. Transactions with the same `lock` wait for each
   * other, also those of other processes and machines.
   */
  transaction<T>(lock: string, work: (sql: Pick<Sql, "all" | "now">) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
