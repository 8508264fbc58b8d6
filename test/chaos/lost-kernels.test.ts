import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findServer } from "../../src/jupyter/server.js";
import { isAlive } from "../../src/jupyter/server-lock.js";
import type { RunRecord } from "../../src/runbook/record.js";
import { House, PASSING } from "../runbook/house.js";
import { figure, times } from "./figures.js";
import { processesOf } from "./processes.js";

/** Time from what happens to the verdict, in s. */
const SOON = 5;

const TIMES = times(10, 1);

/** Bytes of a kernel's heap for the case that has too little memory: it is full within a second. */
const HEAP = "--max-old-space-size=250";

const WAITING = "for (;;) await new Promise((resolve) => setTimeout(resolve, 20));";
const COMPUTING = "for (;;);";
const GROWING = `await new Promise((resolve) => setTimeout(resolve, 300));
const held: number[][] = [];
for (;;) held.push(new Array<number>(1e5).fill(1.5));`;

vi.setConfig({ testTimeout: TIMES * 90_000, hookTimeout: 90_000 });

let house: House;
const found = new Map<string, number>();
let left = 0;

beforeEach(() => {
  vi.stubEnv("NODE_OPTIONS", HEAP);
  house = new House();
});

afterEach(async () => {
  await house.close();
  vi.unstubAllEnvs();
});

afterAll(() => {
  figure({
    what: "kernel killed, stopped, out of memory; server killed, stopped",
    times: TIMES * found.size,
    asked: `verdict Error within ${SOON} s, no process left`,
    found: `Error after ${[...found].map(([what, seconds]) => `${seconds.toFixed(1)} s (${what})`).join(", ")} at most; ${left} processes left`,
  });
});

function record(name: string): RunRecord | undefined {
  const runs = join(house.home, "runs");
  const id = existsSync(runs) && readdirSync(runs).find((folder) => folder.includes(`-${name}-`));
  const file = id && house.file({ id }, "record.json");
  return file && existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as RunRecord) : undefined;
}

/** Starts a run, and gives its kernel's process once the second cell runs. */
async function started(name: string, cell: string): Promise<{ ended: ReturnType<House["lisalab"]>; kernel: number }> {
  const { child, ended } = house.start("run", house.runbook(name, [PASSING, cell]));
  while (record(name)?.cells[1]?.state !== "running") {
    if (child.exitCode !== null) throw new Error((await ended).stderr);
    await sleep(20);
  }
  const kernel = processesOf(house.root).find(({ command }) => command.includes("kernel.js"))!.pid;
  return { ended, kernel };
}

/** Does this to a run `TIMES` times; the verdict must be an Error soon afterwards, and no process may be left. */
async function survives({ what, cell, strike, reason }: Case): Promise<void> {
  found.set(what, 0);
  for (let n = 0; n < TIMES; n++) {
    const name = `run${n}`;
    const { ended, kernel } = await started(name, cell);
    await strike(kernel);
    const struck = Date.now();
    const { status, stderr } = await ended;
    const closed = record(name)!;
    found.set(what, Math.max(found.get(what)!, (Date.parse(closed.endedAt!) - struck) / 1000));
    expect([closed.verdict, status], stderr).toEqual(["Error", 3]);
    expect(closed.reason).toMatch(reason);
    expect(closed.entry).not.toBeNull();
    const remains = await remaining();
    left += remains.length;
    expect(remains).toEqual([]);
  }
  expect(found.get(what)).toBeLessThan(SOON);
}

/** Processes, but for a server that is well, that are still there a while after the run. */
async function remaining(): Promise<readonly string[]> {
  const server = (await findServer(house.home))?.pid;
  const others = (): readonly string[] =>
    processesOf(house.root)
      .filter(({ pid }) => pid !== server)
      .map(({ command }) => command);
  for (let tries = 0; tries < 50 && others().length > 0; tries++) await sleep(100);
  return others();
}

async function serverPid(): Promise<number> {
  return (await findServer(house.home))!.pid;
}

interface Case {
  readonly what: string;
  readonly cell: string;
  readonly strike: (kernel: number) => Promise<void> | void;
  readonly reason: RegExp;
}

/** What makes a process stand still: short tests are content with it, since others see to kernels and servers that are killed. */
const HANGING: readonly Case[] = [
  {
    what: "kernel hung",
    cell: COMPUTING,
    strike: (kernel) => void process.kill(kernel, "SIGSTOP"),
    reason: /the kernel hangs/,
  },
  {
    what: "server hung",
    cell: WAITING,
    strike: async () => void process.kill(await serverPid(), "SIGSTOP"),
    reason: /server hangs/,
  },
];

const DYING: readonly Case[] = [
  {
    what: "kernel killed",
    cell: WAITING,
    strike: (kernel) => void process.kill(kernel, "SIGKILL"),
    reason: /kernel died/,
  },
  { what: "out of memory", cell: GROWING, strike: gone, reason: /kernel died/ },
  {
    what: "server killed",
    cell: COMPUTING,
    strike: async () => void process.kill(await serverPid(), "SIGKILL"),
    reason: /server died/,
  },
];

/** Waits until a process has ended. */
async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(10);
}

describe("a run ends in an Error, soon, and leaves no process", () => {
  it.each(times(1, 0) === 1 ? [...DYING, ...HANGING] : HANGING)("$what", survives);
});

describe("a run goes on", () => {
  it("when its kernel computes for longer than a pulse waits, and hears nothing but the pulse", async () => {
    const begin = "const begin = Date.now();\nwhile (Date.now() - begin < 6000);";
    const { record: passed } = await house.run(house.runbook("busy", [PASSING, begin]));
    expect([passed.verdict, passed.reason]).toEqual(["Pass", ""]);
  });
});
