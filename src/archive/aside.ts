import { readdirSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EnvironmentError } from "../core/errors.js";
import { isAlive } from "../jupyter/server-lock.js";
import { isGone, THIS_PROCESS } from "../runs/owner.js";
import { syncPath } from "../sql/durable.js";
import { storageFailure } from "../sql/failure.js";

/** ".name~owner.part": a folder on its way, which nobody takes for what it will be. */
const ASIDE = /^\.(.+)~(.+)\.part$/;

/**
 * Makes a folder so that it is there entirely or not at all: `fill` gets one beside `path`, which takes that name when all
 * is on the disk. What killed processes left of the same kind in that place goes.
 */
export async function wholeFolder<T>(path: string, what: string, fill: (aside: string) => Promise<T>): Promise<T> {
  const place = dirname(path);
  const aside = join(place, `.${basename(path)}~${encodeURIComponent(THIS_PROCESS)}.part`);
  try {
    await mkdir(place, { recursive: true });
    for (const { name } of asides(place).filter(({ owner }) => isGone(owner, isAlive))) {
      await rm(join(place, name), { recursive: true, force: true });
    }
    await mkdir(aside);
    try {
      const result = await fill(aside);
      await syncFolders(aside);
      await renamed(aside, path);
      syncPath(place);
      return result;
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  } catch (error) {
    throw storageFailure(error, `${what} ${path}`, path);
  }
}

/** An empty folder gives way; one that is not, or that another file system is mounted at, does not. */
async function renamed(aside: string, path: string): Promise<void> {
  await rename(aside, path).catch((cause: NodeJS.ErrnoException) => {
    if (/^(ENOTEMPTY|EEXIST)$/.test(cause.code ?? "")) {
      throw new EnvironmentError(`${path} is not empty: another process has put something there meanwhile.`, { path });
    }
    if (/^(EBUSY|EXDEV)$/.test(cause.code ?? "")) {
      throw new EnvironmentError(`${path} is where a file system is mounted; name a folder below it.`, { path });
    }
    throw cause;
  });
}

/** Folders in `place` that are on their way, or whose makers were killed. */
export function asides(place: string): readonly { readonly name: string; readonly owner: string }[] {
  return readdirSync(place).flatMap((name) => {
    const [, , owner] = ASIDE.exec(name) ?? [];
    return owner === undefined ? [] : [{ name, owner: decodeURIComponent(owner) }];
  });
}

/** Puts all names below a folder on the disk. */
async function syncFolders(folder: string): Promise<void> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await syncFolders(join(folder, entry.name));
  }
  syncPath(folder);
}
