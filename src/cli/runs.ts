import { setTimeout as sleep } from "node:timers/promises";
import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { BadArgumentError } from "../core/errors.js";
import { exitStatusOf } from "../core/verdict.js";
import { lisalabHome } from "../jupyter/installation.js";
import { differences } from "../runbook/difference.js";
import { takeIn } from "../runbook/intake.js";
import { prune } from "../runbook/pruning.js";
import type { RunRecord } from "../runbook/record.js";
import { recordOf } from "../runbook/run-folder.js";
import { lastGoodRun } from "../runbook/what-changed.js";
import type { RunLedger } from "../runs/ledger.js";
import { type RunStatus, STATUSES, verdictOf } from "../runs/status.js";
import { UsageError } from "./failure.js";
import { operatorName } from "./operator.js";
import { approve, reject } from "./runs-decide.js";
import { evidenceOf } from "./runs-evidence.js";
import { recover, withRuns } from "./runs-ledger.js";
import { heldText, runPage, runsTable } from "./runs-text.js";
import { outputPaper, printable, tableText } from "./table.js";

/** Runs that a list shows when it is not told how many. */
const MOST = 20;

/** Time between two looks at a run that goes on, in ms. */
const LOOK = 500;

const DAY = 86_400_000;

const run = { type: "positional", required: true, description: "The run's id" } as const satisfies ArgsDef[string];
const json = { type: "boolean", description: "Print as JSON" } as const satisfies ArgsDef[string];

const list = defineCommand({
  meta: { name: "list", description: "List runs, the latest first" },
  args: {
    status: { type: "string", description: `Only these, with commas between: ${STATUSES.join(", ")}` },
    runbook: { type: "string", description: "Only of this runbook" },
    text: { type: "string", description: "Only with this in id, reason, operator or what was asked for" },
    limit: { type: "string", default: String(MOST), description: "At most so many" },
    json,
  },
  run: ({ args }) =>
    withRuns(async (ledger) => {
      const runs = await ledger.list({
        ...(args.status !== undefined && { status: args.status.split(",").map(statusNamed) }),
        ...(args.runbook !== undefined && { runbook: args.runbook }),
        ...(args.text !== undefined && { text: args.text }),
        limit: wholeNumber("--limit", args.limit),
      });
      const none = "no runs";
      console.log(args.json ? asJson(runs) : runs.length === 0 ? none : runsTable(runs, outputPaper()));
    }),
});

const show = defineCommand({
  meta: { name: "show", description: "Show a run: what was asked for, every step, every cell" },
  args: { run, json },
  run: ({ args }) =>
    withRuns(async (ledger) => {
      const details = {
        run: await ledger.get(args.run),
        transitions: await ledger.transitions(args.run),
        cells: await ledger.cells(args.run),
        holds: await ledger.holds.list(args.run),
      };
      const page = (): string => runPage({ ...details, evidence: evidenceOf(lisalabHome(), args.run) }, outputPaper());
      console.log(args.json ? asJson(details) : page());
    }),
});

const watch = defineCommand({
  meta: { name: "watch", description: "Follow a run to its end; ends with the run's exit status" },
  args: { run },
  run: ({ args }) =>
    withRuns(async (ledger) => {
      let steps = 0;
      for (;;) {
        const entry = await ledger.get(args.run);
        const transitions = await ledger.transitions(args.run);
        for (const { to, who, reason } of transitions.slice(steps)) {
          console.log(printable(`${to.padEnd(9)}  ${who}${reason === "" ? "" : `: ${reason}`}`));
        }
        if (transitions.length > steps && entry.status === "held") {
          console.log(heldText((await ledger.holds.list(args.run)).at(-1)!));
        }
        steps = transitions.length;
        if (entry.endedAt !== null) {
          process.exitCode = exitStatusOf(verdictOf(entry.status));
          return;
        }
        await sleep(LOOK);
        await recover(ledger);
      }
    }),
});

const cancel = defineCommand({
  meta: { name: "cancel", description: "Stop a run: at once when it waits, within seconds when it works" },
  args: { run, reason: { type: "string", default: "no reason given", description: "Why, for the record" } },
  run: ({ args }) =>
    withRuns(async (ledger) => {
      const entry = await ledger.stop(args.run, operatorName(), args.reason);
      console.log(entry.endedAt === null ? `${args.run} is asked to stop` : `${args.run} is ${entry.status}`);
    }),
});

const diff = defineCommand({
  meta: { name: "diff", description: "What differs between two runs: data, software, environment, parameters, checks" },
  args: {
    a: { type: "positional", required: true, description: "A run's id" },
    b: {
      type: "positional",
      required: false,
      description: "Another's; without it, the run is compared with the last good one",
    },
    json,
  },
  run: ({ args }) =>
    withRuns(async (ledger) => {
      const [a, b] = await compared(ledger, args.a, args.b);
      const found = differences(a, b);
      if (args.json) console.log(asJson(found));
      else if (found.length === 0) console.log("nothing differs");
      else {
        const rows = found.map(({ what, a: left, b: right }) => [what, left ?? "-", right ?? "-"]);
        console.log(tableText([["WHAT", a.id, b.id], ...rows], { elastic: 2, status: -1 }, outputPaper()));
      }
    }),
});

const pruneCommand = defineCommand({
  meta: { name: "prune", description: "Take away what old runs left; the logbook keeps their entries" },
  args: { days: { type: "string", description: "Runs asked for before so many days; must be given" } },
  run: ({ args }) =>
    withRuns(async (ledger) => {
      if (args.days === undefined)
        throw new UsageError("--days is missing: say how many days stay", "lisalab runs prune");
      const gone = await prune(ledger, lisalabHome(), Date.now() - wholeNumber("--days", args.days) * DAY);
      console.log(`${gone.length} ${gone.length === 1 ? "run" : "runs"} taken away`);
    }),
});

/** `lisalab runs`: the record of all runs. */
export const runsCommand: CommandDef = {
  meta: { name: "runs", description: "What ran, what runs, and what waits" },
  subCommands: { list, show, watch, approve, reject, cancel, diff, prune: pruneCommand },
};

/** Two runs in the order of a change: one alone comes after the last that passed. */
async function compared(ledger: RunLedger, a: string, b: string | undefined): Promise<readonly [RunRecord, RunRecord]> {
  const first = await closedRecord(ledger, a);
  if (b !== undefined) return [first, await closedRecord(ledger, b)];
  await takeIn(ledger, lisalabHome());
  const good = await lastGoodRun(ledger, lisalabHome(), first);
  if (good !== null) return [good, first];
  throw new BadArgumentError(`No run of ${first.runbook.name} before ${a} has passed and left its record here.`, { a });
}

async function closedRecord(ledger: RunLedger, id: string): Promise<RunRecord> {
  await ledger.get(id);
  const record = recordOf(lisalabHome(), id);
  if (record !== null) return record;
  throw new BadArgumentError(
    `Run ${id} left no record below ${lisalabHome()}: it did not begin, or on another machine.`,
    {
      id,
    },
  );
}

function statusNamed(name: string): RunStatus {
  const found = STATUSES.find((status) => status === name.trim());
  if (found !== undefined) return found;
  throw new BadArgumentError(`--status ${name}: it can be ${STATUSES.join(", ")}.`, { name });
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new BadArgumentError(`${name} is "${text}"; a whole number is expected.`, { text });
}

function asJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
