import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { errorMessage } from "../core/error-message.js";
import type { Verdict } from "../core/verdict.js";
import { kernelName, kernelSpec } from "../jupyter/kernelspec.js";
import { findServer } from "../jupyter/server.js";
import { serverPython } from "../jupyter/server-python.js";
import { openLogbook } from "../logbook/embedded.js";

/** What one probe of the installation found. */
export interface Finding {
  /** What was looked at. */
  readonly name: string;
  readonly verdict: Verdict;
  /** What was found and, unless all is well, what to do. */
  readonly message: string;
}

/** Room on the disk that a day of runs needs, in bytes: below it is a warning; a tenth of it can't hold one run. */
const ENOUGH_ROOM = 1e9;

/** Longest time, in ms, for the server to answer. */
const PATIENCE = 5_000;

/** Looks at all that a run needs. `needsServer`: that no Jupyter server runs is a failure, too. */
export async function probeInstallation(home: string, needsServer: boolean): Promise<readonly Finding[]> {
  // First, since it makes the folder that others look at.
  const writable = await finding("home", () => probeHome(home));
  const others = await Promise.all([
    finding("room", () => probeRoom(home)),
    finding("python", async () => `${await serverPython()} has jupyter_server`),
    finding("kernel", probeKernel),
    finding("server", () => probeServer(home, needsServer)),
    finding("logbook", () => probeLogbook(home)),
  ]);
  return [writable, ...others];
}

/** A message is a Pass; an error is a Fail. */
async function finding(name: string, probe: () => Promise<string | Omit<Finding, "name">>): Promise<Finding> {
  try {
    const found = await probe();
    return typeof found === "string" ? { name, verdict: "Pass", message: found } : { name, ...found };
  } catch (error) {
    return { name, verdict: "Fail", message: errorMessage(error) };
  }
}

async function probeHome(home: string): Promise<string> {
  const path = join(home, `.health-${randomUUID()}`);
  try {
    await mkdir(home, { recursive: true });
    const file = await open(path, "wx");
    await file.sync().finally(() => file.close());
  } finally {
    await rm(path, { force: true });
  }
  return `${home} can be written`;
}

async function probeRoom(home: string): Promise<Omit<Finding, "name">> {
  const { bavail, bsize } = await statfs(home);
  const free = bavail * bsize;
  const verdict = free < ENOUGH_ROOM / 10 ? "Fail" : free < ENOUGH_ROOM ? "Warn" : "Pass";
  const advice =
    verdict === "Pass" ? "" : `; ${ENOUGH_ROOM / 1e6} MB are expected: remove old folders from ${join(home, "runs")}`;
  return { verdict, message: `${Math.floor(free / 1e6)} MB free${advice}` };
}

async function probeKernel(): Promise<string> {
  const { argv } = kernelSpec("operations") as { argv: string[] };
  const missing = argv.filter((word) => word.startsWith("/") && !existsSync(word));
  if (missing.length > 0) {
    throw new Error(`${missing.join(", ")} is missing; install lisalab again`);
  }
  // The one part of the kernel that is native and may not fit the machine.
  await import("zeromq");
  return `${kernelName("operations")} can start on Node ${process.versions.node}`;
}

async function probeServer(home: string, isNeeded: boolean): Promise<Omit<Finding, "name">> {
  const server = await findServer(home);
  if (server === undefined) {
    const message = isNeeded
      ? "no Jupyter server runs; `lisalab server keep` keeps one"
      : "none runs; a run starts one";
    return { verdict: isNeeded ? "Fail" : "Pass", message };
  }
  const response = await fetch(new URL(`api/kernelspecs/${kernelName("operations")}`, server.url), {
    headers: { Authorization: `token ${server.token}` },
    signal: AbortSignal.timeout(PATIENCE),
  });
  await response.arrayBuffer();
  return response.ok
    ? { verdict: "Pass", message: `process ${server.pid} answers and knows our kernel` }
    : { verdict: "Fail", message: `process ${server.pid} does not know our kernel: \`lisalab server stop\`, then run` };
}

async function probeLogbook(home: string): Promise<string> {
  const logbook = openLogbook(join(home, "logbook"));
  try {
    const [newest] = await logbook.list({ limit: 1 });
    return newest === undefined ? "no entries yet" : `newest entry ${newest.id}, ${newest.status}, ${newest.time}`;
  } finally {
    await logbook.close();
  }
}
