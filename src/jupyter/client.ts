import { setTimeout as sleep } from "node:timers/promises";
import { KernelAPI, KernelSpecAPI, ServerConnection, type Session, SessionAPI } from "@jupyterlab/services";
import { WebSocket } from "ws";
import { errorMessage } from "../core/error-message.js";
import { EnvironmentError, TransientError } from "../core/errors.js";
import type { ServerAddress } from "./server-folder.js";
import { isAlive } from "./server-lock.js";

/** Longest time, in ms, that a server takes to answer a request; starting a kernel is the slowest. */
const PATIENCE = 60_000;

/** Longest time, in ms, to interrupt or end a kernel: the server itself gives a kernel five seconds. */
const STOP_PATIENCE = 8_000;

/** How long to wait, in ms, before a request is repeated. */
const RETRY_INTERVAL = 200;

/** A kernel that belongs to a session of the server. */
export type SessionModel = Session.IModel;

/** The REST part of a Jupyter server, behind any base path (JupyterHub's `/user/name/` too). */
export class JupyterClient {
  readonly address: ServerAddress;
  readonly settings: ServerConnection.ISettings;
  readonly #stopSettings: ServerConnection.ISettings;
  /** The server's process, when it is this installation's own. */
  readonly #pid: number | undefined;

  constructor(address: ServerAddress & { readonly pid?: number }) {
    this.#pid = address.pid;
    this.address = { url: baseUrlOf(address.url), token: address.token };
    this.settings = settingsOf(this.address, PATIENCE);
    this.#stopSettings = settingsOf(this.address, STOP_PATIENCE);
  }

  /** The names of the kernels that can be started there. */
  async kernelNames(): Promise<readonly string[]> {
    const specs = await this.#asked("list its kernels", () => KernelSpecAPI.getSpecs(this.settings));
    return Object.keys(specs.kernelspecs);
  }

  /** Starts a kernel in the folder of `path` (relative to the server's root; the notebook need not be there). */
  async startSession(path: string, kernel: string): Promise<SessionModel> {
    const options = { path, name: path.split("/").at(-1)!, type: "notebook", kernel: { name: kernel } };
    return this.#asked(`start kernel "${kernel}"`, () => SessionAPI.startSession(options, this.settings));
  }

  /** Ends a session and its kernel. A kernel that is just being restarted can't be ended before it is up again. */
  async endSession(id: string): Promise<void> {
    const deadline = Date.now() + STOP_PATIENCE;
    const end = (): Promise<void> => SessionAPI.shutdownSession(id, this.#stopSettings);
    await this.#asked("end a session", async () => {
      for (;;) {
        try {
          return await end();
        } catch (error) {
          if (Date.now() > deadline || !(error instanceof ServerConnection.ResponseError)) {
            throw error;
          }
        }
        await sleep(RETRY_INTERVAL);
      }
    });
  }

  /** Gives a session another path; its kernel goes on. */
  async renameSession({ id }: SessionModel, path: string): Promise<SessionModel> {
    const change = { id, path, name: path.split("/").at(-1)! };
    return this.#asked("rename a session", () => SessionAPI.updateSession(change, this.settings));
  }

  /** The sessions that run there. */
  async sessions(): Promise<readonly SessionModel[]> {
    return this.#asked("list its sessions", () => SessionAPI.listRunning(this.settings));
  }

  /** Interrupts what a kernel does. */
  async interrupt(kernelId: string): Promise<void> {
    await this.#asked("interrupt a kernel", () => KernelAPI.interruptKernel(kernelId, this.#stopSettings));
  }

  /** Whether a kernel has nothing to do. */
  async isIdle(kernelId: string): Promise<boolean> {
    const model = await this.#asked("look at a kernel", () => KernelAPI.getKernelModel(kernelId, this.#stopSettings));
    return model?.execution_state === "idle";
  }

  /** Ends an own server that hangs, which would keep its kernels for ever; they end when they see that it is gone. */
  killServer(): void {
    if (this.#pid !== undefined && isAlive(this.#pid)) process.kill(this.#pid, "SIGKILL");
  }

  /** Whether the server still has this kernel; undefined when the server itself does not answer. */
  async hasKernel(kernelId: string): Promise<boolean | undefined> {
    try {
      return (await KernelAPI.getKernelModel(kernelId, this.#stopSettings)) !== undefined;
    } catch {
      // Whatever the reason is, the question has no answer.
      return undefined;
    }
  }

  async #asked<T>(what: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      const Kind = isPassing(error) ? TransientError : EnvironmentError;
      throw new Kind(`${this.address.url}: the Jupyter server could not ${what}: ${reasonOf(error)}`, {}, error);
    }
  }
}

/** The base URL with a slash at the end and without what belongs to JupyterLab's pages or to a login by token. */
export function baseUrlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new EnvironmentError(`"${text}" is no URL of a Jupyter server; give e.g. https://hub.example/user/name/`);
  }
  const path = url.pathname.replace(/\/(lab|tree|notebooks)(\/.*)?$/, "/").replace(/\/*$/, "/");
  return `${url.origin}${path}`;
}

/** The token goes by a header, not by the URL, which servers and proxies write into their logs. */
function settingsOf({ url, token }: ServerAddress, patience: number): ServerConnection.ISettings {
  const headers = { Authorization: `token ${token}` };
  class AuthorizedSocket extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(address, protocols, { headers, maxPayload: 0, skipUTF8Validation: true, perMessageDeflate: false });
    }
  }
  return ServerConnection.makeSettings({
    baseUrl: url,
    wsUrl: url.replace(/^http/, "ws"),
    token,
    appendToken: false,
    fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(patience) }).catch(withCause),
    WebSocket: AuthorizedSocket as unknown as ServerConnection.ISettings["WebSocket"],
  });
}

/** Node says "fetch failed" and no more; the cause tells a refused connection from an unknown host or a bad certificate. */
function withCause(error: unknown): never {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
  throw cause === undefined
    ? error
    : new Error(cause.message || String((cause as NodeJS.ErrnoException).code), { cause });
}

/** A server that does not answer, or that has trouble of its own, may be well a little later; one that refuses won't. */
function isPassing(error: unknown): boolean {
  return !(error instanceof ServerConnection.ResponseError) || error.response.status >= 500;
}

function reasonOf(error: unknown): string {
  if (error instanceof ServerConnection.ResponseError) {
    const { status } = error.response;
    return status === 401 || status === 403 ? `it refused the token (${status})` : `${status}, ${error.message}`;
  }
  return errorMessage(error);
}
