#!/usr/bin/env node
import { stripVTControlCharacters } from "node:util";
import { type CommandDef, runCommand } from "citty";
import { exitStatusOf } from "../core/verdict.js";
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
    runs: () => import("./runs.js").then((file) => file.runsCommand),
    trends: () => import("./trends.js").then((file) => file.trendsCommand),
    serve: () => import("./serve.js").then((file) => file.serveCommand),
    orbits: () => import("./orbits.js").then((file) => file.orbitsCommand),
    tdi: () => import("./tdi.js").then((file) => file.tdiCommand),
    simulate: () => import("./simulate.js").then((file) => file.simulateCommand),
    l1: () => import("./l1.js").then((file) => file.l1Command),
    waveform: () => import("./waveform.js").then((file) => file.waveformCommand),
    response: () => import("./response.js").then((file) => file.responseCommand),
    search: () => import("./search.js").then((file) => file.searchCommand),
    fit: () => import("./fit.js").then((file) => file.fitCommand),
    challenge: () => import("./challenge.js").then((file) => file.challengeCommand),
    packets: () => import("./packets.js").then((file) => file.packetsCommand),
    compare: () => import("./compare.js").then((file) => file.compareCommand),
    backup: () => import("./backup.js").then((file) => file.backupCommand),
    logbook: () => import("./logbook.js").then((file) => file.logbookCommand),
    evidence: () => import("./evidence.js").then((file) => file.evidenceCommand),
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
// Other errors of the standard output are failures: a full disk has only half of what was asked for.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") {
    process.stderr.write(`lisalab: can't write the standard output: ${error.message}\n`);
    process.exit(exitStatusOf("Error"));
  }
});
// What can't be told on standard error can't be told anywhere; a run's log on a full disk must not end the run.
process.stderr.on("error", () => undefined);

main(process.argv.slice(2)).catch((error: unknown) => {
  // Not only the status: after a failure half way, sockets and timers of Jupyter's client may hold the process for long.
  process.exit(reportFailure(error));
});
