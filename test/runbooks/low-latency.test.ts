import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readCandidates } from "../../src/io/candidatefile.js";
import { challengeConfiguration } from "../../src/io/challengeconfig.js";
import { makeChallenge } from "../../src/io/challengewriter.js";
import type { RunRecord } from "../../src/runbook/record.js";
import { type Ended, House } from "../runbook/house.js";

/** Two runs on a new server, on a busy machine. */
const PATIENCE = 180_000;
const RUNBOOK = join(process.cwd(), "runbooks", "low-latency");

/** A day and a half without a binary. */
const DATA = { seed: 11, duration: 129_600, dt: 30, generation: 2, massiveBinaries: [] };

type Outcome = Ended & { readonly record: RunRecord };

const notPassed = ({ record }: Outcome): readonly string[] =>
  record.checks.filter(({ verdict }) => verdict !== "Pass").map(({ verdict, name }) => `${verdict} ${name}`);

describe("low-latency on a real server", () => {
  const house = new House();
  afterAll(() => house.close());
  const run = (path: string): Promise<Outcome> => house.run(RUNBOOK, "-p", `l1=${path}`);

  test("data without a merger pass and are kept; the same again warns and changes nothing", {
    timeout: PATIENCE,
  }, async () => {
    const { blind } = await makeChallenge(house.root, challengeConfiguration(DATA));
    const quiet = await run(blind);
    expect(notPassed(quiet)).toEqual([]);
    expect(quiet).toMatchObject({ status: 0, record: { verdict: "Pass" } });
    const product = house.file(quiet.record, join("products", "candidates.json"));
    expect(await readCandidates(product)).toMatchObject({ format: "lisalab candidates 1", candidates: [] });
    expect(JSON.stringify(house.notebook(quiet.record))).toContain("application/vnd.plotly.v1+json");
    const folder = join(house.home, "low-latency");
    expect(readdirSync(folder)).toEqual(["watch.json"]);
    const kept = statSync(join(folder, "watch.json")).mtimeMs;

    const again = await run(blind);
    expect(notPassed(again)).toEqual(["Warn the data are new"]);
    expect(again).toMatchObject({ status: 1, record: { verdict: "Warn" } });
    expect(statSync(join(folder, "watch.json")).mtimeMs).toBe(kept);
    expect(existsSync(join(house.home, "scratch", "low-latency"))).toBe(false);
  });
});
