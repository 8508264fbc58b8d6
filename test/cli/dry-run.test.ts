import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { House, PASSING } from "../runbook/house.js";

let house: House;

beforeAll(() => {
  house = new House();
});

afterAll(() => house.close());

describe("lisalab run --dry-run", () => {
  it("shows what would be done, and does nothing", async () => {
    const parameters = { level: { type: "number", default: 1 } };
    const name = house.runbook("plain", [PASSING], { parameters, concurrency: 2, description: "How high is it?" });
    const { stdout, stderr, status } = await house.lisalab("run", name, "--dry-run", "-p", "level=2");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^plain 1\.0\.0: How high is it\?\n/);
    expect(stdout).toContain("kernel lisalab-operations; at most 600 s a cell and 3600 s in all; 2 at once");
    expect(stdout).toMatch(/^ {2}level {2}2$/m);
    expect(stdout).toMatch(/^ {2}run {3}cell \d: import \{ runbook \} from "lisalab";$/m);
    expect(stdout).toMatch(/\nNothing was executed\.\n$/);
    expect(existsSync(house.home)).toBe(false);
  });

  it("shows what would wait for whom, and what would go where", async () => {
    mkdirSync(house.home);
    const logbooks = {
      team: { kind: "slack" },
      ops: { kind: "olog", url: "https://olog.example.org", logbooks: ["a"] },
    };
    writeFileSync(join(house.home, "logbooks.yaml"), JSON.stringify({ logbooks }));
    const holds = { timeout: 900, approvers: ["Grace"], fourEyes: true, notify: ["team"] };
    const cells = [
      PASSING,
      { source: "## Switch it?\n\nIs it warm?", type: "markdown" as const },
      { source: "// Page 12.\n1", tags: ["hold", "once"] },
      { source: "2", tags: ["skip"] },
    ];
    const name = house.runbook("waits", cells, { holds, notify: [{ on: ["Fail"], logbooks: ["team"] }] });
    const { stdout, status } = await house.lisalab("run", name, "--dry-run");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}hold {2}cell 4: Switch it\? {2}\[hold, once\]\n {2}skip {2}cell 5/m);
    expect(stdout).toContain("Each waits 900 s for Grace, but not who runs it; then the run ends as an Error.");
    expect(stdout).toMatch(/cell 4: Switch it\?\n +Is it warm\?\n +Page 12\.\n/);
    expect(stdout).toContain("1 that ask for approval, and as many that answer");
    expect(stdout).toContain("logbook team: the entry of Fail; what is asked and answered\n");
    expect(stdout).toContain("logbook ops: the entry of Pass, Warn, Fail or Error; what is asked and answered\n");
    expect(readdirSync(house.home)).toEqual(["logbooks.yaml"]);
    house.runbook("waits", cells, { holds: { notify: ["teem"] } });
    const refused = await house.lisalab("run", name, "--dry-run");
    expect([refused.status, refused.stderr]).toEqual([3, expect.stringContaining('names the logbook "teem"')]);
  });

  it("checks what a run would check", async () => {
    const name = house.runbook("plain", [PASSING]);
    const { stderr, status } = await house.lisalab("run", name, "--dry-run", "-p", "levle=2");
    expect(status).not.toBe(0);
    expect(stderr).toContain('plain has no parameter "levle"');
  });
});
