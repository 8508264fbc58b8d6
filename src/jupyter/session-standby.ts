import { statSync } from "node:fs";
import { join } from "node:path";
import type { JupyterClient, SessionModel } from "./client.js";
import { packageRoot, packageVersion } from "./installation.js";
import { withLock } from "./server-lock.js";

/** Where a standby kernel serves: the folder it was started in, and its kernelspec. */
export interface StandbyPlace {
  /** Absolute. */
  readonly folder: string;
  readonly kernel: string;
  /** The lock file that keeps two runs from taking the same kernel. */
  readonly lock: string;
}

/** Starts a kernel that waits, fresh, for the next run in this folder; when one waits already, nothing happens. */
export async function startStandby(client: JupyterClient, place: StandbyPlace): Promise<void> {
  await client.startSession(standbyPath(place), place.kernel);
}

/**
 * Takes the kernel that waits for a run in this folder, and gives it the session path `path`; undefined when none
 * waits. It has executed nothing yet. One that was started by another build of lisalab is left to its idle timeout.
 */
export function claimStandby(
  client: JupyterClient,
  place: StandbyPlace,
  path: string,
): Promise<SessionModel | undefined> {
  return withLock(place.lock, async () => {
    const wanted = standbyPath(place);
    const waiting = (await client.sessions()).find((session) => session.path === wanted);
    return waiting === undefined ? undefined : client.renameSession(waiting, path);
  });
}

/** Whether nobody uses this session: it only waits for a run. */
export function isStandby(session: SessionModel): boolean {
  return /(^|\/)standby-[^/]*\.ipynb$/.test(session.path);
}

function standbyPath({ folder, kernel }: StandbyPlace): string {
  return join(folder, `standby-${kernel}-${buildStamp()}.ipynb`).slice(1);
}

/** Changes with every build, so that no run executes yesterday's library. */
function buildStamp(): string {
  return `${packageVersion()}-${Math.round(statSync(join(packageRoot(), "dist", "index.js")).mtimeMs).toString(36)}`;
}
