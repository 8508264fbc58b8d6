import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Carried, shipEvidence, withShipping } from "../../src/objects/carrier.js";
import { Shipping } from "../../src/objects/shipping.js";
import { FakeS3 } from "./fake-s3.js";

const signal = AbortSignal.timeout(60_000);
let fake: FakeS3;
let home: string;

beforeEach(async () => {
  fake = await FakeS3.start("evidence", "copies");
  for (const [name, value] of Object.entries(fake.env)) vi.stubEnv(name, value);
  home = mkdtempSync(join(tmpdir(), "lisalab shipping "));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
  await fake.stop();
});

const file = (name: string): string => join(home, name);

async function add(name: string, content: string, bucket = "evidence"): Promise<void> {
  writeFileSync(file(name), content);
  const to = (sha256: string): { bucket: string; key: string } => ({
    bucket,
    key: `run-1/${sha256.slice(0, 8)}-${name}`,
  });
  await withShipping(home, (shipping) => shipping.add([{ path: file(name), to, type: "text/plain" }]));
}

const ship = (eager = false): Promise<readonly Carried[]> => shipEvidence(home, { signal, eager });

function contents(bucket = "evidence"): string[] {
  return [...fake.buckets.get(bucket)!.values()].map(({ content }) => content.toString());
}

const left = async (): Promise<number> => (await withShipping(home, (shipping) => shipping.list())).length;

describe("shipEvidence", () => {
  it("makes nothing where nothing is to be sent", async () => {
    expect(await ship()).toEqual([]);
    expect(readdirSync(home)).toEqual([]);
  });

  it("puts a file as it was when it was taken, though it is replaced or gone by then", async () => {
    await add("record.json", "first");
    rmSync(file("record.json"));
    await add("record.json", "second");
    expect(await ship()).toMatchObject([{ delivered: true }, { delivered: true }]);
    expect(contents()).toEqual(["first", "second"]);
    expect([await left(), readdirSync(join(home, "shipping"))]).toEqual([0, []]);
  });

  it("takes the same twice for once, and sends one content to two buckets", async () => {
    await add("report.pdf", "report");
    await add("report.pdf", "report");
    await add("report.pdf", "report", "copies");
    expect(await ship()).toHaveLength(2);
    expect([contents(), contents("copies")]).toEqual([["report"], ["report"]]);
    await add("report.pdf", "report");
    expect(await ship()).toEqual([]);
  });

  it("is there once when the answer to the first attempt got lost", async () => {
    await add("record.json", "record");
    const key = `run-1/${createHash("sha256").update("record").digest("hex").slice(0, 8)}-record.json`;
    fake.put("evidence", key, "record");
    expect(await ship()).toMatchObject([{ delivered: true }]);
    expect(fake.asked.filter((line) => line.startsWith("PUT"))).toHaveLength(1);
  });

  it("does not take another content in its place for it", async () => {
    await add("record.json", "record");
    const key = `run-1/${createHash("sha256").update("record").digest("hex").slice(0, 8)}-record.json`;
    fake.put("evidence", key, "forged");
    const [carried] = await ship();
    expect(carried).toMatchObject({ delivered: false, problem: expect.stringMatching(/has the SHA-256 .*, not/) });
    expect([await left(), contents()]).toEqual([1, ["forged"]]);
  });

  it("waits longer and longer while a bucket is missing, and is there when it comes", async () => {
    fake.buckets.delete("evidence");
    await add("record.json", "record");
    expect((await ship())[0]).toMatchObject({ delivered: false, problem: expect.stringContaining("NoSuchBucket") });
    fake.buckets.set("evidence", new Map());
    expect(await ship()).toEqual([]);
    const [waiting] = await withShipping(home, (shipping) => shipping.list());
    expect(waiting!.dueAt - Date.now()).toBeGreaterThan(3000);
    expect(await ship(true)).toMatchObject([{ delivered: true }]);
  });

  it("leaves the rest alone when nobody answers, and says so of a missing variable", async () => {
    await add("a", "a");
    await add("b", "b");
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    expect(await ship()).toMatchObject([{ delivered: false, problem: expect.stringContaining("gave no answer") }]);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "");
    expect(await ship(true)).toMatchObject([
      { delivered: false, problem: expect.stringContaining("AWS_ACCESS_KEY_ID") },
    ]);
    vi.stubEnv("AWS_ACCESS_KEY_ID", fake.env["AWS_ACCESS_KEY_ID"]!);
    vi.stubEnv("AWS_ENDPOINT_URL", fake.url);
    expect(await ship(true)).toHaveLength(2);
    expect(contents()).toEqual(["a", "b"]);
  });

  it("takes away what a kill left in no row, when a day has passed", async () => {
    await add("record.json", "record");
    writeFileSync(join(home, "shipping", "left"), "left");
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    await ship();
    expect(readdirSync(join(home, "shipping"))).toHaveLength(2);
    const later = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 2 * 86_400_000);
    await ship();
    later.mockRestore();
    expect(readdirSync(join(home, "shipping"))).toHaveLength(1);
  });

  it("lets several carry at once, and each shipment goes once", async () => {
    for (let n = 0; n < 12; n++) await add(`file-${n}`, String(n));
    const all = await Promise.all([ship(), ship(), ship()]);
    expect(all.flat()).toHaveLength(12);
    expect(fake.asked.filter((line) => line.startsWith("PUT"))).toHaveLength(12);
  });

  it("takes up what a carrier left that was killed, when its time is over", async () => {
    await add("record.json", "record");
    const killed = new Shipping(home);
    expect(await killed.claim(0, false)).toBeDefined();
    await killed.close();
    expect(await ship(true)).toEqual([]);
    const { default: Database } = await import("libsql");
    const database = new Database(join(home, "shipping.sqlite"));
    database.exec("UPDATE shipment SET lease_until = 1");
    database.close();
    expect(await ship()).toMatchObject([{ delivered: true }]);
  });

  it("refuses to send what was damaged on the disk", async () => {
    await add("record.json", "record");
    const [name] = readdirSync(join(home, "shipping"));
    writeFileSync(join(home, "shipping", name!), "damage");
    expect(await ship()).toMatchObject([{ delivered: false, problem: expect.stringContaining("has the SHA-256") }]);
    expect(contents()).toEqual([]);
    expect(existsSync(join(home, "shipping", name!))).toBe(true);
  });
});
