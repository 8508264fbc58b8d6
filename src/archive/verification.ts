import { lstat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isLisalabError } from "../core/errors.js";
import type { Work } from "../core/progress.js";
import { contentOf } from "./filecopy.js";
import { type BackupFile, COPY, MANIFEST, type Manifest, readManifest } from "./manifest.js";
import { leavesOf } from "./tree.js";

/** Something in a backup that is not as it was written. */
export interface BackupFault {
  /** Below the backup's folder. */
  readonly path: string;
  readonly message: string;
}

/** What reading a backup found. */
export interface BackupVerification {
  /** Null when it can't be read; then there is a fault that says why. */
  readonly manifest: Manifest | null;
  /** Files and bytes that were read and are right. */
  readonly files: number;
  readonly bytes: number;
  readonly faults: readonly BackupFault[];
}

/** Reads every byte of the backup in `folder` and holds it against the manifest. */
export async function verifyBackup(folder: string, work: Work = {}): Promise<BackupVerification> {
  const root = resolve(folder);
  let manifest: Manifest;
  try {
    manifest = await readManifest(root);
  } catch (error) {
    if (!isLisalabError(error)) throw error;
    return { manifest: null, files: 0, bytes: 0, faults: [{ path: MANIFEST, message: error.message }] };
  }
  return { manifest, ...(await compared(root, manifest.files, work)) };
}

/** What is wrong with the folders and files of a backup, besides what its files hold. */
export async function strangersIn(root: string, files: readonly BackupFile[]): Promise<readonly BackupFault[]> {
  const known = new Set([MANIFEST, ...files.map(({ path }) => `${COPY}/${path}`)]);
  const leaves = await leavesOf(root);
  return leaves.flatMap(({ path, kind }) => {
    if (kind === "link") return [{ path, message: "is a symbolic link; a backup has none" }];
    if (kind === "other") return [{ path, message: "is a pipe, a socket or a device; a backup has none" }];
    return known.has(path) ? [] : [{ path, message: "is not of this backup: its manifest does not name it" }];
  });
}

async function compared(
  root: string,
  files: readonly BackupFile[],
  { signal, onProgress }: Work,
): Promise<Omit<BackupVerification, "manifest">> {
  const faults: BackupFault[] = [...(await strangersIn(root, files))];
  const strange = new Set(faults.map(({ path }) => path));
  let [right, bytes] = [0, 0];
  for (const [index, file] of files.entries()) {
    onProgress?.({ fraction: index / files.length, message: "Verifying" });
    const path = `${COPY}/${file.path}`;
    const message = await faultOf(join(root, path), file, signal);
    if (message !== null) {
      if (!strange.has(path)) faults.push({ path, message });
    } else {
      right += 1;
      bytes += file.bytes;
    }
  }
  return { files: right, bytes, faults };
}

async function faultOf(path: string, file: BackupFile, signal: AbortSignal | undefined): Promise<string | null> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (/^(ENOENT|ENOTDIR)$/.test(error.code ?? "")) return null;
    throw error;
  });
  if (found === null) return "is missing";
  if (!found.isFile()) return "is no file";
  if (found.size !== file.bytes) return `has ${found.size} bytes; ${file.bytes} were written`;
  const { sha256 } = await contentOf(path, signal);
  return sha256 === file.sha256
    ? null
    : `was changed: its content has SHA-256 ${sha256}, it was written as ${file.sha256}`;
}
