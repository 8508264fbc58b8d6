import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findServer, stopServer } from "../../src/jupyter/server.js";
import type { RunRecord } from "../../src/runbook/record.js";
import { DAY, writeDay } from "../survey/weekfiles.js";

/** Seven searches for glitches and a kernel on a busy machine. */
const PATIENCE = 180_000;

interface Outcome {
  readonly status: number | null;
  readonly record: RunRecord;
}

describe("l1-quality on a real server", () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "lisalab weekly "));
  });
  afterAll(async () => {
    const server = await findServer(home);
    if (server !== undefined) await stopServer(server);
    await rm(home, { recursive: true, force: true });
  });

  /** Runs the runbook as an operator would, on a folder of short days. */
  const run = async (folder: string, more: readonly string[] = []): Promise<Outcome> => {
    const parameters = [`folder=${folder}`, `expectedDuration=${7 * DAY}`, "segment=2000", "piece=2048", ...more];
    const args = ["dist/cli/main.js", "run", "runbooks/l1-quality", "--json", ...parameters.flatMap((p) => ["-p", p])];
    const child = spawn(process.execPath, args, { env: { ...process.env, LISALAB_HOME: home } });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
    expect(out, err).toMatch(/^\{/);
    return { status, record: JSON.parse(out) as RunRecord };
  };
  const notPassed = ({ record }: Outcome): readonly string[] =>
    record.checks.filter(({ verdict }) => verdict !== "Pass").map(({ verdict, name }) => `${verdict} ${name}`);

  test("a quiet week passes, and is shown as tables and figures", { timeout: PATIENCE }, async () => {
    const folder = join(home, "quiet");
    await mkdir(folder);
    for (let index = 0; index < 7; index++) await writeDay(folder, index);
    const quiet = await run(folder);
    expect(quiet.record.reason).toBe("");
    expect(notPassed(quiet)).toEqual([]);
    expect(quiet).toMatchObject({ status: 0, record: { verdict: "Pass" } });
    expect(quiet.record.checks).toHaveLength(11);
    const notebook = await readFile(join(home, "runs", quiet.record.id, "notebook.ipynb"), "utf8");
    expect(notebook.match(/"application\/vnd.plotly.v1\+json"/g)!.length).toBeGreaterThanOrEqual(3);
    // The frame of danfojs, as text.
    expect(notebook).toMatch(/A, E: worst/);
    expect(quiet.record.artefacts.map(({ role }) => role).sort()).toEqual(["html", "notebook", "pdf"]);
  });

  test("what is wrong is said, with its day, and nothing else", { timeout: PATIENCE }, async () => {
    const folder = join(home, "troubled");
    await mkdir(folder);
    const troubles = [{}, { gap: 2500 }, {}, {}, { clock: 2e-3 }, { louder: 1.4 }];
    for (const [index, trouble] of troubles.entries()) await writeDay(folder, index, trouble);
    await writeFile(join(folder, "day-7.h5"), "cut off");
    const troubled = await run(folder);
    expect(troubled).toMatchObject({ status: 2, record: { verdict: "Fail" } });
    expect(notPassed(troubled)).toEqual([
      "Fail every file can be judged",
      "Fail time without a file",
      "Warn part of a file that can't be used",
      "Fail A and E: noise as built",
      "Fail T: noise as built",
      "Fail levels are steady",
      "Fail clocks run smoothly",
    ]);
    const reasons = Object.fromEntries(troubled.record.checks.map(({ name, reason }) => [name, reason]));
    expect(reasons["every file can be judged"]).toMatch(/day-7.h5 can't be judged.*lisalab l1/);
    expect(reasons["levels are steady"]).toMatch(/on 2037-01-01T22:45:20: \+/);
    expect(reasons["clocks run smoothly"]).toMatch(/clock 2/);
  });

  test("a folder without level-1 files is an Error that says so", { timeout: PATIENCE }, async () => {
    const folder = join(home, "empty");
    await mkdir(folder);
    const { status, record } = await run(folder);
    expect({ status, verdict: record.verdict }).toEqual({ status: 3, verdict: "Error" });
    expect(record.reason).toMatch(/has no level-1 file that can be judged/);
  });
});
