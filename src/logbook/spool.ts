import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { EnvironmentError } from "../core/errors.js";
import type { Sql, SqlRow, SqlValue } from "../sql/sql.js";
import { sqliteSql } from "../sql/sqlite.js";
import { AttachmentFolder } from "./attachments.js";
import { logbookFailure } from "./failure.js";
import type { NewEntry } from "./logbook.js";
import { type FilledEntry, neutralEntry } from "./neutral.js";
import { postOf, SPOOL, type SpooledPost } from "./spool-tables.js";

/** How patient a spool is, in ms. */
export interface Patience {
  /** Until the second attempt; doubled for each one after it, up to an hour. */
  readonly pause: number;
  /** Until a post whose answer got lost must have arrived, if ever: only then it is asked for, and posted again if absent. */
  readonly settle: number;
  /** For one attempt. A post belongs to who attempts it for twice as long; when that died, others may after it. */
  readonly attempt: number;
}

export const PATIENCE: Patience = { pause: 5000, settle: 60_000, attempt: 60_000 };

/** What an answer waits for: the entry that it answers, when that is on its way there, too. */
const UNANSWERABLE = `SELECT 1 FROM post AS asked WHERE asked.logbook = post.logbook
  AND asked.key = json_extract(post.entry, '$.answers') AND asked.message_id IS NULL`;

/** Longest time between two attempts, in ms. */
const LONGEST_PAUSE = 3_600_000;

/** What became of an attempt that did not end well. */
export interface Failure {
  readonly reason: string;
  /** Whether the entry may have arrived all the same; null when this attempt sent nothing. */
  readonly uncertain: boolean | null;
}

/**
 * The journal of what goes to logbooks elsewhere: `$LISALAB_HOME/spool.sqlite`, with attachments beside the embedded
 * logbook's. What `add` has taken is on the disk, and stays until it was delivered. Nothing is made before the first use.
 */
export class Spool {
  readonly patience: Patience;
  readonly #path: string;
  readonly #attachments: AttachmentFolder;
  readonly #owner = randomUUID();
  #sql: Sql | undefined;

  constructor(home: string, patience: Patience = PATIENCE) {
    this.patience = patience;
    this.#path = join(home, "spool.sqlite");
    this.#attachments = new AttachmentFolder(join(home, "logbook", "attachments"));
  }

