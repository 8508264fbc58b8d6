import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { BadFileError, EnvironmentError, isLisalabError } from "../core/errors.js";
import { asides } from "./aside.js";
import { type Backup, MANIFEST, readManifest } from "./manifest.js";

/** What is in a folder of backups. */
export interface Backups {
  /** The oldest first. */
  readonly backups: readonly Backup[];
  /** Folders that look like a backup and are none, with the reason. */
  readonly damaged: readonly { readonly folder: string; readonly reason: string }[];
  /** Backups that are being made, or whose makers were killed. */
  readonly unfinished: readonly string[];
}

/** The name that backups have. */
const ID = /^\d{8}T\d{6}Z-[0-9a-f]{4}$/;

/** The backups in `folder`; what they say of themselves, without looking at their files. */
export async function listBackups(folder: string): Promise<Backups> {
  const place = resolve(folder);
  const [backups, damaged]: [Backup[], { folder: string; reason: string }[]] = [[], []];
  for (const name of namesIn(place)
    .filter((one) => ID.test(one))
    .sort()) {
    const path = join(place, name);
    try {
      backups.push({ folder: path, manifest: await readManifest(path) });
    } catch (error) {
      if (!isLisalabError(error)) throw error;
      damaged.push({ folder: path, reason: error.message });
    }
  }
  backups.sort((a, b) => (a.manifest.startedAt < b.manifest.startedAt ? -1 : 1));
  return { backups, damaged, unfinished: asides(place).map(({ name }) => join(place, name)) };
}

/** The backup that `path` is, or the latest one in the folder `path`. @throws BadFileError when there is none */
export async function findBackup(path: string): Promise<Backup> {
  const folder = resolve(path);
  if (existsSync(join(folder, MANIFEST))) return { folder, manifest: await readManifest(folder) };
  const { backups, damaged } = await listBackups(folder);
  const latest = backups.at(-1);
  const later = damaged.filter(({ folder: other }) => latest === undefined || other > latest.folder);
  if (latest !== undefined && later.length === 0) return latest;
  const why = later.length === 0 ? "`lisalab backup make` makes one" : later.map(({ reason }) => reason).join("; ");
  throw new BadFileError(`There is no backup in ${folder} that can be used as the latest: ${why}`, { folder });
}

function namesIn(place: string): readonly string[] {
  try {
    return readdirSync(place);
  } catch (cause) {
    throw new EnvironmentError(
      `There is no folder of backups ${place}: ${(cause as Error).message}.`,
      { place },
      cause,
    );
  }
}
