import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type BackupOptions, makeBackup } from "../../src/archive/backup.js";
import { listBackups } from "../../src/archive/listing.js";
import type { Backup } from "../../src/archive/manifest.js";
import { restoreBackup } from "../../src/archive/restoration.js";
import { verifyBackup } from "../../src/archive/verification.js";
import { openLogbook } from "../../src/logbook/embedded.js";
import { Spool } from "../../src/logbook/spool.js";
import type { ObjectAddress } from "../../src/objects/address.js";
import { Shipping } from "../../src/objects/shipping.js";
import type { Shipment } from "../../src/objects/shipping-tables.js";
import { contradictions, ended, flip, Place, put, verifiedLogbook } from "./house.js";

/** Runs of a quiet home. */
const RUNS = 3;

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.clear());

const made = (options: BackupOptions = {}): Promise<Backup> =>
  makeBackup(place.backups, { home: place.home, ledger: "", ...options });
const restored = async ({ folder }: Backup, name = "restored"): Promise<string> => {
  const { home } = await restoreBackup(folder, { home: join(place.root, name), ledger: "" });
  return home;
};

describe("a home at rest", () => {
  beforeEach(() => place.runs(RUNS));

  test("comes back with every run, entry and attachment", async () => {
    const backup = await made();
    const { manifest } = backup;
    expect(manifest).toMatchObject({ runs: RUNS, faults: [], leftOut: [], shared: null });
    expect(manifest.logbook).toMatchObject({ entries: RUNS, attachments: RUNS });
    expect(manifest.logbook!.head).toEqual((await verifiedLogbook(place.home)).head);
    expect(manifest.tables["runs.sqlite"]).toMatchObject({ run: RUNS, transition: 3 * RUNS });
    expect(await verifyBackup(backup.folder)).toMatchObject({ files: manifest.files.length, faults: [] });
    const home = await restored(backup);
    expect(await contradictions(home)).toEqual([]);
    for (const id of readdirSync(join(place.home, "runs"))) {
      for (const name of ["record.json", "notebook.ipynb", "report.html", "report.pdf"]) {
        const path = join("runs", id, name);
        expect(readFileSync(join(home, path)).equals(readFileSync(join(place.home, path))), path).toBe(true);
      }
    }
  });

  test("goes on where it was: the restored logbook takes entries, the spool asks before it posts", async () => {
    const home = await restored(await made());
    const logbook = openLogbook(join(home, "logbook"));
    const entry = { system: "drill", subject: "after", author: "Tester", status: "Info", text: "", links: [] } as const;
    const posted = await logbook.post({
      ...entry,
      key: "after",
      time: "2037-02-01T00:00:00Z",
      runId: null,
      attachments: [],
    });
    expect(posted.id).toBe(RUNS + 1);
    expect((await logbook.verify()).faults).toEqual([]);
    await logbook.close();
    const [before, after] = await Promise.all(
      [place.home, home].map(async (one) => {
        const spool = new Spool(one);
        const posts = await spool.list();
        await spool.close();
        return posts;
      }),
    );
    expect(before!.map(({ sentAt }) => sentAt)).toEqual(Array(RUNS).fill(null));
    expect(after!.map(({ sentAt }) => sentAt)).toEqual(before!.map(({ addedAt }) => addedAt));
  });

  test("a second backup shares what is the same, and stands when the first is gone or rots", async () => {
    const first = await made();
    await place.runs(1);
    const second = await made();
    // Ledger, spool, logbook and chain.log have changed; all files of the runs and their attachments have not.
    expect(second.manifest.shared).toEqual({ with: first.manifest.id, files: 5 * RUNS });
    const report = first.manifest.files.find(({ path }) => path.endsWith("report.pdf"))!.path;
    const inode = ({ folder }: Backup): number => statSync(join(folder, "home", report)).ino;
    expect(inode(second)).toBe(inode(first));
    flip(join(first.folder, "home", report));
    const third = await made();
    expect((await verifyBackup(second.folder)).faults).toHaveLength(1);
    expect(await verifyBackup(third.folder)).toMatchObject({ faults: [] });
    expect(inode(third)).not.toBe(inode(first));
  });

  test("what is no part of it, or might be a secret, is left out and named", async () => {
    put(place.home, "jupyter/runtime/jpserver-1.json", '{"token":"canary"}');
    put(place.home, "runs/20370101T000000Z-drill-0000/record.json.part", "{");
    put(place.home, "logbooks.yaml", "logbooks:\n  a: { kind: olog, url: https://x.org/, password: canary }\n");
    symlinkSync("/etc/passwd", join(place.home, "runs", "link"));
    const backup = await made();
    expect(backup.manifest.leftOut).toEqual([
      { path: "logbooks.yaml", reason: expect.stringMatching(/secrets.*a has a password/) },
      { path: "runs/link", reason: expect.stringMatching(/symbolic link/) },
    ]);
    const paths = backup.manifest.files.map(({ path }) => path);
    expect(paths.filter((path) => /jupyter|\.part$|logbooks/.test(path))).toEqual([]);
    expect(JSON.stringify(backup.manifest)).not.toContain("canary");
  });

  test("the configuration of logbooks goes with it when it has no secret", async () => {
    put(place.home, "logbooks.yaml", "logbooks:\n  team: { kind: slack }\n");
    const home = await restored(await made());
    expect(readFileSync(join(home, "logbooks.yaml"), "utf8")).toContain("team");
  });

  test("what is wrong in the home itself is backed up, and said", async () => {
    const id = readdirSync(join(place.home, "runs")).sort()[1]!;
    flip(join(place.home, "runs", id, "report.html"));
    const attachment = join(place.home, "logbook", "attachments");
    const [hash] = readdirSync(attachment).flatMap((two) => readdirSync(join(attachment, two)));
    flip(join(attachment, hash!.slice(0, 2), hash!));
    const { manifest } = await made();
    expect(manifest.faults).toEqual([
      `run ${id}: report.html is not as the record says`,
      expect.stringMatching(/^logbook, entry \d: attachment .* was changed/),
    ]);
  });

  test("it is refused into its own home, and of a home that leads elsewhere", async () => {
    await expect(makeBackup(join(place.home, "backups"), { home: place.home })).rejects.toThrow(/lies in .*elsewhere/);
    expect(existsSync(join(place.home, "backups"))).toBe(false);
    await expect(makeBackup(place.backups, { home: join(place.root, "none") })).rejects.toThrow(/does not exist/);
    const other = join(place.root, "other");
    mkdirSync(other);
    symlinkSync(join(place.home, "runs"), join(other, "runs"));
    await expect(makeBackup(place.backups, { home: other })).rejects.toThrow(/runs is a symbolic link/);
    expect((await listBackups(place.backups)).backups).toEqual([]);
  });

  test("a home whose ledger is damaged gives an error that names it, and no backup", async () => {
    copyFileSync(join(place.home, "logbook", "chain.log"), join(place.home, "runs.sqlite"));
    await expect(made()).rejects.toThrow(/runs\.sqlite.*not an SQLite database/);
    expect(readdirSync(place.backups)).toEqual([]);
  });
});

