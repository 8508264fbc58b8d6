import type { Notebook } from "./notebook.js";
import type { Artefact, RunRecord } from "./record.js";

/**
 * Writes what a run leaves for people, `report.html` and `report.pdf`, into the run's folder, each atomically,
 * and tells what was written.
 */
export async function writeEvidence(folder: string, record: RunRecord, notebook: Notebook): Promise<readonly Artefact[]> {
  return [];
}
