import { spawn } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as h5wasm from "h5wasm/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { instant } from "../../src/core/instant.js";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import { encodeObservation } from "../../src/io/telemetryencode.js";
import { findServer, stopServer } from "../../src/jupyter/server.js";
import { simulate } from "../../src/pipeline/simulate.js";
import type { Check } from "../../src/runbook/check.js";
import type { RunRecord } from "../../src/runbook/record.js";
import { openRuns } from "../../src/runs/open.js";
import type { Streams } from "../../src/survey/streams.js";
import { clockSetAhead, dropped, noisy, pushed, sampleStreams, writeObservation } from "../survey/damage.js";

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

/** Orbits whose arms are a twentieth too short. */
async function otherOrbits(home: string): Promise<string> {
  const path = join(home, "other-orbits.h5");
  await copyFile("runbooks/sample/orbits.h5", path);
  await h5wasm.ready;
  const file = new h5wasm.File(path, "a");
  const ranges = file.get("tps/ppr") as h5wasm.Dataset;
  const shorter = (ranges.value as Float64Array).map((value) => 0.95 * value);
  ranges.write_slice(
    ranges.shape!.map((length) => [0, length]),
    shorter,
  );
  file.close();
  return path;
}

describe("daily-ops on a real server", () => {
  let home: string;
  let streams: Streams;
  const shorter = (samples: number): string => `expectedDuration=${(40_000 - samples) / 4}`;

  const runOn = async (name: string, damaged: Streams, parameters: readonly string[] = []): Promise<Outcome> => {
    const path = join(home, `${name}.h5`);
    await writeObservation(path, damaged);
    const outcome = await run(home, [`observation=${path}`, ...parameters]);
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
    expect(good.record.checks).toHaveLength(19);
    expect(good.record.notes).toEqual([
      expect.stringContaining("not subtracted, but in the models"),
      expect.stringContaining("No glitch in 8"),
      expect.stringContaining("carries no housekeeping"),
      expect.stringContaining("first run"),
      expect.stringContaining("this is number 1"),
    ]);
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
    expect(gap.record.notes.join("\n")).toContain("| every sample has arrived | 0 % | 5 % | **Pass → Fail** |");
    expect(gap.record.notes.join("\n")).toContain("sha256:observation");
  });

  test("a planned gap is listed and passes, one test mass's glitch in the same data too; narrower limits warn; a day that is not there is an Error", {
    timeout: PATIENCE,
  }, async () => {
    const damaged = pushed(dropped(streams, "23", 8000, 8800), "12", 26_000, 3e-11, 8);
    const planned = await runOn("planned", damaged, ["plannedGaps=[[2000,200]]", "levelLimits=[0.1,6]"]);
    expect(planned).toMatchObject({ status: 1, record: { verdict: "Warn" } });
    // All others pass: only levels have these limits.
    for (const check of Object.values(notPassed(planned))) expect(check).toMatchObject({ verdict: "Warn", unit: "dB" });
    const notebook = await readFile(join(home, "runs", planned.record.id, "notebook.ipynb"), "utf8");
    expect(notebook).toContain('"heatmap"');
    expect(notebook.match(/"application\/vnd.plotly.v1\+json"/g)!.length).toBeGreaterThanOrEqual(10);
    const notes = planned.record.notes.join("\n");
    expect(notes).toContain("Planned gaps: 2000 to 2200 s.");
    expect(notes).toMatch(/Glitches: test mass 12 at 6[45]\d\d s \(SNR \d+\); in/);
    const { status, record } = await run(home, ["date=2037-01-31"]);
    expect({ status, verdict: record.verdict }).toEqual({ status: 3, verdict: "Error" });
    expect(record.reason).toMatch(/has nothing of 2037-01-31: it reaches from 2035-01-01T00:16:40 to/);
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

  test("orbits of another constellation fail with the reason, and the rest goes on with measured ranges; a missing radio link fails", {
    timeout: PATIENCE,
  }, async () => {
    const path = join(home, "no-radio.h5");
    await writeObservation(path, streams, { withCorrelations: false });
    const { status, record } = await run(home, [`observation=${path}`, `orbitsFile=${await otherOrbits(home)}`]);
    await rm(path);
    expect({ status, verdict: record.verdict }).toEqual({ status: 2, verdict: "Fail" });
    const found = notPassed({ status, record });
    expect(Object.entries(found).map(([name, { verdict }]) => `${verdict} ${name}`)).toEqual([
      "Fail the orbits are of this constellation and day",
      "Fail clock readings as by radio",
    ]);
    expect(found["the orbits are of this constellation and day"]!.reason).toMatch(/km longer than by the orbits/);
    expect(found["clock readings as by radio"]!.reason).toMatch(/moc_time_correlations/);
    expect(record.checks.map(({ name }) => name)).toContain("A and E: noise as built");
  });

  test("packets of a simulation under drag-free control: its one glitch is counted, its gap is planned by their flags", {
    timeout: PATIENCE,
  }, async () => {
    const folder = join(home, "packets");
    const simulated = await simulate({
      orbits: await openOrbits("runbooks/sample/orbits.h5"),
      start: instant("TCB", 1000),
      duration: 10_800,
      seed: 20_370_131n,
      dynamics: {},
      glitches: [{ place: "tm_12", shape: "exponential", rise: 5, fall: 60, begin: 7000, amplitude: 2e-11 }],
      gaps: { list: [{ begin: 3000, duration: 200 }] },
    });
    await encodeObservation(simulated, folder);
    const outcome = await run(home, [`observation=${folder}`]);
    const checks = new Map(outcome.record.checks.map((check) => [check.name, check]));
    expect(checks.get("glitches")).toMatchObject({ verdict: "Pass", value: 1 });
    const notes = outcome.record.notes.join("\n");
    expect(notes).toContain("Planned gaps: 3000 to 3200 s.");
    expect(notes).not.toContain("not planned");
    expect(notes).toMatch(/Glitches: test mass 12 at (69|70)\d\d s \(SNR \d+\); in/);
    expect(notes).toContain("Tilt-to-length coupling");
    expect(checks.get("every sample has arrived")).toMatchObject({ verdict: "Pass", value: 0 });
    expect(checks.get("no stream stands still")).toMatchObject({ verdict: "Pass", value: 0 });
    expect(checks.get("test-mass readouts: motion")!.verdict).toBe("Pass");
    expect(notPassed(outcome)).toEqual({});
  });

  test("limits in reverse are wrong usage: nothing is run", { timeout: PATIENCE }, async () => {
    const refused = spawn(
      process.execPath,
      ["dist/cli/main.js", "run", "runbooks/daily-ops.ipynb", "-p", "levelLimits=[6,3]"],
      {
        env: { ...process.env, LISALAB_HOME: home },
      },
    );
    let err = "";
    refused.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    const status = await new Promise<number | null>((resolve) => refused.on("close", resolve));
    expect(err).toMatch(/levelLimits=\[6,3\].*must rise/);
    expect(status).toBeGreaterThan(2);
  });

  test("over earlier runs the key checks are drawn with limits from the first twenty, and what has changed warns", {
    timeout: PATIENCE,
  }, async () => {
    const ledger = await openRuns(home);
    const usual = { "ranging noise": 4.1, "A and E: noise as built": 0.1, "largest jump of a range": 4.4 };
    const earlier = Array.from({ length: 30 }, (_, k) => ({
      run: `203601${String(k + 1).padStart(2, "0")}T060000Z-daily-ops-0000`,
      runbook: "daily-ops",
      version: "1.9.0",
      software: "0.1.0",
      at: Date.parse("2020-01-01T06:00:00Z") + k * 86_400_000,
      verdict: "Pass" as const,
      data: "",
      // They scatter by a thousandth: the sample's own values are far from these.
      checks: Object.entries(usual).map(([name, value]) => ({
        name,
        value: value * (1 + 1e-3 * Math.sin(k * k)),
        unit: "",
        verdict: "Pass" as const,
      })),
    }));
    await ledger.measures.keep(earlier);
    await ledger.close();
    const { status, record } = await run(home, []);
    expect({ status, verdict: record.verdict }).toEqual({ status: 1, verdict: "Warn" });
    expect(record.checks.at(-1)).toMatchObject({ verdict: "Warn", value: 3 });
    expect(record.notes.join("\n")).toContain("What is usual: 20 runs from 2020-01-01 to 2020-01-20.");
    const notebook = await readFile(join(home, "runs", record.id, "notebook.ipynb"), "utf8");
    expect(notebook).toContain("Checks over the last runs, in standard deviations from their means");
    expect(notebook).toContain("2.0.0, lisalab");
  });
});
