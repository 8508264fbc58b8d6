import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { RunRecord } from "../runbook/record.js";
import type { Content } from "./filecopy.js";

/** What a copied record says that other parts of the copy must hold. */
export type KeptRecord = Pick<RunRecord, "id" | "verdict" | "entry" | "artefacts">;

/** Whether a file of a home is the record of a run. */
export function isRecord(path: string): boolean {
  return /^runs\/[^/]+\/record\.json$/.test(path);
}

/** Reads the copied record at `path` below `copy`; null when it can't be read. */
export async function keptRecord(copy: string, path: string): Promise<KeptRecord | null> {
  try {
    const { verdict, entry, artefacts } = JSON.parse(await readFile(join(copy, path), "utf8")) as RunRecord;
    const id = dirname(path).slice("runs/".length);
    return Array.isArray(artefacts) ? { id, verdict: verdict ?? null, entry: entry ?? null, artefacts } : null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

/** The parts of a copy that records are held against. */
export interface Surroundings {
  /** Copied files by path. */
  readonly files: ReadonlyMap<string, Content>;
  /** Number of the last entry of the copied logbook. */
  readonly lastEntry: number;
  /** Ids of runs that the copied ledger calls ended with a verdict. */
  readonly ended: ReadonlySet<string>;
}

/**
 * What does not fit in the records of a copy. In a copy of one moment a record that names an entry or a file comes with
 * both, and the record of a run that the ledger calls ended does so, too.
 */
export function misfits(records: Iterable<KeptRecord>, { files, lastEntry, ended }: Surroundings): string[] {
  const found: string[] = [];
  for (const { id, verdict, entry, artefacts } of records) {
    if (entry !== null && entry > lastEntry) {
      found.push(`run ${id} names entry ${entry}; the logbook ends with entry ${lastEntry}`);
    }
    if (verdict === null) {
      if (ended.has(id)) found.push(`run ${id} has ended; its record says that it still goes on`);
      continue;
    }
    for (const { path, sha256 } of artefacts) {
      const copied = files.get(`runs/${id}/${path}`)?.sha256;
      if (copied === sha256) continue;
      found.push(`run ${id}: ${path} ${copied === undefined ? "is missing" : "is not as the record says"}`);
    }
  }
  return found;
}
