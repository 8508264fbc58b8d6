import { existsSync, readdirSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { BadFileError, EnvironmentError } from "../core/errors.js";
import type { Work } from "../core/progress.js";
import { lisalabHome } from "../jupyter/installation.js";
import { wholeFolder } from "./aside.js";
import { copyFile } from "./filecopy.js";
import { type BackupFile, COPY, type Manifest, readManifest } from "./manifest.js";
import { KINDS } from "./selection.js";
import { type BackupFault, Inventory } from "./verification.js";

/** Where a backup goes. */
export interface RestoreOptions {
  /** A folder that is empty or not there; LISALAB_HOME when absent. */
  readonly home?: string;
  /** URL of a PostgreSQL database without runs, which gets the record of runs; LISALAB_RUNS when absent, "" for none. */
  readonly ledger?: string;
}

/** What was restored. */
export interface Restoration {
  readonly home: string;
  readonly manifest: Manifest;
  readonly bytes: number;
  /** What lies in the backup and is not of it; it was not restored. */
  readonly ignored: readonly BackupFault[];
}

/**
 * Restores a backup into an empty home: every byte is verified on its way, and the home is there entirely or not at all.
 * @throws BadFileError when a file of the backup is missing or changed; EnvironmentError when the home is not empty
 */
export async function restoreBackup(
  folder: string,
  options: RestoreOptions = {},
  work: Work = {},
): Promise<Restoration> {
  const [root, home] = [resolve(folder), resolve(options.home ?? lisalabHome())];
  const manifest = await readManifest(root);
  mustBeEmpty(home);
  const ledger = options.ledger ?? process.env["LISALAB_RUNS"] ?? "";
  const inventory = await Inventory.of(root, manifest);
  const bytes = await wholeFolder(home, "the restored home", async (aside) => {
    let total = 0;
    for (const [index, file] of manifest.files.entries()) {
      work.onProgress?.({ fraction: index / manifest.files.length, message: "Restoring" });
      const obstacle = inventory.obstacle(file);
      if (obstacle !== null) throw damaged(root, file, obstacle);
      total += await restored(root, file, aside, work.signal);
    }
    // The last that can be refused, before the home gets its name.
    if (ledger !== "") await intoPostgres(aside, ledger);
    return total;
  });
  return { home, manifest, bytes, ignored: inventory.strangers() };
}

/** Puts the databases that are in PostgreSQL there; the record of runs first, which is the one that may not be mixed. */
async function intoPostgres(home: string, url: string): Promise<void> {
  const { fileToPostgres } = await import("../sql/postgres-copy.js");
  for (const [path, kind] of Object.entries(KINDS).reverse()) {
    if (existsSync(join(home, path))) await fileToPostgres(join(home, path), kind, url);
  }
}

async function restored(
  root: string,
  file: BackupFile,
  target: string,
  signal: AbortSignal | undefined,
): Promise<number> {
  const path = join(target, file.path);
  await mkdir(dirname(path), { recursive: true });
  const copied = await copyFile(join(root, COPY, file.path), path, signal);
  if (copied.sha256 === file.sha256 && copied.bytes === file.bytes) return copied.bytes;
  throw damaged(root, file, `was changed: it has ${copied.bytes} bytes with SHA-256 ${copied.sha256}`);
}

function damaged(root: string, { path, sha256, bytes }: BackupFile, message: string): BadFileError {
  const advice =
    "nothing was restored. Take another backup; `lisalab backup verify` tells all that is wrong with this one";
  return new BadFileError(
    `${join(root, COPY, path)} ${message}; ${bytes} bytes with SHA-256 ${sha256} were written: ${advice}, and what is right in it can be copied by hand`,
    { path },
  );
}

function mustBeEmpty(home: string): void {
  const names = existsSync(home) ? readdirSync(home) : [];
  if (names.length === 0) return;
  const some = names.slice(0, 5).join(", ") + (names.length > 5 ? ", …" : "");
  throw new EnvironmentError(
    `${home} is not empty: it has ${some}. A backup is restored into a folder that is empty or not there: move this one away, or name another.`,
    { home },
  );
}
