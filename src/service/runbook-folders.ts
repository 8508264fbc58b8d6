import { existsSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { errorMessage } from "../core/error-message.js";
import { EnvironmentError } from "../core/errors.js";
import { readSidecar, sidecarPathOf } from "../runbook/sidecar.js";
import type { ServiceLog } from "./log.js";
import type { ServedRunbook } from "./trigger.js";

/** What is known of a sidecar's file. */
interface Known {
  readonly folder: string;
  /** Changes when the file does. */
  stamp: string;
  /** As it was read last without a fault. */
  runbook: ServedRunbook | null;
  /** What is wrong with the file as it is now; "" when nothing is. */
  fault: string;
}

/** The runbooks in some folders, as they come, change and go. */
export class RunbookFolders {
  readonly #folders: readonly string[];
  readonly #log: ServiceLog;
  /** By the notebook's path. */
  readonly #known = new Map<string, Known>();
  /** The stamps of the look before: a file is read when it stands still. */
  #before = new Map<string, string>();
  readonly #doubled = new Map<string, string>();

  /** @param folders absolute */
  constructor(folders: readonly string[], log: ServiceLog) {
    this.#folders = folders;
    this.#log = log;
  }

  /** What is wrong with files at this moment, by their paths. */
  get faults(): Readonly<Record<string, string>> {
    const faults = [...this.#known].filter(([, { fault }]) => fault !== "").map(([path, { fault }]) => [path, fault]);
    return Object.fromEntries([...faults, ...this.#doubled]);
  }

  /**
   * Looks at all files; gives the runbooks that are served from now on. What is wrong is told, and keeps no other from being
   * served; one that was right before is served as it was, so that its runs tell what is wrong with it, too.
   * @param eager also reads files that have changed just now, as at the start
   */
  async look(eager: boolean): Promise<readonly ServedRunbook[]> {
    const found = new Map<string, string>();
    for (const folder of this.#folders) {
      const what = `folder ${folder}`;
      try {
        for (const path of await notebooksIn(folder)) found.set(path, folder);
        this.#log.well(what);
      } catch (error) {
        // A folder that can't be read now is not an empty one: what it had is served on.
        if (eager) throw unreadable(folder, error);
        this.#log.broken(what, error);
        for (const [path, known] of this.#known) if (known.folder === folder) found.set(path, folder);
      }
    }
    for (const path of this.#known.keys()) if (!found.has(path)) this.#forget(path);
    const stamps = new Map<string, string>();
    for (const [path, folder] of found) {
      const stamp = stampOf(path) ?? this.#known.get(path)?.stamp ?? "";
      stamps.set(path, stamp);
      const stands = eager || this.#before.get(path) === stamp;
      if (stands && this.#known.get(path)?.stamp !== stamp) await this.#read(path, folder, stamp);
    }
    this.#before = stamps;
    return this.#distinct();
  }

  async #read(path: string, folder: string, stamp: string): Promise<void> {
    const known: Known = this.#known.get(path) ?? { folder, stamp, runbook: null, fault: "" };
    this.#known.set(path, known);
    known.stamp = stamp;
    try {
      const runbook = { path, sidecar: await readSidecar(sidecarPathOf(path)) };
      this.#log.tell(known.runbook === null ? "serves" : "changed", titleOf(runbook));
      known.runbook = runbook;
      known.fault = "";
    } catch (error) {
      known.fault = errorMessage(error);
      this.#log.trouble(known.runbook === null ? "not served" : "served as it was before", error);
    }
  }

  #forget(path: string): void {
    const known = this.#known.get(path);
    if (known?.runbook) this.#log.tell("gone", `${known.runbook.sidecar.name}: ${path} is not there any more`);
    this.#known.delete(path);
    this.#doubled.delete(path);
  }

  /** One runbook of each name: the record of runs knows them by it. */
  #distinct(): readonly ServedRunbook[] {
    const byName = new Map<string, ServedRunbook>();
    for (const [path, { runbook }] of this.#known) {
      if (runbook === null) continue;
      const other = byName.get(runbook.sidecar.name);
      if (other === undefined) {
        byName.set(runbook.sidecar.name, runbook);
        this.#doubled.delete(path);
      } else if (!this.#doubled.has(path)) {
        const fault = `the name "${runbook.sidecar.name}" is that of ${other.path}, too: give one of them another; this one is not served`;
        this.#doubled.set(path, fault);
        this.#log.trouble(path, fault);
      }
    }
    return [...byName.values()];
  }
}

/** Notebooks with a sidecar: in the folder, or in one of its own name. */
async function notebooksIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.map((entry) =>
    entry.name.endsWith(".ipynb") ? entry.name : join(entry.name, `${entry.name}.ipynb`),
  );
  const paths = names.sort().map((name) => join(folder, name));
  return paths.filter((path) => existsSync(sidecarPathOf(path)) && existsSync(path));
}

/** undefined when the file is not there. */
function stampOf(path: string): string | undefined {
  const found = statSync(sidecarPathOf(path), { throwIfNoEntry: false });
  return found && `${found.mtimeMs} ${found.size} ${found.ino}`;
}

function titleOf({ path, sidecar }: ServedRunbook): string {
  const schedule = sidecar.schedule === "" ? "no schedule" : `schedule "${sidecar.schedule.trim()}"`;
  const triggers = sidecar.triggers.length === 0 ? "" : `, ${sidecar.triggers.length} triggers`;
  return `${sidecar.name} ${sidecar.version} (${basename(path)}): ${schedule}${triggers}`;
}

function unreadable(folder: string, cause: unknown): EnvironmentError {
  const reason = (cause as Error).message;
  return new EnvironmentError(`can't read the folder ${folder}: ${reason}; give a folder of runbooks`, {}, cause);
}
