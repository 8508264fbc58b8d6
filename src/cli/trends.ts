import { type CommandDef, defineCommand, type ParsedArgs } from "citty";
import { BadArgumentError } from "../core/errors.js";
import { exitStatusOf } from "../core/verdict.js";
import { lisalabHome } from "../jupyter/installation.js";
import type { ChartName } from "../quality/charts.js";
import { takeIn } from "../runbook/intake.js";
import { statedBaseline } from "../runbook/stated-baseline.js";
import type { RunLedger } from "../runs/ledger.js";
import { type CheckTrend, chartedRunbooks, checkTrends } from "../trends/history.js";
import { type BaselinePeriod, baselinePeriod, moment } from "../trends/period.js";
import { oneOf } from "./choice.js";
import { withRuns } from "./runs-ledger.js";
import { outputPaper, printable } from "./table.js";
import { trendsJson, trendsTable } from "./trends-text.js";

const DAY = 86_400_000;

const CHARTS: Readonly<Record<string, ChartName>> = { shewhart: "Shewhart", ewma: "EWMA", cusum: "CUSUM" };

const args = {
  runbook: { type: "positional", required: false, description: "Only of this runbook" },
  check: { type: "string", valueHint: "NAME", description: "Only this check" },
  since: {
    type: "string",
    valueHint: "DAY",
    description: "Show runs from this day on, such as 2037-01-31, or of so many days, such as 30d",
  },
  baseline: {
    type: "string",
    valueHint: "FROM..TO",
    description:
      "Which runs say what is usual: those of these days, or release, or first; default: as the sidecar says",
  },
  chart: {
    type: "string",
    valueHint: "NAME",
    description: "One chart alone: shewhart (with Western Electric's rules), ewma or cusum",
  },
  json: { type: "boolean", default: false, description: "Print as JSON; with --check also every value" },
  figure: { type: "string", valueHint: "FILE", description: "Draw into this file: .svg or .html" },
} as const;

/** `lisalab trends [RUNBOOK]`: what all checks measured, and since when they have changed. */
export const trendsCommand: CommandDef<typeof args> = defineCommand({
  meta: { name: "trends", description: "Checks over all runs, by control charts; status 1 when one has changed" },
  args,
  run: ({ args: given }) =>
    withRuns(async (ledger) => {
      const asked = askedOf(given);
      for (const { reason } of (await takeIn(ledger, lisalabHome())).damaged) {
        process.stderr.write(`lisalab: left out: ${printable(reason)}\n`);
      }
      const trends = await trendsOf(ledger, asked);
      if (given.figure !== undefined) {
        const { drawTrends } = await import("./trends-figure.js");
        await drawTrends(given.figure, trends, asked);
      }
      if (given.json) console.log(JSON.stringify(trendsJson(trends, asked.check !== undefined, asked.since), null, 2));
      else console.log(trends.length === 0 ? "nothing measured" : trendsTable(trends, asked.since, outputPaper()));
      process.exitCode = exitStatusOf(trends.some(({ trend }) => trend.out.length > 0) ? "Warn" : "Pass");
    }),
});

/** What is asked for, checked. */
interface Asked {
  readonly runbook: string | undefined;
  readonly check: string | undefined;
  readonly since: number | undefined;
  /** As the sidecars say when absent. */
  readonly baseline: BaselinePeriod | undefined;
  readonly chart: ChartName | undefined;
}

function askedOf({ runbook, check, since, baseline, chart }: ParsedArgs<typeof args>): Asked {
  return {
    runbook,
    check,
    since: since === undefined ? undefined : sinceOf(since),
    baseline: baseline === undefined ? undefined : baselinePeriod(baseline),
    chart: chart === undefined ? undefined : CHARTS[oneOf("--chart", Object.keys(CHARTS), chart)],
  };
}

async function trendsOf(ledger: RunLedger, { runbook, check, since, baseline, chart }: Asked): Promise<CheckTrend[]> {
  const trends: CheckTrend[] = [];
  for (const name of await runbooksOf(ledger, runbook, check)) {
    const period = baseline ?? (await sidecarBaseline(ledger, name));
    trends.push(...(await checkTrends(ledger, name, { baseline: period, ...(chart && { chart }) }, check)));
  }
  return since === undefined ? trends : trends.filter(({ last }) => last.at >= since);
}

/** A check alone names the runbooks that make it. */
async function runbooksOf(
  ledger: RunLedger,
  only: string | undefined,
  check: string | undefined,
): Promise<readonly string[]> {
  const runbooks = await chartedRunbooks(ledger, only);
  if (check === undefined || only !== undefined) return runbooks;
  const makers: string[] = [];
  for (const runbook of runbooks) {
    if ((await ledger.measures.checks(runbook)).includes(check)) makers.push(runbook);
  }
  if (makers.length > 0) return makers;
  throw new BadArgumentError(`No run has measured a check called "${check}"; \`lisalab trends\` names them.`, {
    check,
  });
}

/** The baseline that the runbook's sidecar states. */
async function sidecarBaseline(ledger: RunLedger, runbook: string): Promise<BaselinePeriod> {
  const { period, problem } = await statedBaseline(ledger, runbook);
  if (problem !== "") process.stderr.write(`lisalab: ${printable(problem)}\n`);
  return period;
}

function sinceOf(text: string): number {
  const days = /^(\d{1,5})d$/.exec(text);
  return days === null ? moment(text) : Date.now() - Number(days[1]) * DAY;
}
