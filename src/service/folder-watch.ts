import type { BigIntStats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileSha256 } from "../objects/checksum.js";
import type { FolderTrigger } from "../runbook/sidecar-triggers.js";
import type { Arrivals } from "./arrivals.js";
import type { Clock } from "./clock.js";
import type { Ask, ServedRunbook, Trigger } from "./trigger.js";

/** Time between two looks, in ms. A folder is looked at, not listened to: file systems across a network tell nothing. */
const EVERY = 2000;

/** Of the time, a folder of many files takes at most one part in so many to look at. */
const SHARE = 20;

/** Looks in a row that must find a file as it was before it is complete. */
const ALIKE = 3;

/** Names of files, and how each looks. */
type Found = readonly (readonly [string, string])[];

/** A file as the looks have found it. */
interface Watched {
  readonly print: string;
  readonly alike: number;
  /** It has had its run, as it is now. */
  readonly taken: boolean;
}

/** Gives every complete file that comes into a folder, and every other content of one, to a run. */
export class FolderWatch implements Trigger {
  readonly name: string;
  readonly #runbook: ServedRunbook;
  readonly #trigger: FolderTrigger;
  readonly #arrivals: Arrivals;
  readonly #clock: Clock;
  readonly #pattern: RegExp;
  #watched: ReadonlyMap<string, Watched> = new Map();
  /** Why the folder could not be looked at last time; "" when it could. */
  #trouble = "";

  constructor(runbook: ServedRunbook, trigger: FolderTrigger, arrivals: Arrivals, clock: Clock) {
    this.name = `folder ${trigger.folder} of ${runbook.sidecar.name}`;
    this.#runbook = runbook;
    this.#trigger = trigger;
    this.#arrivals = arrivals;
    this.#clock = clock;
    this.#pattern = namePattern(trigger.pattern);
  }

  async run(ask: Ask, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const begun = performance.now();
      const found = await this.#found();
      const took = performance.now() - begun;
      await this.#look(found, ask, signal);
      await this.#clock.sleep(Math.max(EVERY, SHARE * took), signal);
    }
  }

  async #look(found: Found, ask: Ask, signal: AbortSignal): Promise<void> {
    const watched = new Map<string, Watched>();
    for (const [name, print] of found) {
      const before = this.#watched.get(name);
      const same = before?.print === print;
      watched.set(name, { print, alike: same ? before.alike + 1 : 1, taken: same && before.taken });
    }
    this.#watched = watched;
    const complete = [...watched].filter(([, { alike, taken }]) => alike >= ALIKE && !taken);
    const events = complete.map(([name, { print }]) => ({ name, source: this.#sourceOf(name), mark: print }));
    const unseen = new Set(await this.#arrivals.unseen(this.#runbook, events));
    for (const event of events) {
      if (signal.aborted) return;
      const taken = !unseen.has(event) || (await this.#take(event.name, event.mark, ask));
      watched.set(event.name, { ...watched.get(event.name)!, taken });
    }
  }

  /** Names and looks of the files in the folder; none when it can't be read now, which is told. */
  async #found(): Promise<Found> {
    const { folder } = this.#trigger;
    const found: [string, string][] = [];
    try {
      for (const name of await readdir(folder)) {
        const stats = this.#pattern.test(name) ? await statsOf(join(folder, name)) : null;
        // An empty file is one that somebody is about to write.
        if (stats?.isFile() && stats.size > 0n) found.push([name, printOf(stats)]);
      }
    } catch (error) {
      this.#tell((error as NodeJS.ErrnoException).message);
      return [];
    }
    this.#tell("");
    return found;
  }

  #tell(trouble: string): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#arrivals.tell(`${this.name} can ${trouble === "" ? "be looked at again" : `not be looked at: ${trouble}`}`);
  }

  /** Whether a file has had its run; not when it changed while it was read. */
  async #take(name: string, print: string, ask: Ask): Promise<boolean> {
    const path = join(this.#trigger.folder, name);
    const sha256 = await contentOf(path, print);
    if (sha256 === null) return false;
    const parameters = { [this.#trigger.parameter]: path };
    const arrival = {
      source: this.#sourceOf(name),
      mark: sha256,
      parameters,
      operator: `folder ${this.#trigger.folder}`,
    };
    const taken = await this.#arrivals.tryTake(this.#runbook, arrival, ask);
    if (taken === null) return false;
    await this.#arrivals.note(this.#runbook, { source: arrival.source, mark: print }, taken.run);
    return true;
  }

  #sourceOf(name: string): string {
    return `file://${join(this.#trigger.folder, name)}`;
  }
}

/** Names that fit `*` and `?`, which don't stand for a dot at the begin: such files are on their way. */
export function namePattern(pattern: string): RegExp {
  const text = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${/^[*?]/.test(pattern) ? "(?!\\.)" : ""}${text}$`, "su");
}

/** What shows from outside that a file is another one, or is being written. */
function printOf({ size, mtimeNs, ino }: BigIntStats): string {
  return `${size} bytes, written ${mtimeNs}, inode ${ino}`;
}

/** SHA-256 of a file that looks like `print` before and after it was read; null when it does not. */
async function contentOf(path: string, print: string): Promise<string | null> {
  try {
    const sha256 = await fileSha256(path);
    const stats = await statsOf(path);
    return stats !== null && printOf(stats) === print ? sha256 : null;
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
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
