import { parseArgs } from "node:util";
import { type CommandDef, defineCommand, type ParsedArgs } from "citty";
import { exitStatusOf } from "../core/verdict.js";
import { lisalabHome } from "../jupyter/installation.js";
import type { Unbegun } from "../runbook/next.js";
import type { RunState } from "../runbook/run-state.js";
import type { RunbookRequest } from "../runbook/runbook.js";
import type { RunSettings } from "../runbook/runner.js";
import { UsageError } from "./failure.js";
import { onInterrupt } from "./interrupt.js";
import { operatorName } from "./operator.js";
import { RunProgress } from "./run-progress.js";

const args = {
  runbook: {
    type: "positional",
    required: false,
    description: "The runbook: a notebook with its sidecar YAML beside it",
  },
  parameter: { type: "string", alias: "p", valueHint: "name=value", description: "A parameter; may be repeated" },
  server: { type: "string", valueHint: "URL", description: "A Jupyter server elsewhere, also behind JupyterHub" },
  token: { type: "string", description: "Its token; better in the environment as LISALAB_TOKEN" },
  kernel: { type: "string", description: "Instead of the kernel that the sidecar names" },
  "skip-tags": { type: "string", valueHint: "TAG,TAG", description: "Don't execute cells that have one of these tags" },
  warm: { type: "boolean", description: "Leave a fresh kernel ready for the next run; it ends after ten idle minutes" },
  "dry-run": { type: "boolean", description: "Execute nothing; check everything, and show what would be done" },
  queue: { type: "boolean", description: "Execute nothing now; put the run into the queue and print its id" },
  next: { type: "boolean", description: "Run what has waited longest in the queue, if there is any" },
  resume: {
    type: "string",
    valueHint: "RUN",
    description: "Go on with a run that ended early, from what it has saved",
  },
  from: {
    type: "string",
    valueHint: "CELL",
    description: "With --resume: execute this cell, by number or id, and all that follow anew",
  },
  json: { type: "boolean", description: "Print the run's record, and nothing else, on the standard output" },
} as const;

type Given = ParsedArgs<typeof args>;

/** `lisalab run RUNBOOK`: executes a runbook, keeps the evidence and enters the verdict in the logbook. */
export const runbookCommand: CommandDef<typeof args> = defineCommand({
  meta: {
    name: "run",
    description: "Execute a runbook and enter its verdict in the logbook. Exit status: 0 Pass, 1 Warn, 2 Fail, 3 Error",
  },
  args,
  async run({ args: given, rawArgs }) {
    if (given.next) {
      refuseWith("--next", given, rawArgs, TAKEN_FROM_THE_QUEUE);
      return runAndTell(given, async (settings) => (await import("../runbook/next.js")).runNext(settings));
    }
    if (given.resume !== undefined) {
      refuseWith("--resume", given, rawArgs, TAKEN_FROM_THE_RECORD);
      const { resume: run, from = null } = given;
      return runAndTell(given, async (settings) => {
        const { resumeRun } = await import("../runbook/resume.js");
        return resumeRun({ ...settings, run, from, operator: operatorName() });
      });
    }
    if (given.from !== undefined) throw new UsageError("--from needs --resume", "lisalab run");
    const { parseAssignments } = await import("../runbook/parameters.js");
    const asked = {
      runbook: runbookOf(given),
      given: parseAssignments(assignmentsOf(rawArgs)),
      folder: process.cwd(),
      now: new Date(),
      ...(given.kernel && { kernel: given.kernel }),
      ...(given["skip-tags"] && { skipTags: given["skip-tags"].split(",").map((tag) => tag.trim()) }),
    };
    if (given["dry-run"]) return dryRun(asked);
    if (given.queue) {
      refuseWith("--queue", given, rawArgs, DECIDED_BY_THE_WORKER);
      return queue(asked);
    }
    return runAndTell(given, async (settings) => {
      const { runRunbook } = await import("../runbook/runner.js");
      return runRunbook({ ...asked, ...settings, operator: operatorName() });
    });
  },
});

/** Options that say nothing where a run goes on, where one of the queue is taken, and where one is put into it. */
const TAKEN_FROM_THE_RECORD = ["runbook", "parameter", "kernel", "skip-tags", "dry-run", "queue", "next"] as const;
const TAKEN_FROM_THE_QUEUE = [
  "runbook",
  "parameter",
  "kernel",
  "skip-tags",
  "dry-run",
  "queue",
  "resume",
  "from",
] as const;
const DECIDED_BY_THE_WORKER = ["server", "token", "warm", "json"] as const;

function refuseWith(option: string, given: Given, rawArgs: readonly string[], others: readonly (keyof Given)[]): void {
  const parameters = assignmentsOf(rawArgs).length > 0;
  const other = others.find((name) => (name === "parameter" ? parameters : given[name]));
  if (other === undefined) return;
  const shown = other === "runbook" ? `RUNBOOK (${String(given.runbook)})` : `--${String(other)}`;
  throw new UsageError(`${option} takes no ${shown}`, "lisalab run");
}

function runbookOf({ runbook }: Given): string {
  if (runbook !== undefined) return runbook;
  throw new UsageError("RUNBOOK is missing", "lisalab run");
}

async function dryRun(asked: RunbookRequest): Promise<void> {
  const [{ loadRunbook }, { intention }] = await Promise.all([import("../runbook/runbook.js"), import("./dry-run.js")]);
  console.log(await intention(await loadRunbook(asked), lisalabHome()));
}

async function queue(request: RunbookRequest & { readonly kernel?: string }): Promise<void> {
  const [{ queueRun }, { openRuns }] = await Promise.all([import("../runbook/queue.js"), import("../runs/open.js")]);
  const ledger = await openRuns(lisalabHome());
  try {
    // When it is due is the record's to say, by its own clock: now.
    const { given, runbook, folder, kernel, skipTags = [] } = request;
    const asked = { runbook, folder, skipTags, parameters: Object.fromEntries(given), operator: operatorName() };
    console.log((await queueRun(ledger, { ...asked, ...(kernel !== undefined && { kernel }) })).id);
  } finally {
    await ledger.close();
  }
}

/** Runs, closes the run, tells how it ended, and ends with the exit status of its verdict. */
async function runAndTell(
  given: Given,
  run: (settings: RunSettings) => Promise<RunState | Unbegun | null>,
): Promise<void> {
  const home = lisalabHome();
  const progress = new RunProgress(process.stderr);
  const interrupt = onInterrupt();
  quietConsole();
  const ended = await run({
    home,
    ...(given.server && { server: { url: given.server, token: given.token ?? process.env["LISALAB_TOKEN"] ?? "" } }),
    keepWarm: given.warm ?? false,
    signal: interrupt.signal,
    observer: progress,
  });
  if (ended === null) {
    process.stderr.write("nothing waits in the queue\n");
    process.exit(0);
  }
  if ("track" in ended) {
    progress.onStage("evidence and logbook");
    const { closeRun } = await import("../runbook/closing.js");
    await closeRun(ended, home);
  }
  interrupt.release();
  progress.end(ended);
  const { record } = ended;
  if (given.json) {
    await written(process.stdout, `${JSON.stringify(record, null, 1)}\n`);
  }
  // All is closed and written. Jupyter's client may still wait to ask a dead server again in half a minute.
  process.exit(exitStatusOf(record.problems.length > 0 ? "Error" : record.verdict!));
}

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
