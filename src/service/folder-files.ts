import type { BigIntStats } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { errorMessage } from "../core/error-message.js";
import { fileSha256 } from "../objects/checksum.js";

/** Names of files, and how each looks. */
export type Found = readonly (readonly [string, string])[];

/**
 * Files of a folder whose names fit, and how each looks. One that can't be taken is told to `passOver` with the reason,
 * and keeps no other from being found. @throws when the folder itself can't be read
 */
export async function filesIn(
  folder: string,
  pattern: RegExp,
  passOver: (name: string, reason: string) => void,
): Promise<Found> {
  const found: [string, string][] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const { name } = entry;
    if (!pattern.test(name)) continue;
    try {
      const stats = await statsOf(join(folder, name));
      // An empty file is one that somebody is about to write.
      const isFile = stats?.isFile() === true && stats.size > 0n;
      const reason = isFile ? await outside(folder, entry) : unnamed(name, stats);
      if (reason !== "") passOver(name, reason);
      else if (isFile) found.push([name, printOf(stats)]);
    } catch (error) {
      passOver(name, errorMessage(error));
    }
  }
  return found;
}

/**
 * SHA-256 of a file that looks like `print` before and after it was read; null when it does not, or when it can't be read,
 * which is told to `passOver`.
 */
export async function contentOf(
  path: string,
  print: string,
  passOver: (reason: string) => void,
): Promise<string | null> {
  try {
    const sha256 = await fileSha256(path);
    const stats = await statsOf(path);
    return stats !== null && printOf(stats) === print ? sha256 : null;
  } catch (error) {
    if (!isGone(error)) passOver(errorMessage(error));
    return null;
  }
}

/** Why a link is not followed: who may put files here must not be able to have any file of this machine read. */
async function outside(folder: string, entry: { readonly name: string; isSymbolicLink(): boolean }): Promise<string> {
  if (!entry.isSymbolicLink()) return "";
  const [place, target] = await Promise.all([realpath(folder), realpath(join(folder, entry.name))]);
  return target.startsWith(`${place}${sep}`) ? "" : `it is a link to ${target}, which is not in this folder`;
}

/** Why a name leads to nothing although it is there. */
function unnamed(name: string, stats: BigIntStats | null): string {
  return stats === null && name.includes("\ufffd") ? "its name is not UTF-8; give it another one" : "";
}

/** What shows from outside that a file is another one, or is being written. */
function printOf({ size, mtimeNs, ino }: BigIntStats): string {
  return `${size} bytes, written ${mtimeNs}, inode ${ino}`;
}

async function statsOf(path: string): Promise<BigIntStats | null> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** Taken away between two steps, or a link to nowhere; across a network also another file by now. */
function isGone(error: unknown): boolean {
  return ["ENOENT", "ESTALE", "ELOOP"].includes((error as NodeJS.ErrnoException).code ?? "");
}
