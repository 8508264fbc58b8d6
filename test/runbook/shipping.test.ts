import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { shipEvidence } from "../../src/objects/carrier.js";
import { shippingNote, shipRun } from "../../src/runbook/shipping.js";
import { FakeS3 } from "../objects/fake-s3.js";
import { RECORD } from "./sample-run.js";

const SECRET = "canary/of+the=secret/key";

let fake: FakeS3;
let home: string;

beforeEach(async () => {
  fake = await FakeS3.start("evidence");
  for (const [name, value] of Object.entries(fake.env)) vi.stubEnv(name, value);
  home = mkdtempSync(join(tmpdir(), "lisalab ships "));
  writeFileSync(join(home, "notebook.ipynb"), "notebook");
  writeFileSync(join(home, "record.json"), "first");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
  await fake.stop();
});

const RUN = { ...RECORD, evidence: "s3://evidence/lisa/runs" };

function there(): string[][] {
  return [...fake.buckets.get("evidence")!].map(([key, { content }]) => [key, content.toString()]);
}

it("puts what a run left below its id, and what it left when it was resumed beside it", async () => {
  await shipRun(RUN, home, home);
  await shipRun(RUN, home, home);
  writeFileSync(join(home, "record.json"), "second");
  await shipRun(RUN, home, home);
  const folder = `lisa/runs/${RUN.id}`;
  expect(there()).toEqual([
    [expect.stringMatching(`^${folder}/record-[0-9a-f]{16}\\.json$`), "first"],
    [expect.stringMatching(`^${folder}/notebook-[0-9a-f]{16}\\.ipynb$`), "notebook"],
    [expect.stringMatching(`^${folder}/record-[0-9a-f]{16}\\.json$`), "second"],
  ]);
});

it("keeps it while the store is down, and leaves no secret of the store anywhere", async () => {
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", SECRET);
  await shipRun(RUN, home, home);
  expect(there()).toEqual([]);
  for (const name of readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())) {
    expect(readFileSync(join(name.parentPath, name.name)).includes(SECRET)).toBe(false);
  }
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", fake.env["AWS_SECRET_ACCESS_KEY"]!);
  await shipEvidence(home, { signal: AbortSignal.timeout(10_000), eager: true });
  expect(there()).toHaveLength(2);
});

it("takes products along, and says which are too large", async () => {
  mkdirSync(join(home, "products"));
  writeFileSync(join(home, "products", "level1.h5"), "level 1");
  const small = { role: "product", path: "products/level1.h5", sha256: "", bytes: 7 } as const;
  const large = { role: "product", path: "products/level2.h5", sha256: "", bytes: 2 ** 31 } as const;
  const run = { ...RUN, artefacts: [small, large] };
  expect(shippingNote(run)).toMatch(/above 1 GiB, and therefore only here: products\/level2\.h5\./);
  await shipRun(run, home, home);
  expect(there()).toEqual([
    [expect.stringContaining("record-"), "first"],
    [expect.stringMatching(`^lisa/runs/${RUN.id}/level1-[0-9a-f]{16}\\.h5$`), "level 1"],
  ]);
});
