import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { NewRun } from "../../src/runs/entry.js";
import { type RunLedger, TakenIdError } from "../../src/runs/ledger.js";
import { openRuns } from "../../src/runs/open.js";

/** Where a record of runs is tried: what `openRuns` takes, and SQL beside it. */
export interface LedgerPlace {
  readonly home: string;
  readonly url: string;
  /** Runs a statement from outside. */
  execute(statement: string): Promise<void>;
}

function run(id: string, change: Partial<NewRun> = {}): NewRun {
  const ask = { runbook: "/runbooks/daily-ops", folder: "/", parameters: { date: "2037-01-01" }, asOf: 0 };
  return { id, runbook: "daily-ops", version: "1.0.0", ask, operator: "ada", ...change };
}

/** What every record of runs does, wherever it is. */
export function ledgerSuite(newPlace: () => Promise<LedgerPlace>): void {
  let place: LedgerPlace;
  let ledger: RunLedger;

  beforeEach(async () => {
    place = await newPlace();
    ledger = await openRuns(place.home, place.url);
  });

  afterEach(() => ledger.close());

  describe("a run", () => {
    it("goes its way, and every step is kept", async () => {
      expect(await ledger.enter(run("a"))).toMatchObject({
        status: "queued",
        attempt: 0,
        startedAt: null,
        owner: null,
      });
      const claimed = await ledger.claim("worker 1");
      expect(claimed).toMatchObject({ id: "a", status: "running", attempt: 1, owner: "worker 1" });
      await ledger.move("a", { to: "held", who: "worker 1", owner: "worker 1", reason: "cell 3 waits" });
      await ledger.move("a", { to: "running", who: "grace", reason: "go on" });
      const ended = await ledger.move("a", { to: "warned", who: "worker 1", owner: "worker 1", reason: "one gap" });
      expect(ended).toMatchObject({ status: "warned", owner: null, leaseUntil: null, reason: "one gap" });
      expect(ended.endedAt).toBeGreaterThanOrEqual(ended.startedAt!);
      expect((await ledger.transitions("a")).map(({ from, to, who, reason }) => [from, to, who, reason])).toEqual([
        [null, "queued", "ada", ""],
        ["queued", "running", "worker 1", ""],
        ["running", "held", "worker 1", "cell 3 waits"],
        ["held", "running", "grace", "go on"],
        ["running", "warned", "worker 1", "one gap"],
      ]);
    });

    it("takes no step that no run takes, nor one of who does not have it", async () => {
      await ledger.begin(run("a"), "worker 1");
      await expect(ledger.move("a", { to: "passed", who: "x", owner: "worker 2" })).rejects.toThrow(/worker 1 has it/);
      await ledger.move("a", { to: "passed", who: "worker 1", owner: "worker 1" });
      await expect(ledger.move("a", { to: "running", who: "x" })).rejects.toThrow(
        /is passed and can't become running: it has ended/,
      );
      await expect(ledger.get("b")).rejects.toThrow(/no run b/);
      await expect(ledger.resume("a", "w", "x")).rejects.toThrow(/can't become running/);
    });

    it("is one of its cause, however often it is told", async () => {
      const cause = "schedule daily-ops 2037-01-02T06:00:00Z";
      await ledger.enter(run("a", { cause }));
      expect((await ledger.enter(run("b", { cause }))).id).toBe("a");
      expect((await ledger.list()).map(({ id }) => id)).toEqual(["a"]);
    });

    it("is tried again by its owner, as the same attempt or the next, and by nobody else", async () => {
      await ledger.begin(run("a"), "worker 1");
      expect(await ledger.again("a", "worker 1", "cell 3", "same attempt")).toMatchObject({ attempt: 1 });
      expect(await ledger.again("a", "worker 1", "no server", "next attempt")).toMatchObject({
        attempt: 2,
        status: "running",
        owner: "worker 1",
      });
      await expect(ledger.again("a", "worker 2", "x", "next attempt")).rejects.toThrow(/worker 1 has it/);
      expect((await ledger.transitions("a")).slice(2)).toMatchObject([
        { attempt: 1, from: "running", to: "running", reason: "cell 3" },
        { attempt: 2, from: "running", to: "running", reason: "no server" },
      ]);
      await ledger.move("a", { to: "passed", who: "worker 1", owner: "worker 1" });
      await expect(ledger.again("a", "worker 1", "x", "next attempt")).rejects.toThrow(/nobody has it/);
    });

    it("has an id that no other has", async () => {
      await ledger.enter(run("a"));
      await expect(ledger.enter(run("a"))).rejects.toThrow(TakenIdError);
      await expect(ledger.begin(run("a"), "worker 1")).rejects.toThrow(/There is a run a already/);
    });

    it("whose owner is silent or gone is taken over once, and can be taken up again as another attempt", async () => {
      await ledger.begin(run("a"), "worker 1");
      await ledger.begin(run("b"), "worker 2");
      await ledger.begin(run("c"), "worker 3");
      const isGone = (owner: string): boolean => owner === "worker 3";
      await place.execute("UPDATE run SET lease_until = 0 WHERE id = 'a'");
      expect((await ledger.takeOver("watch", isGone)).map(({ id, owner }) => [id, owner])).toEqual([
        ["a", "watch"],
        ["c", "watch"],
      ]);
      expect(await ledger.takeOver("another watch", isGone)).toEqual([]);
      expect(await ledger.renew("a", "worker 1")).toEqual({ owned: false, stop: null });
      expect(await ledger.renew("b", "worker 2")).toEqual({ owned: true, stop: null });
      await ledger.move("a", { to: "abandoned", who: "watch", owner: "watch", reason: "killed" });
      expect(await ledger.resume("a", "worker 4", "ada")).toMatchObject({
        attempt: 2,
        status: "running",
        endedAt: null,
      });
    });

    it("is stopped: at once when it waits, through its owner when it works", async () => {
      await ledger.enter(run("a"));
      expect(await ledger.stop("a", "grace", "not today")).toMatchObject({ status: "cancelled" });
      await ledger.begin(run("b"), "worker 1");
      expect(await ledger.stop("b", "grace", "wrong day")).toMatchObject({ status: "running" });
      expect(await ledger.renew("b", "worker 1")).toEqual({ owned: true, stop: "stopped by grace: wrong day" });
    });
  });

  describe("the queue", () => {
    it("has what arrived wait behind what was scheduled or asked for", async () => {
      await ledger.enter(run("a", { cause: "event:l1:/in/1.h5@1" }));
      await ledger.enter(run("b", { cause: "event:l1:/in/2.h5@1" }));
      await ledger.enter(run("c", { cause: "schedule:daily-ops@2037-01-02T06:00:00Z" }));
      await ledger.enter(run("d"));
      const order: (string | undefined)[] = [];
      for (let run = await ledger.claim("worker 1"); run !== null; run = await ledger.claim("worker 1"))
        order.push(run.id);
      expect(order).toEqual(["c", "d", "a", "b"]);
    });
  });

  describe("runs of a runbook that may be at work one at a time", () => {
    it("are refused beside another, and wait when they are queued", async () => {
      await ledger.begin(run("a", { atOnce: 1 }), "worker 1");
      await expect(ledger.begin(run("b", { atOnce: 1 }), "worker 2")).rejects.toThrow(/daily-ops is at work as a/);
      await ledger.enter(run("c", { atOnce: 1 }));
      await ledger.enter(run("d", { runbook: "weekly", atOnce: 1 }));
      expect((await ledger.claim("worker 3"))?.id).toBe("d");
      expect(await ledger.claim("worker 3")).toBeNull();
      await ledger.move("a", { to: "passed", who: "worker 1" });
      expect((await ledger.claim("worker 3"))?.id).toBe("c");
      expect((await ledger.list()).map(({ id }) => id).sort()).toEqual(["a", "c", "d"]);
    });

    it("begin once of ten starts by ten processes", async () => {
      const script = `
      import { openRuns } from "${new URL("../../dist/runs/open.js", import.meta.url).href}";
      const ledger = await openRuns(process.argv[1], process.argv[3]);
      const ask = { runbook: "x", folder: "/", parameters: {}, asOf: 0 };
      const mine = { id: process.argv[2], runbook: "daily-ops", version: "1", ask, operator: "ada", atOnce: 1 };
      await ledger.begin(mine, process.argv[2]).then(() => process.exit(0), () => process.exit(1));
    `;
      const codes = await Promise.all(
        Array.from({ length: 10 }, async (_, index) => {
          const child = spawn(
            process.execPath,
            ["--input-type=module", "-e", script, place.home, `r${index}`, place.url],
            {
              stdio: "ignore",
            },
          );
          return (await once(child, "exit"))[0] as number;
        }),
      );
      expect(codes.filter((code) => code === 0)).toHaveLength(1);
      expect(await ledger.list()).toHaveLength(1);
    });
  });

  describe("cells and measures", () => {
    it("are kept by attempt, and as they were last", async () => {
      await ledger.begin(run("a"), "w");
      await ledger.cell("a", { cell: "c1", place: 2, state: "running", startedAt: 5, endedAt: null });
      await ledger.cell("a", { cell: "c1", place: 2, state: "done", startedAt: 5, endedAt: 9 });
      await ledger.move("a", { to: "errored", who: "w" });
      await ledger.resume("a", "w", "ada");
      await ledger.cell("a", { cell: "c1", place: 2, state: "running", startedAt: 20, endedAt: null });
      expect(await ledger.cells("a")).toEqual([
        { attempt: 1, cell: "c1", place: 2, state: "done", startedAt: 5, endedAt: 9 },
        { attempt: 2, cell: "c1", place: 2, state: "running", startedAt: 20, endedAt: null },
      ]);
    });
  });

  describe("the service", () => {
    it("hears how many runs could begin", async () => {
      expect(await ledger.ready()).toBe(0);
      for (const id of ["a", "b", "c"]) await ledger.enter(run(id, { atOnce: 2 }));
      await ledger.enter(run("d", { runbook: "weekly" }));
      await ledger.enter(run("e", { runbook: "weekly", dueAt: Date.now() + 3_600_000 }));
      expect(await ledger.ready()).toBe(3);
      await ledger.claim("worker 1");
      expect(await ledger.ready()).toBe(2);
    });

    it("goes on where a schedule was left, unless that is another one now", async () => {
      const { schedules } = ledger;
      expect(await schedules.lookedAt("daily-ops", "0 6 * * *")).toBeNull();
      await schedules.look("daily-ops", "0 6 * * *", 2e12);
      await schedules.look("daily-ops", "0 6 * * *", 1e12 + 0.5);
      expect(await schedules.lookedAt("daily-ops", "0 6 * * *")).toBe(1e12 + 0.5);
      expect(await schedules.lookedAt("daily-ops", "0 7 * * *")).toBeNull();
    });
  });

  describe("searching", () => {
    it("by runbook, status, time and words", async () => {
      await ledger.enter(run("a", { operator: "Grace" }));
      await ledger.enter(run("b", { runbook: "weekly" }));
      await ledger.begin(run("c_1"), "w");
      await ledger.move("c_1", { to: "failed", who: "w", reason: "noise 100% too high" });
      const ids = async (query: Parameters<RunLedger["list"]>[0]): Promise<string[]> =>
        (await ledger.list(query)).map(({ id }) => id).sort();
      expect(await ids({})).toEqual(["a", "b", "c_1"]);
      expect(await ids({ runbook: "weekly" })).toEqual(["b"]);
      expect(await ids({ status: ["failed", "running"] })).toEqual(["c_1"]);
      expect(await ids({ text: "grace" })).toEqual(["a"]);
      expect(await ids({ text: "100% too" })).toEqual(["c_1"]);
      expect(await ids({ text: "_" })).toEqual(["c_1"]);
      expect(await ids({ until: 0 })).toEqual([]);
      expect(await ledger.list({ limit: 1 })).toHaveLength(1);
    });
  });
}
