import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { FakeElogd } from "./fake-elogd.js";
import { newFolder } from "./sample.js";

const deliverer = fileURLToPath(new URL("deliverer.mjs", import.meta.url));

/** How long each process may go on after its entries are in the spool, in ms. */
const LIVES = [0, 5, 12, 20, 30, 45, 60, 90];

/** Entries of each process. */
const COUNT = 3;

it("processes that are killed while they deliver lose nothing and double nothing", async () => {
  const elogd = await FakeElogd.start();
  elogd.delay = 8;
  const home = newFolder();
  const acknowledged: string[] = [];
  for (const [round, life] of [...LIVES, Number.POSITIVE_INFINITY].entries()) {
    const child = spawn(process.execPath, [deliverer, home, elogd.url, String(round * COUNT), String(COUNT)]);
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output += `error: ${text}`;
    });
    const ended = once(child, "close");
    if (Number.isFinite(life)) {
      while (output.split("\n").length <= COUNT && child.exitCode === null) await sleep(2);
      await sleep(life);
      child.kill("SIGKILL");
    }
    await ended;
    acknowledged.push(...output.split("\n").slice(0, -1));
  }
  expect(acknowledged.filter((line) => !/^(run-\d+|all)$/.test(line))).toEqual([]);
  const keys = acknowledged.filter((line) => line !== "all");
  expect(keys).toHaveLength((LIVES.length + 1) * COUNT);
  expect(elogd.values("Run ID").sort()).toEqual(keys.sort());
  await elogd.stop();
}, 60_000);
