import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorMessage } from "../core/error-message.js";
import { EnvironmentError } from "../core/errors.js";

/** Where a Jupyter server listens, and the token that opens it. */
export interface ServerAddress {
  /** With a slash at the end. */
  readonly url: string;
  readonly token: string;
}

/** A server as it says in its own connection file. */
export interface KnownServer extends ServerAddress {
  readonly pid: number;
  /** Its connection file. */
  readonly file: string;
}

/** The folders that keep everything of a server below LISALAB_HOME, and the user's own configuration out. */
export interface ServerFolder {
  readonly root: string;
  readonly runtime: string;
  readonly config: string;
  readonly data: string;
  readonly ipython: string;
  readonly log: string;
  readonly lock: string;
  /** Held while a run takes a kernel that waits. */
  readonly standbyLock: string;
}

/** The server's folders below `home`; nothing is made. */
export function serverFolder(home: string): ServerFolder {
  const root = join(home, "jupyter");
  return {
    root,
    runtime: join(root, "runtime"),
    config: join(root, "config"),
    data: join(root, "data"),
    ipython: join(root, "ipython"),
    log: join(root, "server.log"),
    lock: join(root, "server.lock"),
    standbyLock: join(root, "standby.lock"),
  };
}

/** Makes the folders, for their owner only: connection files hold the token. */
export function makeServerFolder(folder: ServerFolder): void {
  try {
    for (const path of [folder.root, folder.runtime, folder.config, folder.data, folder.ipython]) {
      mkdirSync(path, { recursive: true, mode: 0o700 });
    }
    chmodSync(folder.root, 0o700);
    writeFileSync(join(folder.config, "jupyter_server_config.py"), SERVER_CONFIG, { mode: 0o600 });
  } catch (error) {
    const reason = errorMessage(error);
    throw new EnvironmentError(
      `can't write ${folder.root}: ${reason}. Set LISALAB_HOME to a folder that can be written.`,
      { folder: folder.root },
      error,
    );
  }
}

/** The servers that left a connection file, whether they still run or not. */
export function knownServers(folder: ServerFolder): readonly KnownServer[] {
  return namesIn(folder.runtime)
    .filter((name) => /^jpserver-\d+\.json$/.test(name))
    .flatMap((name) => readServer(join(folder.runtime, name)) ?? []);
}

/** Forgets a server that does not run any more. */
export function forgetServer(server: KnownServer): void {
  rmSync(server.file, { force: true });
  rmSync(server.file.replace(/\.json$/, "-open.html"), { force: true });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) {
      return [];
    }
    throw error;
  }
}

/** Nothing while the server is still writing the file. */
function readServer(file: string): KnownServer | undefined {
  try {
    const { port, base_url, token, pid } = (JSON.parse(readFileSync(file, "utf8")) ?? {}) as Record<string, unknown>;
    const url = `http://127.0.0.1:${String(port)}${String(base_url)}`;
    return { url: url.endsWith("/") ? url : `${url}/`, token: String(token), pid: Number(pid), file };
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

/**
 * The server's configuration. Nagle's algorithm costs 44 ms for each cell, so it is switched off; output is never cut
 * by a rate limit; a dead kernel is noticed within a second.
 */
const SERVER_CONFIG = `# Written by lisalab at every start of the server.
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

c = get_config()
# On this machine a connection that breaks is noticed without pings.
c.ServerApp.tornado_settings = {"ws_ping_interval": 0}
c.ZMQChannelsWebsocketConnection.limit_rate = False
c.IOLoopKernelRestarter.time_to_dead = 1.0
c.AsyncIOLoopKernelRestarter.time_to_dead = 1.0

_open = KernelWebsocketHandler.open


async def _open_without_delay(self, kernel_id):
    self.set_nodelay(True)
    await _open(self, kernel_id)


KernelWebsocketHandler.open = _open_without_delay
`;
