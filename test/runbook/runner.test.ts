import { execFileSync, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { JupyterClient } from "../../src/jupyter/client.js";
import { findServer } from "../../src/jupyter/server.js";
import type { RunRecord } from "../../src/runbook/record.js";
import type * as Runner from "../../src/runbook/runner.js";
import { House, PASSING, printed } from "./house.js";

const LEVEL = fileURLToPath(new URL("../fixtures/runbook/level", import.meta.url));
const RUNNER = new URL("../../dist/runbook/runner.js", import.meta.url).href;
const PYTHON = fileURLToPath(new URL("../../.venv/bin/python", import.meta.url));

/** Seconds within which a run has to end after something went wrong in a cell; an idle machine needs one or two. */
const SOON = 10;

// A loaded machine takes its time to start kernels.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let house: House;

beforeAll(() => {
  house = new House();
});

afterAll(() => house.close());

async function sessionPaths(): Promise<readonly string[]> {
  const server = await findServer(house.home);
  return (await new JupyterClient(server!).sessions()).map(({ path }) => path);
}

describe("two runs at once from a cold start", () => {
  let low: Awaited<ReturnType<House["run"]>>;
  let high: Awaited<ReturnType<House["run"]>>;

  beforeAll(async () => {
    [low, high] = await Promise.all([house.run(LEVEL, "-p", "level=1"), house.run(LEVEL, "-p", "level=9")]);
  });

  it("end with the verdict of their checks as exit status", () => {
    expect([low.record.verdict, low.status]).toEqual(["Pass", 0]);
    expect([high.record.verdict, high.status]).toEqual(["Fail", 2]);
    expect(high.record.reason).toBe("level is low: 9 V is above 8 V");
    expect(low.record.checks.map(({ name }) => name)).toEqual(["level is low", "a day was given"]);
  });

  it("have an id, a folder and a logbook entry each, and share one server", () => {
    expect(low.record.id).not.toBe(high.record.id);
    expect([low.record.entry, high.record.entry].sort()).toEqual([1, 2]);
    const connections = readdirSync(join(house.home, "jupyter", "runtime")).filter((name) =>
      /^jpserver.*json$/.test(name),
    );
    expect(connections).toHaveLength(1);
  });

  it("leave executed notebooks that nbformat calls valid, with the parameters as a cell", () => {
    const paths = [low, high].map(({ record }) => house.file(record, "notebook.ipynb"));
    const code = "import sys, nbformat\nfor path in sys.argv[1:]: nbformat.validate(nbformat.read(path, 4))";
    execFileSync(PYTHON, ["-W", "error", "-c", code, ...paths]);
    const notebook = house.notebook(low.record);
    const injected = notebook.cells.find((cell) => JSON.stringify(cell.metadata).includes("injected-parameters"));
    expect([injected!.source].flat().join("")).toContain("const level: number = 1;");
    expect(notebook.metadata["lisalab"]).toMatchObject({ run: low.record.id, verdict: "Pass" });
    expect(printed(notebook, "c02")).toMatch(/^level 1 on \d{4}-\d{2}-\d{2}\n$/);
  });

  it("leave evidence whose hashes the record knows", () => {
    expect(low.record.artefacts.map(({ role }) => role)).toEqual(["notebook", "html", "pdf"]);
    for (const { path, bytes } of low.record.artefacts) {
      expect(statSync(house.file(low.record, path)).size).toBe(bytes);
    }
    expect(low.record.environment).toMatchObject({ node: process.version, kernel: expect.stringMatching(/^lisalab/) });
    expect(low.record.operator).toBe("Tester");
  });

  it("keep the server's token to themselves, in files that only their owner can read", async () => {
    const server = (await findServer(house.home))!;
    expect(server.token).toMatch(/^[0-9a-f]{64}$/);
    expect(statSync(server.file).mode & 0o077).toBe(0);
    expect(statSync(join(house.home, "jupyter")).mode & 0o077).toBe(0);
    const processes = execFileSync("ps", ["-eww", "-o", "args"], { encoding: "utf8" });
    const log = readFileSync(join(house.home, "jupyter", "server.log"), "utf8");
    for (const text of [processes, log, low.stderr, low.stdout, JSON.stringify(house.notebook(low.record))]) {
      expect(text).not.toContain(server.token);
    }
  });

  it("leave no kernel behind", async () => {
    await expect(sessionPaths()).resolves.toEqual([]);
  });
});

describe("a run", () => {
  it("knows the last run of its runbook, and prints nothing but the record with --json", async () => {
    const { record, stdout, stderr, status } = await house.run(LEVEL, "-p", "level=6");
    expect([record.verdict, status]).toEqual(["Warn", 1]);
    expect(record.notes[0]).toMatch(/^previous run: \d{8}T\d{6}Z-level-[0-9a-f]{4}$/);
    expect(stdout.trimEnd()).toBe(JSON.stringify(record, null, 1));
    expect(stderr).toContain("[1/6]");
    const stored = JSON.parse(readFileSync(house.file(record, "record.json"), "utf8")) as RunRecord;
    expect(stored).toEqual(record);
  });

  it("takes the kernel that the last one left ready, in its own folder", async () => {
    const name = house.runbook("warm", [PASSING, "console.log(process.cwd(), process.pid)"]);
    await house.run(name, "--warm");
    const waiting = await sessionPaths();
    expect(waiting).toHaveLength(1);
    expect(waiting[0]).toMatch(/standby-lisalab-operations-.*\.ipynb$/);
    const { record } = await house.run(name);
    expect(printed(house.notebook(record), "cell-1")).toContain(house.runbooks);
    await expect(sessionPaths()).resolves.toEqual([]);
  });
});

describe("an error that nobody foresaw", () => {
  // The process's own memory: a file that is there and may be read, but begins with nothing.
  it.skipIf(!existsSync("/proc/self/mem"))("before the first cell leaves no kernel behind", async () => {
    const parameters = { input: { type: "string", format: "file" } };
    const runbook = house.runbook("unreadable", [PASSING], { parameters });
    const { status, stderr } = await house.lisalab("run", runbook, "-p", "input=/proc/self/mem");
    expect([status, stderr]).toEqual([70, expect.stringContaining("EIO")]);
    await expect(sessionPaths()).resolves.toEqual([]);
  });

  it("ends the call, and leaves a closed record", async () => {
    // The built one, which installs kernels that can start.
    const { runRunbook } = (await import(RUNNER)) as typeof Runner;
    const runbook = house.runbook("unforeseen", [PASSING]);
    const observer = {
      onStage: () => undefined,
      onCellStart: () => {
        throw new TypeError("boom");
      },
      onCellEnd: () => undefined,
      onHold: () => undefined,
      onCheck: () => undefined,
    };
    const { signal } = new AbortController();
    const { home, runbooks: folder } = house;
    const request = { runbook, given: new Map(), folder, now: new Date(), home, operator: "Tester", signal, observer };
    await expect(runRunbook({ ...request, keepWarm: false })).rejects.toThrow("boom");
    const id = readdirSync(join(home, "runs")).find((name) => name.includes("unforeseen"))!;
    const record = JSON.parse(readFileSync(house.file({ id }, "record.json"), "utf8")) as RunRecord;
    expect(record).toMatchObject({ verdict: "Error", reason: "unexpected error: boom" });
    expect(record.endedAt).not.toBeNull();
  });
});

/** Seconds from the start of the last cell that was executed to the end of the run. */
function lastCellTook({ cells, endedAt }: RunRecord): number {
  const started = cells.map(({ startedAt }) => Date.parse(startedAt ?? "")).filter((time) => !Number.isNaN(time));
  return (Date.parse(endedAt!) - Math.max(...started)) / 1000;
}

describe.concurrent("a run that goes wrong is an Error", () => {
  async function failing(
    name: string,
    cells: readonly string[],
    timeouts = {},
  ): Promise<Awaited<ReturnType<House["run"]>>> {
    const ended = await house.run(house.runbook(name, [PASSING, ...cells, 'console.log("after")'], { timeouts }));
    expect([ended.record.verdict, ended.status]).toEqual(["Error", 3]);
    expect(ended.record.cells.at(-1)!.state).toBe("skipped");
    expect(ended.record.entry).not.toBeNull();
    expect(lastCellTook(ended.record)).toBeLessThan(SOON);
    return ended;
  }

  it("when a cell throws, with the error in the notebook", async () => {
    const { record } = await failing("throws", ['throw new RangeError("too far")']);
    expect(record.reason).toBe("cell 3 threw RangeError: too far");
    expect(record.cells.map(({ state }) => state)).toEqual(["done", "done", "failed", "skipped"]);
    const cell = house.notebook(record).cells[2]!;
    expect(cell.cell_type === "code" && cell.outputs[0]).toMatchObject({ output_type: "error", ename: "RangeError" });
  });

  it("when an error comes later than the cell that caused it", async () => {
    const later = 'setTimeout(() => { throw new Error("late boom"); }, 50); 1;';
    const { record } = await failing("late", [later, "await new Promise((resolve) => setTimeout(resolve, 500));"]);
    expect(record.reason).toBe("cell 3 threw Error: late boom");
  });

  it("when a cell ends the kernel", async () => {
    const { record } = await failing("exits", ["process.exit(3)"]);
    expect(record.reason).toBe("the kernel died; the server restarted it, and its variables are lost (in cell 3)");
  });

  it("when the kernel is killed", async () => {
    const { record } = await failing("killed", ['process.kill(process.pid, "SIGKILL"); for (;;) {}']);
    expect(record.reason).toContain("the kernel died");
  });

  it("when a cell takes too long, even without ever giving way", async () => {
    const { record } = await failing("loops", ["for (;;) {}"], { cell: 1 });
    expect(record.reason).toBe("cell 3 took longer than 1 s and was interrupted");
  });

  it("when all cells together take too long", async () => {
    const { record } = await failing("slow", ["await new Promise(() => undefined);"], { run: 1 });
    expect(record.reason).toBe("the run took longer than 1 s and was interrupted");
  });

  it("when a cell asks for input", async () => {
    const { record } = await failing("asks", ['import { input } from "lisalab";\nawait input("name?");']);
    expect(record.reason).toMatch(/input/);
  });

  it("when it made no check", async () => {
    const { record, status } = await house.run(house.runbook("unchecked", ["1 + 1"]));
    expect([record.verdict, status]).toEqual(["Error", 3]);
    expect(record.reason).toContain("made no check");
  });
});

describe("what is refused before anything is begun", () => {
  it.each([
    [["none"], 64, /^lisalab: no runbook none: /],
    [[LEVEL, "-p", "level=abc"], 64, /^lisalab: -p level=abc: expected a number\n$/],
    [[LEVEL, "-p", "levle=1"], 64, /did you mean "level"/],
    [[LEVEL, "--server", "nowhere"], 3, /^lisalab: "nowhere" is no URL of a Jupyter server/],
    [[LEVEL, "--server="], 64, /--server is empty/],
  ])("lisalab run %o", async (args, status, message) => {
    const before = readdirSync(join(house.home, "runs"));
    const ended = await house.lisalab("run", ...args);
    expect(ended.status).toBe(status);
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(ended.stdout).toBe("");
    expect(readdirSync(join(house.home, "runs"))).toEqual(before);
  });
});

describe("a run that can't start", () => {
  it("since its kernel is not installed, is told in record and logbook", async () => {
    const ended = await house.lisalab("run", LEVEL, "--kernel", "python3000", "--json");
    expect(ended.status).toBe(3);
    const record = JSON.parse(ended.stdout) as RunRecord;
    expect(record.reason).toMatch(/kernel "python3000" is not installed on .*; installed: .*lisalab-operations/);
    expect(record).toMatchObject({ verdict: "Error", checks: [], entry: expect.any(Number) });
    expect(record.cells.every(({ state }) => state === "skipped")).toBe(true);
  });
});

describe("a run that is stopped", () => {
  const ENDLESS =
    'for (let i = 0; ; i++) { console.log("turn", i); await new Promise((resolve) => setTimeout(resolve, 50)); }';

  /** Starts an endless run and waits until its second cell has printed something and the first is on the disk. */
  async function endless(name: string): Promise<{ started: ReturnType<House["start"]>; id: () => string }> {
    const before = new Set(existsSync(join(house.home, "runs")) ? readdirSync(join(house.home, "runs")) : []);
    const started = house.start("run", house.runbook(name, [PASSING, ENDLESS]));
    const id = (): string =>
      readdirSync(join(house.home, "runs")).find((each) => !before.has(each) && each.includes(name))!;
    await vi.waitFor(
      () => {
        const record = JSON.parse(readFileSync(house.file({ id: id() }, "record.json"), "utf8")) as RunRecord;
        expect(record.cells.at(-1)!.state).toBe("running");
      },
      { timeout: 60_000, interval: 50 },
    );
    return { started, id };
  }

  function recordOf(id: string): RunRecord {
    return JSON.parse(readFileSync(house.file({ id }, "record.json"), "utf8")) as RunRecord;
  }

  it("by Ctrl-C closes its record and ends its kernel", async () => {
    const { started, id } = await endless("ctrl-c");
    started.child.kill("SIGINT");
    expect((await started.ended).status).toBe(3);
    expect(recordOf(id())).toMatchObject({ verdict: "Error", reason: "interrupted by operator (SIGINT)" });
    expect(recordOf(id()).entry).not.toBeNull();
    await expect(sessionPaths()).resolves.toEqual([]);
  });

  it("by kill -9 leaves what it had", async () => {
    const { started, id } = await endless("kill-9");
    started.child.kill("SIGKILL");
    await started.ended;
    const record = recordOf(id());
    expect(record).toMatchObject({ verdict: null, endedAt: null });
    expect(record.checks).toHaveLength(1);
    const cell = house.notebook(record).cells[1]!;
    expect(cell.cell_type === "code" && cell.outputs.length).toBeGreaterThan(0);
    // The next run of any runbook ends the kernel that goes on for nobody, and closes the record.
    await house.run(LEVEL);
    expect(recordOf(id())).toMatchObject({ verdict: "Error", reason: "the process that ran it was killed" });
    expect(recordOf(id()).entry).not.toBeNull();
    await expect(sessionPaths()).resolves.toEqual([]);
  });

  it("by kill -9 together with its server is closed by the next run, which a damaged record does not stop", async () => {
    const { started, id } = await endless("both-killed");
    process.kill((await findServer(house.home))!.pid, "SIGKILL");
    started.child.kill("SIGKILL");
    await started.ended;
    const damaged = house.file({ id: "20370101T000000Z-level-0000" }, "record.json");
    mkdirSync(dirname(damaged));
    writeFileSync(damaged, "");
    const { record } = await house.run(LEVEL);
    expect(record.verdict).toBe("Pass");
    expect(record.notes[0]).toMatch(/^An earlier run was passed over: .*record\.json can't be read/);
    expect(recordOf(id())).toMatchObject({ verdict: "Error", reason: "the process that ran it was killed" });
    expect(recordOf(id()).entry).not.toBeNull();
    rmSync(dirname(damaged), { recursive: true });
  });

  it("by nothing at all when the disk of its log is full", { skip: !existsSync("/dev/full") }, () => {
    const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
    const full = openSync("/dev/full", "w");
    const options = {
      cwd: house.runbooks,
      env: { ...process.env, LISALAB_HOME: house.home },
      encoding: "utf8",
    } as const;
    const { status, stdout } = spawnSync(process.execPath, [main, "run", LEVEL, "--json"], {
      ...options,
      stdio: ["ignore", "pipe", full],
      timeout: 60_000,
    });
    expect([status, (JSON.parse(stdout) as RunRecord).verdict]).toEqual([0, "Pass"]);
    const list = spawnSync(process.execPath, [main, "logbook", "list"], {
      ...options,
      stdio: ["ignore", full, "pipe"],
    });
    closeSync(full);
    expect([list.status, list.stderr]).toEqual([3, expect.stringMatching(/^lisalab: can't write .*ENOSPC.*\n$/)]);
  });

  it("by a terminal that is gone closes its record all the same, with nobody to tell it to", async () => {
    const { started, id } = await endless("hang-up");
    started.child.stdout!.destroy();
    started.child.stderr!.destroy();
    started.child.kill("SIGHUP");
    expect((await started.ended).status).toBe(3);
    expect(recordOf(id()).verdict).toBe("Error");
    expect(recordOf(id()).reason).toMatch(/^interrupted by operator \(SIGHUP\)/);
  });

  it("by the server's death is an Error, and the next run starts another server", async () => {
    const { started, id } = await endless("server-death");
    const dead = (await findServer(house.home))!;
    process.kill(dead.pid, "SIGKILL");
    const killed = performance.now();
    expect((await started.ended).status).toBe(3);
    expect((performance.now() - killed) / 1000).toBeLessThan(SOON);
    expect(recordOf(id()).reason).toBe("the Jupyter server died or can't be reached any more (in cell 3)");
    await expect(findServer(house.home)).resolves.toBeUndefined();

    const next = await endless("started-it");
    const server = (await findServer(house.home))!;
    expect(server.pid).not.toBe(dead.pid);
    next.started.child.kill("SIGTERM");
    expect((await next.started.ended).status).toBe(3);
    expect(recordOf(next.id())).toMatchObject({ verdict: "Error", reason: "interrupted by operator (SIGTERM)" });
    expect(() => process.kill(server.pid, 0), "the server that the run started is gone").toThrow("ESRCH");
  });
});
