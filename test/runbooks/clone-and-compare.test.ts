import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunRecord } from "../../src/runbook/record.js";
import { House, printed } from "../runbook/house.js";

/** Runs on one server, each with two processes, where other suites keep both cores busy. */
const PATIENCE = 180_000;

const RUNBOOK = resolve("runbooks/clone-and-compare.ipynb");

describe("clone-and-compare on a real server", () => {
  let house: House;
  let root: string;
  beforeAll(() => {
    house = new House();
    root = mkdtempSync(join(tmpdir(), "lisalab clone "));
  });
  afterAll(async () => {
    await house.close();
    rmSync(root, { recursive: true, force: true });
  });

  /** Another version: this one with one file changed. */
  const version = (name: string, file: string, change: (text: string) => string): string => {
    const folder = join(root, name);
    mkdirSync(folder);
    cpSync("dist", join(folder, "dist"), { recursive: true, filter: (path) => !/\.(map|d\.ts)$/.test(path) });
    cpSync("package.json", join(folder, "package.json"));
    symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
    const path = join(folder, "dist", file);
    const text = readFileSync(path, "utf8");
    expect(change(text)).not.toBe(text);
    writeFileSync(path, change(text));
    return folder;
  };

  const compare = async (...parameters: string[]): Promise<{ status: number | null; record: RunRecord }> => {
    const given = [
      `observation=${resolve("test/fixtures/tdi/measurements-laser.h5")}`,
      `orbitsFile=${resolve("test/fixtures/orbits/keplerian.h5")}`,
      'products=["tdi"]',
      // The first run of a process is slow, whichever it is.
      "slowerLimits=[50, 100]",
      ...parameters,
    ];
    const { status, record } = await house.run(RUNBOOK, "--warm", ...given.flatMap((one) => ["-p", one]));
    return { status, record };
  };
  const check = ({ checks }: RunRecord, part: string): { verdict: string; reason: string; value: unknown } => {
    const found = checks.find(({ name }) => name.includes(part));
    return { verdict: found?.verdict ?? "none", reason: found?.reason ?? "", value: found?.value };
  };

  test("this version and itself make the same bits", { timeout: PATIENCE }, async () => {
    const { status, record } = await compare();
    expect(record.reason).toBe("");
    expect({ status, verdict: record.verdict }).toEqual({ status: 0, verdict: "Pass" });
    expect(check(record, "the same code makes the same bits")).toMatchObject({ verdict: "Pass", value: true });
    expect(record.notes[0]).toMatch(/First: lisalab \d.*code [0-9a-f]{64}.*Second: .*code [0-9a-f]{64}: the same code/);
    expect(record.notes[1]).toMatch(/tdi: 6 datasets in both, of which 0 differ.*the same bit by bit/);
    expect(existsSync(join(house.home, "scratch", "clone-and-compare"))).toBe(false);
  });

  test("another interpolation is found, named, drawn, and within a tolerance that is wide enough", {
    timeout: PATIENCE,
  }, async () => {
    const other = version("shorter", "cli/tdi.js", (text) => text.replace('default: "31"', 'default: "29"'));
    const { status, record } = await compare(`other=${other}`);
    expect({ status, verdict: record.verdict }).toEqual({ status: 2, verdict: "Fail" });
    const beyond = check(record, "tdi: datasets beyond the tolerance");
    expect(beyond).toMatchObject({ verdict: "Fail", value: 6 });
    expect(beyond.reason).toMatch(/[AEXYZ]2 from \[18\] at 1004\.5 s on: -?[\d.]+ and -?[\d.]+/);
    expect(check(record, "tdi: attributes that differ")).toMatchObject({
      verdict: "Warn",
      reason: expect.stringMatching(/parameters_json\.order of \/ is 31 and 29/),
    });
    expect(check(record, "the same code").verdict).toBe("none");
    const notebook = JSON.stringify(house.notebook(record));
    expect(notebook.match(/application\/vnd\.plotly\.v1\+json/g)).toHaveLength(3);
    expect(printed(house.notebook(record), "comparing")).not.toMatch(/error/i);
    // At the edges nothing but zeros is interpolated: there the two differ by as much as the signal.
    const wide = await compare(
      `other=${other}`,
      "relativeTolerance=2",
      'mayDiffer=["parameters_json.order","valid_start"]',
    );
    expect(wide.record.reason).toBe("");
    expect(wide.record.verdict).toBe("Pass");
  });

  test("a version that crashes fails with its last words; one that is none can't be judged", {
    timeout: PATIENCE,
  }, async () => {
    const broken = version("broken", "cli/tdi.js", () => 'throw new Error("a planted crash");\n');
    const crashed = await compare(`other=${broken}`);
    expect(crashed.status).toBe(2);
    expect(check(crashed.record, "the first version makes")).toMatchObject({ verdict: "Pass" });
    expect(check(crashed.record, "the second version makes")).toMatchObject({
      verdict: "Fail",
      reason: expect.stringMatching(/lisalab tdi ended with 70:.*a planted crash/),
    });
    expect(crashed.record.notes).toContain("tdi: not compared, since a version made none.");
    const none = await compare(`other=${root}`);
    expect({ status: none.status, reason: none.record.reason }).toEqual({
      status: 3,
      reason: expect.stringMatching(/is no lisalab: its package\.json is missing/),
    });
  });
});
