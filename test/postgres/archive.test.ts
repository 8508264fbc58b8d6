import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeBackup } from "../../src/archive/backup.js";
import { restoreBackup } from "../../src/archive/restoration.js";
import { openRuns } from "../../src/runs/open.js";
import { Place } from "../archive/house.js";
import { PostgresServer } from "./server.js";

/** More than are copied at a time. */
const RUNS = 2500;

let server: PostgresServer;
let place: Place;
beforeAll(async () => {
  server = await PostgresServer.start();
  place = new Place();
});
afterAll(async () => {
  place.clear();
  await server.stop();
});

/** The URL of a new record of runs with so many in it. */
async function filled(name: string, count: number): Promise<string> {
  const url = await server.newDatabase(name);
  const ledger = await openRuns(place.home, url);
  const ask = { runbook: "a.ipynb", folder: "/", asOf: 0, parameters: { level: "it's" } };
  for (let n = 0; n < 3; n++) {
    const id = `2037-${n}`;
    await ledger.begin({ id, runbook: "a", version: "1", ask, operator: "Tester", dueAt: 1.5 }, "somebody");
    await ledger.cell(id, { cell: "x", place: 1, state: "done", startedAt: 1.25, endedAt: null });
    await ledger.move(id, { to: "passed", who: "Tester" });
  }
  await ledger.close();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`SET search_path = lisalab; INSERT INTO transition (run, place, attempt, at, new_status, who, reason)
    SELECT '2037-0', n, 1, n, 'running', 'Tester', '' FROM generate_series(100, ${count}) AS n`);
  await client.end();
  return url;
}

async function dump(url: string): Promise<unknown> {
  const ledger = await openRuns(place.home, url);
  const runs = await ledger.list();
  const rest = await Promise.all(
    runs.map(async ({ id }) => [await ledger.transitions(id), await ledger.cells(id)] as const),
  );
  await ledger.close();
  return { runs, rest };
}

test("a record of runs in PostgreSQL is in the backup as a file, and comes back into another database", async () => {
  const url = await filled("original", RUNS);
  const { folder, manifest } = await makeBackup(place.backups, { home: place.home, ledger: url });
  expect(manifest.faults).toEqual([]);
  expect(manifest.tables["runs.sqlite"]).toMatchObject({ run: 3, cell: 3, transition: 9 + RUNS - 99 });
  const home = join(place.root, "as a file");
  await restoreBackup(folder, { home, ledger: "" });
  const original = await dump(url);
  const asFile = await openRuns(home, "");
  expect(await asFile.list()).toEqual((original as { runs: unknown }).runs);
  await asFile.close();
  const target = await server.newDatabase("target");
  await restoreBackup(folder, { home: join(place.root, "as a database"), ledger: target });
  expect(await dump(target)).toEqual(original);
});

test("it does not go into a database that has runs, and then nothing is restored", async () => {
  const url = await filled("taken", 100);
  const { folder } = await makeBackup(place.backups, { home: place.home, ledger: url });
  const before = await dump(url);
  const home = join(place.root, "never");
  await expect(restoreBackup(folder, { home, ledger: url })).rejects.toThrow(/has rows in run already/);
  await expect(restoreBackup(folder, { home, ledger: "postgres://127.0.0.1:1/none" })).rejects.toThrow(
    /PostgreSQL says/,
  );
  expect(await dump(url)).toEqual(before);
  await restoreBackup(folder, { home, ledger: "" });
});

test("backups made while runs end in PostgreSQL never contradict themselves", async () => {
  const url = await server.newDatabase("busy");
  const ledger = await openRuns(place.home, url);
  const ask = { runbook: "a.ipynb", folder: "/", asOf: 0, parameters: {} };
  const stop = new AbortController();
  const writing = (async () => {
    for (let n = 0; !stop.signal.aborted; n++) {
      await ledger.begin({ id: `busy-${n}`, runbook: "a", version: "1", ask, operator: "Tester" }, "somebody");
      await ledger.move(`busy-${n}`, { to: "passed", who: "Tester" });
    }
  })();
  for (let n = 0; n < 5; n++) {
    const { manifest } = await makeBackup(place.backups, { home: place.home, ledger: url });
    // Two steps of each run, and a third when it has ended: all of one moment.
    const { run, transition } = manifest.tables["runs.sqlite"]!;
    expect(transition).toBeGreaterThanOrEqual(3 * run! - 1);
    expect(transition).toBeLessThanOrEqual(3 * run!);
  }
  stop.abort();
  await writing;
  await ledger.close();
});
