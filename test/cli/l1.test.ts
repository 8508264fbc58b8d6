import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openL1 } from "../../src/io/l1file.js";

const MAIN = resolve("dist/cli/main.js");
const SAMPLE = resolve("runbooks/sample/observation.h5");
const ORBITS = resolve("runbooks/sample/orbits.h5");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lisalab l1 "));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Exit status and what standard error says last. */
function lisalab(...words: string[]): { status: number | null; said: string[] } {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, ...words], { encoding: "utf8", cwd: folder });
  return { status, said: stderr.split("\n").filter((line) => line !== "" && !line.endsWith("…")) };
}

describe("lisalab l1", () => {
  it("makes the mission's file, and says what was not done", async () => {
    const { status, said } = lisalab("l1", SAMPLE, "--orbits", ORBITS, "--output", "l1.h5");
    expect([status, said]).toEqual([
      0,
      [
        "l1.h5: 39686 samples of 0.25 s from 1070 s TCB",
        "Tilt-to-length coupling was not looked for, or not found for want of data.",
      ],
    ]);
    expect((await openL1(join(folder, "l1.h5"))).missing).toEqual([]);
  });

  it("makes files that follow each other, once each", () => {
    const words = ["l1", SAMPLE, "--orbits", ORBITS, "--every", "20000", "--output", "bricks"];
    expect(lisalab(...words).said).toEqual(["bricks: 0 files made, 0 were there; up to 1000 s TCB"]);
    words.push("--unfinished");
    expect(lisalab(...words).said).toEqual(["bricks: 1 files made, 0 were there; up to 20000 s TCB"]);
    expect(readdirSync(join(folder, "bricks"))).toEqual(["l1-2035-01-01T000000.h5"]);
    expect(lisalab(...words).said).toEqual(["bricks: 0 files made, 1 were there; up to 20000 s TCB"]);
  });

  it("refuses orbits that don't cover the data", () => {
    writeFileSync(
      join(folder, "short.json"),
      JSON.stringify({ t0: -20_000, dt: 1000, length: 26, orbits: { kind: "keplerian", armLength: 2.5e9 } }),
    );
    expect(lisalab("orbits", "short.json", "--output", "short.h5").status).toBe(0);
    const { status, said } = lisalab("l1", SAMPLE, "--orbits", "short.h5", "--output", "no.h5");
    expect(status).toBe(3);
    expect(said.join("\n")).toMatch(/reach from -20000 s to 5000 s, the data from .* Give orbits that cover the data/);
    expect(readdirSync(folder)).not.toContain("no.h5");
  });

  it.each([
    [["l1", SAMPLE, "--output", "no.h5"], /--orbits is missing/],
    [["l1", SAMPLE, "--orbits", ORBITS], /--output is missing/],
    [["l1", SAMPLE, "--orbits", ORBITS, "--output", "no", "--every", "soon"], /--every is soon; it must be a number/],
    [["l1", SAMPLE, "--orbits", ORBITS, "--output", "no.h5", "--tilt", "maybe"], /--tilt/],
    [["l1", ORBITS, "--orbits", ORBITS, "--output", "no.h5"], /holds no measurements/],
    [["l1", SAMPLE, "--orbits", SAMPLE, "--output", "no.h5"], /holds no orbits/],
    [["l1", folderWithout(), "--orbits", ORBITS, "--output", "no.h5"], /no folder of telemetry packets/],
  ] as [string[], RegExp][])("is refused: %j", (words, message) => {
    const { status, said } = lisalab(...words);
    expect(status).not.toBe(0);
    expect(said.join("\n")).toMatch(message);
    expect(readdirSync(folder)).not.toContain("no.h5");
  });
});

/** A folder that has no packets: this one. */
function folderWithout(): string {
  return resolve("test/cli");
}
