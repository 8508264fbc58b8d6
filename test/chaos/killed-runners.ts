import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RandomStream } from "../../src/core/random.js";
import { JupyterClient } from "../../src/jupyter/client.js";
import { findServer } from "../../src/jupyter/server.js";
import { deliver } from "../../src/logbook/delivery.js";
import { ElogLogbook } from "../../src/logbook/elog.js";
import { ELOG_ATTRIBUTES } from "../../src/logbook/elog-fields.js";
import { openLogbook } from "../../src/logbook/embedded.js";
import type { SealedEntry } from "../../src/logbook/rows.js";
import { Spool } from "../../src/logbook/spool.js";
import { clientOfOwnServer } from "../../src/runbook/connection.js";
import { closeOrphans } from "../../src/runbook/orphans.js";
import type { RunRecord } from "../../src/runbook/record.js";
import type { RunEntry } from "../../src/runs/entry.js";
import type { RunLedger } from "../../src/runs/ledger.js";
import { openRuns } from "../../src/runs/open.js";
import { verdictOf } from "../../src/runs/status.js";
import { RECOVERY_LOOK } from "../../src/service/recovery.js";
import { FakeElogd } from "../logbook/fake-elogd.js";
import { PATIENT } from "../logbook/neutral-sample.js";
import { House } from "../runbook/house.js";
import { processesOf } from "./processes.js";

/** Where a run is on its way, as the files show it, and how long after its begin a kill may come at the latest, in ms. */
const PHASES = [
  { name: "start", upTo: 500, isReached: (): boolean => true },
  { name: "begin", upTo: 600, isReached: (seen: Seen): boolean => seen.folder !== undefined },
  { name: "cells", upTo: 250, isReached: ({ record }: Seen): boolean => record?.cells[0]?.startedAt != null },
  { name: "verdict", upTo: 150, isReached: ({ record }: Seen): boolean => record?.verdict != null },
  { name: "evidence", upTo: 40, isReached: ({ files }: Seen): boolean => files.includes("report.html") },
  { name: "logbook", upTo: 20, isReached: ({ files }: Seen): boolean => files.includes("report.pdf") },
  { name: "spool", upTo: 25, isReached: ({ record }: Seen): boolean => record?.entry != null },
] as const;

type Phase = (typeof PHASES)[number];

/** Runs at once: while some start, others are in their cells. */
const SLOTS = 4;

/** Beside which looks of the service there is one that is killed. */
const KILLED_LOOK = 5;

/** What the files of a run show of it. */
interface Seen {
  readonly folder: string | undefined;
  readonly files: readonly string[];
  readonly record: RunRecord | undefined;
}

/** What came of killing runners. */
export interface KilledRunners {
  /** How many were killed in each phase. */
  readonly phases: Readonly<Record<string, number>>;
  /** Runs that were acknowledged, and are not in the record of runs. */
  readonly lost: readonly string[];
  /** Longest time from a kill until the run was no longer running, in ms. */
  readonly slowest: number;
  /** Verdicts, anywhere, that are not those of what the run did. */
  readonly wrong: readonly string[];
  /** Ended runs that have no entry, or several, in the logbook here or in the one elsewhere. */
  readonly missing: readonly string[];
  readonly doubled: readonly string[];
  /** What the verification of the logbook says. */
  readonly faults: readonly string[];
  /** Kernels and other processes that are left. */
  readonly orphans: readonly string[];
}

/** A runner that was killed. */
interface Kill {
  readonly id: string;
  readonly at: number;
}

/** Kills `count` runners, several at a time, at every stage of a run's life, while somebody looks at the runs now and then. */
export async function killedRunners(count: number, random: RandomStream): Promise<KilledRunners> {
  const elogd = await FakeElogd.start();
  const trial = new Trial(new House(), elogd, random);
  try {
    await trial.prepare();
    const looking = trial.look();
    const plan = Array.from({ length: count }, (_, n) => PHASES[n % PHASES.length]!);
    await Promise.all(Array.from({ length: SLOTS }, (_, slot) => trial.kill(slot, plan)));
    trial.over = true;
    await looking;
    return await trial.found();
  } finally {
    await trial.close();
    await elogd.stop();
  }
}

