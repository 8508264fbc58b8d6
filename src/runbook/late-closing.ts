import { errorMessage } from "../core/error-message.js";
import { enterInLogbook, spoolRun } from "./closing.js";
import type { RunRecord } from "./record.js";
import type { RunFolder } from "./run-folder.js";

/**
 * Closes the record of a run that did not do it itself, as an Error with `reason` unless it has its verdict, and enters it
 * in the logbook; gives what the record says then.
 */
export async function closeFor(record: RunRecord, reason: string, folder: RunFolder, home: string): Promise<RunRecord> {
  const late: Partial<RunRecord> = { verdict: "Error", reason, endedAt: new Date().toISOString() };
  const closed = { ...record, ...(record.verdict === null && late) };
  write(folder, closed);
  const final = await inLogbooks(closed, folder, home);
  write(folder, final);
  if (!final.evidence) return final;
  const { journalRun } = await import("./shipping.js");
  await journalRun(final, folder.path, home);
  return final;
}

/** A logbook that is damaged is told by this record, too, and does not keep later runs from going on. */
async function inLogbooks(closed: RunRecord, folder: RunFolder, home: string): Promise<RunRecord> {
  let entry: number | null = null;
  try {
    const { id, notes } = await enterInLogbook(closed, folder.path, home);
    entry = id;
    await spoolRun(closed, folder.path, home);
    return { ...closed, entry, notes: [...closed.notes, ...notes] };
  } catch (error) {
    const reason = errorMessage(error);
    const what = entry === null ? "the logbook took no entry" : "the logbooks elsewhere can't get the entry";
    return { ...closed, entry, problems: [...closed.problems, `${what}: ${reason}`] };
  }
}

function write(folder: RunFolder, record: RunRecord): void {
  folder.write("record.json", `${JSON.stringify(record, null, 1)}\n`);
}
