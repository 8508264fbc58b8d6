import { type CommandDef, defineCommand } from "citty";
import { lisalabHome } from "../jupyter/installation.js";
import { findServer, stopServer } from "../jupyter/server.js";
import { keepCommand } from "./server-keep.js";

const statusCommand: CommandDef = defineCommand({
  meta: { name: "status", description: "Say whether the installation's Jupyter server runs, and where" },
  async run() {
    const server = await findServer(lisalabHome());
    console.log(server === undefined ? "no server runs" : `process ${server.pid} listens on ${server.url}`);
  },
});

const stopCommand: CommandDef = defineCommand({
  meta: { name: "stop", description: "End the installation's Jupyter server and its kernels" },
  async run() {
    const server = await findServer(lisalabHome());
    if (server === undefined) {
      console.log("no server runs");
      return;
    }
    await stopServer(server);
    console.log(`process ${server.pid} ended`);
  },
});

/** `lisalab server`: the Jupyter server that runs start, reuse and leave to end by itself. */
export const serverCommand: CommandDef = {
  meta: { name: "server", description: "The Jupyter server that runs use" },
  subCommands: { status: statusCommand, stop: stopCommand, keep: keepCommand },
};
