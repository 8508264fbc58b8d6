import { setTimeout as sleep } from "node:timers/promises";
import type { CommandDef } from "citty";
import { LisalabError } from "../core/errors.js";
import { lisalabHome } from "../jupyter/installation.js";
import { installKernelSpecs } from "../jupyter/kernelspec.js";
import { ensureServer, findServer, stopServer } from "../jupyter/server.js";
import { onInterrupt } from "./interrupt.js";

/** Time between two looks at the server, in ms. */
const PERIOD = 5_000;

/** `lisalab server keep`: what a container or a service manager runs. */
export const keepCommand: CommandDef = {
  meta: { name: "keep", description: "Keep the Jupyter server running, so that runs start at once; ends with Ctrl-C" },
  async run() {
    const { signal, release } = onInterrupt();
    const home = lisalabHome();
    try {
      await keepServer(home, signal);
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
    } finally {
      release();
    }
    const server = await findServer(home);
    if (server !== undefined) {
      await stopServer(server);
    }
    console.log("the Jupyter server has ended");
  },
};

/** Looks after the server until `signal` says so; a look that fails is told, and the next one tries again. */
async function keepServer(home: string, signal: AbortSignal): Promise<void> {
  let kept = -1;
  for (;;) {
    try {
      const server = await ensureServer({ home, signal, installKernels: (data) => void installKernelSpecs(data) });
      if (server.pid !== kept) {
        console.log(`process ${server.pid} listens on ${server.url}`);
        kept = server.pid;
      }
    } catch (error) {
      // The first start tells whether the installation is sound; later the server may be down for a while.
      if (kept === -1 || signal.aborted || !(error instanceof LisalabError)) {
        throw error;
      }
      console.error(`lisalab: ${error.message}`);
    }
    await sleep(PERIOD, undefined, { signal });
  }
}
