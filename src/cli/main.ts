#!/usr/bin/env node
import { stripVTControlCharacters } from "node:util";
import { type CommandDef, runCommand } from "citty";
import { packageVersion } from "../jupyter/installation.js";
import { reportFailure } from "./failure.js";
import { checkUsage, chosenCommand, helpOf } from "./usage.js";

/** All commands. Each lives in a file of its own that is read only when it is asked for. */
const commands: CommandDef = {
  meta: {
    name: "lisalab",
    version: packageVersion(),
    description: "A data-processing centre for LISA, in JupyterLab and TypeScript",
  },
  subCommands: {
    run: () => import("./run.js").then((file) => file.runbookCommand),
    tdi: () => import("./tdi.js").then((file) => file.tdiCommand),
    logbook: () => import("./logbook.js").then((file) => file.logbookCommand),
    kernel: () => import("./kernel.js").then((file) => file.kernelCommand),
    lab: () => import("./lab.js").then((file) => file.labCommand),
    health: () => import("./health.js").then((file) => file.healthCommand),
    server: () => import("./server.js").then((file) => file.serverCommand),
  },
};

async function main(argv: readonly string[]): Promise<void> {
  if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-v")) {
    console.log(packageVersion());
    return;
  }
  const chosen = await chosenCommand(commands, argv);
  if (argv.length === 0 || chosen.rest.includes("--help") || chosen.rest.includes("-h")) {
    const help = await helpOf(chosen);
    console.log(process.stdout.isTTY ? help : stripVTControlCharacters(help));
    return;
  }
  await checkUsage(chosen);
  await runCommand(chosen.command, { rawArgs: [...chosen.rest] });
}

// A reader that stops reading (`lisalab … | head`, a terminal that is gone) is no failure of ours, and complaining about it
// to the same reader would never end.
for (const out of [process.stdout, process.stderr]) {
  out.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") {
      throw error;
    }
  });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.exitCode = reportFailure(error);
});
