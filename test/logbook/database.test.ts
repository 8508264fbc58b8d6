import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { describe, expect, it } from "vitest";
import { isLisalabError } from "../../src/core/errors.js";
import { openLogbook } from "../../src/logbook/embedded.js";
import { draft, filledLogbook, newFolder } from "./sample.js";

/** A logbook folder whose database is this file. */
function folderWith(content: Uint8Array | string): string {
  const folder = join(newFolder(), "logbook");
  mkdirSync(folder);
  writeFileSync(join(folder, "logbook.sqlite"), content);
  return folder;
}

/** A folder whose database SQL made. */
function folderMadeBy(sql: string): string {
  const folder = folderWith("");
  const database = new Database(join(folder, "logbook.sqlite"));
  database.exec(sql);
  database.close();
  return folder;
}

describe("a file in the place of the database", () => {
  const others: readonly (readonly [string, string, () => string])[] = [
    ["text", "not an SQLite database", () => folderWith("Dear diary, ".repeat(1000))],
    ["an empty file", "no logbook of lisalab", () => folderWith("")],
    ["another SQLite file", "no logbook of lisalab", () => folderMadeBy("CREATE TABLE cat (name)")],
  ];

  it.each(others)("that is %s is refused, and stays as it was", async (_, message, make) => {
    const folder = make();
    const before = readFileSync(join(folder, "logbook.sqlite"));
    await expect(openLogbook(folder).list()).rejects.toThrow(message);
    await expect(openLogbook(folder).post(draft("run 1"))).rejects.toThrow(message);
    expect((await openLogbook(folder).verify()).faults).toEqual([
      { id: 0, message: expect.stringContaining(message) as string },
    ]);
    expect(readFileSync(join(folder, "logbook.sqlite")).equals(before)).toBe(true);
  });

  it("that a newer lisalab wrote is refused, with the advice to use that one", async () => {
    const folder = await filledLogbook(1);
    const database = new Database(join(folder, "logbook.sqlite"));
    database.exec("PRAGMA user_version = 2; PRAGMA wal_checkpoint(TRUNCATE)");
    database.close();
    await expect(openLogbook(folder).post(draft("run 2"))).rejects.toThrow(
      "has layout 2, this lisalab knows layout 1: use the version of lisalab that wrote it, or a newer one",
    );
  });
});

describe("a damaged database", () => {
  /** A copy of `original` with its database changed. */
  function damaged(original: string, change: (content: Buffer) => Buffer): string {
    const folder = join(newFolder(), "logbook");
    cpSync(original, folder, { recursive: true, filter: (path) => !/-(wal|shm)$/.test(path) });
    const path = join(folder, "logbook.sqlite");
    writeFileSync(path, change(readFileSync(path)));
    return folder;
  }

  it("is never taken for a whole one, wherever it was cut", async () => {
    const original = await filledLogbook(12);
    const { length } = readFileSync(join(original, "logbook.sqlite"));
    for (const part of [0, 10, 99, 100, 4096, 5000, length / 2, length - 4096, length - 1]) {
      const { faults } = await openLogbook(damaged(original, (content) => content.subarray(0, part))).verify();
      expect(faults, `cut at byte ${part}`).not.toEqual([]);
    }
  });

  it("shows where a byte was changed, unless that byte holds nothing", async () => {
    const original = await filledLogbook(30);
    const whole = await openLogbook(original).list();
    const { length } = readFileSync(join(original, "logbook.sqlite"));
    let shown = 0;
    const places = Array.from({ length: 60 }, (_, index) => Math.floor(((index + 0.5) * length) / 60));
    for (const place of places) {
      const logbook = openLogbook(
        damaged(original, (content) => {
          content[place]! ^= 0x55;
          return content;
        }),
      );
      const { faults } = await logbook.verify();
      shown += faults.length > 0 ? 1 : 0;
      if (faults.length === 0) {
        expect(await logbook.list(), `byte ${place}`).toEqual(whole);
      }
    }
    // A third and more of the file holds something; the rest is empty room in its pages.
    expect(shown).toBeGreaterThan(places.length / 4);
  });

  it("gives errors of lisalab when it is read", async () => {
    const folder = damaged(await filledLogbook(12), (content) => content.fill(0x41, 4096));
    const error: unknown = await openLogbook(folder)
      .list()
      .catch((error: unknown) => error);
    expect(isLisalabError(error, "BadFile")).toBe(true);
    expect((error as Error).message).toContain("the file is damaged");
  });
});
