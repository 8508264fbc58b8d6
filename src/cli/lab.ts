import { resolve } from "node:path";
import type { CommandDef } from "citty";
import { BadArgumentError } from "../core/errors.js";
import { lisalabHome } from "../jupyter/installation.js";
import { startLab } from "../jupyter/lab.js";

const HIGHEST_PORT = 65_535;

/** `lisalab lab`: JupyterLab with the lisalab kernels, until Ctrl-C. */
export const labCommand: CommandDef = {
  meta: { name: "lab", description: "Open JupyterLab with the lisalab kernels" },
  args: {
    folder: { type: "positional", required: false, default: ".", description: "the folder that it shows" },
    port: { type: "string", default: "8888", description: "the first port to try", valueHint: "PORT" },
    browser: { type: "boolean", default: true, description: "open the browser (--no-browser: do not)" },
  },
  async run({ args }) {
    const lab = await startLab({
      home: lisalabHome(),
      folder: resolve(String(args["folder"])),
      port: portOf(String(args["port"])),
      browser: args["browser"] === true,
    });
    console.log(`JupyterLab: ${lab.url}\nEnd it with Ctrl-C.`);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => lab.stop());
    }
    await lab.ended;
    console.log("JupyterLab has ended.");
  },
};

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > HIGHEST_PORT) {
    throw new BadArgumentError(`the port is "${text}", but must be an integer from 1 to ${HIGHEST_PORT}`);
  }
  return port;
}
