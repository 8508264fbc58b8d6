import { join } from "node:path";
import type { FolderTrigger } from "../runbook/sidecar-triggers.js";
import type { Arrivals } from "./arrivals.js";
import type { Clock } from "./clock.js";
import { contentOf, type Found, filesIn } from "./folder-files.js";
import type { Ask, ServedRunbook, Trigger } from "./trigger.js";

/** Time between two looks, in ms. A folder is looked at, not listened to: file systems across a network tell nothing. */
const EVERY = 2000;

/** Of the time, a folder of many files takes at most one part in so many to look at. */
const SHARE = 20;

/** Looks in a row that must find a file as it was before it is complete. */
const ALIKE = 3;

/** A file as the looks have found it. */
interface Watched {
  readonly print: string;
  readonly alike: number;
  /** Of its content, when it was read as it is now: what the queue refuses is asked for again, but not read again. */
  readonly sha256: string | null;
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
      const vain = await this.#look(found, ask, signal);
      await this.#clock.sleep(Math.max(EVERY, SHARE * (took + vain)), signal);
    }
  }

  /** Takes what is complete; gives the time, in ms, that went into files that have no run all the same. */
  async #look(found: Found, ask: Ask, signal: AbortSignal): Promise<number> {
    const watched = new Map<string, Watched>();
    for (const [name, print] of found) {
      const before = this.#watched.get(name);
      const isSame = before?.print === print;
      watched.set(
        name,
        isSame ? { ...before, alike: before.alike + 1 } : { print, alike: 1, sha256: null, taken: false },
      );
    }
    this.#watched = watched;
    const complete = [...watched].filter(([, { alike, taken }]) => alike >= ALIKE && !taken);
    const events = complete.map(([name, { print }]) => ({ name, source: this.#sourceOf(name), mark: print }));
    const unseen = new Set(await this.#arrivals.unseen(this.#runbook, events));
    let vain = 0;
    for (const event of events) {
      if (signal.aborted) return vain;
      const begun = performance.now();
      const before = watched.get(event.name)!;
      const after = unseen.has(event) ? await this.#taken(event.name, before, ask) : { ...before, taken: true };
      watched.set(event.name, after);
      if (!after.taken && before.sha256 !== null) vain += performance.now() - begun;
    }
    return vain;
  }

  /** Names and looks of the files in the folder; none when it can't be read now, which is told. */
  async #found(): Promise<Found> {
    try {
      const found = await filesIn(this.#trigger.folder, this.#pattern, (name, reason) => this.#passOver(name, reason));
      this.#tell("");
      return found;
    } catch (error) {
      this.#tell((error as NodeJS.ErrnoException).message);
      return [];
    }
  }

  #tell(trouble: string): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#arrivals.tell(`${this.name} can ${trouble === "" ? "be looked at again" : `not be looked at: ${trouble}`}`);
  }

  /** One file that can't be had keeps no other from its run. */
  #passOver(name: string, reason: string): void {
    const what = `${this.#sourceOf(name)} is passed over: ${reason}`;
    this.#arrivals.tellOnce(`${this.name} ${what}`, what);
  }

  /** A file after its run was asked for; it has none when it changed while it was read. */
  async #taken(name: string, before: Watched, ask: Ask): Promise<Watched> {
    const path = join(this.#trigger.folder, name);
    const { print } = before;
    const sha256 = before.sha256 ?? (await contentOf(path, print, (reason) => this.#passOver(name, reason)));
    if (sha256 === null) return before;
    const parameters = { [this.#trigger.parameter]: path };
    const [source, operator] = [this.#sourceOf(name), `folder ${this.#trigger.folder}`];
    const taken = await this.#arrivals.tryTake(this.#runbook, { source, mark: sha256, parameters, operator }, ask);
    if (taken === null) return { ...before, sha256 };
    await this.#arrivals.note(this.#runbook, { source, mark: print }, taken.run);
    return { ...before, sha256, taken: true };
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
