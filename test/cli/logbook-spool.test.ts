import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { spoolEntry } from "../../src/logbook/elsewhere.js";
import { FakeElogd } from "../logbook/fake-elogd.js";
import { draft, newFolder } from "../logbook/sample.js";

const cli = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

let elogd: FakeElogd | undefined;

afterEach(async () => {
  await elogd?.stop();
  elogd = undefined;
});

/** `lisalab logbook spool …`; not synchronous, as the fake answers from this process. */
function spool(home: string, ...words: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const options = { env: { ...process.env, LISALAB_HOME: home } };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [cli, "logbook", "spool", ...words], options, (_, stdout, stderr) =>
      resolve({ status: child.exitCode, stdout, stderr }),
    );
  });
}

describe("lisalab logbook spool", () => {
  it("lists what waits, delivers it, and says what waits on", async () => {
    elogd = await FakeElogd.start();
    const home = newFolder();
    const config = (url: string): void =>
      writeFileSync(
        join(home, "logbooks.yaml"),
        `logbooks:\n  operations: { kind: elog, url: ${url} }\n  alerts: { kind: slack, statuses: [Fail] }\n`,
      );
    config(elogd.url);
    expect(await spoolEntry(home, draft("run 1"), [])).toEqual(["operations"]);
    expect(await spoolEntry(home, draft("run 2", { status: "Fail" }), [])).toEqual(["operations", "alerts"]);
    expect((await spool(home, "list")).stdout).toMatch(/^LOGBOOK .*\noperations .* Pass +run 1 +0 +waits\n(.*\n){2}$/);
    const first = await spool(home, "deliver");
    expect(first).toMatchObject({ status: 1, stderr: "" });
    expect(first.stdout).toContain("operations: run 1 delivered\n");
    expect(first.stdout).toMatch(/alerts: run 2 not delivered: .*LISALAB_LOGBOOK_ALERTS_URL.*\n1 still wait\n$/);
    expect(elogd.values("Run ID")).toEqual(["run 1", "run 2"]);
    expect(JSON.parse((await spool(home, "list", "--json")).stdout)).toMatchObject([{ attempts: 1 }]);
    expect((await spool(home, "list", "--all")).stdout.match(/ as [12]/g)).toHaveLength(2);
  });

  it("has nothing to do without logbooks, and refuses a file that it doesn't understand", async () => {
    const home = newFolder();
    expect(await spool(home, "list")).toMatchObject({ status: 0, stdout: "nothing waits\n" });
    expect(await spool(home, "deliver")).toMatchObject({ status: 0, stdout: "nothing waits\n" });
    writeFileSync(join(home, "logbooks.yaml"), "logbook: {}");
    const refused = await spool(home, "deliver");
    expect(refused.status).toBe(3);
    expect(refused.stderr).toMatch(/logbooks\.yaml: .*Did you mean "logbooks"/);
  });
});
