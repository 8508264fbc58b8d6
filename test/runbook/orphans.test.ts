import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { isOrphan } from "../../src/runbook/orphans.js";
import type { RunRecord } from "../../src/runbook/record.js";

const DEAD = String(spawnSync(process.execPath, ["-e", ""]).pid);
const ALIVE = String(process.ppid);
const NOW = new Date("2037-01-01T12:00:00Z");
const OPEN = { verdict: null, entry: null, problems: [] };
const CLOSED = { verdict: "Pass", entry: null, problems: [] };
const LATER = "2037-01-01T13:00:00Z";
const EARLIER = "2037-01-01T11:00:00Z";

describe("an orphan", () => {
  it.each([
    ["a run whose process is gone", OPEN, hostname(), DEAD, LATER, true],
    ["one that was killed before it told the logbook", CLOSED, hostname(), DEAD, LATER, true],
    [
      "one that had our own process id, in a container started again",
      OPEN,
      hostname(),
      String(process.pid),
      LATER,
      true,
    ],
    ["one of another host that is overdue", OPEN, "elsewhere", ALIVE, EARLIER, true],
    ["not one of another host that may go on", OPEN, "elsewhere", DEAD, LATER, false],
    ["not one that goes on", OPEN, hostname(), ALIVE, LATER, false],
    ["not one that the logbook has", { ...CLOSED, entry: 7 }, hostname(), DEAD, EARLIER, false],
    ["not one that says why the logbook has none", { ...CLOSED, problems: ["x"] }, hostname(), DEAD, EARLIER, false],
  ])("is %s", (_, state, host, pid, deadline, expected) => {
    const record = { ...state, environment: { host, pid, deadline } } as unknown as RunRecord;
    expect(isOrphan(record, NOW)).toBe(expected);
  });
});
