import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { SourceClass } from "../catalogue/parameters.js";
import { type CatalogueRelease, checkedRelease } from "../catalogue/release.js";
import { BadArgumentError, EnvironmentError } from "../core/errors.js";
import { type Column, type DataFrame, dataFrame } from "./dataframe.js";
import { writableFolder } from "./hdf5.js";

/** A row of an answer: numbers, texts, or null. */
export type QueryRow = Readonly<Record<string, string | number | boolean | bigint | null>>;

/** Tables of a release. */
export type CatalogueTable = "sources" | "parameters" | "samples";

/** The sources of a class as a table for people: id, SNR, confidence, and each parameter with `_low` and `_high`. It needs danfojs-node. */
export async function toDataFrame(release: CatalogueRelease, kind: SourceClass): Promise<DataFrame> {
  const sources = checkedRelease(release).sources.filter((source) => source.class === kind);
  const names = [...new Set(sources.flatMap(({ parameters }) => parameters.map(({ name }) => name)))];
  const part = (name: string, key: "value" | "low" | "high"): Float64Array =>
    Float64Array.from(sources, ({ parameters }) => parameters.find((each) => each.name === name)?.[key] ?? Number.NaN);
  const columns: [string, Column][] = names.flatMap((name): [string, Column][] => [
    [name, part(name, "value")],
    [`${name}_low`, part(name, "low")],
    [`${name}_high`, part(name, "high")],
  ]);
  return dataFrame({
    id: sources.map(({ id }) => id),
    snr: Float64Array.from(sources, ({ snr }) => snr),
    confidence: Float64Array.from(sources, ({ confidence }) => confidence),
    ...Object.fromEntries(columns),
  });
}

/**
 * Asks a release in SQL: `sources` (id, class, snr, confidence, waveform, residual), `parameters` (id, name, unit, value, low, high) and `samples` (id,
 * draw, name, value). It needs the optional package @duckdb/node-api; the query reads no files.
 * @throws EnvironmentError without it; BadArgumentError for SQL that DuckDB refuses
 */
export async function queryCatalogue(release: CatalogueRelease, sql: string): Promise<readonly QueryRow[]> {
  return withTables(release, async (connection) => {
    await connection.run("SET enable_external_access = false");
    const reader = await connection.runAndReadAll(sql).catch((cause: Error) => {
      throw new BadArgumentError(`The query can't be answered: ${cause.message}`, { sql }, cause);
    });
    return reader.getRowObjectsJS() as readonly QueryRow[];
  });
}

/**
 * Writes a table of a release as Parquet (compressed by Zstandard). It needs the optional package @duckdb/node-api.
 * @throws EnvironmentError without it, or when the file can't be written: then nothing is left behind
 */
export async function writeCatalogueParquet(
  path: string,
  release: CatalogueRelease,
  table: CatalogueTable,
): Promise<void> {
  if (!Object.hasOwn(TABLES, table)) {
    throw new BadArgumentError(`There is no table "${String(table)}"; there are ${Object.keys(TABLES).join(", ")}.`, {
      table,
    });
  }
  const folder = await writableFolder(path);
  const aside = join(folder, `.${process.pid}-${table}.parquet.part`);
  try {
    await withTables(release, async (connection) => {
      await connection.run(`COPY ${table} TO '${aside.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`);
    });
    await rename(aside, path);
  } catch (error) {
    if (error instanceof EnvironmentError || error instanceof BadArgumentError) throw error;
    throw new EnvironmentError(
      `Can't write ${path}: ${(error as Error).message}. Nothing was left behind.`,
      { path },
      error,
    );
  } finally {
    await rm(aside, { force: true });
  }
}

const TABLES: Readonly<Record<CatalogueTable, string>> = {
  sources: "id VARCHAR, class VARCHAR, snr DOUBLE, confidence DOUBLE, waveform VARCHAR, residual VARCHAR",
  parameters: "id VARCHAR, name VARCHAR, unit VARCHAR, value DOUBLE, low DOUBLE, high DOUBLE",
  samples: "id VARCHAR, draw DOUBLE, name VARCHAR, value DOUBLE",
};

/** The rows of the tables. */
function* rowsOf({
  sources,
}: CatalogueRelease): Generator<readonly [CatalogueTable, readonly (string | number)[]], void, void> {
  for (const { id, class: kind, snr, confidence, waveform, residual, parameters, samples } of sources) {
    yield ["sources", [id, kind, snr, confidence, waveform, residual]];
    for (const { name, unit, value, low, high } of parameters) yield ["parameters", [id, name, unit, value, low, high]];
    for (const [name, values] of Object.entries(samples)) {
      for (let draw = 0; draw < values.length; draw++) yield ["samples", [id, draw, name, values[draw]!]];
    }
  }
}

/** As much of DuckDB as is used here. */
interface Appender {
  appendDouble(value: number): void;
  appendVarchar(value: string): void;
  endRow(): void;
  closeSync(): void;
}

interface Connection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ getRowObjectsJS(): unknown }>;
  createAppender(table: string): Promise<Appender>;
  closeSync(): void;
}

interface DuckDb {
  readonly DuckDBInstance: {
    create(
      path: string,
      options: Record<string, string>,
    ): Promise<{ connect(): Promise<Connection>; closeSync(): void }>;
  };
}

async function withTables<T>(release: CatalogueRelease, use: (connection: Connection) => Promise<T>): Promise<T> {
  const { DuckDBInstance } = await loadDuckDb();
  const checked = checkedRelease(release);
  // Extensions would be fetched from elsewhere.
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  try {
    await fill(connection, checked);
    return await use(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function fill(connection: Connection, release: CatalogueRelease): Promise<void> {
  const appenders = new Map<CatalogueTable, Appender>();
  for (const [table, columns] of Object.entries(TABLES) as [CatalogueTable, string][]) {
    await connection.run(`CREATE TABLE ${table} (${columns})`);
    appenders.set(table, await connection.createAppender(table));
  }
  for (const [table, values] of rowsOf(release)) {
    const appender = appenders.get(table)!;
    for (const value of values) {
      if (typeof value === "number") appender.appendDouble(value);
      else appender.appendVarchar(value);
    }
    appender.endRow();
  }
  for (const appender of appenders.values()) appender.closeSync();
}

/** The version that is tested with, of which there are packages for all platforms. */
const DUCKDB = "@duckdb/node-api@1.5.5-r.5";

async function loadDuckDb(): Promise<DuckDb> {
  // Not a literal: the package is optional, and so are its types.
  const name: string = "@duckdb/node-api";
  try {
    return (await import(name)) as DuckDb;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw cause;
    // It is there, but not what it brings for this platform, such as after an install on another one.
    const found = message.includes("node-bindings") ? "has no part for this platform here" : "is not installed";
    throw new EnvironmentError(
      `queries and Parquet need the optional package ${name} (70 MB), which ${found}: \`npm install ${DUCKDB}\``,
      { package: name },
      cause,
    );
  }
}
