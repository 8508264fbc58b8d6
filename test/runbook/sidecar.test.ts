import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nearest } from "../../src/runbook/nearest.js";
import { readSidecar, sidecarOf, sidecarPathOf } from "../../src/runbook/sidecar.js";

const GOOD = { name: "daily-ops", version: "1.0.0", owner: "operations", kernel: "lisalab-operations" };

describe("sidecarOf", () => {
  it("fills in what may be left out", () => {
    expect(sidecarOf(GOOD, "s.yaml")).toEqual({
      ...GOOD,
      description: "",
      schedule: "",
      missed: { run: "latest", within: 86_400 },
      timeouts: { cell: 600, run: 3600 },
      concurrency: null,
      parameters: {},
      notify: [],
      secrets: [],
      baseline: "first",
      evidence: "",
      holds: { approvers: [], fourEyes: false, notify: [], otherwise: "reject", timeout: 86_400 },
      retries: { backoff: 5, cell: 0, killed: 0, on: [], run: 0 },
      triggers: [],
    });
  });

  it.each([
    [null, "the sidecar must be a mapping"],
    [[], "the sidecar must be a mapping"],
    ["text", "the sidecar must be a mapping"],
    [{ ...GOOD, name: undefined }, "name is missing"],
    [{ ...GOOD, name: "Daily Ops" }, 'name is "Daily Ops"; use lower-case'],
    [{ ...GOOD, concurrency: 0 }, "concurrency is 0; give how many"],
    [{ ...GOOD, notify: "officers" }, 'notify is "officers"; a list is expected'],
    [{ ...GOOD, notify: ["officers"] }, 'notify[0] is "officers"; on and logbooks'],
    [{ ...GOOD, notify: [{ on: ["Failed"], logbooks: ["a"] }] }, 'notify[0].on is ["Failed"]; a list of Pass, Warn'],
    [{ ...GOOD, notify: [{ on: ["Fail"], logbooks: [] }] }, "notify[0].logbooks is []; a list of names"],
    [
      { ...GOOD, notify: [{ on: ["Fail"], logboks: ["a"] }] },
      'unknown key "logboks" in notify[0]; did you mean "logbooks"',
    ],
    [{ ...GOOD, version: 1 }, "version is 1, not text; put it in quotes"],
    [{ ...GOOD, owner: undefined }, "owner is missing"],
    [{ ...GOOD, kernel: undefined }, "kernel is missing"],
    [{ ...GOOD, shedule: "x" }, 'unknown key "shedule"; did you mean "schedule"?'],
    [{ ...GOOD, schedule: "daily" }, 'schedule is "daily"; give five fields of cron'],
    [{ ...GOOD, schedule: "0 6 * *" }, "give five fields of cron"],
    [{ ...GOOD, timeouts: { cell: -1 } }, "timeouts.cell is -1; give seconds"],
    [{ ...GOOD, timeouts: { cell: "10" } }, 'timeouts.cell is "10"; give seconds'],
    [{ ...GOOD, timeouts: { run: 1e9 } }, "at most 2000000"],
    [{ ...GOOD, timeouts: { runn: 1 } }, 'unknown key "runn"; did you mean "run"?'],
    [{ ...GOOD, parameters: ["day"] }, "parameters must be a mapping"],
    [{ ...GOOD, parameters: { "a-b": {} } }, 'parameter "a-b" can\'t be the name of a constant'],
    [{ ...GOOD, parameters: { day: "date" } }, "parameters.day must be a mapping"],
  ])("refuses %o", (content, message) => {
    expect(() => sidecarOf(content, "s.yaml")).toThrow(`s.yaml: ${message}`.slice(0, 8));
    expect(() => sidecarOf(content, "s.yaml")).toThrow(message);
  });

  it.each(["0 6 * * *", "*/15 0-6 1,15 * 1-5", ""])("takes the schedule %j", (schedule) => {
    expect(sidecarOf({ ...GOOD, schedule }, "s.yaml").schedule).toBe(schedule);
  });
});

describe("readSidecar", () => {
  const folder = mkdtempSync(join(tmpdir(), "lisalab-sidecar-"));

  it("says what a missing one should hold", async () => {
    await expect(readSidecar(join(folder, "none.yaml"))).rejects.toThrow(/^no sidecar .*none\.yaml: a runbook needs/);
  });

  it.each([
    ["a tab", "name:\n\t- x"],
    ["an open bracket", "timeouts: {cell: 3"],
    ["an open quote", 'name: "x'],
    ["a key twice", "name: a\nname: b"],
  ])("refuses %s with one line", async (_, text) => {
    const path = join(folder, "bad.yaml");
    writeFileSync(path, text);
    await expect(readSidecar(path)).rejects.toThrow(/^[^\n]*bad\.yaml is not YAML: [^\n]*$/);
  });
});

it("lies beside the notebook", () => {
  expect(sidecarPathOf("/a/daily-ops.ipynb")).toBe("/a/daily-ops.yaml");
});

describe("nearest", () => {
  it("suggests what was probably meant", () => {
    expect(nearest("dya", ["day", "level"])).toBe('; did you mean "day"?');
    expect(nearest("Observaton", ["orbits", "observation"])).toBe('; did you mean "observation"?');
  });

  it("lists all when nothing is near", () => {
    expect(nearest("zzzzzz", ["day", "level"])).toBe("; there are: day, level");
    expect(nearest("x", [])).toBe("; there are none");
  });
});