  /** Takes an entry for these logbooks, and gives those that did not have it yet: by its key, none takes it twice. */
  async add(entry: NewEntry, logbooks: readonly string[]): Promise<readonly string[]> {
    const entries = logbooks.map((logbook) => neutralEntry(entry, logbook));
    await this.#keep(entry);
    return this.#opened().transaction("spool", async (sql) => {
      const columns = "logbook, key, entry, added_at, attempts, due_at, lease_until, problem";
      const values = `$1, $2, $3, ${sql.now}, 0, ${sql.now}, 0, ''`;
      const insert = `INSERT INTO post (${columns}) VALUES (${values}) ON CONFLICT DO NOTHING RETURNING logbook`;
      const taken: SqlRow[] = [];
      for (const one of entries) {
        taken.push(...(await sql.all(insert, [one.logbook, one.key, JSON.stringify(one)])));
      }
      return taken.map((row) => String(row["logbook"]));
    });
  }

  /** What waits, in the order of posting; with `all`, also what was delivered. */
  async list(all = false): Promise<readonly SpooledPost[]> {
    if (!existsSync(this.#path)) return [];
    const rows = await this.#opened().all(`SELECT * FROM post ${all ? "" : "WHERE delivered_at IS NULL"} ORDER BY id`);
    return rows.map(postOf);
  }

  /** The next post for `logbook` behind `after` that waits and is due, or any that waits; now it is this spool's own. */
  async claim(logbook: string, after: number, eager: boolean): Promise<SpooledPost | undefined> {
    if (!existsSync(this.#path)) return undefined;
    const sql = this.#opened();
    const { attempt, settle } = this.patience;
    const ready = `delivered_at IS NULL AND lease_until <= ${sql.now} AND (due_at <= ${sql.now} OR $3 = 1)
      AND (sent_at IS NULL OR message_id IS NOT NULL OR sent_at + $4 <= ${sql.now})
      AND NOT EXISTS (${UNANSWERABLE})`;
    const next = `SELECT id FROM post WHERE logbook = $1 AND id > $2 AND ${ready} ORDER BY id LIMIT 1`;
    const [row] = await sql.all(
      `UPDATE post SET owner = $5, lease_until = ${sql.now} + $6, attempts = attempts + 1 WHERE id = (${next}) RETURNING *`,
      [logbook, after, eager ? 1 : 0, settle, this.#owner, 2 * attempt],
    );
    return row && postOf(row);
  }

  /** The entry with what its attachments hold, verified. */
  async filled({ entry }: SpooledPost): Promise<FilledEntry> {
    const { answers = null, logbook } = entry;
    const [asked] = await this.#opened().all("SELECT message_id FROM post WHERE logbook = $1 AND key = $2", [
      logbook,
      answers,
    ]);
    return {
      ...entry,
      replyTo: (asked?.["message_id"] ?? null) as string | null,
      contents: await Promise.all(entry.attachments.map(({ sha256 }) => this.#attachments.read(sha256))),
    };
  }

  /** Notes, before its first byte leaves, that from now on the entry may be there. */
  async sending(post: SpooledPost): Promise<void> {
    await this.#note(post, (now) => `sent_at = ${now}`, []);
  }

  /** Notes what the logbook called the entry: from now on it is never posted again. */
  async arrived(post: SpooledPost, messageId: string): Promise<void> {
    await this.#note(post, () => "message_id = $3", [messageId]);
  }

  /** Notes that the entry is there with all its attachments. */
  async delivered(post: SpooledPost, problem: string): Promise<void> {
    await this.#note(post, (now) => `delivered_at = ${now}, problem = $3, owner = NULL, lease_until = 0`, [problem]);
  }

  /** Notes why an attempt ended, and when the next one is due. */
  async failed(post: SpooledPost, { reason, uncertain }: Failure): Promise<void> {
    const pause = Math.min(this.patience.pause * 2 ** Math.min(post.attempts - 1, 30), LONGEST_PAUSE);
    // What an earlier attempt left uncertain stays so.
    const values = [reason, pause, ...(uncertain === false ? [post.sentAt] : [])];
    const sent = (now: string): string => (uncertain === null ? "" : `, sent_at = ${uncertain ? now : "$5"}`);
    await this.#note(
      post,
      (now) => `problem = $3, due_at = ${now} + $4, owner = NULL, lease_until = 0${sent(now)}`,
      values,
    );
  }

  async close(): Promise<void> {
    await this.#sql?.close();
    this.#sql = undefined;
  }

  /** @throws EnvironmentError when the post is another's by now: this process stood still for too long */
  async #note({ id }: SpooledPost, change: (now: string) => string, values: readonly SqlValue[]): Promise<void> {
    const sql = this.#opened();
    const statement = `UPDATE post SET ${change(sql.now)} WHERE id = $1 AND owner = $2 RETURNING id`;
    const rows: readonly SqlRow[] = await sql.all(statement, [id, this.#owner, ...values]);
    if (rows.length === 0) {
      const advice = "this process stood still for too long; see `lisalab logbook spool list`";
      throw new EnvironmentError(`post ${id} of the spool is being delivered by another process: ${advice}`, { id });
    }
  }

  /** The embedded logbook keeps them by their hashes already, if it took the entry. */
  async #keep(entry: NewEntry): Promise<void> {
    const { attachments } = neutralEntry(entry, "");
    try {
      for (const [n, { sha256 }] of attachments.entries()) {
        if ((await this.#attachments.check(sha256)) === null) continue;
        await this.#attachments.keep(entry.attachments[n]!.content);
      }
    } catch (error) {
      throw logbookFailure(error, this.#path);
    }
  }

  #opened(): Sql {
    this.#sql ??= sqliteSql(this.#path, SPOOL);
    return this.#sql;
  }
}
