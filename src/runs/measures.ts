import { createHash } from "node:crypto";
import type { Verdict } from "../core/verdict.js";
import type { Sql, SqlRow, SqlValue } from "../sql/sql.js";

/** What a check measured. */
export interface Measured {
  readonly name: string;
  /** null for what is no number. */
  readonly value: number | null;
  readonly unit: string;
  readonly verdict: Verdict;
}

/** What a run came to; it stays when the run itself is taken away. */
export interface Outcome {
  readonly run: string;
  readonly runbook: string;
  /** Of the runbook, and of lisalab. */
  readonly version: string;
  readonly software: string;
  /** When it began, ms since 1970 UTC. */
  readonly at: number;
  readonly verdict: Verdict;
  /** Content hashes of the data, as one text; "" when the run read none that has one. */
  readonly data: string;
  readonly checks: readonly Measured[];
}

/** One check's values over the runs of a runbook, the oldest first; of runs that measured the same on the same data the last one. */
export interface MeasuredSeries extends Values {
  /** How many values are left out, since they have another unit than the last one. */
  readonly others: number;
}

/** Values with their times. */
export interface Values {
  /** When the runs began, ms since 1970 UTC. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** From when on runs were of another version. */
export interface Release {
  readonly at: number;
  readonly version: string;
  readonly software: string;
}

/** Which runs of a runbook: the first and the last ones, and those of a time. */
export interface Selection {
  readonly first: number;
  readonly last: number;
  /** From and to, both included, ms since 1970 UTC. */
  readonly between?: readonly [from: number, to: number];
}

/** One transaction at a time: two runs of the same data see each other. */
const LOCK = "measures";
/** Values of one statement. */
const AT_ONCE = 500;

type Queries = Pick<Sql, "all">;

/** What the checks of all runs measured: trends are made of it. */
export class MeasureBook {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Keeps what runs came to, in place of what was kept of them; all of it or nothing. */
  async keep(outcomes: readonly Outcome[]): Promise<void> {
    await this.#sql.transaction(LOCK, async (sql) => {
      for (const outcome of outcomes) await keepOne(sql, outcome);
    });
  }

  /** Those of these runs of which something is kept. */
  async kept(runs: readonly string[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (let at = 0; at < runs.length; at += AT_ONCE) {
      const some = runs.slice(at, at + AT_ONCE);
      const places = some.map((_, n) => `$${n + 1}`).join(", ");
      const rows = await this.#sql.all(`SELECT run FROM outcome WHERE run IN (${places})`, some);
      for (const { run } of rows) found.add(String(run));
    }
    return found;
  }

  /** The runbooks that something is kept of. */
  async runbooks(): Promise<readonly string[]> {
    return this.#distinct("outcome", "runbook", "", []);
  }

  /** The checks of a runbook that ever measured a number. */
  async checks(runbook: string): Promise<readonly string[]> {
    return this.#distinct("measured", "name", "runbook = $1 AND again = 0 AND value IS NOT NULL", [runbook]);
  }

  /** A check's values. */
  async series(runbook: string, check: string): Promise<MeasuredSeries> {
    const all = await this.#sql.all(
      `SELECT at, unit, value FROM measured WHERE runbook = $1 AND name = $2 AND again = 0 AND value IS NOT NULL ORDER BY at, run`,
      [runbook, check],
    );
    const rows = all.filter(({ unit }) => unit === all.at(-1)!["unit"]);
    return {
      times: Float64Array.from(rows, ({ at }) => at as number),
      values: Float64Array.from(rows, ({ value }) => value as number),
      others: all.length - rows.length,
    };
  }

  /** The runs that measured a check at these times, by time, with unit and verdict. */
  async runsAt(
    runbook: string,
    check: string,
    times: readonly number[],
  ): Promise<ReadonlyMap<number, Measured & { readonly run: string }>> {
    const places = times.map((_, n) => `$${n + 3}`).join(", ");
    const rows = await this.#sql.all(
      `SELECT * FROM measured WHERE runbook = $1 AND name = $2 AND again = 0 AND value IS NOT NULL AND at IN (${places})
        ORDER BY run`,
      [runbook, check, ...times],
    );
    return new Map(rows.map((row) => [Number(row["at"]), { run: String(row["run"]), ...measuredOf(row) }]));
  }

  /** Changes of version over the runs of a runbook; the first run's is none. */
  async releases(runbook: string): Promise<readonly Release[]> {
    const rows = await this.#sql.all(
      `SELECT at, version, software FROM (SELECT run, at, version, software, lag(version) OVER before AS old_version,
        lag(software) OVER before AS old_software FROM outcome WHERE runbook = $1 WINDOW before AS (ORDER BY at, run)) AS runs
        WHERE version <> old_version OR software <> old_software ORDER BY at, run`,
      [runbook],
    );
    return rows.map((row) => ({
      at: Number(row["at"]),
      version: String(row["version"]),
      software: String(row["software"]),
    }));
  }

  /** Runs of a runbook with all that they measured, the oldest first; of runs that measured the same on the same data the last one. */
  async outcomes(runbook: string, { first, last, between }: Selection): Promise<readonly Outcome[]> {
    const of = "SELECT * FROM outcome WHERE runbook = $1 AND again = 0";
    const parts = [
      await this.#sql.all(`${of} ORDER BY at, run LIMIT $2`, [runbook, first]),
      between === undefined ? [] : await this.#sql.all(`${of} AND at >= $2 AND at <= $3`, [runbook, ...between]),
      await this.#sql.all(`${of} ORDER BY at DESC, run DESC LIMIT $2`, [runbook, last]),
    ];
    const rows = [...new Map(parts.flat().map((row) => [String(row["run"]), row])).values()];
    const checks = await this.#measured(rows.map((row) => String(row["run"])));
    return rows
      .map((row) => outcomeOf(row, checks.get(String(row["run"])) ?? []))
      .sort((a, b) => a.at - b.at || (a.run < b.run ? -1 : 1));
  }

  /** The latest runs of a runbook, the last one first. */
  async latest(runbook: string, most: number): Promise<readonly string[]> {
    const rows = await this.#sql.all("SELECT run FROM outcome WHERE runbook = $1 ORDER BY at DESC, run DESC LIMIT $2", [
      runbook,
      most,
    ]);
    return rows.map(({ run }) => String(run));
  }

  /** The runs of a runbook before a time that passed, the last one first. */
  async passed(runbook: string, before: number, most: number): Promise<readonly string[]> {
    const rows = await this.#sql.all(
      "SELECT run FROM outcome WHERE runbook = $1 AND at < $2 AND verdict = 'Pass' ORDER BY at DESC, run DESC LIMIT $3",
      [runbook, before, most],
    );
    return rows.map(({ run }) => String(run));
  }

  async #measured(runs: readonly string[]): Promise<ReadonlyMap<string, readonly Measured[]>> {
    const found = new Map<string, Measured[]>(runs.map((run) => [run, []]));
    for (let at = 0; at < runs.length; at += AT_ONCE) {
      const some = runs.slice(at, at + AT_ONCE);
      const places = some.map((_, n) => `$${n + 1}`).join(", ");
      const rows = await this.#sql.all(`SELECT * FROM measured WHERE run IN (${places}) ORDER BY run, name`, some);
      for (const row of rows) found.get(String(row["run"]))!.push(measuredOf(row));
    }
    return found;
  }

  /** Values of a column, one after the other by its index: a list of them all would be read from every row. */
  async #distinct(
    table: string,
    column: string,
    condition: string,
    values: readonly SqlValue[],
  ): Promise<readonly string[]> {
    const least = (more: string): string => {
      const all = [condition, more].filter((part) => part !== "").join(" AND ");
      return `SELECT min(${column}) FROM ${table}${all === "" ? "" : ` WHERE ${all}`}`;
    };
    const rows = await this.#sql.all(
      `WITH RECURSIVE found (name) AS (${least("")} UNION ALL SELECT (${least(`${column} > found.name`)}) FROM found
        WHERE found.name IS NOT NULL) SELECT name AS found FROM found WHERE name IS NOT NULL`,
      values,
    );
    return rows.map(({ found }) => String(found));
  }
}

