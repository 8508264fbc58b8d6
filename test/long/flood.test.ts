import { afterAll, beforeAll, expect, it } from "vitest";
import { figure } from "../chaos/figures.js";
import { flood } from "../runbook/flood.js";
import { House } from "../runbook/house.js";

const PRINTED = 1e9;
const MEMORY = 500e6;
const PATIENCE = 1_200_000;

let house: House;

beforeAll(() => {
  house = new House();
});

afterAll(() => house.close());

it(
  "a cell that prints 1 GB keeps the runner's memory below 500 MB",
  async () => {
    const { record, stderr, peak } = await flood(house, PRINTED, []);
    console.info(`1 GB of output: the runner had ${(peak / 1e6).toFixed(0)} MB at most`);
    figure({
      what: "1 GB printed by a cell",
      times: 1,
      asked: "the runner has less than 500 MB of memory",
      found: `${(peak / 1e6).toFixed(0)} MB, ${record.verdict}`,
    });
    expect(record.verdict, stderr).toBe("Pass");
    expect(peak).toBeGreaterThan(0);
    expect(peak).toBeLessThan(MEMORY);
  },
  PATIENCE,
);
