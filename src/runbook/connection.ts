import { EnvironmentError } from "../core/errors.js";
import type { JupyterClient } from "../jupyter/client.js";
import { installKernelSpecs } from "../jupyter/kernelspec.js";
import { ensureServer, findServer, type RunningServer, stopServer } from "../jupyter/server.js";
import type { ServerAddress } from "../jupyter/server-folder.js";
import { isStandby } from "../jupyter/session-standby.js";
import type { Secret } from "./redaction.js";
import { withoutSecrets } from "./secrets.js";

/** A connection to the server that a run uses. */
export interface Connection {
  readonly client: JupyterClient;
  /** The installation's own server; undefined for one elsewhere. */
  readonly own: RunningServer | undefined;
}

/** Where a run's server is. */
export interface ServerPlace {
  /** LISALAB_HOME. */
  readonly home: string;
  /** A server that runs elsewhere; the installation's own when absent. */
  readonly server?: ServerAddress;
}

/** Looks for the server; what it gives connects to it, and starts the own one when there is none. */
export async function serverOf(
  place: ServerPlace,
): Promise<(secrets: readonly Secret[], signal: AbortSignal) => Promise<Connection>> {
  const { home, server } = place;
  const [known, { JupyterClient: Client }] = await Promise.all([
    server === undefined ? findServer(home) : undefined,
    import("../jupyter/client.js"),
  ]);
  const elsewhere = server && { client: new Client(server), own: undefined };
  let first = known;
  return async (secrets, signal) => {
    if (elsewhere !== undefined) return elsewhere;
    const own = first === undefined ? await ownServer(home, secrets, signal) : { ...first, started: false };
    // Whoever asks again has met trouble with the one that was there.
    first = undefined;
    return { client: new Client(own), own };
  };
}

/** The client of the installation's own server, when that is up. */
export async function clientOfOwnServer(home: string): Promise<JupyterClient | undefined> {
  const server = await findServer(home);
  if (server === undefined) return undefined;
  const { JupyterClient: Client } = await import("../jupyter/client.js");
  return new Client(server);
}

function ownServer(home: string, secrets: readonly Secret[], signal: AbortSignal): Promise<RunningServer> {
  const env = withoutSecrets(process.env, secrets);
  return ensureServer({ home, signal, env, installKernels: (data) => void installKernelSpecs(data) });
}

export async function assertKernel(client: JupyterClient, kernel: string): Promise<void> {
  const names = await client.kernelNames();
  if (!names.includes(kernel)) {
    const installed = names.length === 0 ? "none" : names.join(", ");
    throw new EnvironmentError(
      `kernel "${kernel}" is not installed on ${client.address.url}; installed: ${installed}`,
      {
        kernel,
        installed: names,
      },
    );
  }
}

/** After an operator's interrupt the server that this run started goes, too, unless somebody else works on it. */
export async function stopIfUnused({ client, own }: Connection): Promise<void> {
  if (own?.started && (await client.sessions()).every(isStandby)) {
    await stopServer(own);
  }
}
