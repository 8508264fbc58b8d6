import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { afterAll } from "vitest";
import { openLogbook } from "../../src/logbook/embedded.js";
import type { NewEntry } from "../../src/logbook/logbook.js";

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** In memory where the machine has it: a logbook asks the disk to settle several times an entry. */
const QUICK = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** A new folder that is gone after the tests of the file. */
export function newFolder(place: string = QUICK): string {
  const folder = mkdtempSync(join(place, "lisalab logbook-"));
  folders.push(folder);
  return folder;
}

/** An entry as a run posts it. */
export function draft(key: string, changes: Partial<NewEntry> = {}): NewEntry {
  return {
    key,
    time: "2037-01-31T06:00:00Z",
    system: "daily-ops",
    subject: "Daily OPS checks",
    author: "operator",
    status: "Pass",
    text: "All checks passed.",
    runId: key,
    links: [],
    attachments: [attachment("report.pdf", `PDF of ${key}`)],
    ...changes,
  };
}

/** An attachment with this text. */
export function attachment(name: string, text: string): NewEntry["attachments"][number] {
  return { name, mediaType: "application/pdf", content: new TextEncoder().encode(text) };
}

/** A closed logbook with the entries "run 1", "run 2", …; gives its folder. */
export async function filledLogbook(count: number, place?: string): Promise<string> {
  const folder = join(newFolder(place), "logbook");
  const logbook = openLogbook(folder);
  for (let n = 1; n <= count; n++) {
    await logbook.post(draft(`run ${n}`));
  }
  await logbook.close();
  return folder;
}

/** Does to the database what a tamperer would: SQL past all guards. */
export function tamper(folder: string, sql: string): void {
  const database = new Database(join(folder, "logbook.sqlite"));
  database.exec(`DROP TRIGGER entry_stays; DROP TRIGGER entry_remains; DROP TRIGGER entry_follows; ${sql};`);
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
}
