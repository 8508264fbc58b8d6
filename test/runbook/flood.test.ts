import { existsSync, statSync } from "node:fs";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { flood } from "./flood.js";
import { House, printed } from "./house.js";

// A loaded machine takes its time to start kernels.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 90_000 });

const PRINTED = 60e6;
/** Bytes that are kept of a cell, and those of a runner at work. */
const KEPT = 10e6;
const MEMORY = 500e6;

let house: House;

beforeAll(() => {
  vi.stubEnv("FLOOD_TOKEN", "not in there at all");
  house = new House();
});

afterAll(async () => {
  await house.close();
  vi.unstubAllEnvs();
});

it("a cell that prints 60 MB leaves 10 MB, the number of the rest, and a verdict", async () => {
  const { record, stderr, peak } = await flood(house, PRINTED, ["FLOOD_TOKEN"]);
  expect(record.verdict, stderr).toBe("Pass");
  const text = printed(house.notebook(record), "cell-0");
  expect(text.length).toBeLessThan(KEPT + 1000);
  const dropped = Number(/\[lisalab: (\d+) bytes of output are left out/.exec(text)![1]);
  expect(dropped).toBeGreaterThan(PRINTED - KEPT);
  expect(dropped).toBeLessThan(PRINTED - KEPT + 1000);
  expect(statSync(house.file(record, "report.pdf")).size).toBeLessThan(KEPT);
  if (existsSync("/proc/self/status")) expect(peak).toBeGreaterThan(0);
  expect(peak).toBeLessThan(MEMORY);
});
