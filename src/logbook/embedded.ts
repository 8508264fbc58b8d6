import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type Database from "libsql";
import { BadArgumentError, isLisalabError } from "../core/errors.js";
import { inTransaction } from "../sql/sqlite-file.js";
import { AttachmentFolder } from "./attachments.js";
import { ChainLog, type Link } from "./chain.js";
import { databasePath, readableDatabase, writableDatabase } from "./database.js";
import { checkDraft, checkQuery } from "./draft.js";
import { logbookFailure } from "./failure.js";
import type { EntryQuery, Logbook, NewEntry, Posted } from "./logbook.js";
import { type Content, conditionsOf, contentOf, entryOf, holds, type SealedEntry } from "./rows.js";
import { NO_PREVIOUS, type Row, sealOf } from "./seal.js";
import { NO_HEAD, type Verification, verified } from "./verification.js";

/**
 * The logbook in `folder` (of an installation: `$LISALAB_HOME/logbook`). Nothing is made or read before the first
 * use; the first entry makes the folder.
 */
export function openLogbook(folder: string): EmbeddedLogbook {
  return new EmbeddedLogbook(folder);
}

/** The logbook that needs no server: an SQLite file, append-only and hash-chained, with the attachments beside it. */
export class EmbeddedLogbook implements Logbook {
  /** The folder that holds it, absolute. */
  readonly folder: string;
  readonly #attachments: AttachmentFolder;
  readonly #chain: ChainLog;
  #database: Database.Database | undefined;
  #wrote = false;

  constructor(folder: string) {
    this.folder = resolve(folder);
    this.#attachments = new AttachmentFolder(join(this.folder, "attachments"));
    this.#chain = new ChainLog(this.folder);
  }

  /** Posts once by `key`; when this returns, the entry and its attachments are on the disk. */
  async post(entry: NewEntry): Promise<Posted & SealedEntry> {
    checkDraft(entry);
    return this.#guarded(async () => {
      const database = this.#writable();
      const content = contentOf(entry);
      const known = rowOfKey(database, entry.key);
      if (known !== undefined) {
        return this.#acknowledged(database, known, content);
      }
      for (const attachment of entry.attachments) {
        await this.#attachments.keep(attachment.content);
      }
      const { row, added } = inTransaction(database, () => {
        // Another process may have been faster.
        const known = rowOfKey(database, entry.key);
        return known === undefined ? { row: append(database, content), added: true } : { row: known, added: false };
      });
      this.#wrote = true;
      return this.#acknowledged(database, row, added ? null : content);
    });
  }

  async get(id: number): Promise<SealedEntry> {
    return this.#guarded(async () => {
      const database = this.#readable();
      const row = database && rowsWhere(database, "id = ?", [id])[0];
      if (row === undefined) {
        const last = database && lastRow(database)?.id;
        const there = last === undefined ? "the logbook is empty" : `there are entries 1 to ${last}`;
        throw new BadArgumentError(`no entry ${id} in the logbook ${this.folder}: ${there}`, { id });
      }
      return entryOf(row);
    });
  }

  async list(query: EntryQuery = {}): Promise<readonly SealedEntry[]> {
    checkQuery(query);
    return this.#guarded(async () => {
      const database = this.#readable();
      const { where, values } = conditionsOf(query);
      return database === undefined ? [] : rowsWhere(database, where, values, query.limit).map(entryOf);
    });
  }

  async attachment(sha256: string): Promise<Uint8Array> {
    return this.#guarded(() => this.#attachments.read(sha256));
  }

  /**
   * Walks the whole chain and reads every attachment, and tells what does not fit. `noted` is the head that an
   * earlier verification gave and that was kept elsewhere: then it shows too when the whole logbook was made anew.
   */
  async verify(noted?: Link): Promise<Verification> {
    try {
      return await this.#guarded(() =>
        verified(this.folder, this.#readable(), { chain: this.#chain, attachments: this.#attachments, noted }),
      );
    } catch (error) {
      if (isLisalabError(error, "BadFile")) {
        return { entries: 0, attachments: 0, head: NO_HEAD, faults: [{ id: 0, message: error.message }] };
      }
      throw error;
    }
  }

  /** Closes the database; what was written is then in its one file. */
  async close(): Promise<void> {
    const database = this.#database;
    this.#database = undefined;
    await this.#guarded(async () => {
      try {
        if (this.#wrote) {
          database?.exec("PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)");
        }
      } finally {
        database?.close();
      }
    });
  }

  #readable(): Database.Database | undefined {
    this.#database ??= readableDatabase(this.folder);
    return this.#database;
  }

  #writable(): Database.Database {
    mkdirSync(this.folder, { recursive: true });
    if (!existsSync(databasePath(this.folder))) {
      this.#chain.start();
    }
    this.#database ??= writableDatabase(this.folder);
    return this.#database;
  }

  /** An entry counts as entered only when chain.log has it too; also one whose writer died in between. */
  #acknowledged(database: Database.Database, row: Row, other: Content | null): Posted & SealedEntry {
    if (other === null || !this.#chain.has(row.id)) {
      this.#chain.record(row, (after) => rowsWhere(database, "id > ? AND id < ?", [after, row.id]).slice().reverse());
    }
    const outcome = other === null ? "added" : holds(row, other) ? "known" : "conflict";
    return { ...entryOf(row), outcome };
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw logbookFailure(error, databasePath(this.folder));
    }
  }
}

function append(database: Database.Database, content: Content): Row {
  const last = lastRow(database);
  const unsealed = {
    id: (last?.id ?? 0) + 1,
    ...content,
    entered_at: new Date().toISOString(),
    previous: last?.hash ?? NO_PREVIOUS,
  };
  const row: Row = { ...unsealed, hash: sealOf(unsealed) };
  const columns = Object.keys(row);
  const places = columns.map((column) => `:${column}`);
  database.prepare(`INSERT INTO entry (${columns.join(", ")}) VALUES (${places.join(", ")})`).run(row);
  return row;
}

function rowOfKey(database: Database.Database, key: string): Row | undefined {
  return rowsWhere(database, "key = ?", [key])[0];
}

function lastRow(database: Database.Database): Row | undefined {
  return rowsWhere(database, "1", [], 1)[0];
}

/** Newest first. */
function rowsWhere(
  database: Database.Database,
  where: string,
  values: readonly (string | number)[],
  limit = -1,
): readonly Row[] {
  return database.prepare(`SELECT * FROM entry WHERE ${where} ORDER BY id DESC LIMIT ?`).all(...values, limit) as Row[];
}
