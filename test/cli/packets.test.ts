import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TelemetrySummary } from "../../src/io/telemetrysummary.js";

const MAIN = resolve("dist/cli/main.js");
const SAMPLE = resolve("runbooks/sample/observation.h5");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lisalab packets "));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lisalab(...words: string[]): { status: number | null; stdout: string; stderr: string } {
  const options = { encoding: "utf8", cwd: folder, maxBuffer: 64 * 1024 * 1024 } as const;
  return spawnSync(process.execPath, [MAIN, "packets", ...words], options);
}

describe("lisalab packets", () => {
  it("makes packets with channels switched on and off, and tells what they are", () => {
    const names = "tmi_usbs_left,tmi_usbs_right,ref_usbs_left";
    const { status, stderr } = lisalab("encode", SAMPLE, "some", "--switch-on", "tm_y_ifo_left", "--switch-off", names);
    expect(stderr).toMatch(/some: .*mprs.* with the dictionary 1.0 4Hz [0-9a-f]{4}; without ref_usbs\n/);
    expect(status).toBe(0);
    const summary = JSON.parse(lisalab("some", "--json").stdout) as TelemetrySummary;
    expect(summary.dictionary).toMatchObject({ switchedOn: ["tm_y_ifo_left"], switchedOff: names.split(",") });
    const applications = summary.dictionary.applications.map(({ id }) => id);
    // Nothing is left of the test-mass sidebands; the interferometer along y has an application of its own.
    expect(applications).not.toContain(0x19);
    expect(applications).toContain(0x18);
    const table = lisalab("some").stdout;
    expect(table).toContain("dictionary 1.0 4Hz");
    expect(table).toMatch(/0x110 +4 +9 +2500 +2500 +0 /);
    const xtce = lisalab("xtce", "--folder", "some", "--spacecraft", "3").stdout;
    expect(xtce).toContain(`name="LISA_SC3" shortDescription="Dictionary ${summary.dictionary.identification}"`);
    expect(xtce).not.toContain("tmi_usbs_left");
  }, 60_000);

  it("lists the channels as a table that adds up to the budget", () => {
    const [head, ...rows] = lisalab("channels", "--configuration", "budget").stdout.trim().split("\n");
    const columns = head!.split(",");
    // Descriptions and titles may have commas: cells in quotation marks.
    const cells = rows.map((row) => [...row.matchAll(/"([^"]*)"|([^,]+)/g)].map((found) => found[1] ?? found[2]!));
    expect(cells.every((row) => row.length === columns.length)).toBe(true);
    const [sent, rate, bits] = ["sent", "Hz", "bits"].map((name) => columns.indexOf(name)) as [number, number, number];
    const total = cells
      .filter((row) => row[sent] === "true")
      .reduce((sum, row) => sum + Number(row[rate]) * Number(row[bits]), 0);
    expect(total).toBeCloseTo(11_984, 6);
  });

  it.each([
    [["encode", SAMPLE, "none", "--switch-on", "presure"], /nearest is "pressure"/],
    [["xtce", "--configuration", "5Hz"], /--configuration is "5Hz"; it can be budget or 4Hz/],
    [["nowhere"], /nowhere has no readable observation.json/],
  ])("refuses %j", (words, message) => {
    const { status, stderr } = lisalab(...words);
    expect(stderr).toMatch(message);
    expect(status).not.toBe(0);
  });
});
