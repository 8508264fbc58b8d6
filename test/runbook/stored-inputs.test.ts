import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { inputHashes } from "../../src/runbook/input-hashes.js";
import { sha256 } from "../../src/runbook/run-folder.js";
import { loadRunbook, type Runbook } from "../../src/runbook/runbook.js";
import { evidenceUrl } from "../../src/runbook/shipping.js";
import { FakeS3 } from "../objects/fake-s3.js";

const NOTEBOOK = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells: [{ cell_type: "code", id: "a", metadata: {}, source: "1;", execution_count: null, outputs: [] }],
};

const SIDECAR = `name: day
version: 1.0.0
owner: operations
kernel: lisalab-operations
parameters:
  observation: { type: string, format: data }
  orbits: { type: string, format: file, default: s3://lisa-l0/orbits.h5 }
`;

let fake: FakeS3;
let folder: string;

beforeEach(async () => {
  fake = await FakeS3.start("lisa-l0");
  folder = mkdtempSync(join(tmpdir(), "lisalab stored "));
  for (const [name, value] of Object.entries({
    ...fake.env,
    LISALAB_HOME: join(folder, "home"),
    LISALAB_EVIDENCE: "",
  })) {
    vi.stubEnv(name, value);
  }
  writeFileSync(join(folder, "day.ipynb"), JSON.stringify(NOTEBOOK));
  writeFileSync(join(folder, "day.yaml"), SIDECAR);
  fake.put("lisa-l0", "orbits.h5", "orbits");
  fake.put("lisa-l0", "packets/a.bin", "packets");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
  await fake.stop();
});

function load(observation: string): Promise<Runbook> {
  return loadRunbook({ runbook: "day", given: new Map([["observation", observation]]), folder, now: new Date(0) });
}

describe("parameters that name objects", () => {
  it("become files below LISALAB_HOME, fetched when the run begins, and the record tells where from", async () => {
    const runbook = await load("s3://lisa-l0/packets/");
    const { observation, orbits } = runbook.parameters as Record<string, string>;
    expect(fake.asked.filter((line) => line.startsWith("GET /lisa-l0/"))).toEqual([]);
    const facts = await inputHashes(runbook);
    expect(readFileSync(join(observation!, "a.bin"), "utf8")).toBe("packets");
    expect(readFileSync(orbits!, "utf8")).toBe("orbits");
    expect(facts).toMatchObject({
      "source:observation": "s3://lisa-l0/packets/ (1 objects)",
      "source:orbits": expect.stringMatching(/^s3:\/\/lisa-l0\/orbits\.h5@[0-9a-f]{32}$/),
      "sha256:orbits": sha256("orbits"),
    });
    expect(JSON.stringify(runbook.notebook)).toContain(JSON.stringify(observation).slice(1, -1));
  });

  it("are refused before the run begins when they are not there, or a folder stands for a file", async () => {
    await expect(load("s3://lisa-l0/absent.h5")).rejects.toThrow("there is no object s3://lisa-l0/absent.h5");
    await expect(load("s3://nowhere/a.h5")).rejects.toThrow(/there is no object/);
    writeFileSync(join(folder, "day.yaml"), SIDECAR.replace("s3://lisa-l0/orbits.h5", "s3://lisa-l0/packets/"));
    await expect(load("s3://lisa-l0/packets/")).rejects.toThrow(
      'parameter "orbits": s3://lisa-l0/packets/ is a folder',
    );
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "");
    await expect(load("s3://lisa-l0/packets/")).rejects.toThrow("need AWS_SECRET_ACCESS_KEY");
  });
});

describe("where evidence goes", () => {
  it("is what the sidecar says, else LISALAB_EVIDENCE, and must be a bucket", async () => {
    expect((await load("s3://lisa-l0/packets/")).evidence).toBe("");
    vi.stubEnv("LISALAB_EVIDENCE", "s3://evidence/runs/");
    const { evidence } = await load("s3://lisa-l0/packets/");
    expect(evidenceUrl({ id: "run-1", evidence })).toBe("s3://evidence/runs/run-1/");
    writeFileSync(join(folder, "day.yaml"), `${SIDECAR}evidence: s3://archive\n`);
    expect((await load("s3://lisa-l0/packets/")).evidence).toBe("s3://archive");
    vi.stubEnv("LISALAB_EVIDENCE", "/somewhere");
    writeFileSync(join(folder, "day.yaml"), SIDECAR);
    await expect(load("s3://lisa-l0/packets/")).rejects.toThrow('"/somewhere" names no object; s3://bucket/key');
    writeFileSync(join(folder, "day.yaml"), `${SIDECAR}evidence: archive\n`);
    await expect(load("s3://lisa-l0/packets/")).rejects.toThrow(/day\.yaml: evidence: "archive" names no object/);
  });
});
