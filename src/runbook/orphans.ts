import { hostname } from "node:os";
import { join } from "node:path";
import type { JupyterClient } from "../jupyter/client.js";
import { isAlive } from "../jupyter/server-lock.js";
import { enterInLogbook } from "./closing.js";
import type { RunRecord } from "./record.js";
import { RunFolder, readRecord } from "./run-folder.js";

/**
 * Ends the kernels of runs whose own process was killed, closes their records and enters them in the logbook: such a
 * kernel would work on for ever, and keep the server alive.
 */
export async function closeOrphans(client: JupyterClient, home: string): Promise<void> {
  for (const session of await client.sessions()) {
    const id = /([^/]+)\.ipynb$/.exec(session.path)?.[1] ?? "";
    const record = readRecord(join(home, "runs", id, "record.json"));
    if (record !== null && isOrphan(record)) {
      await client.endSession(session.id);
      await close(record, RunFolder.existing(home, id), home);
    }
  }
}

function isOrphan({ verdict, environment }: RunRecord): boolean {
  return verdict === null && environment["host"] === hostname() && !isAlive(Number(environment["pid"]));
}

async function close(record: RunRecord, folder: RunFolder, home: string): Promise<void> {
  const reason = "the process that ran it was killed";
  const closed: RunRecord = { ...record, verdict: "Error", reason, endedAt: new Date().toISOString() };
  const write = (final: RunRecord): void => folder.write("record.json", `${JSON.stringify(final, null, 1)}\n`);
  write(closed);
  write({ ...closed, entry: await enterInLogbook(closed, folder.path, home) });
}
