import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openLogbook } from "../../src/logbook/embedded.js";
import { openRuns } from "../../src/runs/open.js";
import { happenings, lastSince } from "../../src/trends/happenings.js";
import { confirmedMoment, incidentTimes, spelledTime } from "../../src/trends/incident.js";
import { postMortemText } from "../../src/trends/postmortem.js";
import { draft } from "../logbook/sample.js";

const MOMENTS = {
  startedAt: "2037-01-31T02:00:00Z",
  detectedAt: "2037-01-31T02:10:00Z",
  acknowledgedAt: "2037-01-31T02:11:30Z",
  mitigatedAt: "2037-01-31T03:00:00Z",
  resolvedAt: "2037-02-01T03:00:00Z",
};

describe("an incident", () => {
  it("took so long", () => {
    expect(incidentTimes(MOMENTS)).toEqual({ detect: 600, acknowledge: 90, mitigate: 3600, recover: 90_000 });
    expect([4.4, 600, 7384, 90_000].map(spelledTime)).toEqual(["4 s", "10 min 00 s", "2 h 03 min", "1 d 1 h 00 min"]);
  });

  it("is refused when its moments are none, or in another order", () => {
    expect(() => incidentTimes({ ...MOMENTS, detectedAt: "soon" })).toThrow(/detectedAt is "soon"/);
    expect(() => incidentTimes({ ...MOMENTS, resolvedAt: MOMENTS.startedAt })).toThrow(
      /resolvedAt.*before mitigatedAt/,
    );
  });

  it("was confirmed when the comment says so, if that can be", () => {
    const decidedAt = "2037-01-31T04:00:00.000Z";
    const moment = (comment: string): string => confirmedMoment({ decidedAt, comment }, MOMENTS.detectedAt);
    expect(moment("2037-01-31T03:12Z: switched")).toBe("2037-01-31T03:12:00.000Z");
    expect(moment("2037-01-31T03:12:05Z switched")).toBe("2037-01-31T03:12:05.000Z");
    for (const other of [
      "switched",
      "2037-01-31T02:00:00Z: early",
      "2037-01-31T05:00:00Z: late",
      "2037-13-31T03:12:00Z",
    ]) {
      expect(moment(other), other).toBe(decidedAt);
    }
  });

  it("is told in Markdown, whatever people write", () => {
    const timeline = [{ at: MOMENTS.startedAt, what: "a|b\nc", who: "ada" }];
    const times = incidentTimes(MOMENTS);
    const text = postMortemText({ title: "leak", severity: "minor", relatedRun: "r1", times, timeline, findings: "" });
    expect(text).toContain("**leak** (minor). It was seen by run `r1`.");
    expect(text).toContain("| recover | 1 d 1 h 00 min |");
    expect(text).toContain("| 2037-01-31 02:00:00 | a\\|b c | ada |");
    expect(text).toContain("**Causes and actions:** nobody said");
  });

  it("has a timeline of runs and of what people wrote, less what runs wrote", async () => {
    const home = mkdtempSync(join(tmpdir(), "lisalab incident "));
    const from = new Date(Date.now() - 1000).toISOString();
    const ledger = await openRuns(home);
    const ask = { runbook: "/a", folder: "/", parameters: {}, asOf: 0 };
    const run = { runbook: "a", version: "1.0.0", ask, operator: "ada" };
    for (const [id, to] of [
      ["r1", "failed"],
      ["r2", "passed"],
      ["me", "cancelled"],
    ] as const) {
      await ledger.begin({ ...run, id }, "w");
      await ledger.move(id, { to, who: "w", reason: to === "failed" ? "low" : "" });
    }
    await ledger.close();
    const logbook = openLogbook(join(home, "logbook"));
    const time = new Date().toISOString();
    await logbook.post(draft("note", { time, subject: "looks cold", author: "Grace", runId: "r1" }));
    await logbook.post(draft("r1", { time, runId: "r1" }));
    await logbook.close();
    const to = new Date(Date.now() + 1000).toISOString();
    const found = await happenings(home, { from, to, without: "me" });
    expect(found.map(({ what, who }) => [what, who])).toEqual([
      ["a 1.0.0 failed: low (r1)", "ada"],
      ["a 1.0.0 passed (r2)", "ada"],
      ["looks cold (entry 1)", "Grace"],
    ]);
    expect(await happenings(home, { from: to, to, relatedRun: "r1" })).toHaveLength(1);
    expect(await lastSince(home, "a", from)).toMatchObject({ run: { id: "me" }, isWell: false });
    expect(await lastSince(home, "a", to)).toBeNull();
  });
});
