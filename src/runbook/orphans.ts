import { hostname } from "node:os";
import type { JupyterClient } from "../jupyter/client.js";
import { isAlive } from "../jupyter/server-lock.js";
import { enterInLogbook } from "./closing.js";
import type { RunRecord } from "./record.js";
import { RunFolder, recentRecords } from "./run-folder.js";

/**
 * Ends the kernels of runs whose own process was killed, closes their records and enters them in the logbook: such a
 * kernel would work on for ever, and keep the server alive. The records count, not the server's sessions: it may have
 * died together with the run. The run `own` is the caller's.
 */
export async function closeOrphans(client: JupyterClient, home: string, own: string): Promise<void> {
  const orphans = recentRecords(home).filter((record) => record.id !== own && isOrphan(record));
  const sessions = orphans.length === 0 ? [] : await client.sessions();
  for (const record of orphans) {
    for (const session of sessions.filter(({ path }) => path.split("/").at(-1) === `${record.id}.ipynb`)) {
      await client.endSession(session.id);
    }
    await close(record, RunFolder.existing(home, record.id), home);
  }
}

/**
 * Whether nobody works at a run any more that was not closed, or was closed but never told the logbook nor why not.
 * The process of another host (each container is one) can't be seen: there the run's deadline counts.
 */
export function isOrphan(record: RunRecord, now: Date = new Date()): boolean {
  const { verdict, entry, problems, environment } = record;
  if (verdict !== null && (entry !== null || problems.length > 0)) {
    return false;
  }
  const pid = Number(environment["pid"]);
  // In a container that is started again the same process ids come again: our own is not that run's.
  const gone = environment["host"] === hostname() && (pid === process.pid || !isAlive(pid));
  return gone || Date.parse(environment["deadline"] ?? "") < now.getTime();
}

async function close(record: RunRecord, folder: RunFolder, home: string): Promise<void> {
  const killed = { verdict: "Error", reason: "the process that ran it was killed", endedAt: new Date().toISOString() };
  const closed = { ...record, ...(record.verdict === null && killed) } as RunRecord;
  const write = (final: RunRecord): void => folder.write("record.json", `${JSON.stringify(final, null, 1)}\n`);
  write(closed);
  try {
    write({ ...closed, entry: await enterInLogbook(closed, folder.path, home) });
  } catch (error) {
    // A logbook that is damaged is told by this record, too, and does not keep later runs from going on.
    const reason = error instanceof Error ? error.message : String(error);
    write({ ...closed, problems: [...closed.problems, `the logbook took no entry: ${reason}`] });
  }
}
