import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Finding } from "../../src/cli/health-probes.js";
import { filledLogbook, newFolder } from "../logbook/sample.js";

const cli = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** Longest time, in ms, for a server to start twice on a machine that is busy with other tests. */
const TWO_SERVERS = 120_000;

/** `lisalab …` with LISALAB_HOME at `home`. */
function lisalab(
  home: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
): { status: number | null; stdout: string } {
  return spawnSync(process.execPath, [cli, ...words], {
    encoding: "utf8",
    env: { ...process.env, LISALAB_HOME: home, ...env },
  });
}

/** What `lisalab health` finds under each name, and its exit status. */
function health(home: string, words: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout } = lisalab(home, ["health", "--json", ...words], env);
  const findings = JSON.parse(stdout) as Finding[];
  return { status, of: Object.fromEntries(findings.map((finding) => [finding.name, finding])) };
}

describe("lisalab health", () => {
  it("finds a sound installation sound", async () => {
    const { status, of } = health(join(await filledLogbook(2, tmpdir()), ".."));
    expect(of).toMatchObject({
      home: { verdict: "Pass" },
      python: { verdict: "Pass" },
      kernel: { verdict: "Pass" },
      server: { verdict: "Pass", message: "none runs; a run starts one" },
      logbook: { verdict: "Pass", message: "newest entry 2, Pass, 2037-01-31T06:00:00Z" },
    });
    // A machine short of room is warned of it.
    expect(status).toBe(of["room"]!.verdict === "Pass" ? 0 : 1);
  });

  it("ends with 2 and the reason for a home that is a file, a Python without a server, and a logbook that is none", async () => {
    const file = join(newFolder(), "file");
    writeFileSync(file, "");
    expect(health(file)).toMatchObject({ status: 2, of: { home: { verdict: "Fail" } } });
    const python = health(newFolder(), [], { LISALAB_PYTHON: "/bin/false" });
    expect(python).toMatchObject({ status: 2, of: { python: { verdict: "Fail" }, home: { verdict: "Pass" } } });
    expect(python.of["python"]!.message).toContain("can't import jupyter_server");
    const folder = await filledLogbook(1);
    writeFileSync(join(folder, "logbook.sqlite"), "x".repeat(5000));
    expect(health(join(folder, ".."))).toMatchObject({ status: 2, of: { logbook: { verdict: "Fail" } } });
  });

  it(
    "follows the server that `lisalab server keep` keeps: there, killed and back, ended",
    async () => {
      const home = newFolder();
      expect(health(home, ["--server"])).toMatchObject({ status: 2, of: { server: { verdict: "Fail" } } });
      const keeper = spawn(process.execPath, [cli, "server", "keep"], { env: { ...process.env, LISALAB_HOME: home } });
      onTestFinished(() => void keeper.kill("SIGTERM"));
      const pids: number[] = [];
      keeper.stdout.setEncoding("utf8").on("data", (text: string) => {
        pids.push(...[...text.matchAll(/^process (\d+) listens/gm)].map(([, pid]) => Number(pid)));
      });
      await until(() => pids.length === 1);
      expect(health(home, ["--server"]).of["server"]!.message).toContain(
        `process ${pids[0]} answers and knows our kernel`,
      );
      process.kill(pids[0]!, "SIGKILL");
      await until(() => pids.length === 2);
      expect(health(home, ["--server"]).of["server"]!.message).toContain(`process ${pids[1]} answers`);
      const ended = once(keeper, "close");
      keeper.kill("SIGTERM");
      expect(await ended).toEqual([0, null]);
      expect(lisalab(home, ["server", "status"]).stdout).toBe("no server runs\n");
    },
    TWO_SERVERS,
  );
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await sleep(50);
  }
}
