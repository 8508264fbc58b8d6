import { randomUUID } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { copyFile, link, mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { syncPath } from "../sql/durable.js";
import { storageFailure } from "../sql/failure.js";
import type { Sql } from "../sql/sql.js";
import { sqliteSql } from "../sql/sqlite.js";
import type { ObjectAddress } from "./address.js";
import { fileSha256, mustBeSame } from "./checksum.js";
import { SHIPPING, type Shipment, shipmentOf } from "./shipping-tables.js";

/** A file that is to go into a bucket. */
export interface NewShipment {
  readonly path: string;
  /** Its key, by the file's SHA-256. */
  readonly to: (sha256: string) => ObjectAddress;
  /** Media type. */
  readonly type: string;
}

/** Until the second attempt, in ms; doubled for each one after it, up to the longest. */
const PAUSE = 5000;
const LONGEST_PAUSE = 3_600_000;

/** A content that is in no row after so long, in ms, is in none any more. */
const UNKNOWN = 86_400_000;

/** A file that has been kept. */
type Kept = Pick<Shipment, "to" | "file" | "sha256" | "bytes" | "type">;

/** How long a shipment is its carrier's, in ms: others may take it up after that. */
const LEASE = 600_000;

/**
 * The journal of evidence on its way into buckets: `$LISALAB_HOME/shipping.sqlite`, with the files' contents in
 * `shipping/`, so that runs may be resumed and pruned meanwhile. What `add` has taken is on the disk, and stays until it
 * is there. Nothing is made before the first use.
 */
export class Shipping {
  readonly #path: string;
  readonly #folder: string;
  readonly #owner = randomUUID();
  #sql: Sql | undefined;

  constructor(home: string) {
    this.#path = join(home, "shipping.sqlite");
    this.#folder = join(home, "shipping");
  }

  /** Takes files as they are now; what goes, or went, to the same place already is not taken twice. */
  async add(files: readonly NewShipment[]): Promise<void> {
    const kept: Kept[] = [];
    for (const file of files) kept.push(await this.#kept(file));
    const columns = "bucket, key, file, sha256, bytes, type, added_at, attempts, due_at, lease_until, problem";
    const { now } = this.#opened();
    const rows = kept.map((_, n) => `(${[1, 2, 3, 4, 5, 6].map((m) => `$${6 * n + m}`)}, ${now}, 0, ${now}, 0, '')`);
    const taken = await this.#opened().all(
      `INSERT INTO shipment (${columns}) VALUES ${rows.join(", ")} ON CONFLICT DO NOTHING RETURNING file`,
      kept.flatMap(({ to, file, sha256, bytes, type }) => [to.bucket, to.key, file, sha256, bytes, type]),
    );
    const names = new Set(taken.map(({ file }) => String(file)));
    for (const { file } of kept) if (!names.has(file)) await rm(join(this.#folder, file), { force: true });
  }

  /** What waits, in the order of adding; with `all`, also what is there. */
  async list(all = false): Promise<readonly Shipment[]> {
    if (!existsSync(this.#path)) return [];
    const where = all ? "" : "WHERE delivered_at IS NULL";
    return (await this.#opened().all(`SELECT * FROM shipment ${where} ORDER BY id`)).map(shipmentOf);
  }

  /** The next one behind `after` that is due, or any that waits; now it is this carrier's own. */
  async claim(after: number, eager: boolean): Promise<Shipment | undefined> {
    if (!existsSync(this.#path)) return undefined;
    const sql = this.#opened();
    const ready = `delivered_at IS NULL AND lease_until <= ${sql.now} AND (due_at <= ${sql.now} OR $2 = 1)`;
    const next = `SELECT id FROM shipment WHERE id > $1 AND ${ready} ORDER BY id LIMIT 1`;
    const [row] = await sql.all(
      `UPDATE shipment SET owner = $3, lease_until = ${sql.now} + ${LEASE}, attempts = attempts + 1 WHERE id = (${next}) RETURNING *`,
      [after, eager ? 1 : 0, this.#owner],
    );
    return row && shipmentOf(row);
  }

  /** What is to be sent, verified. */
  async content({ file, sha256 }: Shipment): Promise<Buffer> {
    const path = join(this.#folder, file);
    try {
      mustBeSame(path, sha256, await fileSha256(path));
      return await readFile(path);
    } catch (error) {
      throw storageFailure(error, `the evidence in ${path}`, path);
    }
  }

  /** Notes that it is there; its content is not needed any more. */
  async delivered({ id, file }: Shipment): Promise<void> {
    const sql = this.#opened();
    await sql.all(
      `UPDATE shipment SET delivered_at = ${sql.now}, problem = '', owner = NULL, lease_until = 0 WHERE id = $1`,
      [id],
    );
    await rm(join(this.#folder, file), { force: true });
  }

  /** Notes why an attempt ended, and when the next one is due. */
  async failed({ id, attempts }: Shipment, problem: string): Promise<void> {
    const pause = Math.min(PAUSE * 2 ** Math.min(attempts - 1, 30), LONGEST_PAUSE);
    const sql = this.#opened();
    await sql.all(
      `UPDATE shipment SET problem = $3, due_at = ${sql.now} + $4, owner = NULL, lease_until = 0 WHERE id = $1 AND owner = $2`,
      [id, this.#owner, problem, pause],
    );
  }

  async close(): Promise<void> {
    await this.#sql?.close();
    this.#sql = undefined;
  }

  /** Takes away what a kill left that is in no row. */
  async sweep(): Promise<void> {
    if (!existsSync(this.#folder)) return;
    const waiting = new Set((await this.list()).map(({ file }) => file));
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      // A link to an old file is as new as the link. Others may take theirs away meanwhile.
      const made = statSync(path, { throwIfNoEntry: false })?.ctimeMs ?? Number.POSITIVE_INFINITY;
      if (!waiting.has(name) && made < Date.now() - UNKNOWN) await rm(path, { force: true });
    }
  }

  /** Keeps a file's content under a name of its own: linked, since files of runs are replaced and never changed. */
  async #kept({ path, to, type }: NewShipment): Promise<Kept> {
    const file = randomUUID();
    const place = join(this.#folder, file);
    try {
      await mkdir(this.#folder, { recursive: true });
      await linked(path, place);
      const [sha256, { size: bytes }] = [await fileSha256(place), await stat(place)];
      syncPath(place);
      syncPath(this.#folder);
      return { to: to(sha256), file, sha256, bytes, type };
    } catch (error) {
      throw storageFailure(error, `the evidence ${path}, which is to be kept in ${this.#folder}`, path);
    }
  }

  #opened(): Sql {
    this.#sql ??= sqliteSql(this.#path, SHIPPING);
    return this.#sql;
  }
}

async function linked(path: string, to: string): Promise<void> {
  try {
    await link(path, to);
  } catch (error) {
    if (!["EXDEV", "EPERM", "ENOTSUP", "EMLINK"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    await copyFile(path, to);
  }
}
