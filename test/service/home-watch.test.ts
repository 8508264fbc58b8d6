import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HomeWatch } from "../../src/service/home-watch.js";

let place: string;
let home: string;
let file: string;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "lisalab home "));
  home = join(place, "home");
  file = join(home, "runs.sqlite");
});

afterEach(() => rmSync(place, { recursive: true }));

describe("a home", () => {
  it("may come after the service, and is the same as long as it is", async () => {
    const watch = new HomeWatch(home);
    await watch.look();
    mkdirSync(home);
    writeFileSync(file, "");
    await watch.look();
    writeFileSync(file, "more");
    await watch.look();
  });

  it.each([
    [
      "moved away",
      () => renameSync(home, join(place, "old")),
      /runs\.sqlite is not there any more: put it back, or start/,
    ],
    [
      "replaced",
      () => {
        renameSync(home, join(place, "old"));
        mkdirSync(home);
        copyFileSync(join(place, "old", "runs.sqlite"), file);
      },
      /runs\.sqlite is another one than when the service began/,
    ],
    [
      "given another record of runs",
      () => {
        copyFileSync(file, `${file}.new`);
        renameSync(`${file}.new`, file);
      },
      /runs\.sqlite is another one/,
    ],
  ])("that was %s is told of, until it is back", async (_, change, message) => {
    mkdirSync(home);
    writeFileSync(file, "");
    const watch = new HomeWatch(home);
    await watch.look();
    change();
    await expect(watch.look()).rejects.toThrow(message);
    await expect(watch.look()).rejects.toThrow(message);
  });
});
