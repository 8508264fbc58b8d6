import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { randomStream } from "../../src/core/random.js";
import type { Outcome } from "../../src/runs/measures.js";
import { openRuns } from "../../src/runs/open.js";
import { type Ended, House } from "../runbook/house.js";

// A loaded machine takes its time to start kernels.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let house: House;
beforeAll(() => {
  house = new House();
});
afterAll(() => house.close());

const DAY = 86_400_000;
const BEGIN = Date.parse("2037-01-01T06:00:00Z");
/** Scatter of 0.5 around 4 dB; from run 40 on 1.5 dB more, which is three standard deviations; another version from run 30 on. */
const SCATTER = randomStream(11n, "trends").normals(new Float64Array(60));
const JUMP = 40;

function run(index: number): Outcome {
  const at = BEGIN + index * DAY;
  const stamp = new Date(at).toISOString().replace(/[-:]|\.\d+/g, "");
  return {
    run: `${stamp}-daily-00${String(index).padStart(2, "0")}`,
    runbook: "daily",
    version: index < 30 ? "1.0.0" : "1.1.0",
    software: "0.1.0",
    at,
    verdict: "Pass",
    data: "",
    checks: [
      { name: "noise", value: 4 + 0.5 * SCATTER[index]! + (index < JUMP ? 0 : 1.5), unit: "dB", verdict: "Pass" },
      { name: "quiet", value: 1 - 0.1 * SCATTER[(index * 7) % 60]!, unit: "ns", verdict: "Pass" },
      { name: "missing", value: 0, unit: "%", verdict: "Pass" },
    ],
  };
}

async function keep(outcomes: readonly Outcome[]): Promise<void> {
  const ledger = await openRuns(house.home, "");
  await ledger.measures.keep(outcomes);
  await ledger.close();
}

interface TrendJson {
  readonly check: string;
  readonly baseline: {
    readonly count: number;
    readonly from: string;
    readonly to: string;
    readonly mean: number;
  } | null;
  readonly changed: readonly { readonly by: string; readonly since: string }[];
  readonly changedSince: string | null;
  readonly releases: readonly { readonly at: string; readonly version: string }[];
  readonly points?: readonly { readonly at: string }[];
}

const trends = (...words: string[]): Promise<Ended> => house.lisalab("trends", ...words);
async function json(...words: string[]): Promise<readonly TrendJson[]> {
  return JSON.parse((await trends("--json", ...words)).stdout) as TrendJson[];
}

