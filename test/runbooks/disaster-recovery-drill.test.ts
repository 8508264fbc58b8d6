import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeBackup } from "../../src/archive/backup.js";
import type { RunRecord } from "../../src/runbook/record.js";
import { flip, Place } from "../archive/house.js";
import { House } from "../runbook/house.js";

/** Three runs on one server, where other suites keep both cores busy. */
const PATIENCE = 120_000;

const RUNBOOK = join(process.cwd(), "runbooks", "disaster-recovery-drill.ipynb");

describe("disaster-recovery-drill on a real server", () => {
  let house: House;
  let living: Place;
  beforeAll(async () => {
    house = new House();
    living = new Place();
    await living.runs(12);
  });
  afterAll(async () => {
    await house.close();
    living.clear();
  });

  const drill = async (...parameters: string[]): Promise<{ status: number | null; record: RunRecord }> => {
    const { status, record } = await house.run(
      RUNBOOK,
      "--warm",
      ...["home=" + living.home, ...parameters].flatMap((one) => ["-p", one]),
    );
    // Nothing of the drill stays.
    expect(existsSync(join(living.home, "scratch", "disaster-recovery-drill"))).toBe(false);
    return { status, record };
  };
  const verdicts = ({ checks }: RunRecord): Record<string, string> =>
    Object.fromEntries(checks.map(({ name, verdict }) => [name, verdict]));
  const reason = ({ checks }: RunRecord, part: string): string =>
    checks.find(({ name }) => name.includes(part))?.reason ?? "no such check";

  test("a backup that is made now comes back, entirely and in time", { timeout: PATIENCE }, async () => {
    const { status, record } = await drill();
    expect(record.reason).toBe("");
    expect({ status, verdict: record.verdict, checks: record.checks.length }).toEqual({
      status: 0,
      verdict: "Pass",
      checks: 11,
    });
    expect(record.checks.find(({ name }) => name === "recovery time")!.value).toBeGreaterThan(0);
    expect(record.notes).toEqual([expect.stringMatching(/would lose 0 entries/)]);
  });

  test("a backup in which one bit was turned fails, is named, and is not restored", { timeout: PATIENCE }, async () => {
    const { manifest, folder } = await makeBackup(living.backups, { home: living.home, ledger: "" });
    const { path } = manifest.files.find(({ path: one }) => one.endsWith("report.pdf"))!;
    flip(join(folder, "home", path));
    const { status, record } = await drill(`backups=${living.backups}`);
    expect({ status, verdict: record.verdict }).toEqual({ status: 2, verdict: "Fail" });
    expect(verdicts(record)).toEqual({
      "there is a backup": "Pass",
      "faults that the home had when it was copied": "Pass",
      "files of the backup that are not as they were written": "Fail",
      "recovery point": "Pass",
    });
    expect(reason(record, "as they were written")).toMatch(/report\.pdf was changed/);
    expect(record.notes).toContain("Nothing was restored, since the backup is not as it was written.");
  });

  test("damaged evidence, another logbook's backup, and one that is too old, each fail with their reason", {
    timeout: PATIENCE,
  }, async () => {
    const other = new Place();
    await other.runs(12);
    const [id] = (await makeBackup(join(other.root, "first"), { home: other.home, ledger: "" })).manifest.files
      .map(({ path }) => /^runs\/([^/]+)/.exec(path)?.[1])
      .filter((one) => one !== undefined);
    flip(join(other.home, "runs", id!, "report.html"));
    await makeBackup(other.backups, { home: other.home, ledger: "" });
    const { record } = await drill(`backups=${other.backups}`, "sample=12", "recoveryPointLimits=[0, 0]");
    expect(record.verdict).toBe("Fail");
    expect(Object.entries(verdicts(record)).filter(([, verdict]) => verdict !== "Pass")).toEqual([
      ["faults that the home had when it was copied", "Fail"],
      ["faults in the evidence of the sample", "Fail"],
      ["the living logbook goes on from the backup", "Fail"],
      ["recovery point", "Fail"],
    ]);
    expect(reason(record, "evidence")).toContain(`${id}: report.html is not as the record says`);
    other.clear();
  });

  test("a folder without a backup fails and says so", { timeout: PATIENCE }, async () => {
    const { status, record } = await drill(`backups=${living.root}`);
    expect(status).toBe(2);
    expect(reason(record, "there is a backup")).toMatch(/There is no backup in .*lisalab backup make/);
  });
});
