import { existsSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { openLogbook } from "../../src/logbook/embedded.js";
import { Spool } from "../../src/logbook/spool.js";
import { openRuns } from "../../src/runs/open.js";

/** What SQLite finds wrong with the files that are there by now. */
export function damages(home: string): readonly string[] {
  const paths = ["runs.sqlite", "spool.sqlite", "logbook/logbook.sqlite"].map((name) => join(home, name));
  return paths.filter(existsSync).flatMap((path) => {
    const database = new Database(path);
    const rows = database.prepare("PRAGMA integrity_check").all() as { integrity_check: string }[];
    database.close();
    return rows.map((row) => row.integrity_check).filter((text) => text !== "ok");
  });
}

/** Everything that is there, in the words in which it is acknowledged. */
export async function heldIn(
  home: string,
): Promise<{ readonly lines: ReadonlySet<string>; readonly faults: readonly string[] }> {
  const lines = new Set<string>();
  const ledger = await openRuns(home, "");
  for (const { id, status } of await ledger.list({})) {
    for (const { to } of await ledger.transitions(id)) lines.add(`run ${id} ${to}`);
    for (const { cell } of await ledger.cells(id)) lines.add(cell === "c1" ? `cell ${id}` : `${cell}?`);
    if (status === "running") await ledger.move(id, { to: "abandoned", who: "tests" });
  }
  await ledger.close();
  const logbook = openLogbook(join(home, "logbook"));
  for (const { id, key, hash } of await logbook.list()) lines.add(`entry ${key} ${id} ${hash}`);
  const { faults } = await logbook.verify();
  await logbook.close();
  const spool = new Spool(home);
  for (const post of await spool.list()) {
    await spool.filled(post);
    lines.add(`post ${post.entry.key}`);
  }
  await spool.close();
  return { lines, faults: faults.map(({ message }) => message) };
}
