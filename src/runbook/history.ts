import { BadArgumentError, EnvironmentError } from "../core/errors.js";
import { lisalabHome } from "../jupyter/installation.js";
import { withSpool } from "../logbook/elsewhere.js";
import type { RunEntry } from "../runs/entry.js";
import type { RunLedger } from "../runs/ledger.js";
import { openRuns } from "../runs/open.js";
import { type CheckTrend, checkTrends } from "../trends/history.js";
import { type OpenWarning, type Outage, openWarnings, outagesOf } from "../trends/outages.js";
import { currentRun } from "./context.js";
import { type DamagedRecord, takeIn } from "./intake.js";
import { statedBaseline } from "./stated-baseline.js";

/** Which time of the records a cell asks for. */
export interface HistoryOptions {
  /** How many days before `until`. */
  readonly days: number;
  /** ISO 8601 UTC; now when absent. */
  readonly until?: string;
}

/** What waits for people or for logbooks elsewhere, and since when (ms since 1970 UTC). */
export interface Waiting {
  readonly what: string;
  readonly since: number;
  /** Why, as far as it is known. */
  readonly reason: string;
}

/** What happened in a time, of all runbooks but the one that asks: it would find itself. Times are ms since 1970 UTC. */
export interface History {
  readonly from: number;
  readonly until: number;
  /** Runs that ended in this time, the first first. */
  readonly runs: readonly RunEntry[];
  /** Outages that were there in this time, also those that began before it. */
  readonly outages: readonly Outage[];
  readonly warnings: readonly OpenWarning[];
  /** Holds that nobody has decided. */
  readonly holds: readonly Waiting[];
  /** Posts that logbooks elsewhere do not have yet. */
  readonly posts: readonly Waiting[];
  /** Every check that was made in this time, over all its runs, with the baseline that its runbook states. */
  readonly trends: readonly CheckTrend[];
  /** Records of runs that can't be used; they are left out. */
  readonly damaged: readonly DamagedRecord[];
}

const DAY = 86_400_000;

/**
 * Reads the record of runs, the checks' values and the spool of this installation.
 * @throws EnvironmentError on a server elsewhere, which has none of them
 */
export async function history({ days, until }: HistoryOptions): Promise<History> {
  const to = until === undefined ? Date.now() : Date.parse(until);
  if (!(days > 0 && Number.isFinite(to))) {
    throw new BadArgumentError(
      `${days} days until ${until}: give a number above 0, and a time as 2037-01-31T06:00:00Z`,
    );
  }
  const home = homeHere();
  const ledger = await openRuns(home);
  try {
    await mustBeOurs(ledger);
    const { damaged } = await takeIn(ledger, home);
    const [from, without] = [to - days * DAY, currentRun()?.runbook];
    const all = (await runsAround(ledger, from, to)).filter(({ runbook }) => runbook !== without);
    const known = all.filter(({ endedAt }) => endedAt !== null && endedAt <= to);
    return {
      from,
      until: to,
      runs: known.filter(({ endedAt }) => endedAt! >= from).sort((a, b) => a.endedAt! - b.endedAt!),
      outages: outagesOf(known, to).filter(({ recoveredAt }) => recoveredAt === null || recoveredAt >= from),
      warnings: openWarnings(known),
      holds: await openHolds(ledger),
      posts: await waitingPosts(home),
      trends: await trendsOf(ledger, [from, to], without),
      damaged,
    };
  } finally {
    await ledger.close();
  }
}

/** On a server elsewhere the kernel's disk is another. */
function homeHere(): string {
  const run = currentRun();
  if (run === null) return lisalabHome();
  if (run.home !== null) return run.home;
  throw new EnvironmentError(
    "the record of runs is not on the machine of this server: run this runbook without --server",
  );
}

/** A kernel's environment is that of its server, which may have been started with another record of runs. */
async function mustBeOurs(ledger: RunLedger): Promise<void> {
  const run = currentRun();
  if (run === null || (await ledger.list({ text: run.id, limit: 1 })).length > 0) return;
  throw new EnvironmentError(
    `the kernel has another record of runs than the runner, which does not have ${run.id}: its server was started with another LISALAB_RUNS; end it with \`lisalab server stop\``,
    { id: run.id },
  );
}

/** All runs of a time, and of each runbook those since the last one that passed before it: what is open began there. */
async function runsAround(ledger: RunLedger, from: number, to: number): Promise<readonly RunEntry[]> {
  const within = await ledger.list({ since: from, until: to });
  const names = new Set([...within.map(({ runbook }) => runbook), ...(await ledger.measures.runbooks())]);
  const all: RunEntry[] = [];
  for (const runbook of names) {
    const [passed] = await ledger.list({ runbook, status: ["passed"], until: from, limit: 1 });
    all.push(...(await ledger.list({ runbook, since: passed?.askedAt ?? 0, until: to })));
  }
  return all;
}

async function openHolds(ledger: RunLedger): Promise<readonly Waiting[]> {
  const open: Waiting[] = [];
  for (const { id } of await ledger.list({ status: ["held"] })) {
    for (const { decision, title, askedAt, place } of await ledger.holds.list(id)) {
      if (decision === null) open.push({ what: `${id}, cell ${place + 1}`, since: askedAt, reason: title });
    }
  }
  return open;
}

async function waitingPosts(home: string): Promise<readonly Waiting[]> {
  const posts = await withSpool(home, (spool) => spool.list());
  return posts.map(({ entry, addedAt, problem }) => ({
    what: `${entry.key} for ${entry.logbook}`,
    since: addedAt,
    reason: problem,
  }));
}

async function trendsOf(
  ledger: RunLedger,
  [from, to]: readonly [number, number],
  without: string | undefined,
): Promise<readonly CheckTrend[]> {
  const trends: CheckTrend[] = [];
  for (const runbook of await ledger.measures.runbooks()) {
    if (runbook === without) continue;
    const { period } = await statedBaseline(ledger, runbook);
    trends.push(...(await checkTrends(ledger, runbook, { baseline: period })));
  }
  return trends.filter(({ last }) => last.at >= from && last.at <= to);
}
