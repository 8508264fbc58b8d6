import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { FakeElogd } from "../logbook/fake-elogd.js";
import { House, PASSING } from "./house.js";

// A loaded machine takes its time to start kernels.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let house: House;

beforeAll(() => {
  house = new House();
});

afterAll(() => house.close());

it("a logbook that is down changes no verdict: it is noted, and the entry arrives later with the report", async () => {
  const down = await FakeElogd.start();
  const { url } = down;
  await down.stop();
  house.runbook("passes", [PASSING]);
  mkdirSync(house.home, { recursive: true });
  const named = (where: string): void =>
    writeFileSync(join(house.home, "logbooks.yaml"), `logbooks: { ops: { kind: elog, url: "${where}" } }`);
  named(url);
  const first = await house.run("passes");
  expect([first.record.verdict, first.status, first.record.problems, first.record.entry]).toEqual(["Pass", 0, [], 1]);
  expect(first.record.notes).toEqual([expect.stringMatching(/^Logbook ops: the entry waits \(.*ECONNREFUSED/)]);
  expect(first.stderr).toContain("Logbook ops: the entry waits");

  const elogd = await FakeElogd.start();
  named(elogd.url);
  const second = await house.run("passes");
  expect(second.record.notes).toEqual(["Logbook ops: entered."]);
  expect((await house.lisalab("logbook", "spool", "deliver")).status).toBe(0);
  expect(elogd.values("Run ID").sort()).toEqual([first.record.id, second.record.id].sort());
  expect(elogd.values("Status")).toEqual(["Pass", "Pass"]);
  await elogd.stop();
});
