import { appendFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openLogbook } from "../../src/logbook/embedded.js";
import type { Fault } from "../../src/logbook/verification.js";
import { draft, filledLogbook, tamper } from "./sample.js";

async function faultsOf(folder: string): Promise<readonly Fault[]> {
  return (await openLogbook(folder).verify()).faults;
}

/** Faults of entries, without those of the logbook as a whole (the triggers that a tamperer dropped). */
async function entryFaultsOf(folder: string): Promise<readonly Fault[]> {
  return (await faultsOf(folder)).filter(({ id }) => id > 0);
}

describe("verification", () => {
  it("counts entries and attachments and gives the head of a logbook that is as it was written", async () => {
    const folder = await filledLogbook(3);
    const logbook = openLogbook(folder);
    const last = await logbook.get(3);
    expect(await logbook.verify()).toEqual({
      entries: 3,
      attachments: 3,
      head: { id: 3, hash: last.hash },
      faults: [],
    });
  });

  it.each(["status = 'Pass '", "text = ''", "run_id = NULL", "entered_at = '2037'", "links = '[ ]'"])(
    "shows a row where %s was set",
    async (change) => {
      const folder = await filledLogbook(4);
      tamper(folder, `UPDATE entry SET ${change} WHERE id = 2`);
      expect(await entryFaultsOf(folder)).toEqual([
        { id: 2, message: expect.stringContaining("was changed after it was entered") as string },
      ]);
      expect((await faultsOf(folder))[0]).toEqual({
        id: 0,
        message: expect.stringContaining("may not refuse changes any more") as string,
      });
    },
  );

  it("shows a row that was taken away, at either end and in the middle", async () => {
    for (const id of [1, 2, 4]) {
      const folder = await filledLogbook(4);
      const { hash } = await openLogbook(folder).get(id);
      tamper(folder, `DELETE FROM entry WHERE id = ${id}`);
      const [first] = await entryFaultsOf(folder);
      expect(first).toEqual({ id, message: `is missing; chain.log recorded it as ${hash}` });
    }
  });

  it("shows that the last rows were taken away, also after another entry was posted", async () => {
    const folder = await filledLogbook(4);
    tamper(folder, "DELETE FROM entry WHERE id > 2");
    expect((await entryFaultsOf(folder))[0]!.message).toContain("and all up to entry 4 are missing");
    const logbook = openLogbook(folder);
    await logbook.post(draft("after"));
    await logbook.post(draft("after that"));
    await logbook.close();
    const faults = await entryFaultsOf(folder);
    expect(faults.map(({ id }) => id)).toEqual([3, 4]);
    expect(faults[0]!.message).toContain("chain.log recorded");
  });

  it("shows rows that changed places", async () => {
    const folder = await filledLogbook(3);
    tamper(
      folder,
      "UPDATE entry SET id = 9 WHERE id = 1; UPDATE entry SET id = 1 WHERE id = 2; UPDATE entry SET id = 2 WHERE id = 9",
    );
    const faults = await entryFaultsOf(folder);
    expect(faults[0]!.id).toBe(1);
    expect(new Set(faults.map(({ id }) => id))).toEqual(new Set([1, 2, 3]));
  });

  it("shows a row that was changed and sealed anew, and one that was put in between", async () => {
    const folder = await filledLogbook(3);
    const other = openLogbook(await filledLogbook(1));
    const { hash } = await other.post(draft("run 2", { status: "Fail" }));
    tamper(
      folder,
      `UPDATE entry SET hash = '${hash}' WHERE id = 2; UPDATE entry SET previous = '${hash}' WHERE id = 3`,
    );
    const faults = await entryFaultsOf(folder);
    expect(faults[0]!.id).toBe(2);
    expect(faults.some(({ message }) => message.includes("chain.log recorded"))).toBe(true);
  });

  it("shows a whole logbook that was made anew, against a head that was noted elsewhere", async () => {
    const head = (await openLogbook(await filledLogbook(2)).verify()).head;
    const forged = openLogbook(await filledLogbook(3));
    expect((await forged.verify()).faults).toEqual([]);
    expect((await forged.verify(head)).faults).toEqual([
      { id: 2, message: expect.stringContaining(`the head noted for it is ${head.hash}`) as string },
    ]);
    const cut = openLogbook(await filledLogbook(1));
    expect((await cut.verify(head)).faults).toEqual([{ id: 2, message: "is missing" }]);
  });

  it("does not walk through numbers that a tamperer made huge", async () => {
    const folder = await filledLogbook(2);
    tamper(folder, "UPDATE entry SET id = 9007199254740000 WHERE id = 2");
    expect((await entryFaultsOf(folder))[0]!.id).toBe(2);
  });

  it("shows links and attachments that are no lists any more", async () => {
    const folder = await filledLogbook(2);
    tamper(folder, "UPDATE entry SET attachments = '{' WHERE id = 1");
    const faults = await entryFaultsOf(folder);
    expect(faults.some(({ message }) => message.includes("its attachments can't be read"))).toBe(true);
    await expect(openLogbook(folder).get(1)).rejects.toThrow("was changed after it was entered");
  });
});