async function keepOne(sql: Queries, outcome: Outcome): Promise<void> {
  const { run, runbook, version, software, at, verdict, checks } = outcome;
  const data = fingerprint(outcome);
  const [old] = await sql.all("SELECT data FROM outcome WHERE run = $1", [run]);
  await sql.all("DELETE FROM measured WHERE run = $1", [run]);
  await sql.all("DELETE FROM outcome WHERE run = $1", [run]);
  await sql.all(
    `INSERT INTO outcome (run, runbook, version, software, at, verdict, data, again) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)`,
    [run, runbook, version, software, at, verdict, data],
  );
  for (const { name, value, unit, verdict: judged } of checks) {
    await sql.all(
      `INSERT INTO measured (run, name, runbook, at, value, unit, verdict, again) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)`,
      [run, name, runbook, at, value, unit, judged],
    );
  }
  for (const one of new Set([data, (old?.["data"] ?? null) as string | null])) {
    if (one !== null) await markTwins(sql, one);
  }
}

/** Of runs that measured the same on the same data, all but the last are repetitions: they would make the scatter look small. */
async function markTwins(sql: Queries, data: string): Promise<void> {
  const twins = await sql.all("SELECT run, again FROM outcome WHERE data = $1 ORDER BY at, run", [data]);
  for (const [index, { run, again }] of twins.entries()) {
    const now = index < twins.length - 1 ? 1 : 0;
    if (now === again) continue;
    for (const table of ["outcome", "measured"]) {
      await sql.all(`UPDATE ${table} SET again = CAST($2 AS INTEGER) WHERE run = $1`, [run!, now]);
    }
  }
}

/** What runs have in common that measured the same on the same data; null for a run of no data. */
function fingerprint({ runbook, data, checks }: Outcome): string | null {
  if (data === "") return null;
  const all = checks.map(({ name, value }) => [name, value] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  // Counts may tell of the runs so far; what is measured tells of the data.
  const real = all.filter(([, value]) => !Number.isInteger(value));
  const values = real.length === 0 ? all : real;
  return createHash("sha256")
    .update(JSON.stringify([runbook, data, values]))
    .digest("hex");
}

function measuredOf(row: SqlRow): Measured {
  return {
    name: String(row["name"]),
    value: row["value"] === null ? null : Number(row["value"]),
    unit: String(row["unit"]),
    verdict: row["verdict"] as Verdict,
  };
}

function outcomeOf(row: SqlRow, checks: readonly Measured[]): Outcome {
  return {
    run: String(row["run"]),
    runbook: String(row["runbook"]),
    version: String(row["version"]),
    software: String(row["software"]),
    at: Number(row["at"]),
    verdict: row["verdict"] as Verdict,
    data: String(row["data"] ?? ""),
    checks,
  };
}
