import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BadFileError } from "../core/errors.js";
import type { Link } from "../logbook/chain.js";

/** A file of a backup. */
export interface BackupFile {
  /** Below the backup's `home`, with "/" between names. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Something of a home that its backup does not have. */
export interface LeftOut {
  readonly path: string;
  readonly reason: string;
}

/** What a backup is, and every file it has: `manifest.json`, the last that is written of it. */
export interface Manifest {
  readonly version: 1;
  /** The backup's name: sortable and unique, such as "20370101T060000Z-3f9a". */
  readonly id: string;
  /** ISO 8601 UTC. All that was acknowledged before the start is in the backup. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** Which home of which machine this is a copy of. */
  readonly host: string;
  readonly home: string;
  /** The version of lisalab that made it. */
  readonly lisalab: string;
  /** The logbook's last entry, and how much there is; null when the home has no logbook. */
  readonly logbook: { readonly entries: number; readonly attachments: number; readonly head: Link } | null;
  /** How many runs have a folder. */
  readonly runs: number;
  /** Rows by table, of each SQLite file by its path. */
  readonly tables: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** The earlier backup with which this one shares files that are the same, and how many; null for none. */
  readonly shared: { readonly with: string; readonly files: number } | null;
  readonly leftOut: readonly LeftOut[];
  /** What was wrong in the home already when it was copied. */
  readonly faults: readonly string[];
  /** In the order of their paths. */
  readonly files: readonly BackupFile[];
}

/** A backup that was made or found. */
export interface Backup {
  /** Its folder. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Name of the file in a backup's folder. */
export const MANIFEST = "manifest.json";

/** Name of the folder in a backup's folder that is the copy of the home. */
export const COPY = "home";

/** A manifest as text, with a seal: its own hash, so that a change of it shows. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify({ ...manifest, seal: sealOf(manifest) }, null, 1)}\n`;
}

/** The manifest of the backup in `folder`. @throws BadFileError when there is none, or it was changed */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, MANIFEST);
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    const why = /ENOENT|ENOTDIR/.test(cause.code ?? "") ? `it has no ${MANIFEST}` : `${path}: ${cause.message}`;
    const advice = "name the folder of one backup, as `lisalab backup list` shows them";
    throw new BadFileError(`${folder} is no backup: ${why}; ${advice}`, { folder }, cause);
  });
  const damaged = (why: string, cause?: unknown): BadFileError =>
    new BadFileError(`${path} is damaged (${why}): take another backup`, { path }, cause);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw damaged("it is no JSON", cause);
  }
  const { seal, ...manifest } = (content ?? {}) as Manifest & { seal?: unknown };
  if (seal !== sealOf(manifest)) throw damaged("its content does not have the hash that seals it");
  if (manifest.version !== 1) {
    throw new BadFileError(
      `${path} has version ${String(manifest.version)}, this lisalab knows version 1: use the lisalab that wrote it, or a newer one`,
      { path },
    );
  }
  const outside = manifest.files.find((file) => !isInside(file.path));
  if (outside !== undefined) throw damaged(`"${outside.path}" leads out of the backup`);
  return manifest;
}

/** Whether a path of a manifest stays below the folder that it is put behind. */
export function isInside(path: string): boolean {
  return !path.includes("\0") && path.split("/").every((name) => name !== "" && name !== "." && name !== "..");
}

function sealOf(manifest: Manifest): string {
  return createHash("sha256").update(JSON.stringify(manifest)).digest("hex");
}