describe("verification of attachments", () => {
  async function twoFiles(): Promise<{ folder: string; paths: string[]; hashes: string[] }> {
    const folder = await filledLogbook(2);
    const logbook = openLogbook(folder);
    const entries = [await logbook.get(1), await logbook.get(2)];
    const hashes = entries.map(({ attachments }) => attachments[0]!.sha256);
    return { folder, hashes, paths: hashes.map((hash) => join(folder, "attachments", hash.slice(0, 2), hash)) };
  }

  it("shows one that was deleted, and refuses to give it", async () => {
    const { folder, paths, hashes } = await twoFiles();
    rmSync(paths[1]!);
    expect(await faultsOf(folder)).toEqual([{ id: 2, message: `attachment "report.pdf" (${hashes[1]}) is missing` }]);
    await expect(openLogbook(folder).attachment(hashes[1]!)).rejects.toThrow("is missing");
  });

  it("shows one that was changed, and refuses to give it", async () => {
    const { folder, paths, hashes } = await twoFiles();
    appendFileSync(paths[0]!, "!");
    expect(await faultsOf(folder)).toEqual([{ id: 1, message: expect.stringContaining("was changed") as string }]);
    await expect(openLogbook(folder).attachment(hashes[0]!)).rejects.toThrow("was changed");
  });

  it("shows two that were swapped", async () => {
    const { folder, paths } = await twoFiles();
    const aside = join(folder, "aside");
    renameSync(paths[0]!, aside);
    renameSync(paths[1]!, paths[0]!);
    renameSync(aside, paths[1]!);
    expect((await faultsOf(folder)).map(({ id }) => id)).toEqual([1, 2]);
  });

  it("is content again when the same content was posted once more", async () => {
    const { folder, paths } = await twoFiles();
    writeFileSync(paths[0]!, "");
    const logbook = openLogbook(folder);
    await logbook.post(draft("another", { attachments: draft("run 1").attachments }));
    expect((await logbook.verify()).faults).toEqual([]);
  });
});

describe("verification of chain.log", () => {
  it("shows that it was taken away, also after another entry was posted", async () => {
    const folder = await filledLogbook(2);
    rmSync(join(folder, "chain.log"));
    expect(await faultsOf(folder)).toEqual([
      { id: 0, message: expect.stringContaining("chain.log is missing") as string },
    ]);
    await openLogbook(folder).post(draft("run 3"));
    expect(await faultsOf(folder)).toEqual([1, 2].map((id) => ({ id, message: "is not recorded in chain.log" })));
  });

  it("shows that the database was taken away", async () => {
    const folder = await filledLogbook(2);
    rmSync(join(folder, "logbook.sqlite"));
    expect((await faultsOf(folder))[0]!.message).toContain("and all up to entry 2 are missing");
  });

  it("shows that a line was changed", async () => {
    const folder = await filledLogbook(2);
    const path = join(folder, "chain.log");
    writeFileSync(path, readFileSync(path, "utf8").replace(/^1 ./m, "1 g"));
    expect(await faultsOf(folder)).toEqual([{ id: 1, message: "is not recorded in chain.log" }]);
  });

  it.each([1, 30, 67, 100])(
    "is content when a crash kept its last %i bytes from it, and makes up for it",
    async (bytes) => {
      const folder = await filledLogbook(4);
      const path = join(folder, "chain.log");
      const whole = readFileSync(path, "utf8");
      truncateSync(path, whole.length - bytes);
      expect(await faultsOf(folder)).toEqual([]);
      const logbook = openLogbook(folder);
      const { hash } = await logbook.post(draft("run 5"));
      expect((await logbook.verify()).faults).toEqual([]);
      const lines = readFileSync(path, "utf8").split("\n");
      expect(lines).toEqual(expect.arrayContaining([...whole.trim().split("\n"), `5 ${hash}`]));
    },
  );

  it("makes up for it also when the same run is posted again after the crash", async () => {
    const folder = await filledLogbook(3);
    const path = join(folder, "chain.log");
    const whole = readFileSync(path, "utf8");
    truncateSync(path, whole.length - 67);
    expect(await openLogbook(folder).post(draft("run 3"))).toMatchObject({ id: 3, outcome: "known" });
    expect(readFileSync(path, "utf8")).toBe(whole);
  });
});

describe("verification of the tables", () => {
  it.each([
    [
      "a trigger that lets pass",
      "CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT 1; END",
      "entry_stays",
    ],
    ["a trigger too many", "CREATE TRIGGER extra AFTER INSERT ON entry BEGIN SELECT 1; END", "extra"],
    ["an index that is gone", "DROP INDEX entry_run", "entry_run"],
  ])("shows %s", async (_, sql, name) => {
    const folder = await filledLogbook(1);
    tamper(folder, sql);
    expect((await faultsOf(folder))[0]!.message).toContain(name);
  });
});
