import type { NewEntry } from "../../src/logbook/logbook.js";
import { type FilledEntry, neutralEntry } from "../../src/logbook/neutral.js";
import { draft } from "./sample.js";

/** A neutral entry with its contents. */
export function filled(key: string, changes: Partial<NewEntry> = {}, logbook = "operations"): FilledEntry {
  const entry = draft(key, changes);
  return { ...neutralEntry(entry, logbook), contents: entry.attachments.map(({ content }) => content) };
}

/** No end of patience but the test's own. */
export const PATIENT: AbortSignal = new AbortController().signal;
