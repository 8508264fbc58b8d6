import { existsSync } from "node:fs";
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

  it("checks what a run would check", async () => {
    const name = house.runbook("plain", [PASSING]);
    const { stderr, status } = await house.lisalab("run", name, "--dry-run", "-p", "levle=2");
    expect(status).not.toBe(0);
    expect(stderr).toContain('plain has no parameter "levle"');
  });
});
