import { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Entry } from "../../src/logbook/logbook.js";
import { type Asked, queueRun } from "../../src/runbook/queue.js";
import type { RunRecord } from "../../src/runbook/record.js";
import type { NewRun, RunEntry } from "../../src/runs/entry.js";
import { type RunLedger, TakenIdError } from "../../src/runs/ledger.js";
import { openRuns } from "../../src/runs/open.js";
import { House, PASSING, printed } from "./house.js";

// A loaded machine takes its time to start kernels.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const PLAIN = { runbook: "plain", version: "1.0.0", operator: "ada" };

let house: House;
let ledger: RunLedger;

beforeAll(() => {
  house = new House();
  const parameters = {
    day: { type: "string", format: "date", default: { compute: "yesterday" } },
    input: { type: "string", format: "file", default: "daily.yaml" },
    token: { type: "string", secret: true, default: "env:QUEUE_TEST_TOKEN" },
  };
  house.runbook("daily", [PASSING, "console.log(day, input)"], { parameters });
  house.runbook("plain", [PASSING], { concurrency: 1 });
  process.env["QUEUE_TEST_TOKEN"] = "a-token-for-the-queue";
});

afterAll(async () => {
  delete process.env["QUEUE_TEST_TOKEN"];
  await house.close();
});

beforeEach(async () => {
  ledger = await openRuns(house.home, "");
});

afterEach(async () => {
  const waiting = await ledger.list({ status: ["queued"] });
  for (const { id } of waiting) await ledger.stop(id, "tests", "it is over");
  await ledger.close();
});

function asked(change: Partial<Asked> = {}): Asked {
  return { runbook: "daily", parameters: {}, operator: "ada", folder: house.runbooks, ...change };
}

function listed(...words: string[]): Promise<readonly RunEntry[]> {
  return house.lisalab("runs", "list", "--json", ...words).then(({ stdout }) => JSON.parse(stdout) as RunEntry[]);
}

describe("a run that is queued", () => {
  it("keeps all that is needed to run it elsewhere", async () => {
    const dueAt = Date.parse("2026-03-01T06:00:00Z");
    const run = await queueRun(
      ledger,
      asked({ dueAt, cause: "schedule:daily@1", parameters: { input: "daily.ipynb" } }),
    );
    expect(run).toMatchObject({ status: "queued", attempt: 0, operator: "ada", dueAt, cause: "schedule:daily@1" });
    expect(run.ask).toEqual({
      runbook: join(house.runbooks, "daily.ipynb"),
      folder: house.runbooks,
      parameters: { input: "daily.ipynb" },
      asOf: dueAt,
    });
    expect((await queueRun(ledger, asked({ cause: "schedule:daily@1" }))).id).toBe(run.id);
  });

  it("gets another id when there is one of its own", async () => {
    const enter = vi.fn((run: NewRun) => ledger.enter(run)).mockRejectedValueOnce(new TakenIdError("x"));
    const run = await queueRun({ enter } as Pick<RunLedger, "enter"> as RunLedger, asked({ runbook: "plain" }));
    expect(enter).toHaveBeenCalledTimes(2);
    await expect(ledger.enter({ id: run.id, ...PLAIN, ask: run.ask })).rejects.toThrow(TakenIdError);
  });

  it.each([
    [{ runbook: "none" }, /no runbook none/],
    [{ parameters: { dya: "2037-01-01" } }, /daily has no parameter "dya"; did you mean "day"/],
    [{ parameters: { day: "2037-02-30" } }, /-p day="2037-02-30"/],
    [{ parameters: { input: "none.h5" } }, /parameter "input": can't read .*none\.h5/],
    [
      { parameters: { token: "written-out-secret" } },
      /secret parameter "token" can't wait in the queue.*-p token=env:/,
    ],
    [{ skipTags: ["slow"] }, /--skip-tags slow: there is no cell with this tag/],
  ])("is refused at once when it could not run: %j", async (change, message) => {
    await expect(queueRun(ledger, asked(change))).rejects.toThrow(message);
    expect(await ledger.list({ status: ["queued"] })).toEqual([]);
  });
});

describe("lisalab run --next", () => {
  it("says so when nothing waits", async () => {
    const { status, stdout, stderr } = await house.lisalab("run", "--next");
    expect([status, stdout, stderr]).toEqual([0, "", "nothing waits in the queue\n"]);
  });

  it("takes what has waited longest, as of when it was due, in the name of who asked", async () => {
    await house.lisalab("run", "plain", "--queue");
    const due = await queueRun(ledger, asked({ dueAt: Date.parse("2026-03-01T00:30:00Z") }));
    const { status, stdout } = await house.lisalab("run", "--next", "--json");
    const record = JSON.parse(stdout) as RunRecord;
    expect([status, record.id, record.verdict, record.operator]).toEqual([0, due.id, "Pass", "ada"]);
    expect(printed(house.notebook(record), "cell-1")).toBe(`2026-02-28 ${join(house.runbooks, "daily.yaml")}\n`);
    expect(await listed("--status", "queued")).toHaveLength(1);
    const entries = JSON.parse((await house.lisalab("logbook", "list", "--json")).stdout) as Entry[];
    expect(entries[0]).toMatchObject({ key: due.id, author: "ada", status: "Pass" });
  });

  it("ends what can't begin any more, with a sentence and an entry in the logbook", async () => {
    const { stdout: id } = await house.lisalab("run", "plain", "--queue");
    const notebook = join(house.runbooks, "plain.ipynb");
    renameSync(notebook, `${notebook}.gone`);
    const { status, stderr } = await house.lisalab("run", "--next");
    renameSync(`${notebook}.gone`, notebook);
    expect([status, stderr]).toEqual([
      3,
      expect.stringMatching(/^Error {2}plain 1\.0\.0: the run could not begin: no runbook/),
    ]);
    const [run] = await listed("--runbook", "plain");
    expect(run).toMatchObject({
      id: id.trim(),
      status: "errored",
      reason: expect.stringMatching(/no runbook .*plain\.ipynb/),
    });
    const record = JSON.parse(readFileSync(house.file(run!, "record.json"), "utf8")) as RunRecord;
    expect(record).toMatchObject({ verdict: "Error", entry: expect.any(Number) });
    expect(await listed("--status", "queued")).toEqual([]);
  });

  it.each([
    [["--next", "plain"], /--next takes no RUNBOOK \(plain\)/],
    [["--next", "-p", "a=1"], /--next takes no --parameter/],
    [["plain", "--queue", "--warm"], /--queue takes no --warm/],
    [["plain", "--from", "3"], /--from needs --resume/],
    [[], /RUNBOOK is missing/],
  ])("refuses %j", async (words, message) => {
    const { status, stderr } = await house.lisalab("run", ...words);
    expect([status, stderr]).toEqual([64, expect.stringMatching(message)]);
  });
});
