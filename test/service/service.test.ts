import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { openRuns } from "../../src/runs/open.js";
import { runbookIn } from "./runbook-sample.js";

const PROGRAM = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

/** `lisalab serve` on a folder, listening. */
async function serve(folder: string, ...options: string[]) {
  const env = { ...process.env, LISALAB_HOME: join(folder, "home") };
  const child = spawn(process.execPath, [PROGRAM, "serve", folder, "--port", "0", ...options], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  started.push(child);
  const told = { log: "" };
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    told.log += text;
  });
  const until = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(told.log);
      if (found !== null) return found;
      if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}:\n${told.log}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const [, url] = await until(/listens +(\S+);/);
  return { child, told, until, url: url! };
}

function house(sidecar: Readonly<Record<string, unknown>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "lisalab serve "));
  runbookIn(folder, "tiny", sidecar);
  return folder;
}

function lisalab(folder: string, ...words: string[]) {
  const env = { ...process.env, LISALAB_HOME: join(folder, "home") };
  return spawnSync(process.execPath, [PROGRAM, ...words], { env, encoding: "utf8" });
}

describe("lisalab serve", () => {
  it("runs what is queued in a process of its own, tells of it, and ends with SIGTERM", async () => {
    const folder = house();
    const { child, until, told, url } = await serve(folder);
    const id = lisalab(folder, "run", join(folder, "tiny"), "--queue").stdout.trim();
    await until(new RegExp(`Pass +${id} after \\d+ s`));
    const status = (await (await fetch(new URL("status", url))).json()) as Record<string, unknown>;
    expect(status).toMatchObject({ stopping: false, queue: [], faults: {}, broken: {}, troubles: [] });
    const health = await fetch(new URL("healthz", url));
    expect([health.status, await health.json()]).toEqual([200, { well: true, stopping: false, broken: {} }]);
    expect((await fetch(new URL("livez", url))).status).toBe(200);
    child.kill("SIGTERM");
    expect((await once(child, "exit"))[0]).toBe(0);
    expect(told.log).toMatch(/stopping .*\n.*stopped/);
    lisalab(folder, "server", "stop");
  }, 120_000);

  it("leaves a run that goes on to its end when it is told to stop twice", async () => {
    const folder = house();
    const path = runbookIn(folder, "slow", {}, "await new Promise((resolve) => setTimeout(resolve, 3000));");
    const { child, until } = await serve(folder);
    const id = lisalab(folder, "run", path, "--queue").stdout.trim();
    await until(new RegExp(`begins +${id} in process`));
    const begin = Date.now();
    child.kill("SIGTERM");
    await until(/stopping/);
    child.kill("SIGTERM");
    expect((await once(child, "exit"))[0]).toBe(0);
    // Not the twenty seconds that one signal gives runs.
    expect(Date.now() - begin).toBeLessThan(15_000);
    const ledger = await openRuns(join(folder, "home"));
    let entry = await ledger.get(id);
    while (entry.endedAt === null) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      entry = await ledger.get(id);
    }
    await ledger.close();
    expect(entry.status).toBe("passed");
    lisalab(folder, "server", "stop");
  }, 120_000);

  it("refuses a port that is taken, a folder that is not there, and what makes no sense", async () => {
    const folder = house();
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    const busy = await new Promise<string>((resolve) => {
      const env = { ...process.env, LISALAB_HOME: join(folder, "home") };
      const child = spawn(process.execPath, [PROGRAM, "serve", folder, "--port", String(port)], { env });
      let said = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
      child.on("close", (code) => resolve(`${code} ${said}`));
    });
    taken.close();
    expect(busy).toMatch(/^3 /);
    expect(busy).toMatch(new RegExp(`port ${port} of 127.0.0.1: another process has it \\(EADDRINUSE\\); choose one`));
    expect(lisalab(folder, "serve", join(folder, "none")).stderr).toMatch(/can't read the folder .*none/);
    expect(lisalab(folder, "serve", folder, "--workers", "0").stderr).toMatch(/--workers is "0"; it can be 1 to 1000/);
    expect(lisalab(folder, "serve").status).toBe(64);
  }, 60_000);
});

describe("lisalab serve --check", () => {
  it("shows when each schedule comes, and what is wrong", () => {
    const folder = house({ schedule: "0 6 * * *", missed: "all" });
    expect(lisalab(folder, "serve", folder, "--check")).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(
        /tiny 1\.0\.0 {2}.*\n {2}at once: any number; triggers: 0\n {2}schedule "0 6 \* \* \*", UTC; missed: all within 86400 s\n( {4}\d{4}-\d\d-\d\dT06:00:00Z\n){5}All can be served/,
      ) as string,
    });
    runbookIn(folder, "bad", { schedule: "0 25 * * *" });
    runbookIn(folder, "never", { schedule: "0 0 30 2 *" });
    runbookIn(folder, "needy", { schedule: "0 6 * * *", parameters: { day: { type: "string" } } });
    const { status, stdout } = lisalab(folder, "serve", folder, "--check");
    expect(status).toBe(3);
    expect(stdout).toMatch(/WRONG .*bad\.yaml: schedule is "0 25 \* \* \*"; hour "25" is none of 0 to 23/);
    expect(stdout).toMatch(/never 1.*\n.*\n.*\n {2}WRONG {2}its schedule has no time to come/);
    expect(stdout).toMatch(/WRONG {2}parameter "day" has no default/);
    expect(stdout).toMatch(/3 of them can't be served as they are\.\n$/);
  }, 60_000);
});
