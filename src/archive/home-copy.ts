import type { Stats } from "node:fs";
import { lstat, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { EnvironmentError } from "../core/errors.js";
import { type EmbeddedLogbook, openLogbook } from "../logbook/embedded.js";
import { SPOOL_IN_COPY } from "../logbook/spool-tables.js";
import type { Verification } from "../logbook/verification.js";
import { Shipping } from "../objects/shipping.js";
import { endedRuns } from "../runs/ended.js";
import { copySqlite, rowCounts, settle } from "../sql/sqlite-copy.js";
import { type Content, contentOf, copyFile, linked } from "./filecopy.js";
import type { BackupFile, LeftOut } from "./manifest.js";
import { isRecord, type KeptRecord, keptRecord, misfits } from "./records.js";
import { CHAIN, databasesOf, isDatabase, isPassing, LEDGER, LOGBOOK, refusal, SEEN, SPOOL_FILE } from "./selection.js";
import { leavesOf } from "./tree.js";

/** Files of an earlier backup, which may be had again. */
export interface Earlier {
  /** The folder that its paths are below. */
  readonly copy: string;
  readonly files: ReadonlyMap<string, Content>;
}

/** How often the copy follows what happens meanwhile; each time there is only little left. */
const ROUNDS = 50;

/** Hears where the copying stands, from 0 to 1. */
type Tell = (fraction: number) => void;

/** Writes one of the databases beside the ledger, by its path in a home, as a file. */
export type WriteDatabase = (path: string, target: string) => Promise<void>;

/**
 * A copy of a home that is consistent though runs go on, without keeping anybody from anything. It uses the order in which
 * lisalab writes: attachment, entry, chain.log; run, event; artefact, record, entry of the logbook, spool, ledger. It copies
 * in the opposite order, so that what one part speaks of is in the next one already: events, ledger, spools, chain.log,
 * logbook, then all files. What this order can't give is looked for, and then it goes round again, for what has changed:
 * the number of its entry, which a record gets at last, is in the logbook; evidence that waits for its bucket has its content.
 */
export class HomeCopy {
  readonly files: Map<string, Content> = new Map();
  readonly leftOut: Map<string, LeftOut> = new Map();
  readonly tables: Map<string, Readonly<Record<string, number>>> = new Map();
  /** How many files are shared with an earlier backup. */
  shared = 0;
  /** What the copied logbook's own verification found; null when there is no logbook. */
  logbook: Verification | null = null;
  readonly #home: string;
  readonly #copy: string;
  readonly #earlier: Earlier | null;
  readonly #signal: AbortSignal | undefined;
  readonly #seen = new Map<string, string>();
  readonly #records = new Map<string, KeptRecord | null>();
  /** Writes what is in another database than a file of the home. */
  readonly #ledger: WriteDatabase | null;

  constructor(
    home: string,
    copy: string,
    options: {
      readonly earlier: Earlier | null;
      readonly ledger: WriteDatabase | null;
      readonly signal: AbortSignal | undefined;
    },
  ) {
    this.#home = home;
    this.#copy = copy;
    this.#earlier = options.earlier;
    this.#ledger = options.ledger;
    this.#signal = options.signal;
  }

  /** Copies until all fits together. @returns what does not, since it does not in the home either */
  async make(tell: Tell): Promise<readonly string[]> {
    let before = "";
    for (let round = 1; round <= ROUNDS; round++) {
      await this.#databases();
      const changed = await this.#others(tell);
      const wrong = await this.#misfits();
      // What stays wrong while nothing changes is so in the home.
      if (wrong.length === 0 || (!changed && wrong.join() === before)) return [...wrong, ...(await this.#finish())];
      before = wrong.join();
    }
    throw new EnvironmentError(
      `${this.#home} changes faster than it can be copied: after ${ROUNDS} rounds a record was still ahead of the logbook. Try again when fewer runs end.`,
    );
  }

  /** Files in the order of their paths. */
  sorted(): readonly BackupFile[] {
    return [...this.files]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, { sha256, bytes }]) => ({ path, sha256, bytes }));
  }

  /** The databases, in the order that makes each know less than the next; chain.log comes before the logbook. */
  async #databases(): Promise<void> {
    const found = databasesOf(this.#home);
    const others = found.filter((path) => ![SEEN, LEDGER, LOGBOOK].includes(path));
    for (const path of [SEEN, LEDGER]) {
      if (this.#ledger !== null || found.includes(path)) await this.#database(path, "", this.#ledger);
    }
    for (const path of others) await this.#database(path, path === SPOOL_FILE ? SPOOL_IN_COPY : "");
    if (await exists(join(this.#home, CHAIN))) await this.#file(CHAIN);
    if (await exists(join(this.#home, LOGBOOK))) await this.#database(LOGBOOK, "");
  }

  async #database(path: string, change: string, write: WriteDatabase | null = null): Promise<void> {
    this.#signal?.throwIfAborted();
    const target = await this.#place(path);
    if (write === null) copySqlite(join(this.#home, path), target, change);
    else await write(path, target);
  }

  /** All files that have changed since they were copied last. @returns whether there was one */
  async #others(tell: Tell): Promise<boolean> {
    const leaves = await leavesOf(this.#home, (path) => isPassing(path) || isDatabase(path) || path === CHAIN);
    let changed = false;
    // A record before what it names: what is there when the record is written is there afterwards, too.
    const ordered = leaves.slice().sort((a, b) => Number(isRecord(b.path)) - Number(isRecord(a.path)));
    for (const [index, leaf] of ordered.entries()) {
      tell(index / ordered.length);
      const reason = await refusal(this.#home, leaf);
      if (reason !== null) this.leftOut.set(leaf.path, { path: leaf.path, reason });
      else if (await this.#file(leaf.path)) changed = true;
    }
    const there = new Set(leaves.map(({ path }) => path));
    for (const path of [...this.files.keys()].filter((name) => name !== CHAIN && !there.has(name)))
      await this.#forget(path);
    return changed;
  }

  /** @returns whether it was copied: it is new, or has changed */
  async #file(path: string): Promise<boolean> {
    this.#signal?.throwIfAborted();
    const source = join(this.#home, path);
    const stamp = await stampOf(source);
    if (stamp === null || this.#seen.get(path) === stamp) return false;
    const copied = await this.#copied(path, source);
    if (copied === null) return false;
    this.files.set(path, copied);
    this.#seen.set(path, stamp);
    if (isRecord(path)) this.#records.set(path, await keptRecord(this.#copy, path));
    return true;
  }

  /** Null when the file has vanished. */
  async #copied(path: string, source: string): Promise<Content | null> {
    const target = await this.#place(path);
    try {
      return (await this.#again(path, source, target)) ?? (await copyFile(source, target, this.#signal));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      return null;
    }
  }

  /** The file as the earlier backup has it, if that is the same. */
  async #again(path: string, source: string, target: string): Promise<Content | null> {
    const before = this.#earlier?.files.get(path);
    if (before === undefined || (await lstat(source)).size !== before.bytes) return null;
    const now = await contentOf(source, this.#signal);
    return (await this.#isShared(path, now, target)) ? now : null;
  }

  /** Gives the earlier backup's file a second name if it is the same; its bytes there are read, since they may have decayed. */
  async #isShared(path: string, { sha256 }: Content, target: string): Promise<boolean> {
    const there = join(this.#earlier!.copy, path);
    const then = await contentOf(there, this.#signal).catch(() => null);
    if (then?.sha256 !== sha256 || !(await linked(there, target))) return false;
    this.shared += 1;
    return true;
  }

  /** Where a file goes; what was there goes away. */
  async #place(path: string): Promise<string> {
    const target = join(this.#copy, path);
    await mkdir(dirname(target), { recursive: true });
    await rm(target, { force: true });
    return target;
  }

  async #forget(path: string): Promise<void> {
    this.files.delete(path);
    this.#records.delete(path);
    this.#seen.delete(path);
    await rm(join(this.#copy, path), { force: true });
  }

  async #misfits(): Promise<string[]> {
    const records = [...this.#records.values()].filter((record) => record !== null);
    const ended = await endedRuns(join(this.#copy, LEDGER));
    const found = misfits(records, { files: this.files, lastEntry: await this.#lastEntry(), ended });
    return [...found, ...(await this.#shippedMeanwhile())];
  }

  /** Evidence whose content went away with its arrival in the bucket, after the journal was copied. */
  async #shippedMeanwhile(): Promise<string[]> {
    const shipping = new Shipping(this.#copy);
    try {
      const gone = (await shipping.list()).filter(({ file }) => !this.files.has(`shipping/${file}`));
      return gone.map(({ to, file }) => `shipping/${file} is missing, which waits for ${to.bucket}/${to.key}`);
    } finally {
      await shipping.close();
    }
  }

  async #lastEntry(): Promise<number> {
    return this.#withLogbook(async (logbook) => (await logbook.list({ limit: 1 }))[0]?.id ?? 0);
  }

  /** Counts and seals what was copied as databases; tells what the logbook finds wrong with itself. */
  async #finish(): Promise<string[]> {
    const faults = await this.#verifiedLogbook();
    const databases = (await leavesOf(this.#copy)).filter(({ path }) => isDatabase(path));
    for (const { path } of databases) {
      const target = join(this.#copy, path);
      this.tables.set(path, rowCounts(target));
      settle(target);
      this.files.set(path, await this.#shareable(path, target));
    }
    const damaged = [...this.#records].filter(([, record]) => record === null).map(([path]) => `${path} can't be read`);
    return [...faults, ...damaged];
  }

  async #verifiedLogbook(): Promise<string[]> {
    if (!(await exists(join(this.#copy, LOGBOOK)))) return [];
    this.logbook = await this.#withLogbook((logbook) => logbook.verify());
    return this.logbook.faults.map(({ id, message }) => `logbook${id === 0 ? "" : `, entry ${id}`}: ${message}`);
  }

  async #withLogbook<T>(work: (logbook: EmbeddedLogbook) => Promise<T>): Promise<T> {
    const logbook = openLogbook(join(this.#copy, "logbook"));
    try {
      return await work(logbook);
    } finally {
      await logbook.close();
    }
  }

  /** A database in which nothing has changed is the same file again. */
  async #shareable(path: string, target: string): Promise<Content> {
    const { sha256, bytes } = await contentOf(target, this.#signal);
    if (this.#earlier?.files.get(path)?.sha256 !== sha256) return { sha256, bytes };
    const second = `${target}.part`;
    if (await this.#isShared(path, { sha256, bytes }, second)) await rename(second, target);
    return { sha256, bytes };
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stampOf(path)) !== null;
}

/** What changes when a file is replaced or grows; null when it is not there. */
async function stampOf(path: string): Promise<string | null> {
  const stamp = ({ ino, size, mtimeMs, ctimeMs }: Stats): string => `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
  return lstat(path).then(stamp, (error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
    throw error;
  });
}
