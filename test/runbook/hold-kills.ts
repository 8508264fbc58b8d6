import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openLogbook } from "../../src/logbook/embedded.js";
import { Spool } from "../../src/logbook/spool.js";
import { closeOrphans } from "../../src/runbook/orphans.js";
import type { RunRecord } from "../../src/runbook/record.js";
import { openRuns } from "../../src/runs/open.js";
import { House, PASSING } from "./house.js";

const HOLDER = fileURLToPath(new URL("holder.mjs", import.meta.url));

/** More writes than a hold makes, so that the last kill comes too late. */
const MOST = 80;

/** A home with a logbook elsewhere that can't be reached. */
function newHome(): string {
  const home = join(mkdtempSync(join(tmpdir(), "lisalab holds ")), "home");
  mkdirSync(home);
  const away = { kind: "olog", url: "http://127.0.0.1:9/Olog", logbooks: ["operations"] };
  writeFileSync(join(home, "logbooks.yaml"), JSON.stringify({ logbooks: { away } }));
  return home;
}

/** Lets a run wait and be approved, killed before its n-th write. Gives its id, and what it said of its end. */
async function holderKilled(home: string, notebook: string, n: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [HOLDER, home, notebook, String(n)]);
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  await new Promise((resolve) => child.on("close", resolve));
  expect(err).toBe("");
  return out.trim().split("\n");
}

/** Takes over what was killed, twice, and gives what is left of it. */
async function closed(
  home: string,
  id: string,
): Promise<{ status: string; holds: string[]; entered: string[]; spooled: string[] }> {
  const ledger = await openRuns(home);
  for (let time = 0; time < 2; time++) await closeOrphans(ledger, home, async () => undefined);
  const { status } = await ledger.get(id);
  const holds = (await ledger.holds.list(id)).map(({ decision }) => String(decision));
  await ledger.close();
  const logbook = openLogbook(join(home, "logbook"));
  const entered = (await logbook.list({ runId: id })).map(({ key }) => key).reverse();
  expect((await logbook.verify()).faults).toEqual([]);
  await logbook.close();
  const spool = new Spool(home);
  const spooled = (await spool.list(true)).map(({ entry: { key } }) => key);
  await spool.close();
  return { status, holds, entered, spooled };
}

/** Kills a runner before every `stride`-th write of a hold, and looks at what each leaves. */
export function holdKills(stride: number): void {
  let house: House;
  beforeAll(() => {
    house = new House();
    house.runbook("switch", [PASSING, { source: "## Switch?", type: "markdown" }, { source: "1;", tags: ["hold"] }]);
  });
  afterAll(() => house.close());

  it("leaves nothing that waits, and entries in the logbooks that are there once", { timeout: 600_000 }, async () => {
    const decisions = new Set<string>();
    let kills = 0;
    for (let n = 1; ; n += stride) {
      expect(n).toBeLessThan(MOST);
      const home = newHome();
      const [id, ended] = await holderKilled(home, join(house.runbooks, "switch.ipynb"), n);
      decisions.add(await looked(home, id!, `killed before write ${n}`));
      if (ended !== undefined) break;
      kills += 1;
    }
    console.info(`${kills} kills in holds, of runs whose holds were then: ${[...decisions].join(", ")}`);
    expect([...decisions].sort()).toEqual(["approved", "none", "withdrawn"]);
  });
}

/** Looks at what a killed run left; gives how its hold was decided. */
async function looked(home: string, id: string, when: string): Promise<string> {
  const { status, holds, entered, spooled } = await closed(home, id);
  expect(status, when).toBe("abandoned");
  const asked = `${id}/hold/1/cell-2`;
  const expected = holds.length === 0 ? [id] : [asked, `${asked}/decision`, id];
  expect(entered, `entries, ${when}`).toEqual(expected);
  expect(spooled, `spooled, ${when}`).toEqual(expected);
  const record = JSON.parse(readFileSync(join(home, "runs", id, "record.json"), "utf8")) as RunRecord;
  expect(record.holds.map(({ decision }) => decision)).toEqual(holds);
  return holds[0] ?? "none";
}
