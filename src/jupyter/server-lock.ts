import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { EnvironmentError } from "../core/errors.js";

/** How long one process may hold a lock before others give up, in ms: longer than a server takes to start. */
const PATIENCE = 90_000;

/** How long, in ms, a lock may be without the name of its holder. */
const NAMELESS_PATIENCE = 2_000;

/** How often a waiting process looks again, in ms. */
const INTERVAL = 50;

/** The locks that this process holds. */
const held = new Set<string>();

/** Runs `work` while holding the lock file `path`; one process at a time. A lock whose process died is taken over. */
export async function withLock<T>(path: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const deadline = Date.now() + PATIENCE;
  while (!acquired(path)) {
    if (Date.now() > deadline) {
      throw new EnvironmentError(`${path} is held by process ${holderOf(path)} for too long; end that process`, {
        path,
      });
    }
    await sleep(INTERVAL, undefined, signal === undefined ? {} : { signal });
  }
  held.add(path);
  try {
    return await work();
  } finally {
    held.delete(path);
    rmSync(path, { force: true });
  }
}

function acquired(path: string): boolean {
  if (created(path, String(process.pid))) {
    return true;
  }
  if (isLeftBehind(path)) {
    clear(path);
  }
  return false;
}

/** Makes a file that must not be there yet; false when it is. */
function created(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw new EnvironmentError(
      `can't write ${path}: ${(error as Error).message}; make room, or see to the disk`,
      { path },
      error,
    );
  }
}

/** Removes a lock that was left behind; one process at a time looks and removes, or a second would remove the next one's lock. */
function clear(path: string): void {
  const guard = `${path}.clearing`;
  if (!created(guard, "")) {
    if (isOld(guard)) {
      rmSync(guard, { force: true });
    }
    return;
  }
  try {
    if (isLeftBehind(path)) {
      rmSync(path, { force: true });
    }
  } finally {
    rmSync(guard, { force: true });
  }
}

/** In a container that is started again the same process ids come again: our own is not always us. */
function isLeftBehind(path: string): boolean {
  const holder = holderOf(path);
  if (holder === process.pid) {
    return !held.has(path);
  }
  return holder > 0 ? !isAlive(holder) : isOld(path);
}

/** Whether a lock without a holder is left from a process that was killed while it took it. */
function isOld(path: string): boolean {
  const taken = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  return Date.now() - taken > NAMELESS_PATIENCE;
}

/** The process that holds the lock; 0 when it was just given back or is just being taken. */
function holderOf(path: string): number {
  try {
    return Number(readFileSync(path, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return 0;
    }
    throw error;
  }
}

/** Whether a process runs; one of another user does, too. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
