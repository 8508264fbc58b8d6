import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readConfig } from "../../src/cli/config.js";

const folder = mkdtempSync(join(tmpdir(), "lisalab-config-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("refuses a configuration that is nested without an end", async () => {
  const path = join(folder, "deep.json");
  writeFileSync(path, `{"orbits":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`);
  await expect(readConfig(path)).rejects.toThrow(/deep\.json is nested more than 100 deep; make it flatter/);
  writeFileSync(path, '{"orbits":{"a":[1]}}');
  expect(await readConfig(path)).toEqual({ orbits: { a: [1] } });
});
