import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EnvironmentError } from "../core/errors.js";
import { fileHash } from "./file-hash.js";
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

  /** The same of files that cells made, which may be larger than memory. */
  async products(paths: readonly string[]): Promise<readonly Artefact[]> {
    const found: Artefact[] = [];
    for (const path of paths) {
      const whole = join(this.path, path);
      found.push({ role: "product", path, sha256: await fileHash(whole), bytes: statSync(whole).size });
    }
    return found;
  }
}

/** An id for a run: sortable by time; two of the same second may get the same one. */
export function newRunId(runbook: string, now: Date): string {
  return `${now.toISOString().replace(/[-:]|\.\d+/g, "")}-${runbook}-${randomBytes(2).toString("hex")}`;
}

/** SHA-256 in hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The ids of all runs whose folders are here, the oldest first. */
export function runIds(home: string): string[] {
  try {
    return readdirSync(join(home, "runs")).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return [];
    }
    throw error;
  }
}

/** The record of a run; null when there is none, since it was killed before it wrote one, or works on another machine. */
export function recordOf(home: string, id: string): RunRecord | null {
  const path = join(home, "runs", id, "record.json");
  try {
    const content = JSON.parse(readFileSync(path, "utf8")) as RunRecord | null;
    if (typeof content !== "object" || content === null) throw new SyntaxError("it is no record");
    return content;
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

/** Tells in words what the machine refuses. */
export function guarded<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    throw new EnvironmentError(`can't write ${path}: ${REFUSALS[code] ?? String(error)}`, { path, code }, error);
  }
}
