import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { EnvironmentError, isLisalabError } from "../core/errors.js";
import { namedLogbooks } from "../logbook/configuration.js";
import { EVENTS } from "../runs/events.js";
import { RUNS } from "../runs/tables.js";
import type { SqliteKind } from "../sql/sqlite-file.js";
import type { Leaf } from "./tree.js";

/** What a server of one machine needs while it runs, with the token that opens it; where drills work; copies of what buckets have. */
const PASSING_FOLDERS: readonly string[] = ["jupyter", "lab", "objects", "scratch"];

/** Folders without which a backup would be none. */
const FOLDERS: readonly string[] = ["runs", "logbook", "logbook/attachments"];

/** Files on their way, locks, and what SQLite keeps beside its files: its content comes with those. */
const PASSING = /\.(part|lock)$|\.sqlite(-wal|-shm|-journal|\.[0-9a-f-]{36}\.new.*)$/;

/** The record of runs. */
export const LEDGER = "runs.sqlite";

/** Which events have had their run. */
export const SEEN = "events.sqlite";

/** The logbook's database, and where its chain is kept a second time. */
export const LOGBOOK = "logbook/logbook.sqlite";
export const CHAIN = "logbook/chain.log";

/** What is on its way to logbooks elsewhere. */
export const SPOOL_FILE = "spool.sqlite";

/** The databases that may be in PostgreSQL instead, in the order in which they are copied. */
export const KINDS: Readonly<Record<string, SqliteKind>> = { [SEEN]: EVENTS, [LEDGER]: RUNS };

const LOGBOOKS = "logbooks.yaml";

/** What of a home no backup has: servers' folders, and what passes. */
export function isPassing(path: string): boolean {
  return PASSING_FOLDERS.includes(path.split("/")[0]!) || PASSING.test(path);
}

/** The databases of a home by path. @throws EnvironmentError for a symbolic link where a part of the home should be */
export function databasesOf(home: string): readonly string[] {
  const entries = [...entriesOf(home, ""), ...entriesOf(home, "logbook/")];
  const lead = entries.find(({ path, isLink }) => isLink && (FOLDERS.includes(path) || isDatabase(path)));
  if (lead !== undefined) {
    throw new EnvironmentError(
      `${join(home, lead.path)} is a symbolic link, and a backup follows none: set LISALAB_HOME to a folder that has ${lead.path} itself`,
      { path: lead.path },
    );
  }
  return entries.map(({ path }) => path).filter(isDatabase);
}

function entriesOf(home: string, folder: string): { readonly path: string; readonly isLink: boolean }[] {
  const there = join(home, folder);
  if (!existsSync(there)) return [];
  const entries = readdirSync(there, { withFileTypes: true });
  return entries.map((entry) => ({ path: `${folder}${entry.name}`, isLink: entry.isSymbolicLink() }));
}

/** Whether a file of a home is a database, which is copied as of one moment. */
export function isDatabase(path: string): boolean {
  return path === LOGBOOK || /^[^/]+\.sqlite$/.test(path);
}

/** Why something of a home can't be in its backup; null when it can. */
export async function refusal(home: string, { path, kind }: Leaf): Promise<string | null> {
  if (kind === "link") return "it is a symbolic link, which may lead anywhere";
  if (kind === "other") return "it is no file: a pipe, a socket or a device";
  if (path.includes("\uFFFD")) return "its name is no UTF-8";
  return path === LOGBOOKS ? secretIn(home) : null;
}

/** lisalab itself refuses a file of logbooks that has a password or a secret URL. */
async function secretIn(home: string): Promise<string | null> {
  try {
    await namedLogbooks(home);
    return null;
  } catch (error) {
    if (!isLisalabError(error)) throw error;
    return `it may hold secrets, since lisalab refuses it: ${error.message}`;
  }
}
