import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, realpath } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import { BadArgumentError, EnvironmentError } from "../core/errors.js";
import type { Work } from "../core/progress.js";
import { lisalabHome, packageVersion } from "../jupyter/installation.js";
import { writeDurably } from "../sql/durable.js";
import { wholeFolder } from "./aside.js";
import { type Earlier, HomeCopy, type WriteDatabase } from "./home-copy.js";
import { listBackups } from "./listing.js";
import { type Backup, COPY, MANIFEST, type Manifest, manifestText } from "./manifest.js";
import { isPassing, KINDS } from "./selection.js";

/** What is backed up. */
export interface BackupOptions {
  /** LISALAB_HOME when absent. */
  readonly home?: string;
  /** URL of the PostgreSQL database that has the record of runs; LISALAB_RUNS when absent, "" for the file in the home. */
  readonly ledger?: string;
}

/**
 * Makes a backup of a home in a folder of its own below `target`, while runs go on: all that was acknowledged before is in
 * it, and nothing in it speaks of what it lacks. Files that the latest backup there has, too, are shared with it.
 * @throws EnvironmentError when there is no home, a disk is full, or the home changes faster than it can be copied
 */
export async function makeBackup(target: string, options: BackupOptions = {}, work: Work = {}): Promise<Backup> {
  const home = await realHome(options.home ?? lisalabHome());
  const place = await targetOutside(home, target);
  const started = new Date();
  const id = `${started.toISOString().replace(/[-:]|\.\d+/g, "")}-${randomBytes(2).toString("hex")}`;
  const folder = join(place, id);
  const before = (await listBackups(place)).backups.at(-1) ?? null;
  const manifest = await wholeFolder(folder, "backup", async (aside) => {
    const copy = new HomeCopy(home, join(aside, COPY), {
      earlier: before && earlierOf(before),
      ledger: ledgerOf(options.ledger ?? process.env["LISALAB_RUNS"] ?? ""),
      signal: work.signal,
    });
    await mkdir(join(aside, COPY));
    const faults = await copy.make((fraction) => work.onProgress?.({ fraction, message: "Copying" }));
    const made = described(copy, { id, home, started, faults, before });
    await writeDurably(join(aside, MANIFEST), manifestText(made));
    return made;
  });
  return { folder, manifest };
}

interface Making {
  readonly id: string;
  readonly home: string;
  readonly started: Date;
  readonly faults: readonly string[];
  readonly before: Backup | null;
}

function described(copy: HomeCopy, { id, home, started, faults, before }: Making): Manifest {
  const files = copy.sorted();
  const { logbook } = copy;
  return {
    version: 1,
    id,
    startedAt: started.toISOString(),
    endedAt: new Date().toISOString(),
    host: hostname(),
    home,
    lisalab: packageVersion(),
    logbook: logbook && { entries: logbook.entries, attachments: logbook.attachments, head: logbook.head },
    runs: new Set(files.flatMap(({ path }) => /^runs\/([^/]+)\//.exec(path)?.[1] ?? [])).size,
    tables: Object.fromEntries([...copy.tables].sort()),
    shared: before && copy.shared > 0 ? { with: before.manifest.id, files: copy.shared } : null,
    leftOut: [...copy.leftOut.values()],
    faults,
    files,
  };
}

function earlierOf({ folder, manifest }: Backup): Earlier {
  return { copy: join(folder, COPY), files: new Map(manifest.files.map((file) => [file.path, file])) };
}

/** What writes the databases beside the ledger as files when they are in PostgreSQL. */
function ledgerOf(url: string): WriteDatabase | null {
  if (url === "") return null;
  return async (path, target) => (await import("../sql/postgres-copy.js")).postgresToFile(url, KINDS[path]!, target);
}

async function realHome(home: string): Promise<string> {
  if (existsSync(home)) return realpath(home);
  throw new EnvironmentError(`There is nothing to back up: ${home} does not exist; set LISALAB_HOME.`, { home });
}

/** A backup in its own home would grow by itself, and be lost with it. */
async function targetOutside(home: string, target: string): Promise<string> {
  const place = resolve(target);
  mustLieOutside(home, place, join(await realpath(firstThere(place)), relative(firstThere(place), place)));
  await mkdir(place, { recursive: true }).catch((cause: Error) => {
    throw new EnvironmentError(`Backups can't be put into ${place}: ${cause.message}.`, { place }, cause);
  });
  const real = await realpath(place);
  mustLieOutside(home, place, real);
  return real;
}

/** The folder, or that of those above it that is there. */
function firstThere(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : firstThere(dirname(path));
}

function mustLieOutside(home: string, place: string, real: string): void {
  const within = relative(home, real);
  if (within === ".." || within.startsWith(`..${sep}`) || (within !== "" && isPassing(within))) return;
  throw new BadArgumentError(`${place} lies in ${home}, which is to be backed up; name a folder elsewhere.`, { place });
}
