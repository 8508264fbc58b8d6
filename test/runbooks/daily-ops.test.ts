import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findServer, stopServer } from "../../src/jupyter/server.js";
import type { Check } from "../../src/runbook/check.js";
import type { RunRecord } from "../../src/runbook/record.js";
import type { Streams } from "../../src/survey/streams.js";
import { clockSetAhead, dropped, noisy, sampleStreams, writeObservation } from "../survey/damage.js";

/** Five runs on one server and, where other suites keep both cores busy, slow kernels. */
const PATIENCE = 180_000;

interface Outcome {
  readonly status: number | null;
  readonly record: RunRecord;
}

/** Runs the runbook as an operator would: the built command, a real Jupyter server, the kernel of operations. */
async function run(home: string, parameters: readonly string[]): Promise<Outcome> {
  const args = [
    "dist/cli/main.js",
    "run",
    "runbooks/daily-ops.ipynb",
    "--json",
    ...parameters.flatMap((p) => ["-p", p]),
  ];
  const child = spawn(process.execPath, args, { env: { ...process.env, LISALAB_HOME: home } });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  expect(out, err).toMatch(/^\{/);
  return { status, record: JSON.parse(out) as RunRecord };
}

describe("daily-ops on a real server", () => {
  let home: string;
  let streams: Streams;
  const shorter = (samples: number): string => `expectedDuration=${(40_000 - samples) / 4}`;

  const runOn = async (name: string, damaged: Streams, parameters: readonly string[] = []): Promise<Outcome> => {
    const path = join(home, `${name}.h5`);
    await writeObservation(path, damaged);
    const outcome = await run(home, [`observationFile=${path}`, ...parameters]);
    await rm(path);
    return outcome;
  };
  const notPassed = ({ record }: Outcome): Record<string, Check> =>
    Object.fromEntries(record.checks.filter(({ verdict }) => verdict !== "Pass").map((check) => [check.name, check]));

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "lisalab daily "));
    streams = await sampleStreams();
  });
  afterAll(async () => {
    const server = await findServer(home);
    if (server !== undefined) await stopServer(server);
    await rm(home, { recursive: true, force: true });
  });

  test("the sample passes every check, and the first run has nothing to compare with", {
    timeout: PATIENCE,
  }, async () => {
    const good = await run(home, []);
    expect(good.record.reason).toBe("");
    expect(notPassed(good)).toEqual({});
    expect(good).toMatchObject({ status: 0, record: { verdict: "Pass" } });
    expect(good.record.checks).toHaveLength(16);
    expect(good.record.notes).toEqual([expect.stringContaining("first run")]);
    expect(good.record.artefacts.map(({ role }) => role).sort()).toEqual(["html", "notebook", "pdf"]);
  });

  test("a dropped stretch fails completeness and nothing else, and shows as changed", {
    timeout: PATIENCE,
  }, async () => {
    const gap = await runOn("gap", dropped(streams, "23", 6000, 8000));
    expect(gap).toMatchObject({ status: 2, record: { verdict: "Fail" } });
    expect(Object.keys(notPassed(gap))).toEqual(["every sample has arrived"]);
    const check = notPassed(gap)["every sample has arrived"]!;
    expect(check).toMatchObject({ verdict: "Fail", value: 5 });
    expect(check.reason).toMatch(
      /sci_carriers 23, .* and 3 more: 500 s in 1 stretch missing, first 1500 s after the start.*Ask the ground/,
    );
    expect(gap.record.notes[0]).toContain("| every sample has arrived | 0 % | 5 % | **Pass → Fail** |");
    expect(gap.record.notes[0]).toContain("sha256:observationFile");
  });

  test("an excess of noise in one science readout fails A, E and T, and names the arm", {
    timeout: PATIENCE,
  }, async () => {
    const excess = await runOn("excess", noisy(streams, "sci_carriers", "32", 1e-10));
    expect(excess).toMatchObject({ status: 2, record: { verdict: "Fail" } });
    expect(Object.keys(notPassed(excess)).sort()).toEqual(["A and E: noise as built", "T: noise as built"]);
    expect(notPassed(excess)["A and E: noise as built"]!.reason).toContain("the excess is in arm 2-3");
  });

  test("a clock set a sample ahead fails against the radio link, and names the spacecraft", {
    timeout: PATIENCE,
  }, async () => {
    const wrong = await runOn("clock", clockSetAhead(streams, "2", 1), [shorter(1)]);
    expect(wrong).toMatchObject({ status: 2, record: { verdict: "Fail" } });
    expect(Object.keys(notPassed(wrong))).toEqual(["clock readings as by radio"]);
    expect(notPassed(wrong)["clock readings as by radio"]!.reason).toMatch(/Clock of spacecraft 2: it was set wrong/);
  });

  test("narrower limits warn, and the executed notebook keeps the figures", { timeout: PATIENCE }, async () => {
    const { status, record } = await run(home, ["levelLimits=[0.1,6]"]);
    expect({ status, verdict: record.verdict }).toEqual({ status: 1, verdict: "Warn" });
    const notebook = await readFile(join(home, "runs", record.id, "notebook.ipynb"), "utf8");
    expect(notebook.match(/"application\/vnd.plotly.v1\+json"/g)!.length).toBeGreaterThanOrEqual(10);
  });
});
