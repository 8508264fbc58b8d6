import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EnvironmentError } from "../core/errors.js";
import type { Verdict } from "../core/verdict.js";
import type { Artefact, RunRecord } from "./record.js";

/** The folder of one run: `$LISALAB_HOME/runs/<run id>/`. Each file in it is whole at any time. */
export class RunFolder {
  /** LISALAB_HOME. */
  readonly home: string;
  readonly id: string;
  readonly path: string;

  private constructor(home: string, id: string) {
    this.home = home;
    this.id = id;
    this.path = join(home, "runs", id);
  }

  /** Makes the folder of a new run; two runs at once get two. */
  static make(home: string, runbook: string, now: Date): RunFolder {
    const runs = join(home, "runs");
    return guarded(runs, () => {
      mkdirSync(runs, { recursive: true });
      for (;;) {
        const id = newRunId(runbook, now);
        if (made(join(runs, id))) {
          return new RunFolder(home, id);
        }
      }
    });
  }

  /** The folder of a run that has its id already; made when it is not there. */
  static of(home: string, id: string): RunFolder {
    const path = join(home, "runs", id);
    guarded(path, () => mkdirSync(path, { recursive: true }));
    return new RunFolder(home, id);
  }

  /** The folder of a run that was made before. */
  static existing(home: string, id: string): RunFolder {
    return new RunFolder(home, id);
  }

  /** Writes a file, replacing the one that was there in a single step. */
  write(name: string, content: string): void {
    const target = join(this.path, name);
    const draft = `${target}.part`;
    guarded(target, () => {
      try {
        writeFileSync(draft, content, { flush: true });
        renameSync(draft, target);
      } catch (error) {
        rmSync(draft, { force: true });
        throw error;
      }
    });
  }

  /** Takes away the folder of a run that did not begin. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  /** Describes a file of this folder. */
  artefact(role: Artefact["role"], path: string): Artefact {
    const content = readFileSync(join(this.path, path));
    return { role, path, sha256: sha256(content), bytes: content.length };
  }
}

/** An id for a run: sortable by time; two of the same second may get the same one. */
export function newRunId(runbook: string, now: Date): string {
  return `${now.toISOString().replace(/[-:]|\.\d+/g, "")}-${runbook}-${randomBytes(2).toString("hex")}`;
}

/**
 * The last closed run of a runbook, or null. Runs that were killed or still go on don't count. A record that can't be
 * read does not keep all later runs from going on: `onDamaged` is told why.
 */
export function lastClosedRun(home: string, runbook: string, onDamaged: (reason: string) => void): RunRecord | null {
  for (const id of runIds(home).reverse()) {
    if (id.slice(17, -5) !== runbook) {
      continue;
    }
    const record = intactRecord(home, id, onDamaged);
    if (record !== null && record.verdict !== null && record.runbook.name === runbook) {
      return record;
    }
  }
  return null;
}

/** What an earlier run measured. */
export interface EarlierRun {
  readonly id: string;
  readonly startedAt: string;
  readonly verdict: Verdict;
  /** Versions and content hashes of the inputs, by name. */
  readonly facts: Readonly<Record<string, string>>;
  /** The checks' values that are numbers, by the check's name. */
  readonly values: Readonly<Record<string, number>>;
}

/** The closed runs of a runbook, the oldest first, at most the last `most`; records that can't be read are left out. */
export function earlierRuns(home: string, runbook: string, most: number): readonly EarlierRun[] {
  const ids = runIds(home).filter((id) => id.slice(17, -5) === runbook);
  return ids.slice(-most).flatMap((id) => {
    const record = intactRecord(home, id, () => undefined);
    if (record === null || record.verdict === null || record.runbook.name !== runbook) return [];
    const numbers = record.checks.filter(({ value }) => typeof value === "number");
    const values = Object.fromEntries(numbers.map(({ name, value }) => [name, value as number]));
    return [{ id, startedAt: record.startedAt, verdict: record.verdict, facts: record.environment, values }];
  });
}

/** SHA-256 in hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The ids of all runs, the oldest first. */
function runIds(home: string): string[] {
  try {
    return readdirSync(join(home, "runs")).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return [];
    }
    throw error;
  }
}

function intactRecord(home: string, id: string, onDamaged: (reason: string) => void): RunRecord | null {
  try {
    return recordOf(home, id);
  } catch (error) {
    onDamaged(error instanceof Error ? error.message : String(error));
    return null;
  }
}

/** The record of a run; null when there is none, since it was killed before it wrote one, or works on another machine. */
export function recordOf(home: string, id: string): RunRecord | null {
  const path = join(home, "runs", id, "record.json");
  try {
    return JSON.parse(readFileSync(path, "utf8")) as RunRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return null;
    }
    throw new EnvironmentError(`${path} can't be read: ${String(error)}`, { path }, error);
  }
}

function made(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  }
}

/** What the machine refuses, in words. */
const REFUSALS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full; free some space",
  EDQUOT: "the disk quota is used up; free some space",
  EROFS: "the file system is read-only; set LISALAB_HOME to a folder that can be written",
  EACCES: "permission denied; set LISALAB_HOME to a folder that can be written",
  ENOTDIR: "a part of the path is a file; set LISALAB_HOME to a folder",
};

function guarded<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    throw new EnvironmentError(`can't write ${path}: ${REFUSALS[code] ?? String(error)}`, { path, code }, error);
  }
}
