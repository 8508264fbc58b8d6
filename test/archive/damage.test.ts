import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeBackup } from "../../src/archive/backup.js";
import { listBackups } from "../../src/archive/listing.js";
import type { Backup, Manifest } from "../../src/archive/manifest.js";
import { restoreBackup } from "../../src/archive/restoration.js";
import { verifyBackup } from "../../src/archive/verification.js";
import { contradictions, ended, flip, Place, put } from "./house.js";

let place: Place;
beforeAll(async () => {
  place = new Place();
  await place.runs(3);
});
afterAll(() => place.clear());

describe("a damaged backup", () => {
  let backup: Backup;
  let count = 0;
  beforeEach(async () => {
    backup = await makeBackup(join(place.root, `damaged ${count++}`), { home: place.home, ledger: "" });
  });
  const inBackup = (suffix: string): string => {
    const { path } = backup.manifest.files.find(({ path: one }) => one.endsWith(suffix))!;
    return join(backup.folder, "home", path);
  };
  const restoring = (): Promise<unknown> =>
    restoreBackup(backup.folder, { home: join(place.root, "never"), ledger: "" });

  /** Both verify and restore tell of it, and nothing is restored. */
  const refused = async (message: RegExp): Promise<void> => {
    const { faults } = await verifyBackup(backup.folder);
    expect(faults.map(({ path, message: why }) => `${path} ${why}`)).toEqual([expect.stringMatching(message)]);
    await expect(restoring()).rejects.toThrow(message);
    expect(readdirSync(place.root).filter((name) => name.includes("never"))).toEqual([]);
  };

  test.each(["logbook.sqlite", "chain.log", "runs.sqlite", "record.json", "report.pdf"])(
    "one bit of %s is turned",
    async (name) => {
      flip(inBackup(name));
      await refused(new RegExp(`${name}.* was changed`));
    },
  );

  test("a file is missing", async () => {
    unlinkSync(inBackup("report.html"));
    await refused(/report\.html is missing/);
  });

  test("a file is cut off", async () => {
    writeFileSync(inBackup("report.html"), "<!");
    await refused(/report\.html (has 2 bytes; \d+ were written|was changed)/);
  });

  test("a file is a symbolic link, even to the same content", async () => {
    const path = inBackup("report.html");
    writeFileSync(join(place.root, "elsewhere"), readFileSync(path));
    unlinkSync(path);
    symlinkSync(join(place.root, "elsewhere"), path);
    await refused(/report\.html is a symbolic link/);
  });

  test("a folder is a symbolic link", async () => {
    const runs = join(backup.folder, "home", "runs");
    rmSync(runs, { recursive: true });
    symlinkSync(join(place.home, "runs"), runs);
    const { faults } = await verifyBackup(backup.folder);
    expect(faults[0]).toEqual({ path: "home/runs", message: expect.stringMatching(/symbolic link/) });
    await expect(restoring()).rejects.toThrow(/runs\/.* is missing/);
  });

  test("what does not belong to it is told, and not restored", async () => {
    put(join(backup.folder, "home"), "runs/stranger", "x");
    const { faults } = await verifyBackup(backup.folder);
    expect(faults).toEqual([
      { path: "home/runs/stranger", message: expect.stringMatching(/not name, and not of this backup/) },
    ]);
    const home = join(place.root, `without ${count}`);
    expect((await restoreBackup(backup.folder, { home, ledger: "" })).ignored).toEqual(faults);
    expect(existsSync(join(home, "runs", "stranger"))).toBe(false);
    expect(await contradictions(home)).toEqual([]);
  });

  test("its manifest was changed, cut off, or is not there", async () => {
    const path = join(backup.folder, "manifest.json");
    const text = readFileSync(path, "utf8");
    for (const [wrong, message] of [
      [text.replace('"runs": 3', '"runs": 4'), /manifest\.json is damaged.*seals/],
      [text.slice(0, 100), /manifest\.json is damaged.*no JSON/],
      ["null", /manifest\.json is damaged/],
    ] as const) {
      writeFileSync(path, wrong);
      await refused(message);
      expect(await listBackups(join(backup.folder, ".."))).toMatchObject({
        backups: [],
        damaged: [{ reason: expect.stringMatching(message) }],
      });
    }
    unlinkSync(path);
    await refused(/is no backup: it has no manifest\.json/);
  });

  test.each(["../../out", "/tmp/out", "runs/../../out", "runs//x", "runs/./x", "", "a\0b"])(
    "a path that leads out of it is refused, though sealed: %j",
    async (path) => {
      const [first, ...rest] = backup.manifest.files;
      seal(join(backup.folder, "manifest.json"), { ...backup.manifest, files: [{ ...first!, path }, ...rest] });
      await expect(restoring()).rejects.toThrow(/leads out of the backup/);
    },
  );

  test("a version that is not known is refused", async () => {
    seal(join(backup.folder, "manifest.json"), { ...backup.manifest, version: 2 as 1 });
    await refused(/version 2, this lisalab knows version 1/);
  });
});

