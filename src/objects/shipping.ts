import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, link, mkdir, readFile, rename, rm, stat } from "node:fs/promises";
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

  /** Takes files as they are now; what is on its way to the same place already is not taken twice. */
  async add(files: readonly NewShipment[]): Promise<void> {
    // In the transaction: who delivers the same content elsewhere must not take it away before its row is there.
    await this.#opened().transaction("shipping", async (sql) => {
      for (const { path, to, type } of files) {
        const sha256 = await this.#kept(path);
        const { bucket, key } = to(sha256);
        const { size: bytes } = await stat(this.#contentPath(sha256));
        await sql.all(
          `INSERT INTO shipment (bucket, key, sha256, bytes, type, added_at, attempts, due_at, lease_until, problem)
            VALUES ($1, $2, $3, $4, $5, ${sql.now}, 0, ${sql.now}, 0, '') ON CONFLICT DO NOTHING`,
          [bucket, key, sha256, bytes, type],
        );
      }
    });
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
  async content({ sha256 }: Shipment): Promise<Buffer> {
    const path = this.#contentPath(sha256);
    try {
      mustBeSame(path, sha256, await fileSha256(path));
      return await readFile(path);
    } catch (error) {
      throw storageFailure(error, `the evidence in ${path}`, path);
    }
  }

  /** Notes that it is there; its content is not needed any more, unless it goes elsewhere, too. */
  async delivered({ id, sha256 }: Shipment): Promise<void> {
    const sql = this.#opened();
    await sql.transaction("shipping", async (queries) => {
      await queries.all(
        `UPDATE shipment SET delivered_at = ${queries.now}, problem = '', owner = NULL, lease_until = 0 WHERE id = $1`,
        [id],
      );
      const rest = await queries.all("SELECT id FROM shipment WHERE sha256 = $1 AND delivered_at IS NULL", [sha256]);
      if (rest.length === 0) await rm(this.#contentPath(sha256), { force: true });
    });
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

  /** Keeps a file's content by its hash: linked, since files of runs are replaced and never changed. */
  async #kept(path: string): Promise<string> {
    const aside = join(this.#folder, `${randomUUID()}.part`);
    try {
      await mkdir(this.#folder, { recursive: true });
      await linked(path, aside);
      const sha256 = await fileSha256(aside);
      syncPath(aside);
      await rename(aside, this.#contentPath(sha256));
      // Two names of one file: the rename has done nothing.
      await rm(aside, { force: true });
      syncPath(this.#folder);
      return sha256;
    } catch (error) {
      throw storageFailure(error, `the evidence ${path}, which is to be kept in ${this.#folder}`, path);
    }
  }

  #contentPath(sha256: string): string {
    return join(this.#folder, sha256);
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
