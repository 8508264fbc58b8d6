import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FakeS3 } from "../objects/fake-s3.js";
import { House } from "../runbook/house.js";

const CELL = `import { runbook } from "lisalab";
import { readFileSync } from "node:fs";
runbook.expect("the object is whole", { value: readFileSync(observation, "utf8"), equals: "a day of data" });`;

const SIDECAR = {
  evidence: "s3://evidence/runs",
  parameters: { observation: { type: "string", format: "file" } },
};

vi.setConfig({ testTimeout: 120_000, hookTimeout: 90_000 });

let fake: FakeS3;
let house: House;

beforeEach(async () => {
  fake = await FakeS3.start("lisa-l0", "evidence");
  for (const [name, value] of Object.entries(fake.env)) vi.stubEnv(name, value);
  house = new House();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await house.close();
  await fake.stop();
});

it("runs a runbook on an object, and its evidence is in the bucket", async () => {
  fake.put("lisa-l0", "day 1.h5", "a day of data");
  const name = house.runbook("day", [CELL], SIDECAR);
  const { status, stdout, stderr } = await house.start("run", name, "-p", "observation=s3://lisa-l0/day 1.h5", "--json")
    .ended;
  expect([status, stderr]).toEqual([0, expect.stringContaining("Pass")]);
  const record = JSON.parse(stdout) as { id: string; environment: Record<string, string> };
  expect(record.environment["source:observation"]).toMatch(/^s3:\/\/lisa-l0\/day 1\.h5@[0-9a-f]{32}$/);
  const kept = [...fake.buckets.get("evidence")!];
  expect(kept.map(([key]) => key.replace(/-[0-9a-f]{16}\./, ".")).sort()).toEqual(
    ["notebook.ipynb", "record.json", "report.html", "report.pdf"].map((file) => `runs/${record.id}/${file}`),
  );
  const copy = kept.find(([key]) => key.endsWith(".json"))![1].content.toString();
  expect(JSON.parse(copy)).toEqual(record);
  expect((await house.start("evidence", "list").ended).stdout).toBe("nothing waits\n");
  expect((await house.start("evidence", "list", "--all").ended).stdout.match(/there/g)).toHaveLength(4);
});
