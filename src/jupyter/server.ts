import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EnvironmentError, TransientError } from "../core/errors.js";
import {
  forgetServer,
  type KnownServer,
  knownServers,
  makeServerFolder,
  type ServerAddress,
  type ServerFolder,
  serverFolder,
} from "./server-folder.js";
import { isAlive, withLock } from "./server-lock.js";
import { serverPython } from "./server-python.js";

/** Longest time, in ms, that a healthy server takes to say how it is: it may be busy on a loaded machine. */
const HEALTH_PATIENCE = 5_000;

/** Longest time, in ms, that a server takes to start. */
const START_PATIENCE = 60_000;

/** Longest time, in ms, that a server takes to end its kernels and itself. */
const STOP_PATIENCE = 8_000;

/** Seconds after which a kernel that nobody uses is ended, and then the server itself. */
const IDLE_KERNEL = 600;
const IDLE_SERVER = 900;

/** A server that runs, and whether this call started it. */
export interface RunningServer extends KnownServer {
  readonly started: boolean;
}

/** What `ensureServer` needs to know. */
export interface ServerOptions {
  /** LISALAB_HOME. */
  readonly home: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Prepares `dataFolder/kernels` before the server starts. */
  readonly installKernels?: (dataFolder: string) => Promise<void> | void;
}

/** The healthy server of `home`, or undefined. Reads only. */
export async function findServer(home: string): Promise<KnownServer | undefined> {
  for (const server of knownServers(serverFolder(home))) {
    if (isAlive(server.pid) && (await isHealthy(server))) {
      return server;
    }
  }
  return undefined;
}

/**
 * The server of `home`: the one that runs, or a new one when there is none. Two processes that ask at once get one
 * server; one that is dead or does not answer is replaced. It ends by itself when nobody uses it.
 */
export async function ensureServer(options: ServerOptions): Promise<RunningServer> {
  const found = await findServer(options.home);
  if (found !== undefined) {
    return { ...found, started: false };
  }
  const folder = serverFolder(options.home);
  makeServerFolder(folder);
  return withLock(
    folder.lock,
    async () => {
      const faster = await findServer(options.home);
      if (faster !== undefined) {
        return { ...faster, started: false };
      }
      await removeRemains(folder);
      await options.installKernels?.(folder.data);
      return { ...(await startServer(folder, options)), started: true };
    },
    options.signal,
  );
}

/** Ends a server and its kernels. */
export async function stopServer(server: KnownServer): Promise<void> {
  await askToStop(server);
  await ended(server, STOP_PATIENCE);
  forgetServer(server);
}

/** Whether the server answers and takes the token. */
export async function isHealthy(server: ServerAddress): Promise<boolean> {
  try {
    const response = await fetch(new URL("api/status", server.url), {
      headers: { Authorization: `token ${server.token}` },
      signal: AbortSignal.timeout(HEALTH_PATIENCE),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // Refused, reset or timed out: all mean that it can't be used.
    return false;
  }
}

async function removeRemains(folder: ServerFolder): Promise<void> {
  for (const server of knownServers(folder)) {
    if (isAlive(server.pid) && isJupyter(server.pid)) {
      await ended(server, 0);
    }
    forgetServer(server);
  }
}

/** Process ids are used again: only what calls itself a Jupyter server is one. */
function isJupyter(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("jupyter_server");
  } catch {
    // Without /proc the connection file is all there is.
    return process.platform !== "linux";
  }
}

async function askToStop(server: KnownServer): Promise<void> {
  try {
    await fetch(new URL("api/shutdown", server.url), {
      method: "POST",
      headers: { Authorization: `token ${server.token}` },
      signal: AbortSignal.timeout(STOP_PATIENCE),
    });
  } catch {
    // A server that does not answer gets a signal next.
    process.kill(server.pid, "SIGTERM");
  }
}

/** Waits for the end of a server's process; after `patience` ms it is killed. */
async function ended(server: KnownServer, patience: number): Promise<void> {
  const deadline = Date.now() + patience;
  while (isAlive(server.pid)) {
    if (Date.now() > deadline) {
      process.kill(server.pid, "SIGKILL");
    }
    await sleep(25);
  }
}

async function startServer(folder: ServerFolder, options: ServerOptions): Promise<KnownServer> {
  const env = options.env ?? process.env;
  const python = await serverPython(env);
  const log = openSync(folder.log, "w", 0o600);
  const child = spawn(python, serverArguments(), {
    detached: true,
    stdio: ["ignore", log, log],
    cwd: folder.root,
    env: { ...env, ...serverEnvironment(folder) },
  });
  closeSync(log);
  child.unref();
  const failures: Error[] = [];
  child.on("error", (error) => failures.push(error));
  const deadline = Date.now() + START_PATIENCE;
  while (Date.now() < deadline && failures.length === 0 && child.exitCode === null && !options.signal?.aborted) {
    const server = knownServers(folder).find(({ pid }) => pid === child.pid);
    if (server !== undefined && (await isHealthy(server))) {
      return server;
    }
    await sleep(25);
  }
  const isLate = failures.length === 0 && child.exitCode === null;
  child.kill("SIGKILL");
  options.signal?.throwIfAborted();
  const Kind = isLate ? TransientError : EnvironmentError;
  throw new Kind(
    `the Jupyter server did not start: ${failures[0]?.message ?? lastLine(folder.log)} (all it said is in ${folder.log})`,
    { log: folder.log },
    failures[0],
  );
}

function serverArguments(): readonly string[] {
  return [
    "-m",
    "jupyter_server",
    "--no-browser",
    ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
    "--ServerApp.ip=127.0.0.1",
    "--ServerApp.port=0",
    "--ServerApp.port_retries=0",
    // A kernel starts in its notebook's folder, wherever that is.
    "--ServerApp.root_dir=/",
    "--ServerApp.preferred_dir=/",
    "--ServerApp.terminals_enabled=False",
    "--ServerApp.jpserver_extensions={}",
    "--ServerApp.log_level=WARN",
    `--ServerApp.shutdown_no_activity_timeout=${IDLE_SERVER}`,
    `--MappingKernelManager.cull_idle_timeout=${IDLE_KERNEL}`,
    "--MappingKernelManager.cull_interval=60",
    // A kernel at work whose run was killed goes, too; one that a run listens to does not.
    "--MappingKernelManager.cull_busy=True",
    "--KernelSpecManager.ensure_native_kernel=False",
  ];
}

/** The token goes by the environment: argument lists can be read by everyone on the machine. */
function serverEnvironment(folder: ServerFolder): NodeJS.ProcessEnv {
  return {
    JUPYTER_TOKEN: randomBytes(32).toString("hex"),
    JUPYTER_RUNTIME_DIR: folder.runtime,
    JUPYTER_CONFIG_DIR: folder.config,
    JUPYTER_DATA_DIR: folder.data,
    IPYTHONDIR: folder.ipython,
    PYTHONDONTWRITEBYTECODE: "1",
    // Kernels have other current folders, where the default and a relative path would mean another place.
    LISALAB_HOME: dirname(folder.root),
  };
}

function lastLine(log: string): string {
  return readFileSync(log, "utf8").trim().split("\n").at(-1) || "it said nothing";
}
