import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLogbook } from "../../src/logbook/embedded.js";
import { queueRun } from "../../src/runbook/queue.js";
import type { RunLedger } from "../../src/runs/ledger.js";
import { openRuns } from "../../src/runs/open.js";
import { PASSING } from "../runbook/house.js";
import { PostgresServer } from "./server.js";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const LIGHT = fileURLToPath(new URL("centre.mjs", import.meta.url));

/** Runs that both centres have to do, and how many of them at once in one. */
const LIGHT_RUNS = 200;
const REAL_RUNS = 8;
const WORKERS = 3;

/** As long as two busy cores may take for it, in ms. */
const PATIENCE = 1_200_000;

/** How long a killed centre's runs may stay "running", in ms. */
const TAKEN_OVER = 10_000;

/** A centre: a service with a LISALAB_HOME of its own. */
interface Centre {
  readonly home: string;
  readonly service: ChildProcess;
}

let server: PostgresServer;
let root: string;

beforeAll(async () => {
  server = await PostgresServer.start();
  root = mkdtempSync(join(tmpdir(), "lisalab-centres-"));
});

afterAll(async () => {
  for (const name of readdirSync(root)) killAll(join(root, name));
  await server.stop();
  rmSync(root, { recursive: true, force: true });
});

/** The folder of a runbook whose runs go on when they were killed. */
function runbooks(): string {
  const folder = join(root, "runbooks");
  mkdirSync(folder, { recursive: true });
  const cell = { cell_type: "code", id: "a", metadata: {}, source: PASSING, execution_count: null, outputs: [] };
  writeFileSync(
    join(folder, "shared.ipynb"),
    JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] }),
  );
  const sidecar = {
    name: "shared",
    version: "1.0.0",
    owner: "tests",
    kernel: "lisalab-operations",
    retries: { killed: 3 },
  };
  writeFileSync(join(folder, "shared.yaml"), JSON.stringify(sidecar));
  return folder;
}

function started(name: string, program: string, url: string): Centre {
  const home = join(root, name);
  mkdirSync(home);
  const env = { ...process.env, LISALAB_HOME: home, LISALAB_RUNS: url, EXECUTIONS: join(root, "executions") };
  const words = [program, "serve", runbooks(), "--port", "0", "--workers", String(WORKERS)];
  return { home, service: spawn(process.execPath, words, { env, stdio: "ignore" }) };
}

/** Ends at once every process of a centre, as when its machine loses its power. */
function killAll(home: string): number {
  const pids = readdirSync("/proc")
    .filter(
      (name) => /^\d+$/.test(name) && contentOf(`/proc/${name}/environ`).split("\0").includes(`LISALAB_HOME=${home}`),
    )
    .map(Number);
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
  return pids.length;
}

/** "" of a process that is gone, or somebody else's. */
function contentOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch (error) {
    if (["ENOENT", "ESRCH", "EACCES"].includes((error as NodeJS.ErrnoException).code!)) return "";
    throw error;
  }
}

/** Waits until so many runs have passed. */
async function passed(ledger: RunLedger, count: number): Promise<void> {
  for (const end = Date.now() + PATIENCE; ; await sleep(50)) {
    const there = await ledger.list({ status: ["passed"], limit: LIGHT_RUNS });
    if (there.length >= count) return;
    if (Date.now() > end) throw new Error(`${there.length} of ${count} runs have passed`);
  }
}

interface Figures {
  readonly seconds: number;
  /** Runs of each centre, by its logbook. */
  readonly entries: readonly (readonly string[])[];
  /** Runs that were at work in the centre that was killed. */
  readonly cutShort: readonly string[];
  /** From the kill until the last of these was given up, in ms. */
  readonly takenOver: number;
}

/** Two centres share `count` runs; one of them is lost when a third is done. */
async function shared(database: string, program: string, count: number): Promise<Figures> {
  const url = await server.newDatabase(database);
  const folder = runbooks();
  const ledger = await openRuns(join(root, "nowhere"), url);
  const asked = { runbook: "shared", parameters: {}, operator: "tests", folder };
  for (let n = 0; n < count; n++) await queueRun(ledger, asked);
  const begun = Date.now();
  const centres = ["a", "b"].map((name) => started(`${database}-${name}`, program, url));
  await passed(ledger, Math.floor(count / 3));
  const atKill = Date.now();
  killAll(centres[0]!.home);
  await passed(ledger, count);
  const seconds = (Date.now() - begun) / 1000;
  const all = await ledger.list({ limit: count + 1 });
  const givenUp = new Map<string, number>();
  for (const { id } of all) {
    const steps = await ledger.transitions(id);
    for (const { at } of steps.filter(({ to }) => to === "abandoned")) givenUp.set(id, at);
    // Each passed once, whoever began it how often.
    expect(steps.filter(({ to }) => to === "passed")).toHaveLength(1);
  }
  expect(all).toHaveLength(count);
  await ledger.close();
  killAll(centres[1]!.home);
  const entries = await Promise.all(centres.map(({ home }) => passesIn(home)));
  const takenOver = Math.max(0, ...givenUp.values()) - atKill;
  return { seconds, entries, cutShort: [...givenUp.keys()], takenOver };
}

/** The runs that a centre's logbook has as passed. */
async function passesIn(home: string): Promise<readonly string[]> {
  const logbook = openLogbook(join(home, "logbook"));
  const found = await logbook.list({ status: "Pass", limit: LIGHT_RUNS });
  await logbook.close();
  return found.map(({ runId }) => runId!);
}

function tell(what: string, count: number, { seconds, entries, cutShort, takenOver }: Figures): void {
  const [a, b] = entries.map(({ length }) => length);
  const lost = `${cutShort.length} at work were given up after ${(takenOver / 1000).toFixed(1)} s at most`;
  console.log(`${count} ${what}, two centres: ${a} + ${b} in ${seconds.toFixed(0)} s; one centre killed: ${lost}`);
}

describe("two centres that share a queue", () => {
  it("do each of 200 runs once, also those of the centre that is lost", { timeout: PATIENCE }, async () => {
    const figures = await shared("light", LIGHT, LIGHT_RUNS);
    tell("runs without a kernel", LIGHT_RUNS, figures);
    expect(new Set(figures.entries.flat()).size).toBe(LIGHT_RUNS);
    // A run that was killed between its entry and its end has one in both logbooks.
    expect(figures.entries.flat().length - LIGHT_RUNS).toBeLessThanOrEqual(figures.cutShort.length);
    const lines = readFileSync(join(root, "executions"), "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split(" "));
    const begins = lines.filter(([, , what]) => what === "begins");
    expect(new Set(begins.map(([id]) => id)).size).toBe(LIGHT_RUNS);
    const again = begins.filter(([, attempt]) => attempt !== "1").map(([id]) => id!);
    expect(again.sort()).toEqual([...figures.cutShort].sort());
    // No attempt was anybody's twice.
    expect(new Set(begins.map(([id, attempt]) => `${id} ${attempt}`)).size).toBe(begins.length);
    expect(figures.cutShort.length).toBeLessThanOrEqual(WORKERS);
    expect(figures.takenOver).toBeLessThan(TAKEN_OVER);
    expect(figures.entries[0]!.length).toBeGreaterThan(0);
  });

  it("do so with kernels and all", { timeout: PATIENCE }, async () => {
    const figures = await shared("real", MAIN, REAL_RUNS);
    tell("runs with kernels", REAL_RUNS, figures);
    expect(new Set(figures.entries.flat()).size).toBe(REAL_RUNS);
    expect(figures.takenOver).toBeLessThan(TAKEN_OVER);
  });
});