describe("a place that is taken", () => {
  test("a home with something in it stays as it is", async () => {
    const { folder } = await makeBackup(place.backups, { home: place.home, ledger: "" });
    const before = readdirSync(place.home);
    await expect(restoreBackup(folder, { home: place.home, ledger: "" })).rejects.toThrow(
      /not empty: it has logbook, runs, runs\.sqlite, spool\.sqlite/,
    );
    expect(readdirSync(place.home)).toEqual(before);
  });

  test("of two at once one restores", async () => {
    const { folder } = await makeBackup(place.backups, { home: place.home, ledger: "" });
    const home = join(place.root, "twice");
    const both = await Promise.all([1, 2].map(() => ended(place.start("restore", folder, "--home", home))));
    expect(both.map(({ status }) => status).sort()).toEqual([0, 3]);
    expect(both.find(({ status }) => status === 3)!.err).toMatch(/not empty|can't be opened/);
    expect(await contradictions(home)).toEqual([]);
  });
});

/** Moments at which the process is killed, as parts of the time that an undisturbed one takes. */
const KILLS = [0.3, 0.45, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1];

/** Ends a process at such a moment. */
async function killed(child: ChildProcess, moment: number): Promise<void> {
  const end = ended(child);
  await sleep(moment);
  child.kill("SIGKILL");
  await end;
}

/** How long a process takes that nobody ends, in ms. */
async function taken(child: ChildProcess): Promise<number> {
  const start = performance.now();
  expect(await ended(child)).toMatchObject({ status: 0 });
  return performance.now() - start;
}

describe("kill -9", () => {
  test("a backup is there and whole, or is not there; the next one clears up", { timeout: 60_000 }, async () => {
    const busy = new Place();
    await busy.runs(30);
    const whole = await taken(busy.start("make", busy.backups));
    for (const part of KILLS) await killed(busy.start("make", busy.backups), part * whole);
    const { backups, damaged } = await listBackups(busy.backups);
    expect(damaged).toEqual([]);
    for (const { folder } of backups) expect((await verifyBackup(folder)).faults).toEqual([]);
    expect((await busy.backup("make", busy.backups)).status).toBe(0);
    expect((await listBackups(busy.backups)).unfinished).toEqual([]);
    busy.clear();
  });

  test("a home is restored entirely, or not at all", { timeout: 60_000 }, async () => {
    const { folder } = await makeBackup(place.backups, { home: place.home, ledger: "" });
    const whole = await taken(place.start("restore", folder, "--home", join(place.root, "killed", "first")));
    let there = 1;
    for (const [index, part] of KILLS.entries()) {
      const home = join(place.root, "killed", String(index));
      await killed(place.start("restore", folder, "--home", home), part * whole);
      if (!existsSync(home)) continue;
      there += 1;
      expect(await contradictions(home)).toEqual([]);
    }
    const again = await ended(place.start("restore", folder, "--home", join(place.root, "killed", "last")));
    expect(again).toMatchObject({ status: 0 });
    // What killed processes left aside went with the last one.
    expect(readdirSync(join(place.root, "killed"))).toHaveLength(there + 1);
  });
});

/** Whether this machine lets a test mount a small file system; elsewhere the size of files is limited. */
const CAN_MOUNT = spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).status === 0;

