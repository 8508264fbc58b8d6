import { describe, expect, test } from "vitest";
import type { RunStatus } from "../../src/runs/status.js";
import { type EndedEntry, openWarnings, outagesOf, spread, verdictCounts } from "../../src/trends/outages.js";

const HOUR = 3_600_000;

/** A run of an hour that ended at this hour. */
function run(hour: number, status: RunStatus, runbook = "daily"): EndedEntry {
  const reason = status === "passed" ? "" : `it ${status}`;
  return { id: `${runbook}-${hour}`, runbook, status, reason, startedAt: (hour - 1) * HOUR, endedAt: hour * HOUR };
}

describe("outages", () => {
  test("begin with the first run that did not go well, and are over with the next that did", () => {
    const runs = [run(24, "passed"), run(48, "failed"), run(50, "errored"), run(52, "passed"), run(76, "passed")];
    expect(outagesOf(runs.reverse(), 100 * HOUR)).toEqual([
      {
        runbook: "daily",
        first: "daily-48",
        reason: "it failed",
        detectedAt: 48 * HOUR,
        runs: 2,
        unseen: 24 * 3600,
        recoveredAt: 52 * HOUR,
        lasted: 4 * 3600,
      },
    ]);
  });

  test("last until now where nothing went well since, and are not known to begin where nothing did before", () => {
    const [outage] = outagesOf([run(10, "abandoned"), run(20, "failed")], 30 * HOUR);
    expect(outage).toMatchObject({ first: "daily-10", runs: 2, unseen: null, recoveredAt: null, lasted: 20 * 3600 });
  });

  test("are over with a run that only warns, which stays open as a warning until one passes", () => {
    const runs = [run(1, "passed"), run(2, "failed"), run(3, "warned"), run(4, "warned")];
    expect(outagesOf(runs, 9 * HOUR)).toMatchObject([{ recoveredAt: 3 * HOUR }]);
    expect(openWarnings(runs)).toEqual([{ runbook: "daily", first: "daily-3", at: 3 * HOUR, reason: "it warned" }]);
    expect(openWarnings([...runs, run(5, "passed")])).toEqual([]);
    expect(openWarnings([...runs, run(5, "failed")])).toEqual([]);
  });

  test("are of one runbook each, and what was cancelled or goes on tells nothing", () => {
    const goesOn = { ...run(8, "running"), endedAt: null };
    const runs = [
      run(1, "failed"),
      run(2, "passed", "weekly"),
      run(3, "cancelled"),
      run(4, "cancelled", "weekly"),
      goesOn,
    ];
    expect(outagesOf(runs, 9 * HOUR)).toMatchObject([{ runbook: "daily", runs: 1, recoveredAt: null }]);
    expect(outagesOf([], 0)).toEqual([]);
  });
});

test("durations are told by their median and the worst", () => {
  expect(spread([])).toBeNull();
  expect(spread([7])).toEqual({ median: 7, worst: 7 });
  expect(spread([30, 10, 20])).toEqual({ median: 20, worst: 30 });
  expect(spread([40, 10, 20, 30])).toEqual({ median: 25, worst: 40 });
});

test("runs are counted by runbook and by how they ended", () => {
  const runs = [
    run(1, "failed"),
    run(2, "abandoned"),
    run(3, "passed", "b"),
    run(4, "cancelled", "b"),
    run(5, "warned"),
  ];
  expect(verdictCounts(runs)).toEqual({
    runbook: ["b", "daily"],
    runs: [2, 3],
    Pass: [1, 0],
    Warn: [0, 1],
    Fail: [0, 1],
    Error: [0, 1],
    cancelled: [1, 0],
  });
});
