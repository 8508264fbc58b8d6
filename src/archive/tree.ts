import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** Something in a folder tree. */
export interface Leaf {
  /** Below the root, with "/" between names. */
  readonly path: string;
  readonly kind: "file" | "link" | "other";
}

/**
 * All below `root` that is no folder, in the order of the paths; symbolic links are told and not followed. What vanishes
 * meanwhile is left out.
 * @param skips tells of a path that it is not looked at, nor what is below it
 */
export async function leavesOf(root: string, skips: (path: string) => boolean = () => false): Promise<readonly Leaf[]> {
  const leaves: Leaf[] = [];
  const waiting = [""];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of await entriesOf(join(root, folder))) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (skips(path)) continue;
      if (entry.isDirectory()) waiting.push(path);
      else leaves.push({ path, kind: entry.isFile() ? "file" : entry.isSymbolicLink() ? "link" : "other" });
    }
  }
  return leaves.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
}
