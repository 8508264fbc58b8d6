import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { assertNotifiable } from "../../src/logbook/elsewhere.js";
import { Spool } from "../../src/logbook/spool.js";
import { enterElsewhere, enterInLogbook } from "../../src/runbook/closing.js";
import type { RunRecord } from "../../src/runbook/record.js";
import { FakeElogd } from "../logbook/fake-elogd.js";
import { FakeSmtpd } from "../logbook/fake-smtpd.js";
import { RECORD } from "./sample-run.js";

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "lisalab-closing-"));
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A closed run with a report. */
function closed(id: string): RunRecord {
  writeFileSync(join(home, "report.pdf"), `PDF of ${id}`);
  const pdf = { role: "pdf", path: "report.pdf", sha256: "ef".repeat(32), bytes: 4 } as const;
  return { ...RECORD, id, artefacts: [...RECORD.artefacts, pdf] };
}

function logbooks(yaml: string): void {
  writeFileSync(join(home, "logbooks.yaml"), `logbooks:\n${yaml}`);
}

describe("a closed run, in logbooks elsewhere", () => {
  it("is entered with its report, and that is told", async () => {
    const elogd = await FakeElogd.start();
    logbooks(`  operations: { kind: elog, url: ${elogd.url} }\n`);
    const record = closed("run-1");
    expect(await enterInLogbook(record, home, home)).toEqual({ id: 1, notes: [] });
    expect(await enterElsewhere(record, home, home)).toEqual(["Logbook operations: entered."]);
    expect(await enterElsewhere(record, home, home)).toEqual([]);
    expect(elogd.values("Run ID")).toEqual(["run-1"]);
    expect(elogd.values("Subject")).toEqual(["daily-ops 0.1.0: Fail"]);
    expect(elogd.values("Attachment")).toEqual([expect.stringMatching(/_run-1\.pdf$/)]);
    await elogd.stop();
  });

  it("waits for a logbook that is down, which is a note and no problem", async () => {
    const elogd = await FakeElogd.start();
    const { url } = elogd;
    await elogd.stop();
    logbooks(`  operations: { kind: elog, url: ${url} }\n`);
    expect(await enterElsewhere(closed("run-1"), home, home)).toEqual([
      expect.stringMatching(
        /^Logbook operations: the entry waits \(.*ECONNREFUSED.*\); `lisalab logbook spool deliver` tries/,
      ),
    ]);
    const spool = new Spool(home);
    expect((await spool.list()).map(({ entry }) => entry.key)).toEqual(["run-1"]);
    await spool.close();
  });

  it("calls the people that its runbook names for its verdict, with the report, and nobody else", async () => {
    const smtpd = await FakeSmtpd.start();
    const mail = `kind: mail, host: 127.0.0.1, port: ${smtpd.port}, encryption: none, from: lisalab@example.org`;
    const books = ["ada", "grace", "emmy"].map((name) => `  ${name}: { ${mail}, to: ${name}@example.org }\n`);
    logbooks(`${books.join("")}  mary: { ${mail}, to: mary@example.org, statuses: [Fail] }\n`);
    const notify = [
      { on: ["Pass", "Warn"], logbooks: ["ada", "grace", "mary"] },
      { on: ["Fail"], logbooks: ["grace"] },
    ] as const;
    // RECORD has failed: ada is told of other verdicts, nobody spoke of emmy, and for mary the runbook's word goes first.
    expect(await enterElsewhere({ ...closed("run-1"), notify }, home, home)).toEqual(["Logbook grace: entered."]);
    expect(await enterElsewhere(closed("run-2"), home, home)).toEqual(["Logbook mary: entered."]);
    expect(smtpd.mails.map(({ to }) => to)).toEqual([["grace@example.org"], ["mary@example.org"]]);
    expect(smtpd.mails[0]!.content).toMatch(/^Subject: daily-ops 0\.1\.0: Fail\r$/m);
    expect(smtpd.mails[0]!.content).toContain(Buffer.from("PDF of run-1").toString("base64"));
    await smtpd.stop();
  });

  it("can't call people by a name that logbooks.yaml doesn't have", async () => {
    const notify = [{ on: ["Fail"], logbooks: ["officer"] }] as const;
    await expect(assertNotifiable(home, notify)).rejects.toThrow(/names the logbook "officer".*; there is none$/);
    logbooks("  officers: { kind: slack }\n  chat: { kind: slack }\n");
    await expect(assertNotifiable(home, notify)).rejects.toThrow(/"officer".*; there are officers, chat$/);
    await assertNotifiable(home, [{ on: ["Fail"], logbooks: ["officers"] }]);
  });

  it("goes nowhere when no logbook is named, or none that wants it", async () => {
    expect(await enterElsewhere(closed("run-1"), home, home)).toEqual([]);
    logbooks("  operations: { kind: slack, statuses: [Pass] }\n");
    expect(await enterElsewhere(closed("run-1"), home, home)).toEqual([]);
    logbooks("  operations: { kid: slack }\n");
    await expect(enterElsewhere(closed("run-1"), home, home)).rejects.toThrow(/kind of operations/);
  });
});