describe("lisalab trends", () => {
  it("says so when nothing was measured, and names what there is when it does not know a name", async () => {
    expect(await trends()).toMatchObject({ status: 0, stdout: "nothing measured\n" });
    await keep(Array.from({ length: 5 }, (_, k) => run(k)));
    expect(await trends("dayly")).toMatchObject({
      status: 64,
      stderr: expect.stringContaining('a runbook called "dayly". There is "daily"'),
    });
    expect((await trends("daily", "--check", "nois")).stderr).toContain('There is "noise", and 3 in all');
    expect((await trends("--check", "nothing")).status).toBe(64);
    const { status, stdout } = await trends();
    expect([status, stdout]).toEqual([0, expect.stringContaining("3 without limits: a baseline takes 8 runs")]);
    await keep(Array.from({ length: 60 }, (_, k) => run(k)));
  });

  it("tells which checks have changed, since when and by which chart, with the baseline it says so by", async () => {
    const { status, stdout, stderr } = await trends("daily");
    expect([status, stderr]).toEqual([1, ""]);
    expect(stdout).toMatch(/^noise +changed +\d\.\d+ dB +.*20, 2037-01-01 to 2037-01-20 +2037-02-1\d +[▁-█]{16}$/m);
    expect(stdout).toMatch(/^missing +usual +0 % +0 +0 /m);
    expect(stdout).toContain("last change of version: 2037-01-31 to 1.1.0, lisalab 0.1.0");
    const [noise] = await json("daily", "--check", "noise");
    expect(noise!.points).toHaveLength(60);
    expect(noise!.releases).toEqual([{ at: "2037-01-31T06:00:00.000Z", version: "1.1.0", software: "0.1.0" }]);
    const cusum = noise!.changed.find(({ by }) => by === "CUSUM")!;
    const since = (Date.parse(cusum.since) - BEGIN) / DAY;
    // Three standard deviations are seen within 3 values.
    expect(since).toBeGreaterThanOrEqual(JUMP);
    expect(since).toBeLessThanOrEqual(JUMP + 3);
    expect(noise!.changedSince).toContain("-daily-00");
  });

  it("takes another baseline when it is told, and then nothing has changed", async () => {
    const later = await json("daily", "--check", "noise", "--baseline", "2037-02-12..2037-03-01", "--chart", "cusum");
    expect(later[0]!.baseline).toMatchObject({ from: "2037-02-12T06:00:00.000Z", to: "2037-03-01T06:00:00.000Z" });
    expect(later[0]!.changed).toEqual([]);
    const [released] = await json("daily", "--check", "noise", "--baseline", "release");
    expect(released!.baseline).toMatchObject({ from: "2037-01-31T06:00:00.000Z", count: 20 });
    const few = await json("daily", "--check", "noise", "--baseline", "2037-01-01..2037-01-05");
    expect(few[0]!.baseline).toBeNull();
  });

  it("shows only what was measured since", async () => {
    const [noise] = await json("daily", "--check", "noise", "--since", "2037-02-01");
    expect(noise!.points).toHaveLength(29);
    expect(await json("--since", "2037-12-31")).toEqual([]);
  });

  it("draws them as SVG and as a page", async () => {
    for (const [words, file, parts] of [
      [
        ["daily", "--check", "noise", "--chart", "ewma"],
        "a.svg",
        ["<svg", "moving average", "baseline", "1.1.0, lisalab"],
      ],
      [["daily"], "b.svg", ["<svg", "within 3 sigma", "noise"]],
      [["daily"], "c.html", ["<!doctype html", "20 runs from 2037-01-01 to 2037-01-20", "changed since"]],
    ] as const) {
      const { stderr } = await trends(...words, "--figure", join(house.root, file));
      expect(stderr).toBe("");
      const text = readFileSync(join(house.root, file), "utf8").toLowerCase();
      for (const part of parts) expect(text).toContain(part.toLowerCase());
    }
    expect((await trends("--figure", "a.png")).stderr).toContain("a file that ends in .svg or .html");
  });

  it.each([
    [["--baseline", "yesterday"], "give FROM..TO"],
    [["--baseline", "2037-02-30..2037-03-01"], '"2037-02-30" is no day'],
    [["--baseline", "2037-02-02..2037-02-01"], "ends before it begins"],
    [["--since", "soon"], '"soon" is no day'],
    [["--chart", "pie"], "shewhart or ewma or cusum"],
  ])("refuses %j", async (words, message) => {
    const { status, stderr } = await trends(...words);
    expect([status, stderr]).toEqual([64, expect.stringContaining(message)]);
  });

  it("takes in what runs left that it does not know, and tells of records that can't be read", async () => {
    const id = "20370401T060000Z-daily-ffff";
    mkdirSync(join(house.home, "runs", id), { recursive: true });
    writeFileSync(join(house.home, "runs", id, "record.json"), "{ half");
    const { stderr, stdout } = await trends("daily");
    expect(stderr).toMatch(/^lisalab: left out: .*20370401T060000Z-daily-ffff.record\.json can't be read/);
    expect(stdout).toContain("noise");
  });
});

describe("what changed since the last good run", () => {
  it("is in the evidence of every run that did not pass, and `lisalab runs diff` of one run tells all of it", async () => {
    const cell =
      'import { runbook } from "lisalab";\nrunbook.check("level", { value: level, unit: "dB", failAbove: 2 });';
    const parameters = {
      level: { type: "number", default: 1 },
      data: { type: "string", format: "file", default: "data|1.txt" },
    };
    for (const n of [1, 2]) writeFileSync(join(house.runbooks, `data|${n}.txt`), `content ${n}`);
    const name = house.runbook("level", [cell], { parameters });
    const { record: lone } = await house.run(name, "-p", "level=5");
    expect(lone.notes).toEqual([]);
    expect((await house.lisalab("runs", "diff", lone.id)).stderr).toContain("No run of level before");
    const { record: good } = await house.run(name);
    expect(good.notes).toEqual([]);
    const { record: bad } = await house.run(name, "-p", "level=3", "-p", "data=data|2.txt");
    const note = bad.notes.join("\n");
    expect(note).toContain(`**What changed since the last good run**, \`${good.id}\``);
    expect(note).toContain("The same: software, environment.");
    expect(note).toMatch(/^\| data data \| [0-9a-f]{12}… \| [0-9a-f]{12}… \|$/m);
    expect(note).toContain("| parameter level | 1 | 3 |");
    expect(note).toMatch(/^\| parameter data \| ".*data\\\|1\.txt" \| ".*data\\\|2\.txt" \|$/m);
    expect(note).toContain("| check level | Pass, 1 dB | Fail, 3 dB |");
    expect(readFileSync(house.file(bad, "report.html"), "utf8")).toContain("What changed since the last good run");
    const { stdout } = await house.lisalab("runs", "diff", bad.id, "--json");
    expect(JSON.parse(stdout)).toContainEqual({ what: "parameter level", a: "1", b: "3" });
    const { record: same } = await house.run(name, "-p", "level=3");
    expect(same.notes[0]).toContain("The same: data, software, environment.");
  });
});