class Trial {
  over = false;
  readonly #house: House;
  readonly #elogd: FakeElogd;
  readonly #random: RandomStream;
  readonly #phases: Record<string, number> = Object.fromEntries(PHASES.map(({ name }) => [name, 0]));
  readonly #acknowledged = new Set<string>();
  readonly #waiting: Kill[] = [];
  readonly #statuses = new Map<string, number | null>();
  #ledger!: RunLedger;
  #slowest = 0;

  constructor(house: House, elogd: FakeElogd, random: RandomStream) {
    this.#house = house;
    this.#elogd = elogd;
    this.#random = random;
  }

  /** A server that is warm, a logbook elsewhere, and small runbooks, of which each slot has its own. */
  async prepare(): Promise<void> {
    const { home } = this.#house;
    for (let slot = 0; slot < SLOTS; slot++) {
      this.#house.runbook(
        slotName(slot),
        [
          `import { runbook } from "lisalab";\nrunbook.expect("level", { value: level, atMost: 5 });`,
          "await new Promise((resolve) => setTimeout(resolve, 80));",
          `console.log("done");`,
        ],
        { parameters: { level: { type: "number" } } },
      );
    }
    await this.#house.run(slotName(0), "-p", "level=1");
    writeFileSync(join(home, "logbooks.yaml"), `logbooks:\n  operations: { kind: elog, url: ${this.#elogd.url} }\n`);
    this.#ledger = await openRuns(home, "");
  }

  /** Kills one runner after the other until nothing is left of the plan, which all slots share. */
  async kill(slot: number, plan: Phase[]): Promise<void> {
    for (let phase = plan.shift(); phase !== undefined; phase = plan.shift()) {
      while (!(await this.#killOne(slot, phase)));
    }
  }

  /** Starts a run and kills its runner in a phase; false when it ended before. */
  async #killOne(slot: number, phase: Phase): Promise<boolean> {
    const level = this.#random.uniform() < 0.5 ? 1 : 9;
    const before = new Set(this.#folders(slot));
    const { child, ended } = this.#house.start("run", slotName(slot), "-p", `level=${level}`);
    const delay = this.#random.uniform() * phase.upTo;
    while (isRunning(child) && !phase.isReached(this.#seen(slot, before))) await sleep(3);
    await Promise.race([sleep(delay), ended]);
    const killed = isRunning(child) && child.kill("SIGKILL");
    const { status } = await ended;
    const at = Date.now();
    const { folder, record } = this.#seen(slot, before);
    if (killed) this.#phases[phase.name] = this.#phases[phase.name]! + 1;
    if (folder === undefined) return killed;
    this.#statuses.set(folder, killed ? null : status);
    // The first record is written after the run was entered.
    if (record !== undefined) this.#acknowledged.add(folder);
    if (killed) this.#waiting.push({ id: folder, at });
    return killed;
  }

  /** Looks at the runs, as the service does; beside it are lookers that are killed while they look. */
  async look(): Promise<void> {
    const { home } = this.#house;
    for (let looks = 1; !this.over || this.#waiting.length > 0; looks++) {
      await sleep(RECOVERY_LOOK);
      const killed = looks % KILLED_LOOK === 0 ? this.#killedLook() : undefined;
      await closeOrphans(this.#ledger, home, () => clientOfOwnServer(home));
      await killed;
      await this.#settle();
    }
  }

  async #killedLook(): Promise<void> {
    const { child, ended } = this.#house.start("runs", "list");
    await sleep(this.#random.uniform() * 600);
    child.kill("SIGKILL");
    await ended;
  }

  /** Strikes off what no longer runs; the record of runs says since when. */
  async #settle(): Promise<void> {
    const runs = new Map((await this.#ledger.list({})).map((run) => [run.id, run]));
    for (const kill of this.#waiting.splice(0)) {
      const run = runs.get(kill.id);
      const until = run === undefined ? kill.at : (run.endedAt ?? Date.now());
      this.#slowest = Math.max(this.#slowest, until - kill.at);
      if (run?.endedAt === null) this.#waiting.push(kill);
    }
  }

  async found(): Promise<KilledRunners> {
    const { home } = this.#house;
    const runs = await this.#ledger.list({});
    const ids = new Set(runs.map(({ id }) => id));
    const logbook = openLogbook(join(home, "logbook"));
    const entries = await logbook.list();
    const { faults } = await logbook.verify();
    await logbook.close();
    await this.#delivered();
    const elsewhere = this.#elogd.values("Run ID").map(String);
    const first = runs.at(-1)!.id;
    return {
      phases: this.#phases,
      lost: [...this.#acknowledged].filter((id) => !ids.has(id)),
      slowest: this.#slowest,
      wrong: runs.flatMap((run) => this.#wrongVerdicts(run, entries)),
      missing: runs.flatMap(({ id }) => [
        ...(entries.some(({ runId }) => runId === id) || !this.#hasRecord(id) ? [] : [id]),
        // The first run was before there was a logbook elsewhere.
        ...(elsewhere.includes(id) || id === first || !this.#hasRecord(id) ? [] : [`${id} elsewhere`]),
      ]),
      doubled: [...doublesIn(entries.map(({ runId }) => String(runId))), ...doublesIn(elsewhere)],
      faults: faults.map(({ message }) => message),
      orphans: await this.#orphans(),
    };
  }

  #hasRecord(id: string): boolean {
    return existsSync(this.#house.file({ id }, "record.json"));
  }

  /** Delivers what the killed runners left in the spool; no answer is on its way any more. */
  async #delivered(): Promise<void> {
    const spool = new Spool(this.#house.home, { pause: 0, settle: 1, attempt: 5000 });
    const book = new ElogLogbook({ url: this.#elogd.url, attributes: { ...ELOG_ATTRIBUTES, key: "Run ID" } });
    while ((await spool.list()).length > 0) {
      await deliver(spool, new Map([["operations", () => book]]), PATIENT, true);
      await sleep(200);
    }
    await spool.close();
  }

  /** Where record of runs, record, logbook and exit status say something that the run did not earn. */
  #wrongVerdicts(run: RunEntry, entries: readonly SealedEntry[]): readonly string[] {
    if (!this.#hasRecord(run.id)) return run.status === "abandoned" ? [] : [`${run.id} ${run.status} without a record`];
    const record = JSON.parse(readFileSync(this.#house.file(run, "record.json"), "utf8")) as RunRecord;
    const isWhole = record.cells.every(({ state }) => state === "done");
    const earned =
      !isWhole || record.checks.length === 0 ? "Error" : run.ask.parameters["level"] === "1" ? "Pass" : "Fail";
    const said = [
      record.verdict,
      verdictOf(run.status),
      ...entries.filter(({ runId }) => runId === run.id).map(({ status }) => status),
      ...(this.#statuses.get(run.id) == null ? [] : [["Pass", "Warn", "Fail", "Error"][this.#statuses.get(run.id)!]]),
    ];
    // Who was killed after its last cell and before its verdict has none but Error.
    const allowed = record.reason === "the process that ran it was killed" ? ["Error"] : [earned];
    return said.every((verdict) => allowed.includes(verdict as string)) && new Set(said).size === 1
      ? []
      : [`${run.id}: ${said.join(", ")}; earned ${earned}`];
  }

  /** Kernels of the server, and processes that work in this home, when all runs are over. */
  async #orphans(): Promise<readonly string[]> {
    const server = await findServer(this.#house.home);
    const sessions = server === undefined ? [] : await new JupyterClient(server).sessions();
    const others = processesOf(this.#house.root).filter(({ pid }) => pid !== server?.pid);
    return [...sessions.map(({ path }) => path), ...others.map(({ command }) => command)];
  }

  #folders(slot: number): readonly string[] {
    return readdirSync(join(this.#house.home, "runs")).filter((name) => name.includes(`-${slotName(slot)}-`));
  }

  #seen(slot: number, before: ReadonlySet<string>): Seen {
    const folder = this.#folders(slot).find((name) => !before.has(name));
    if (folder === undefined) return { folder, files: [], record: undefined };
    const path = join(this.#house.home, "runs", folder);
    // A run that was refused takes its folder away again.
    const files = existsSync(path) ? readdirSync(path) : [];
    const record = files.includes("record.json")
      ? (JSON.parse(readFileSync(join(path, "record.json"), "utf8")) as RunRecord)
      : undefined;
    return { folder, files, record };
  }

  async close(): Promise<void> {
    await this.#ledger.close();
    await this.#house.close();
  }
}

function slotName(slot: number): string {
  return `slot${slot}`;
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function doublesIn(values: readonly string[]): readonly string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}
