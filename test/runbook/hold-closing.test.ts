import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openLogbook } from "../../src/logbook/embedded.js";
import { closeHolds } from "../../src/runbook/hold-closing.js";
import { holdRecordOf } from "../../src/runbook/hold-record.js";
import { openRuns } from "../../src/runs/open.js";
import { RECORD } from "./sample-run.js";

const POLICY = { timeout: 3600, otherwise: "reject", fourEyes: false, approvers: [], notify: [] } as const;
const SECRET = "correct horse battery";

it("of a decision that a killed run had not taken, who and when go into record and logbook, but not the comment, which may have a secret", async () => {
  const home = mkdtempSync(join(tmpdir(), "lisalab-closing-"));
  const ledger = await openRuns(home, "");
  const logbook = openLogbook(join(home, "logbook"));
  try {
    const { id } = RECORD;
    const ask = { runbook: "/switch", folder: "/", parameters: {}, asOf: 0 };
    await ledger.begin({ id, runbook: "switch", version: "1", ask, operator: "ada" }, "runner");
    const hold = { run: id, cell: "c", place: 1, title: "Switch?", question: "", operator: "ada", policy: POLICY };
    const asked = holdRecordOf(await ledger.holds.ask(hold));
    await ledger.move(id, { to: "held", who: "ada", owner: "runner" });
    await ledger.holds.decide(id, { decision: "approved", who: "grace", comment: `use ${SECRET}` });
    const closed = await closeHolds(ledger, { ...RECORD, holds: [asked] }, "it was killed", home);
    expect(closed.holds).toMatchObject([{ decision: "approved", who: "grace" }]);
    const entries = await logbook.list({ runId: id });
    expect(entries).toHaveLength(2);
    expect(JSON.stringify([closed, entries])).not.toContain(SECRET);
    expect(entries[0]!.text).toContain(`\`lisalab runs show ${id}\` has the comment`);
  } finally {
    await Promise.all([ledger.close(), logbook.close()]);
  }
});
