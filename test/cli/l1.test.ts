import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UNUSABLE } from "../../src/core/flags.js";
import { openL1 } from "../../src/io/l1file.js";
import { dropped, sampleStreams, writeObservation } from "../survey/damage.js";

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
        "Tilt-to-length coupling was not looked for: there are no angles.",
      ],
    ]);
    expect((await openL1(join(folder, "l1.h5"))).missing).toEqual([]);
  });

  it("says how much of it can't be used, and why", async () => {
    await writeObservation(join(folder, "lossy.h5"), dropped(await sampleStreams(), "12", 15_000, 28_000));
    const { status, said } = lisalab("l1", "lossy.h5", "--orbits", ORBITS, "--output", "lossy-l1.h5");
    expect([status, said[0]]).toEqual([0, "lossy-l1.h5: 39686 samples of 0.25 s from 1070 s TCB"]);
    const flags = await (await openL1(join(folder, "lossy-l1.h5"))).flags("tdi");
    const share = flags.filter((bits) => (bits & UNUSABLE) !== 0).length / flags.length;
    expect(share).toBeGreaterThan(13_000 / 39_686);
    expect(said[1]).toBe(`${(100 * share).toFixed(1)} % of X to T can't be used: lost, edges`);
    expect(said).toHaveLength(3);
    const words = ["l1", "lossy.h5", "--orbits", ORBITS, "--every", "20000", "--unfinished", "--output", "lossy"];
    expect(lisalab(...words).said[1]).toMatch(/^3\d\.\d % of X to T can't be used: /);
  });

  it("goes on without tilt-to-length coefficients when the angles stand still", { timeout: 60_000 }, () => {
    writeFileSync(join(folder, "quiet.json"), '{"noises":{"all":0},"seed":1,"start":1000,"duration":6500}');
    expect(lisalab("simulate", "quiet.json", "--orbits", ORBITS, "--output", "quiet.h5").status).toBe(0);
    const words = ["l1", "quiet.h5", "--orbits", ORBITS, "--output", "quiet-l1.h5"];
    const { status, said } = lisalab(...words);
    expect([status, said.slice(1)]).toEqual([
      0,
      [
        "Tilt-to-length coupling can't be found, and was left as it is: there is too little data without gaps, or the angles don't move.",
      ],
    ]);
    expect(lisalab(...words, "--tilt", "keep").said.slice(1)).toEqual(["Tilt-to-length coupling was left as it is."]);
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
