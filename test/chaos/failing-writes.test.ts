import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openLogbook } from "../../src/logbook/embedded.js";
import type { RunRecord } from "../../src/runbook/record.js";
import { openRuns } from "../../src/runs/open.js";
import { House, PASSING } from "../runbook/house.js";
import { type Fault, isClear, type Struck, struck } from "./failing-writes.js";
import { figure, times } from "./figures.js";

/** Runs at once. */
const AT_ONCE = 3;

/** How often somebody looks at the runs before one must have ended. */
const LOOKS = 10;

/** Every how many-th write fails: each one, or a few. */
const STRIDE = times(1, 40);

/** The writes of a run that leaves evidence and entry; fewer would mean that they are not seen. */
const LEAST = 30;

vi.setConfig({ testTimeout: STRIDE === 1 ? 7_200_000 : 600_000, hookTimeout: 90_000 });

let house: House;
let old: RunRecord;

beforeAll(async () => {
  house = new House();
  old = (await house.run(house.runbook("old", [PASSING]))).record;
});

afterAll(() => house.close());

/** Hashes of all that the old run left. */
function remains(): Readonly<Record<string, string>> {
  const folder = join(house.home, "runs", old.id);
  return Object.fromEntries(
    readdirSync(folder).map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(join(folder, name)))
        .digest("hex"),
    ]),
  );
}

/** A run whose disk has a fault, and what is wrong with how it ended; null when it did not come to the fault. */
async function trial(fault: Fault): Promise<{ readonly faults: readonly string[] } | null> {
  const name = `f${fault.code.toLowerCase()}${Number(fault.lasts)}n${fault.at}`;
  const ended = await struck(house, fault, "run", house.runbook(name, [PASSING]));
  if (ended.writes < fault.at) return null;
  // An entry that failed once is posted again: then all is there, and a note tells of it.
  const faults = [...complaints(ended, fault.lasts ? [3] : [0, 3]), ...(await wrongPasses(name))];
  return { faults: faults.map((text) => `${fault.code}${fault.lasts ? " for good" : ""} at ${fault.at}: ${text}`) };
}

function complaints({ status, stderr }: Struck, statuses: readonly number[]): readonly string[] {
  return [
    ...(statuses.includes(status ?? -1) ? [] : [`exit status ${status}`]),
    ...(isClear(stderr) ? [] : [`it says: ${stderr.trim().slice(0, 400)}`]),
  ];
}

/** After the disk is well again, and somebody has looked at the runs: who passed must have all that a run leaves. */
async function wrongPasses(name: string): Promise<readonly string[]> {
  const ledger = await openRuns(house.home, "");
  let runs = await ledger.list({ runbook: name });
  // Another run with a bad disk may have taken it over, and can't end it either: then the next who looks does.
  for (let looks = 0; looks < LOOKS && runs.some(({ status }) => status === "running"); looks++) {
    await house.lisalab("runs", "list");
    runs = await ledger.list({ runbook: name });
  }
  await ledger.close();
  const logbook = openLogbook(join(house.home, "logbook"));
  const entries = await logbook.list();
  await logbook.close();
  return runs.flatMap(({ id, status }) => {
    const file = house.file({ id }, "record.json");
    const record = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as RunRecord) : undefined;
    const entry = entries.find(({ runId }) => runId === id);
    const said = [record?.verdict === "Pass", status === "passed", entry?.status === "Pass"];
    return [
      ...(status === "running" ? ["it is still running"] : []),
      ...(said.includes(true) && said.includes(false) ? [`record, runs, logbook: Pass ${said.join(", ")}`] : []),
    ];
  });
}

it("every write of a run that fails, and is not made good, ends it in an Error with a clear message; old data stays", async () => {
  const before = remains();
  const found = { tried: 0, faults: [] as string[], writes: 0 };
  for (const mode of [
    { code: "EIO", lasts: false },
    { code: "ENOSPC", lasts: true },
  ] as const) {
    let over = false;
    for (let at = 1; !over; at += STRIDE * AT_ONCE) {
      const ats = Array.from({ length: AT_ONCE }, (_, n) => at + n * STRIDE);
      const ends = await Promise.all(ats.map((one) => trial({ ...mode, at: one })));
      for (const [n, end] of ends.entries()) {
        if (end === null) over = true;
        else {
          found.tried += 1;
          found.writes = Math.max(found.writes, ats[n]!);
          found.faults.push(...end.faults);
        }
      }
    }
  }
  const logbook = openLogbook(join(house.home, "logbook"));
  const { faults } = await logbook.verify();
  await logbook.close();
  figure({
    what: `I/O error at one write of a run, or a full disk from it on, at each of ${found.writes} writes`,
    times: found.tried,
    asked: "exit status Error, a clear message, no Pass without all of its evidence, old data whole",
    found: `${found.faults.length + faults.length} that do not hold`,
  });
  expect(found.faults).toEqual([]);
  expect(faults).toEqual([]);
  expect(remains()).toEqual(before);
  expect(found.writes).toBeGreaterThan(LEAST);
});
