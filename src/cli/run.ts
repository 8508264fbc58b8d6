import { parseArgs } from "node:util";
import { type CommandDef, defineCommand } from "citty";
import { exitStatusOf } from "../core/verdict.js";
import { lisalabHome } from "../jupyter/installation.js";
import { onInterrupt } from "./interrupt.js";
import { operatorName } from "./operator.js";
import { RunProgress } from "./run-progress.js";

const args = {
  runbook: {
    type: "positional",
    required: true,
    description: "The runbook: a notebook with its sidecar YAML beside it",
  },
  parameter: { type: "string", alias: "p", valueHint: "name=value", description: "A parameter; may be repeated" },
  server: { type: "string", valueHint: "URL", description: "A Jupyter server elsewhere, also behind JupyterHub" },
  token: { type: "string", description: "Its token; better in the environment as LISALAB_TOKEN" },
  kernel: { type: "string", description: "Instead of the kernel that the sidecar names" },
  warm: { type: "boolean", description: "Leave a fresh kernel ready for the next run; it ends after ten idle minutes" },
  "dry-run": { type: "boolean", description: "Execute nothing; check everything, and show what would be done" },
  json: { type: "boolean", description: "Print the run's record, and nothing else, on the standard output" },
} as const;

/** `lisalab run RUNBOOK`: executes a runbook, keeps the evidence and enters the verdict in the logbook. */
export const runbookCommand: CommandDef<typeof args> = defineCommand({
  meta: {
    name: "run",
    description: "Execute a runbook and enter its verdict in the logbook. Exit status: 0 Pass, 1 Warn, 2 Fail, 3 Error",
  },
  args,
  async run({ args: given, rawArgs }) {
    const [{ runRunbook }, { parseAssignments }] = await Promise.all([
      import("../runbook/runner.js"),
      import("../runbook/parameters.js"),
    ]);
    const home = lisalabHome();
    const request = {
      runbook: given.runbook,
      given: parseAssignments(assignmentsOf(rawArgs)),
      folder: process.cwd(),
      now: new Date(),
    };
    if (given["dry-run"]) {
      const [{ loadRunbook }, { intention }] = await Promise.all([
        import("../runbook/runbook.js"),
        import("./dry-run.js"),
      ]);
      console.log(intention(await loadRunbook(request), home));
      return;
    }
    const progress = new RunProgress(process.stderr);
    const interrupt = onInterrupt();
    quietConsole();
    const state = await runRunbook({
      ...request,
      home,
      operator: operatorName(),
      ...(given.server && { server: { url: given.server, token: given.token ?? process.env["LISALAB_TOKEN"] ?? "" } }),
      ...(given.kernel && { kernel: given.kernel }),
      keepWarm: given.warm ?? false,
      signal: interrupt.signal,
      observer: progress,
    });
    progress.onStage("evidence and logbook");
    const { closeRun } = await import("../runbook/closing.js");
    await closeRun(state, home);
    interrupt.release();
    progress.end(state);
    if (given.json) {
      await written(process.stdout, `${JSON.stringify(state.record, null, 1)}\n`);
    }
    // All is closed and written. Jupyter's client may still wait to ask a dead server again in half a minute.
    process.exit(exitStatusOf(state.record.problems.length > 0 ? "Error" : state.record.verdict!));
  },
});

/** All of -p: citty keeps the last one only. */
function assignmentsOf(rawArgs: readonly string[]): readonly string[] {
  const options = { parameter: { type: "string", short: "p", multiple: true } } as const;
  return parseArgs({ args: [...rawArgs], options, strict: false }).values.parameter?.map(String) ?? [];
}

function written(out: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => out.write(text, (error) => (error ? reject(error) : resolve())));
}

/** Jupyter's client writes its diary on the console, which is ours; with LISALAB_DEBUG it goes to standard error. */
function quietConsole(): void {
  const say = process.env["LISALAB_DEBUG"] ? console.error.bind(console) : (): void => undefined;
  Object.assign(console, { debug: say, log: say, warn: say });
}
