import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, vi } from "vitest";
import { openLogbook } from "../../src/logbook/embedded.js";
import { draft, newFolder } from "../logbook/sample.js";
import { damages, heldIn } from "./committed.js";
import { isClear } from "./failing-writes.js";
import { figure, times } from "./figures.js";

const COMMITTER = fileURLToPath(new URL("committer.mjs", import.meta.url));

/** Largest file that a process may write, in the shell's blocks: from nothing to many commits. */
const LARGEST = 400;
const STEP = times(2, 57);

/** Processes at once, each with a home of its own. */
const AT_ONCE = 4;

vi.setConfig({ testTimeout: 1_800_000 });

/** Lets a process commit that may write files of `blocks` at most, and tells what does not hold afterwards. */
async function trial(blocks: number): Promise<readonly string[]> {
  const home = newFolder();
  const child = spawn("/bin/sh", ["-c", `ulimit -f ${blocks}; exec "$0" "$1"`, process.execPath, COMMITTER]);
  const said = { out: "", err: "" };
  child.stdout.on("data", (text) => {
    said.out += String(text);
  });
  child.stderr.on("data", (text) => {
    said.err += String(text);
  });
  child.stdin.write(`${JSON.stringify({ home, prefix: "p" })}\n`);
  const [status] = (await once(child, "close")) as [number | null];
  const lines = said.out.split("\n").slice(0, -1);
  const damaged = damages(home);
  await post(home);
  const held = await heldIn(home);
  const lost = lines.filter((line) => !held.lines.has(line));
  const faults = [
    ...(status === 3 ? [] : [`exit status ${status}`]),
    ...(isClear(said.err) ? [] : [`it says: ${said.err.trim().slice(0, 300)}`]),
    ...[...damaged, ...held.faults].map((fault) => `damaged: ${fault}`),
    ...lost.map((line) => `lost: ${line}`),
  ];
  return faults.map((fault) => `files of ${blocks} blocks: ${fault}`);
}

/** Posts when there is room again: whatever there was of a logbook, it goes on. */
async function post(home: string): Promise<void> {
  const logbook = openLogbook(join(home, "logbook"));
  await logbook.post(draft("afterwards"));
  await logbook.close();
}

it("what the disk takes no more of, in SQLite or beside it, is told, and leaves all that was acknowledged", async () => {
  const found: string[] = [];
  const waiting = Array.from({ length: Math.floor(LARGEST / STEP) + 1 }, (_, n) => n * STEP);
  const tried = waiting.length;
  const worker = async (): Promise<void> => {
    for (let blocks = waiting.shift(); blocks !== undefined; blocks = waiting.shift())
      found.push(...(await trial(blocks)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  figure({
    what: "commits to the record of runs, the logbook and the spool where no file may grow beyond 0, 1, 2, … kB",
    times: tried,
    asked: "a clear message, it opens afterwards, nothing acknowledged is lost",
    found: `${found.length} that do not hold`,
  });
  expect(found).toEqual([]);
});
