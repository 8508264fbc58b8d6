import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MOSAS } from "../../src/core/mosa.js";
import { openResponse } from "../../src/io/lisagwresponse2.js";

const MAIN = resolve("dist/cli/main.js");
const ORBITS = resolve("runbooks/sample/orbits.h5");
const THEIRS = "test/fixtures/response/gw-gb.h5";

/** Of the peak: see test/response/reference.test.ts. */
const AGREEMENT = 1e-11;

const BINARY = {
  type: "galacticBinary",
  frequency: 0.0031,
  fdot: 2e-16,
  amplitude: 1e-20,
  inclination: 0.9,
  polarization: 0.35,
  phase: 1.2,
  lambda: 2.05,
  beta: 0.31,
};

const CONFIG = { t0: 900, dt: 12.5, duration: 5000, sources: [BINARY] };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lisalab response "));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lisalab(config: unknown, ...words: string[]): { status: number | null; stderr: string } {
  writeFileSync(join(folder, "config.json"), typeof config === "string" ? config : JSON.stringify(config));
  return spawnSync(process.execPath, [MAIN, "response", "config.json", ...words], { encoding: "utf8", cwd: folder });
}

describe("lisalab response", () => {
  it("writes what lisagwresponse writes", async () => {
    const { status, stderr } = lisalab(CONFIG, "--orbits", ORBITS, "--output", "gw.h5");
    expect(stderr).toBe("Link responses …\ngw.h5: 400 samples, 1 source\n");
    expect(status).toBe(0);
    const [ours, theirs] = [await openResponse(join(folder, "gw.h5")), await openResponse(THEIRS)];
    for (const frame of ["TCB", "TPS"] as const) {
      const [a, b] = [await ours.read(frame), await theirs.read(frame)];
      const peak = Math.max(...MOSAS.flatMap((mosa) => [...b[mosa]].map(Math.abs)));
      for (const mosa of MOSAS) {
        const worst = b[mosa].reduce((most, value, n) => Math.max(most, Math.abs(a[mosa][n]! - value)), 0);
        expect(worst / peak).toBeLessThan(AGREEMENT);
      }
    }
  });

  it("makes every type of source, with seeds as numbers or digits, and warns of aliases", () => {
    const spectrum = { shape: "powerLaw", psd: 1e-36, at: 1, index: 0 };
    const noise = { seed: 1, spectrum, lowest: 0.01, highest: 0.1 };
    const sources = [
      { ...BINARY, name: "fast", frequency: 0.6, reference: 100.5 },
      {
        type: "verificationBinary",
        period: 600,
        distance: 1e19,
        masses: [0.5, 0.5],
        inclination: 1,
        lambda: 0,
        beta: 0,
      },
      { known: "HM Cnc", reference: "2035-01-01T00:10:00" },
      { type: "knownBinary", name: "AM CVn", phase: 1 },
      { type: "stochasticPoint", ...noise, lambda: 1, beta: 1 },
      { type: "isotropicBackground", ...noise, seed: "18446744073709551615", nside: 1 },
    ];
    const config = { ...CONFIG, dt: 1, duration: 100, frame: "TPS", sources };
    const { status, stderr } = lisalab(config, "--orbits", ORBITS, "--output", "all.h5");
    expect(stderr.split("\n")).toEqual([
      "Link responses …",
      expect.stringMatching(/^Warning: fast reaches 0.6\d* Hz, above the 0.5 Hz/),
      "all.h5: 100 samples, 6 sources",
      "",
    ]);
    expect(status).toBe(0);
  });

  it.each([
    ["no JSON", "{ t0: 1 }", /The configuration config.json is not JSON/],
    ["a list", [], /is \[\]; it must be an object/],
    ["a misspelt key", { ...CONFIG, suorces: [] }, /no option "suorces". Did you mean "sources"/],
    ["orbits that don't cover", { ...CONFIG, duration: 1e7 }, /Give orbits that cover the samples/],
  ])("refuses %s, and writes nothing", (_, config, message) => {
    const { status, stderr } = lisalab(config, "--orbits", ORBITS, "--output", "refused.h5");
    expect(stderr).toMatch(message);
    expect(status).not.toBe(0);
    expect(readdirSync(folder)).not.toContain("refused.h5");
  });

  it("asks for what is missing", () => {
    expect(lisalab(CONFIG, "--orbits", ORBITS).stderr).toMatch(/--output is missing/);
    expect(lisalab(CONFIG, "--output", "x.h5").stderr).toMatch(/--orbits is missing/);
  });

  it("never writes over its own configuration", () => {
    expect(lisalab(CONFIG, "--orbits", ORBITS, "--output", "config.json").stderr).toMatch(
      /is an input; give another name/,
    );
  });
});
