import type { Client, Pool, PoolClient } from "pg";
import { BadArgumentError, BadFileError, EnvironmentError } from "../core/errors.js";
import { partsOf } from "./layout.js";
import type { Sql, SqlRow, SqlValue } from "./sql.js";
import type { SqliteKind } from "./sqlite-file.js";

/** How long a connection may take, in ms. */
const PATIENCE = 10_000;

type Queries = Pick<Sql, "all" | "now">;

/** Our tables have a schema of their own, so that they can lie beside others'. */
const SCHEMA = "lisalab";

/** A PostgreSQL database by its URL; the tables are made when they are not there. */
export async function postgresSql(url: string, kind: SqliteKind): Promise<Sql> {
  const place = placeOf(url);
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: PATIENCE,
    options: `-c search_path=${SCHEMA}`,
    max: 4,
  });
  // A connection may be cut by the server, when it waits and in the middle of a transaction; whoever asks it, or the next
  // one, is told.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const sql = new PostgresSql(pool, `${kind.name} ${place}`);
  try {
    await sql.transaction(kind.name, (queries) => prepare(queries, kind, place));
    return sql;
  } catch (error) {
    await sql.close();
    throw error;
  }
}

class PostgresSql implements Sql {
  readonly now = "(extract(epoch from clock_timestamp()) * 1000.0)::double precision";
  readonly #pool: Pool;
  readonly #what: string;

  constructor(pool: Pool, what: string) {
    this.#pool = pool;
    this.#what = what;
  }

  async all(statement: string, values: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    return this.#told(() => rowsOf(this.#pool, statement, values));
  }

  async transaction<T>(lock: string, work: (sql: Queries) => Promise<T>): Promise<T> {
    const client = await this.#told(() => this.#pool.connect());
    const all: Queries["all"] = (statement, values = []) => this.#told(() => rowsOf(client, statement, values));
    try {
      await all("BEGIN");
      await all("SELECT pg_advisory_xact_lock(hashtext($1))", [`lisalab ${lock}`]);
      const result = await work({ now: this.now, all });
      await all("COMMIT");
      client.release();
      return result;
    } catch (error) {
      await undone(client);
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  /** What the server refuses, in words. */
  async #told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      const reason = `${this.#what}: PostgreSQL says ${message || code}${code ? ` (${code})` : ""}`;
      throw new EnvironmentError(`${reason}; check the server, its URL and the rights of the role.`, { code }, error);
    }
  }
}

/** A connection that can't take the undoing is given up, and with it goes the transaction. */
async function undone(client: PoolClient): Promise<void> {
  try {
    await client.query("ROLLBACK");
    client.release();
  } catch (error) {
    client.release(error as Error);
  }
}

async function rowsOf(
  by: Pool | PoolClient | Client,
  statement: string,
  values: readonly SqlValue[],
): Promise<SqlRow[]> {
  const { rows } = await by.query<Record<string, SqlValue>>(statement, [...values]);
  return rows;
}

async function prepare(sql: Queries, kind: SqliteKind, place: string): Promise<void> {
  await sql.all(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`);
  await sql.all("CREATE TABLE IF NOT EXISTS layout (name TEXT PRIMARY KEY, layout INTEGER NOT NULL)");
  const [found] = await sql.all("SELECT layout FROM layout WHERE name = $1", [kind.name]);
  if (found === undefined) {
    await sql.all("INSERT INTO layout (name, layout) VALUES ($1, $2)", [kind.name, kind.layout]);
  } else if (found["layout"] !== kind.layout) {
    throw new BadFileError(
      `${place} has layout ${String(found["layout"])} of the ${kind.name}, this lisalab knows layout ${kind.layout}: use the version of lisalab that wrote it, or a newer one`,
      { place, layout: found["layout"] },
    );
  }
  await complete(sql, kind);
}

/** Makes what is not there: all of it, or what an earlier lisalab did not know. */
async function complete(sql: Queries, kind: SqliteKind): Promise<void> {
  const rows = await sql.all(
    "SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = $1",
    [SCHEMA],
  );
  const there = new Set(rows.map(({ relname }) => String(relname)));
  for (const [name, statement] of partsOf(kind)) {
    if (!there.has(name)) await sql.all(statement);
  }
}

/** The URL without its password, which a message must not show, and so not the URL either. */
function placeOf(url: string): string {
  const { protocol, host, pathname } = URL.canParse(url) ? new URL(url) : { protocol: "", host: "", pathname: "" };
  if (/^postgres(ql)?:$/.test(protocol)) return `${host}${pathname}`;
  throw new BadArgumentError(
    "LISALAB_RUNS is no URL of a PostgreSQL database; give postgresql://USER@HOST:5432/DATABASE, or unset it for the file in LISALAB_HOME.",
  );
}