describe("a full disk", () => {
  test("is said, and leaves neither half a backup nor half a home", async () => {
    writeFileSync(join(place.home, "runs", "big"), Buffer.alloc(3_000_000, 1));
    const backup = await makeBackup(place.backups, { home: place.home, ledger: "" });
    rmSync(join(place.home, "runs", "big"));
    const full = join(place.root, "full");
    mkdirSync(full);
    const commands = [["restore", backup.folder, "--home", join(full, "home")]];
    writeFileSync(join(place.home, "runs", "big"), Buffer.alloc(3_000_000, 2));
    commands.push(["make", full]);
    for (const command of commands) {
      const { status, err, out } = await onFullDisk(full, command);
      expect({ status, err, out }).toMatchObject({ status: 3, err: expect.stringMatching(/no room left on the disk/) });
      expect(out).toBe("left:\n");
    }
    rmSync(join(place.home, "runs", "big"));
  });
});

/** Runs `lisalab backup` where `folder` has room for two megabytes, and tells what is left in it. */
function onFullDisk(folder: string, args: readonly string[]): ReturnType<typeof ended> {
  const run = '"$0" dist/cli/main.js backup "$@"';
  const script = CAN_MOUNT
    ? `mount -t tmpfs -o size=2m tmpfs "$FULL" && ${run}`
    : `trap "" XFSZ; ulimit -f 2048; ${run}`;
  const shell = ["-c", `${script}; status=$?; echo left: $(ls -A "$FULL"); exit $status`, process.execPath, ...args];
  const env = { ...process.env, LISALAB_HOME: place.home, LISALAB_RUNS: "", FULL: folder };
  const [program, first] = CAN_MOUNT ? ["unshare", ["-m", "sh"]] : ["sh", []];
  return ended(spawn(program as string, [...(first as string[]), ...shell], { env }));
}

test("the command line: what it says and how it ends", async () => {
  const folder = join(place.root, "by hand");
  const made = await place.backup("make", folder);
  expect(made).toMatchObject({ status: 0, out: expect.stringMatching(/3 runs, 3 entries up to 3:[0-9a-f]{64}/) });
  const [name] = readdirSync(folder);
  const listed = await place.backup("list", folder, "--json");
  expect((JSON.parse(listed.out) as { backups: Backup[] }).backups[0]!.manifest.id).toBe(name);
  expect((await place.backup("list", folder)).out).toContain(name);
  expect((await place.backup("verify", join(folder, name!))).status).toBe(0);
  flip(join(folder, name!, "home", "runs.sqlite"));
  const verified = await place.backup("verify", join(folder, name!));
  expect(verified).toMatchObject({ status: 2, out: expect.stringMatching(/home\/runs\.sqlite was changed/) });
  expect(await place.backup("verify", folder)).toMatchObject({ status: 2, out: expect.stringMatching(/is no backup/) });
  const none = await place.backup("list", join(place.root, "nowhere"));
  expect(none).toMatchObject({ status: 3, err: expect.stringMatching(/no folder of backups/) });
});

/** Writes a manifest with the seal that belongs to it. */
function seal(path: string, manifest: Manifest): void {
  const digest = createHash("sha256").update(JSON.stringify(manifest)).digest("hex");
  writeFileSync(path, JSON.stringify({ ...manifest, seal: digest }));
}
