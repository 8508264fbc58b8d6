import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "libsql";
import { expect, it } from "vitest";
import { runbookIn } from "../service/runbook-sample.js";

const PROGRAM = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

it("lisalab serve says that the record of runs is locked, and goes on when it is free", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lisalab locked "));
  const home = join(folder, "home");
  runbookIn(folder, "tiny");
  const child = spawn(process.execPath, [PROGRAM, "serve", folder, "--port", "0"], {
    env: { ...process.env, LISALAB_HOME: home },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const until = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (let found = pattern.exec(log); ; found = pattern.exec(log)) {
      if (found !== null) return found;
      expect(child.exitCode, log).toBeNull();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const url = (await until(/listens +(\S+);/))[1]!;
  const database = new Database(join(home, "runs.sqlite"));
  database.exec("BEGIN EXCLUSIVE");
  await until(/TROUBLE +runs at work: record of runs .*another process keeps it locked/);
  database.exec("COMMIT");
  database.close();
  await until(/again +runs at work: works again/);
  expect((await fetch(new URL("healthz", url))).status).toBe(200);
  child.kill("SIGTERM");
  expect((await once(child, "exit"))[0]).toBe(0);
});
