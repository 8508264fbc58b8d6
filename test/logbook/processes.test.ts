import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { openLogbook } from "../../src/logbook/embedded.js";
import { filledLogbook, newFolder } from "./sample.js";

const writer = fileURLToPath(new URL("writer.mjs", import.meta.url));
const refusals = fileURLToPath(new URL("refusals.mjs", import.meta.url));
const cli = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** Runs a writer to its end; gives the lines it printed. */
async function written(folder: string, prefix: string, count: number): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [writer, folder, prefix, String(count)]);
  return stdout.trim().split("\n");
}

describe("several processes at once", () => {
  it("make one logbook, one entry of each key, and one chain", async () => {
    const folder = join(newFolder(), "logbook");
    const outputs = await Promise.all([
      written(folder, "a", 20),
      written(folder, "b", 20),
      written(folder, "a", 20),
      written(folder, "a", 20),
    ]);
    const lines = outputs.flat().map((line) => line.split(" "));
    expect(lines.filter(([, , outcome]) => outcome === "added")).toHaveLength(40);
    expect(lines.filter(([, , outcome]) => outcome === "known")).toHaveLength(40);
    expect(new Set(lines.map(([id, key]) => `${id} ${key}`)).size).toBe(40);
    expect(await openLogbook(folder).verify()).toMatchObject({ entries: 40, attachments: 40, faults: [] });
  });
});

describe("a process that is killed while it posts", () => {
  // How long each writer may post, in ms, counted from its first acknowledged entry.
  const LIVES = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 4, 7, 17];

  it("loses nothing that was acknowledged, and leaves a logbook that verifies and goes on", async () => {
    const folder = join(newFolder(), "logbook");
    const acknowledged: string[] = [];
    for (const [round, life] of LIVES.entries()) {
      const child = spawn(process.execPath, [writer, folder, `round ${round} entry `, "100000"]);
      acknowledged.push(...(await linesUntilKilled(child, life)));
      const logbook = openLogbook(folder);
      expect((await logbook.verify()).faults).toEqual([]);
      const held = new Set((await logbook.list()).map(({ id, key }) => `${id} ${key} added`));
      expect(acknowledged.filter((line) => !held.has(line))).toEqual([]);
      await logbook.close();
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(LIVES.length);
    expect((await written(folder, "after ", 1))[0]).toMatch(/ after 1 added$/);
    expect((await openLogbook(folder).verify()).faults).toEqual([]);
  });

  /** The complete lines that `child` printed until it was killed, `life` ms after the first. */
  async function linesUntilKilled(child: ChildProcess, life: number): Promise<string[]> {
    let output = "";
    child.stdout!.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    const ended = once(child, "close");
    await once(child.stdout!, "data");
    await sleep(life);
    child.kill("SIGKILL");
    await ended;
    return output.split("\n").slice(0, -1);
  }
});

describe("a disk without room", () => {
  it("gives one clear error, keeps what was there, and takes the next entry that fits", async () => {
    const folder = newFolder();
    const command = `exec "${process.execPath}" "${refusals}" "${folder}/logbook"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", withLittleRoom(folder, command)], { encoding: "utf8" });
    expect(stderr).toBe("");
    const found = JSON.parse(stdout) as Record<string, unknown>;
    const refused = expect.stringMatching(/^Environment: logbook .*(room|disk refuses)/) as string;
    expect(found).toEqual({
      small: "added",
      largeFile: refused,
      largeText: refused,
      smallAgain: "added",
      entries: 2,
      faults: [],
      parts: [],
    });
  });

  /** `command` on a small disk of its own at `folder`, where the machine lets us; else with a limit on files' sizes. */
  function withLittleRoom(folder: string, command: string): string {
    const mounted = `mount -t tmpfs -o size=2m tmpfs "${folder}"`;
    for (const apart of ["unshare --mount", "unshare --mount --user --map-root-user"]) {
      if (spawnSync("bash", ["-c", `${apart} bash -c '${mounted}'`]).status === 0) {
        return `${apart} bash -c '${mounted} && ${command}'`;
      }
    }
    return `ulimit -f 2048; ${command}`;
  }
});

describe("a folder that can't be written", () => {
  // Root may write anywhere; without its capabilities it is a user like others.
  const plain = process.getuid!() === 0 ? ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] : ["env"];

  function lisalab(home: string, ...words: string[]): { status: number | null; stdout: string; stderr: string } {
    const [program, ...rest] = [...plain, process.execPath, cli, "logbook", ...words];
    return spawnSync(program!, rest, { encoding: "utf8", env: { ...process.env, LISALAB_HOME: home } });
  }

  it.each([
    ["as a closed logbook is left", []],
    ["as a copy of the three files that matter", ["logbook.sqlite-wal", "logbook.sqlite-shm"]],
  ])("is read and verified, and refuses a new entry by one clear error: %s", async (_, without) => {
    const folder = await filledLogbook(2);
    const home = join(folder, "..");
    for (const name of without) {
      rmSync(join(folder, name), { force: true });
    }
    spawnSync("chmod", ["-R", "a-w", folder]);
    try {
      expect(lisalab(home, "verify")).toMatchObject({
        status: 0,
        stdout: expect.stringContaining("2 entries, 2 attachments verified") as string,
      });
      expect(lisalab(home, "list").stdout).toContain("Daily OPS checks");
      const before = readdirSync(folder);
      const { status, stderr } = lisalab(home, "post", "--subject", "Handover");
      expect(stderr).toMatch(/^lisalab: logbook .*can't be written.*\n$/);
      expect(status).toBe(3);
      expect(readdirSync(folder)).toEqual(before);
    } finally {
      spawnSync("chmod", ["-R", "u+w", folder]);
    }
  });

  it("says so too when there is no logbook in it yet", () => {
    const home = join(newFolder(), "home");
    mkdirSync(home, { mode: 0o555 });
    const { status, stderr } = lisalab(home, "post", "--subject", "Handover");
    expect(status).toBe(3);
    expect(stderr).toMatch(/^lisalab: logbook .*can't be written.*\n$/);
    expect(readdirSync(home)).toEqual([]);
  });
});
