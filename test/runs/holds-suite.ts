import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HoldPolicy, NewHold } from "../../src/runs/holds.js";
import type { RunLedger } from "../../src/runs/ledger.js";
import { openRuns } from "../../src/runs/open.js";
import type { LedgerPlace } from "./ledger-suite.js";

const POLICY: HoldPolicy = { timeout: 3600, otherwise: "reject", fourEyes: false, approvers: [], notify: [] };

function hold(policy: Partial<HoldPolicy> = {}, cell = "switch"): NewHold {
  const title = "Switch to the spare?";
  return {
    run: "a",
    cell,
    place: 3,
    title,
    question: "Is it warm?",
    operator: "ada",
    policy: { ...POLICY, ...policy },
  };
}

/** What every record of runs does with holds, wherever it is. */
export function holdsSuite(newPlace: () => Promise<LedgerPlace>): void {
  let place: LedgerPlace;
  let ledger: RunLedger;

  beforeEach(async () => {
    place = await newPlace();
    ledger = await openRuns(place.home, place.url);
    const ask = { runbook: "/runbooks/switch", folder: "/", parameters: {}, asOf: 0 };
    await ledger.begin({ id: "a", runbook: "switch", version: "1.0.0", ask, operator: "ada" }, "worker 1");
  });
  afterEach(() => ledger.close());

  const ask = async (policy: Partial<HoldPolicy> = {}): Promise<void> => {
    await ledger.holds.ask(hold(policy));
    await ledger.move("a", { to: "held", who: "ada", owner: "worker 1" });
  };
  const decide = (who: string, decision: "approved" | "rejected" = "approved", comment = "it is"): Promise<unknown> =>
    ledger.holds.decide("a", { decision, who, comment });

  describe("a hold", () => {
    it("is decided once, by who is first, and kept", async () => {
      await ask();
      const [asked] = await ledger.holds.list("a");
      expect(asked).toMatchObject({ attempt: 1, cell: "switch", decision: null, decidedAt: null, ...POLICY });
      expect(asked!.expiresAt - asked!.askedAt).toBeCloseTo(3_600_000, -2);
      const outcomes = await Promise.allSettled([decide("grace"), decide("edith", "rejected"), decide("mary")]);
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const after = await ledger.holds.look(asked!);
      expect(after).toMatchObject({ decidedBy: "person", comment: "it is", decidedAt: expect.any(Number) });
      await expect(decide("grace")).rejects.toThrow(/held, but its hold is decided already/);
    });

    it("is asked once for a cell in an attempt, and anew in the next one", async () => {
      await ask();
      await ledger.holds.ask(hold());
      expect(await ledger.holds.list("a")).toHaveLength(1);
      expect(await ledger.holds.withdraw("a", "killed", 1)).toMatchObject([
        { decision: "withdrawn", decidedBy: "run" },
      ]);
      await ledger.move("a", { to: "abandoned", who: "watch" });
      await ledger.resume("a", "worker 2", "ada");
      const again = await ledger.holds.ask(hold());
      expect(again).toMatchObject({ attempt: 2, decision: null });
      expect(await ledger.holds.withdraw("a", "the first runner wakes up", 1)).toHaveLength(1);
      expect((await ledger.holds.list("a")).map(({ decision }) => decision)).toEqual(["withdrawn", null]);
    });

    it("is decided by its policy when time runs out, and by nobody afterwards", async () => {
      await ask({ otherwise: "approve" });
      await place.execute("UPDATE hold SET expires_at = 0 WHERE run = 'a'");
      await expect(decide("grace")).rejects.toThrow(/ended at 1970.*its policy is to approve/);
      const [asked] = await ledger.holds.list("a");
      expect(await ledger.holds.look(asked!)).toMatchObject({ decision: "approved", decidedBy: "policy", who: "" });
    });

    it("is for other eyes and for certain people where its policy says so; who runs it may always reject it", async () => {
      await ask({ fourEyes: true, approvers: ["Ada", "Grace"] });
      await expect(decide("ADA ")).rejects.toThrow(/needs four eyes/);
      await expect(decide("edith")).rejects.toThrow(/decided by Ada, Grace, not by edith/);
      await expect(decide("ada", "rejected")).resolves.toMatchObject({ decision: "rejected", who: "ada" });
    });

    it("needs a comment, a name, and a run that waits", async () => {
      await expect(decide("grace")).rejects.toThrow(/waits for nobody: it is running/);
      await expect(ledger.holds.decide("b", { decision: "approved", who: "x", comment: "y" })).rejects.toThrow(
        /no run b/,
      );
      await ask();
      await expect(decide("grace", "approved", " \n")).rejects.toThrow(/needs a comment/);
      await expect(decide("grace", "approved", "x".repeat(4001))).rejects.toThrow(/needs a comment/);
      await expect(decide("gr\nace")).rejects.toThrow(/a name in one line/);
    });

    it("goes with its run", async () => {
      await ask();
      await ledger.move("a", { to: "cancelled", who: "ada" });
      await ledger.remove("a");
      expect(await ledger.holds.list("a")).toEqual([]);
    });
  });
}
