import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunLedger } from "../../src/runs/ledger.js";
import type { Measured, Outcome } from "../../src/runs/measures.js";
import { openRuns } from "../../src/runs/open.js";
import type { LedgerPlace } from "./ledger-suite.js";

function measured(name: string, value: number | null): Measured {
  return { name, value, unit: "dB", verdict: "Pass" };
}

function outcome(run: string, at: number, checks: readonly Measured[], change: Partial<Outcome> = {}): Outcome {
  const versions = { version: "1.0.0", software: "0.1.0" };
  return { run, runbook: "daily", ...versions, at, verdict: "Pass", data: "", checks, ...change };
}

/** What every record of runs does with what checks measured, wherever it is. */
export function measuresSuite(newPlace: () => Promise<LedgerPlace>): void {
  let ledger: RunLedger;
  beforeEach(async () => {
    const { home, url } = await newPlace();
    ledger = await openRuns(home, url);
  });
  afterEach(() => ledger.close());

  const values = async (check = "noise"): Promise<readonly number[]> => [
    ...(await ledger.measures.series("daily", check)).values,
  ];

  describe("what checks measured", () => {
    it("is a series by time, without what was no number, and as it was last", async () => {
      await ledger.measures.keep([
        outcome("c", 30, [measured("noise", 3.5)]),
        outcome("a", 10, [measured("noise", 1.5), measured("words", null)]),
        outcome("b", 20, [measured("noise", null)]),
        outcome("w", 20, [measured("noise", 99)], { runbook: "weekly" }),
      ]);
      await ledger.measures.keep([outcome("a", 10, [measured("noise", 2.5), measured("other", 1)])]);
      expect(await ledger.measures.series("daily", "noise")).toEqual({
        times: Float64Array.of(10, 30),
        values: Float64Array.of(2.5, 3.5),
        others: 0,
      });
      expect(await ledger.measures.runbooks()).toEqual(["daily", "weekly"]);
      expect(await ledger.measures.checks("daily")).toEqual(["noise", "other"]);
      expect(await ledger.measures.checks("nothing")).toEqual([]);
      expect(await ledger.measures.kept(["a", "w", "x"])).toEqual(new Set(["a", "w"]));
      const runs = await ledger.measures.runsAt("daily", "noise", [10, 30, 31]);
      expect([...runs]).toEqual([
        [10, { run: "a", ...measured("noise", 2.5) }],
        [30, { run: "c", ...measured("noise", 3.5) }],
      ]);
    });

    it("is in the unit of the last run: values in another one are left out, and counted", async () => {
      await ledger.measures.keep([
        outcome("a", 10, [{ ...measured("noise", 1500), unit: "mV" }]),
        outcome("b", 20, [{ ...measured("noise", 1.5), unit: "V" }]),
        outcome("c", 30, [{ ...measured("noise", 1.6), unit: "V" }]),
      ]);
      const series = await ledger.measures.series("daily", "noise");
      expect(series).toEqual({ times: Float64Array.of(20, 30), values: Float64Array.of(1.5, 1.6), others: 1 });
    });

    it("counts once when the same was measured on the same data, and the last one does", async () => {
      const noise = [measured("noise", 1.25), measured("changed", 0)];
      await ledger.measures.keep([
        outcome("a", 10, noise, { data: "x" }),
        outcome("b", 20, [measured("noise", 2.25)], { data: "y" }),
        outcome("c", 30, [measured("noise", 1.25), measured("changed", 2)], { data: "x" }),
        outcome("d", 40, [measured("noise", 1.25)], { data: "z" }),
        outcome("e", 50, [measured("noise", 1.25)]),
        outcome("f", 60, [measured("noise", 1.25)]),
      ]);
      expect(await values()).toEqual([2.25, 1.25, 1.25, 1.25, 1.25]);
      expect((await ledger.measures.outcomes("daily", { first: 2, last: 1 })).map(({ run }) => run)).toEqual([
        "b",
        "c",
        "f",
      ]);
      // One that came out otherwise when it was resumed is no repetition any more.
      await ledger.measures.keep([outcome("c", 30, [measured("noise", 3.25)], { data: "x" })]);
      expect(await values()).toEqual([1.25, 2.25, 3.25, 1.25, 1.25, 1.25]);
    });

    it("is chosen by place and time, with all that each run measured", async () => {
      await ledger.measures.keep(
        Array.from({ length: 9 }, (_, k) => outcome(`r${k}`, 10 * k, [measured("noise", k + 0.5)])),
      );
      const chosen = await ledger.measures.outcomes("daily", { first: 1, last: 2, between: [30, 40] });
      expect(chosen.map(({ run }) => run)).toEqual(["r0", "r3", "r4", "r7", "r8"]);
      expect(chosen[1]).toEqual(outcome("r3", 30, [measured("noise", 3.5)]));
      expect(await ledger.measures.latest("daily", 2)).toEqual(["r8", "r7"]);
    });

    it("tells from when on versions were others", async () => {
      await ledger.measures.keep([
        outcome("a", 10, []),
        outcome("b", 20, [], { software: "0.2.0" }),
        outcome("c", 30, [], { software: "0.2.0" }),
        outcome("d", 40, [], { software: "0.2.0", version: "2.0.0" }),
        outcome("w", 15, [], { runbook: "weekly", version: "7.0.0" }),
      ]);
      expect(await ledger.measures.releases("daily")).toEqual([
        { at: 20, version: "1.0.0", software: "0.2.0" },
        { at: 40, version: "2.0.0", software: "0.2.0" },
      ]);
    });

    it("stays when the run is taken away", async () => {
      const ask = { runbook: "/x", folder: "/", parameters: {}, asOf: 0 };
      await ledger.begin({ id: "a", runbook: "daily", version: "1.0.0", ask, operator: "ada" }, "w");
      await ledger.measures.keep([outcome("a", 10, [measured("noise", 1.5)])]);
      await ledger.move("a", { to: "passed", who: "w" });
      await ledger.remove("a");
      expect(await values()).toEqual([1.5]);
    });

    it("of a run from elsewhere can be taken in, once", async () => {
      const ask = { runbook: "/x", folder: "/", parameters: {}, asOf: 0 };
      const run = { id: "a", runbook: "daily", version: "1.0.0", ask, operator: "ada", reason: "one gap" };
      await ledger.adopt({ ...run, status: "warned", startedAt: 10, endedAt: 20 });
      await ledger.adopt({ ...run, status: "failed", startedAt: 10, endedAt: 20 });
      expect(await ledger.get("a")).toMatchObject({ status: "warned", startedAt: 10, endedAt: 20, reason: "one gap" });
      expect((await ledger.transitions("a")).map(({ from, to }) => [from, to])).toEqual([[null, "warned"]]);
    });
  });
}