test("an empty home gives a backup that says so", async () => {
  const backup = await made();
  expect(backup.manifest).toMatchObject({ logbook: null, runs: 0, files: [], faults: [] });
  expect(readdirSync(await restored(backup))).toEqual([]);
});

/**
 * The invariant: no entry without its attachments and the end of its run's record, no ended run without its entry and
 * artefacts, no line of chain.log without its entry, no record of an entry that is not there; while runs end all the time.
 */
test("backups made while runs go on never contradict themselves", { timeout: 60_000 }, async () => {
  const writer = place.writing(150);
  const end = ended(writer);
  const backups: Backup[] = [];
  while (writer.exitCode === null && backups.length < 5) backups.push(await made());
  const { out } = await end;
  expect(backups.length).toBeGreaterThan(1);
  for (const [index, backup] of backups.entries()) {
    expect(backup.manifest.faults).toEqual([]);
    if (backup.manifest.logbook !== null) {
      expect(await contradictions(await restored(backup, `restored ${index}`))).toEqual([]);
    }
  }
  // What was acknowledged before a backup began is in it.
  const last = await made();
  expect(last.manifest.runs).toBe(out.trim().split("\n").length);
});

test("evidence on its way to a bucket comes with its content; caches and scratch do not come", async () => {
  put(place.home, "runs/a/report.pdf", "%PDF-1.7 %%EOF");
  put(place.home, "objects/0/data/x", "cached");
  put(place.home, "scratch/x", "drill");
  const shipping = new Shipping(place.home);
  const to = (): ObjectAddress => ({ bucket: "evidence", key: "report.pdf" });
  await shipping.add([{ path: join(place.home, "runs/a/report.pdf"), to, type: "application/pdf" }]);
  const backup = await made();
  expect(backup.manifest.faults).toEqual([]);
  expect(backup.manifest.files.map(({ path }) => path)).toEqual([
    "runs/a/report.pdf",
    "shipping.sqlite",
    expect.stringMatching(/^shipping\//),
  ]);
  const again = new Shipping(await restored(backup));
  const [waiting] = await again.list();
  expect((await again.content(waiting!)).toString()).toBe("%PDF-1.7 %%EOF");
  await again.close();
  const [{ file }] = (await shipping.list()) as [Shipment];
  rmSync(join(place.home, "shipping", file));
  expect((await made()).manifest.faults).toEqual([`shipping/${file} is missing, which waits for evidence/report.pdf`]);
  await shipping.close();
});
