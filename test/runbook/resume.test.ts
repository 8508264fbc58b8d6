import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { RunDetails } from "../../src/cli/runs-text.js";
import type { Entry } from "../../src/logbook/logbook.js";
import type { RunRecord } from "../../src/runbook/record.js";
import { sha256 } from "../../src/runbook/run-folder.js";
import { House, printed } from "./house.js";

// A loaded machine takes its time to start kernels.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

/** A runbook with an expensive cell, one that sends something, and places where it stays when files are there. */
const CELLS = [
  `import { runbook } from "lisalab";
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
const twice = (value: number): number => 2 * value;
async function stayIf(name: string): Promise<void> {
  while (existsSync(name)) await new Promise((resolve) => setTimeout(resolve, 20));
}`,
  `const { spectrum, bands } = await runbook.checkpoint("spectra: A, E", () => {
  appendFileSync("log", "made ");
  return { spectrum: Float64Array.from({ length: 5000 }, (_, i) => Math.sin(i) / 3), bands: new Map([["low", 1e-4]]) };
});
runbook.check("sum", { value: spectrum.reduce((a, b) => a + b, 0), unit: "Hz", warnAbove: 1 });`,
  {
    tags: ["once"],
    source: `await stayIf("stay-in-sending");
appendFileSync("log", "sent ");
console.log("it is sent");
runbook.note("told the archive");
runbook.expect("archive told", { value: true, equals: true });`,
  },
  `await stayIf("stay-in-end");
runbook.check("end", { value: twice(spectrum[4999]!) + bands.get("low")!, unit: "", failAbove: 1 });`,
  `await runbook.product("end.txt", (path) => writeFileSync(path, "the end"));
console.log(runbook.checks().map(({ name }) => name).sort().join(", "), runbook.verdict());`,
];

let house: House;
let unbroken: RunRecord;

beforeAll(async () => {
  house = new House();
  const parameters = { input: { type: "string", format: "file", default: "input.txt" } };
  writeFileSync(join(house.runbooks, "input.txt"), "data");
  for (const name of ["long", "stubborn"]) {
    house.runbook(name, CELLS, { parameters, ...(name === "stubborn" && { retries: { killed: 1 } }) });
  }
  unbroken = (await house.run("long")).record;
});

afterAll(() => house.close());

function file(name: string): string {
  return join(house.runbooks, name);
}

/** What the cells did since this was asked for last. */
function did(): string {
  const log = readFileSync(file("log"), "utf8").trim();
  rmSync(file("log"));
  return log;
}

/** Kills a run of the runbook with -9 where it stays when `stay` is there; gives its id. */
async function killed(runbook: string, stay: string, cell: number): Promise<string> {
  writeFileSync(file(stay), "");
  rmSync(file("log"), { force: true });
  const before = new Set(readdirSync(join(house.home, "runs")));
  const { child, ended } = house.start("run", runbook);
  const id = await vi.waitFor(
    () => {
      const found = readdirSync(join(house.home, "runs")).find((name) => !before.has(name))!;
      expect([recordOf(found).cells[cell]!.state, recordOf(found).reason]).toEqual(["running", ""]);
      return found;
    },
    { timeout: 60_000, interval: 20 },
  );
  child.kill("SIGKILL");
  await ended;
  // The kernel would go on; whoever looks next ends it.
  await house.lisalab("runs", "list");
  rmSync(file(stay));
  return id;
}

function recordOf(id: string): RunRecord {
  return JSON.parse(readFileSync(house.file({ id }, "record.json"), "utf8")) as RunRecord;
}

async function asJson<T>(...words: string[]): Promise<T> {
  return JSON.parse((await house.lisalab(...words, "--json")).stdout) as T;
}

async function refusal(...words: string[]): Promise<string> {
  const { status, stderr } = await house.lisalab("run", "--resume", ...words);
  expect(status).toBe(64);
  return stderr;
}

const PRODUCT = { role: "product", path: "products/end.txt", sha256: sha256("the end"), bytes: 7 };

it("names what its cells made among what it has left, and in its report", () => {
  expect(unbroken.artefacts).toContainEqual(PRODUCT);
  expect(readFileSync(house.file(unbroken, "report.html"), "utf8")).toContain(PRODUCT.sha256);
});

