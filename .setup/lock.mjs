// @ts-check
// One setup at a time in a checkout. The lock names its owner and the program at work, so a lock that a killed setup left
// behind is taken over, but not before the program that outlived it has ended.
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { SetupError } from "./failure.mjs";
import { inside } from "./paths.mjs";
import { isMissing } from "./stamp.mjs";

const FILE = inside(".setup", ".lock");
const POLL_MS = 300;
const BEAT_MS = 5000;
/** Without a beat for so long a lock counts as left behind, whoever has its process id now and on whichever machine. */
const SILENT_MS = 60_000;

/** @typedef {{ host: string, pids: number[] }} Owner */

export class Lock {
  /** @type {Owner} */
  #owner = { host: hostname(), pids: [process.pid] };
  #beat = setInterval(() => writeFileSync(FILE, JSON.stringify(this.#owner)), BEAT_MS).unref();

  /** @param {number | undefined} pid of the program that works now */
  worker(pid) {
    this.#owner.pids = pid === undefined ? [process.pid] : [process.pid, pid];
    writeFileSync(FILE, JSON.stringify(this.#owner));
  }

  release() {
    clearInterval(this.#beat);
    rmSync(FILE, { force: true });
  }
}

/**
 * @param {(lock: Lock) => Promise<void>} work
 */
export async function withLock(work) {
  await acquire();
  const lock = new Lock();
  try {
    await work(lock);
  } finally {
    lock.release();
  }
}

async function acquire() {
  for (let waited = 0; !tryToCreate(FILE); waited++) {
    const seen = read();
    if (seen !== undefined && isLeftBehind(seen)) {
      takeAway(seen.text);
      continue;
    }
    if (waited === 0) {
      process.stderr.write(
        `lisalab: another setup is at work here (process ${seen?.owner?.pids.join(", ") ?? "unknown"}), waiting for it\n`,
      );
    }
    await sleep(POLL_MS);
  }
}

/**
 * Creates a file that names us, whole or not at all; false when there is one.
 * @param {string} file
 */
function tryToCreate(file) {
  const own = `${file}.${process.pid}`;
  try {
    writeFileSync(own, JSON.stringify({ host: hostname(), pids: [process.pid] }));
    linkSync(own, file);
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EEXIST") {
      return false;
    }
    throw new SetupError(`the checkout can't be written to: ${error instanceof Error ? error.message : error}`);
  } finally {
    rmSync(own, { force: true });
  }
}

/** @typedef {{ text: string, owner: Owner | undefined, silentMs: number }} Seen */

/** @returns {Seen | undefined} */
function read() {
  try {
    const text = readFileSync(FILE, "utf8");
    return { text, owner: parsed(text), silentMs: Date.now() - statSync(FILE).mtimeMs };
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw error;
  }
}

/**
 * @param {string} text empty or cut when the machine went down in the middle of writing
 * @returns {Owner | undefined}
 */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/** @param {Seen} seen */
function isLeftBehind({ owner, silentMs }) {
  return silentMs > SILENT_MS || (owner?.host === hostname() && !owner.pids.some(isAlive));
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * Removes the lock if it is still the one that was seen. Two that see the same one are kept apart by a lock on the removal.
 * @param {string} text
 */
function takeAway(text) {
  const removal = `${FILE}.removal`;
  if (!tryToCreate(removal)) {
    const age = Date.now() - (statSync(removal, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > SILENT_MS) {
      rmSync(removal, { force: true });
    }
    return;
  }
  try {
    if (read()?.text === text) {
      rmSync(FILE, { force: true });
    }
  } finally {
    rmSync(removal, { force: true });
  }
}
