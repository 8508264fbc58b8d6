import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import { farthest } from "../orbits/references.js";

const MAIN = resolve("dist/cli/main.js");
const CONFIG = {
  t0: -50_000,
  dt: 5000,
  length: 24,
  orbits: { kind: "keplerian", light: { convention: "lisaorbits" } },
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lisalab orbits "));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lisalab(config: object, ...words: string[]): { status: number | null; stderr: string } {
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  return spawnSync(process.execPath, [MAIN, "orbits", "config.json", ...words], { encoding: "utf8", cwd: folder });
}

describe("lisalab orbits", () => {
  it("writes the orbits of a configuration, as lisaorbits would", async () => {
    const { status, stderr } = lisalab(CONFIG, "--output", "orbits.h5");
    expect([status, stderr]).toEqual([0, "Orbits …\norbits.h5: KeplerianOrbits, 24 rows at 5000 s\n"]);
    const [made, reference] = await Promise.all([
      openOrbits(join(folder, "orbits.h5")),
      openOrbits("test/fixtures/orbits/keplerian.h5"),
    ]);
    expect(farthest(made, reference, "positions")).toBeLessThan(1e-3);
    expect(farthest(made, reference, "lightTravelTimes")).toBeLessThan(1e-12);
    expect(farthest(made, reference, "properTimeDeviations")).toBeLessThan(1e-12);
  });

  it("warns of a grid that is too coarse to be read again", async () => {
    const { status, stderr } = lisalab({ ...CONFIG, dt: 30 * 86_400 }, "--output", "coarse.h5");
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /Warning: The file will be good to look at, not to calculate with: its rows are 2592000 s apart/,
    );
    await expect(openOrbits(join(folder, "coarse.h5"))).rejects.toThrow(/its rows are 2592000 s apart, too coarse/);
  });

  it("says in one line what is wrong with a configuration, and leaves nothing", () => {
    const before = readdirSync(folder);
    const misspelt = lisalab({ ...CONFIG, orbits: { kind: "keplerian", armlenght: 1 } }, "--output", "new.h5");
    expect(misspelt.status).toBe(64);
    expect(misspelt.stderr).toMatch(/^lisalab: .*no option "armlenght". Did you mean "armLength"\?.*\n$/);
    expect(lisalab(CONFIG).stderr).toMatch(/--output is missing/);
    expect(lisalab(CONFIG, "--output", "config.json").stderr).toMatch(/is an input/);
    expect(readdirSync(folder)).toEqual([...new Set([...before, "config.json"])].sort());
  });
});