describe("a run whose runner was killed", () => {
  let id: string;
  const changed = (name: string, content: (text: string) => string, path = file(name)): (() => void) => {
    const kept = readFileSync(path);
    writeFileSync(path, content(kept.toString("latin1")), "latin1");
    return () => writeFileSync(path, kept);
  };

  beforeAll(async () => {
    expect(did()).toBe("made sent");
    id = await killed("long", "stay-in-end", 4);
    expect(did()).toBe("made sent");
  });

  it.each([
    [
      "long.ipynb",
      (text: string) => text.replace("sum", "Sum"),
      /has changed: the notebook's SHA-256 was \w+… and is \w+…/,
    ],
    [
      "long.yaml",
      (text: string) => text.replace("1.0.0", "1.0.1"),
      /has changed: the sidecar's version was 1.0.0 and is 1.0.1/,
    ],
    ["input.txt", (text: string) => `${text}!`, /has changed: the SHA-256 of the data of input was \w+… and is \w+…/],
  ])("is not resumed with another %s", async (name, change, message) => {
    const restore = changed(name, change);
    const told = await refusal(id);
    restore();
    expect(told).toMatch(message);
    expect(told).toMatch(/Put that back as it was, or begin a new run: lisalab run .*long\.ipynb/);
  });

  it("is not resumed with a damaged outcome, from a cell that isn't there, or when there is none", async () => {
    const restore = changed(
      "",
      (text) => text.replace("told the", "sold the"),
      house.file({ id }, "checkpoints/cell-4.outcome"),
    );
    expect(await refusal(id)).toMatch(
      /cell 4 is to be executed once, but .*its SHA-256 is another.* --from 4` executes it/,
    );
    restore();
    expect(await refusal(id, "--from", "9")).toMatch(/--from 9: .*have the numbers 1, 2, 3, 4, 5, 6/);
    expect(await refusal("nothing")).toMatch(/There is no run nothing/);
    expect(await refusal(id, "-p", "input=x")).toMatch(/--resume takes no --parameter/);
  });

  it("comes to the same verdict with the same values, by one of two who resume it at once", async () => {
    const both = await Promise.all([1, 2].map(() => house.lisalab("run", "--resume", id, "--json")));
    expect(both.map(({ status }) => status).sort()).toEqual([0, 64]);
    expect(both.find(({ status }) => status === 64)!.stderr).toMatch(/is running/);
    expect(existsSync(file("log")), "nothing was made or sent again").toBe(false);
    const record = recordOf(id);
    expect([record.verdict, record.checks]).toEqual([unbroken.verdict, unbroken.checks]);
    expect(record.cells.map(({ state }) => state)).toEqual(["done", "done", "done", "kept", "done", "done"]);
    expect(printed(house.notebook(record), "cell-4")).toBe("archive told, end, sum Pass\n");
    expect(printed(house.notebook(record), "cell-2")).toBe("it is sent\n");
  });

  it("tells that it was resumed: record, report, record of runs, logbook", async () => {
    const { attempt, attempts, notes } = recordOf(id);
    expect([attempt, attempts]).toEqual([2, [expect.objectContaining({ attempt: 1, entry: expect.any(Number) })]]);
    expect(notes[0]).toMatch(
      /^Resumed by Tester as attempt 2, after attempt 1 \(logbook entry \d+\): the process that ran/,
    );
    expect(notes[0]).toMatch(/Not executed again: cell 4 /);
    expect(notes).toContain("told the archive");
    expect(notes).toContain('Checkpoint "spectra: A, E" is that of attempt 1.');
    expect(readFileSync(house.file({ id }, "report.html"), "utf8")).toContain("was not executed in this attempt");
    const first = JSON.parse(readFileSync(house.file({ id }, "attempts/1/record.json"), "utf8")) as RunRecord;
    expect(first).toMatchObject({ attempt: 1, verdict: "Error", reason: "the process that ran it was killed" });
    const { transitions } = await asJson<RunDetails>("runs", "show", id);
    expect(transitions.map(({ to }) => to)).toEqual(["queued", "running", "abandoned", "running", "passed"]);
    const entries = (await asJson<readonly Entry[]>("logbook", "list")).filter(({ runId }) => runId === id);
    expect(entries.map(({ key, status, links }) => [key, status, links])).toEqual([
      [`${id}/attempt/2`, "Pass", [`entry:${id}`]],
      [id, "Error", []],
    ]);
    expect(await refusal(id)).toMatch(/is passed: it came to its end and has its verdict/);
  });
});

it("a cell that is executed once, and was killed in the middle, is executed again only when somebody says so", async () => {
  const id = await killed("long", "stay-in-sending", 3);
  expect(did()).toBe("made");
  expect(await refusal(id)).toMatch(/cell 4 is to be executed once, but it began, and nothing says how it ended/);
  const { status } = await house.lisalab("run", "--resume", id, "--from", "4");
  expect([status, did()]).toEqual([0, "sent"]);
  expect(recordOf(id).checks).toEqual(unbroken.checks);
});

it("is resumed by the next worker where the sidecar says so; a damaged checkpoint is made again, and told of", async () => {
  const id = await killed("stubborn", "stay-in-end", 4);
  const [checkpoint] = readdirSync(house.file({ id }, "checkpoints")).filter((name) => name.endsWith(".checkpoint"));
  const path = house.file({ id }, join("checkpoints", checkpoint!));
  const content = readFileSync(path);
  content[content.length - 100]! ^= 1;
  writeFileSync(path, content);
  expect(did()).toBe("made sent");
  const { status } = await house.lisalab("run", "--next");
  expect([status, did()]).toEqual([0, "made"]);
  const record = recordOf(id);
  expect(record.checks).toEqual(unbroken.checks);
  expect(record.notes[0]).toMatch(/^Resumed from the queue as attempt 2, /);
  expect(record.notes).toContain('Checkpoint "spectra: A, E": it was made again, since its SHA-256 is another.');
});
