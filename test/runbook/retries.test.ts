import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { RunDetails } from "../../src/cli/runs-text.js";
import type { Entry } from "../../src/logbook/logbook.js";
import type { RunRecord } from "../../src/runbook/record.js";
import { House, printed } from "./house.js";

// A loaded machine takes its time to start kernels.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const IMPORTS = 'import { runbook, TransientError } from "lisalab";\nlet tries = 0;';

let house: House;

beforeAll(() => {
  house = new House();
});

afterAll(() => house.close());

async function steps(id: string): Promise<readonly (readonly [attempt: number, to: string])[]> {
  const { stdout } = await house.lisalab("runs", "show", id, "--json");
  return (JSON.parse(stdout) as RunDetails).transitions.map(({ attempt, to }) => [attempt, to] as const);
}

it("a cell that meets what passes by itself is executed again; what it had found and shown before is void", async () => {
  const cell = `runbook.check("level", { value: tries, unit: "V", failAbove: 8 });
const made = await runbook.checkpoint("made", () => ({ in: tries }));
console.log("try", tries, "made in", made.in);
runbook.note(\`try \${tries}\`);
if (tries++ < 2) throw new TransientError("the archive does not answer");`;
  const name = house.runbook("flaky", [IMPORTS, cell, "console.log(runbook.checks().length)"], {
    retries: { cell: 2, backoff: 0.1 },
  });
  const { record, status } = await house.run(name);
  expect([status, record.verdict, record.attempt]).toEqual([0, "Pass", 1]);
  expect(record.checks).toMatchObject([{ name: "level", value: 2 }]);
  expect(record.retries.map(({ attempt, cell: index, wait }) => [attempt, index, wait])).toEqual([
    [1, 2, 0.1],
    [1, 2, 0.2],
  ]);
  const told = "Cell 3 was executed again: TransientError: the archive does not answer; tried again after";
  expect(record.notes).toEqual([`${told} 0.1 s`, `${told} 0.2 s`, "try 2"]);
  expect(printed(house.notebook(record), "cell-1")).toBe("try 2 made in 0\n");
  expect(printed(house.notebook(record), "cell-2")).toBe("1\n");
  expect(await steps(record.id)).toEqual([
    [0, "queued"],
    [1, "running"],
    [1, "running"],
    [1, "running"],
    [1, "passed"],
  ]);
});

it("a run is begun again after what passes by itself; each attempt is kept, and there is one entry", async () => {
  const cell = `runbook.expect("all is well", { value: true, equals: true });
if (runbook.currentRun()!.attempt === 1) throw new TransientError("the archive does not answer");`;
  const name = house.runbook("begun-again", [IMPORTS, cell], { retries: { run: 1, backoff: 0.1 } });
  const { record, status } = await house.run(name);
  expect([status, record.attempt, record.checks.length]).toEqual([0, 2, 1]);
  expect(record.retries).toMatchObject([{ attempt: 1, cell: null, wait: 0.1 }]);
  expect(record.attempts).toMatchObject([
    { attempt: 1, reason: expect.stringMatching(/^cell 3 threw Tran/), entry: null },
  ]);
  expect(record.notes[0]).toMatch(
    /^Tried again after 0.1 s as attempt 2, after attempt 1: cell 3 threw TransientError/,
  );
  const first = JSON.parse(readFileSync(house.file(record, "attempts/1/record.json"), "utf8")) as RunRecord;
  expect(first).toMatchObject({ attempt: 1, verdict: "Error", checks: [{ name: "all is well" }] });
  expect(await steps(record.id)).toEqual([
    [0, "queued"],
    [1, "running"],
    [2, "running"],
    [2, "passed"],
  ]);
  const { stdout } = await house.lisalab("logbook", "list", "--json");
  const entries = (JSON.parse(stdout) as readonly Entry[]).filter(({ runId }) => runId === record.id);
  expect(entries.map(({ subject }) => subject)).toEqual(["begun-again 1.0.0: Pass (attempt 2)"]);
});

it.each([
  ["what a mistake throws", 'throw new TypeError("x is not a function")', "Error"],
  ["what a check finds", 'runbook.check("level", { value: 9, unit: "V", failAbove: 8 })', "Fail"],
])("%s is not tried again", async (what, code, verdict) => {
  const cell = `console.log("try"); ${code};`;
  const name = house.runbook(what.replaceAll(" ", "-"), [IMPORTS, cell], { retries: { cell: 2, run: 2, backoff: 0 } });
  const { record } = await house.run(name);
  expect(record).toMatchObject({
    verdict,
    retries: [],
    attempt: 1,
    reason: expect.stringMatching(/TypeError|9 V is above/),
  });
  expect(printed(house.notebook(record), "cell-1")).toBe("try\n");
});

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

it("a server elsewhere that does not answer is asked again, one that refuses is not", async () => {
  const name = house.runbook("elsewhere", [IMPORTS], { retries: { run: 1, backoff: 0.1 } });
  const { record, status } = await house.run(name, "--server", `http://127.0.0.1:${await closedPort()}`);
  expect([status, record.attempt, record.retries.length]).toEqual([3, 2, 1]);
  expect(record.reason).toMatch(/the Jupyter server could not list its kernels: .*ECONNREFUSED/);
  const { record: refused } = await house.run(name, "--kernel", "python3000");
  expect([refused.attempt, refused.retries]).toEqual([1, []]);
});
