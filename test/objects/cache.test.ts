import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { objectAccess } from "../../src/objects/access.js";
import { ObjectCache } from "../../src/objects/cache.js";
import { ObjectStore } from "../../src/objects/store.js";
import { FakeS3 } from "./fake-s3.js";

const PATIENCE = { answer: 2000, attempts: 2, pause: 1 };
const DAY = 86_400;

const signal = AbortSignal.timeout(60_000);
let fake: FakeS3;
let home: string;
let cache: ObjectCache;

beforeEach(async () => {
  fake = await FakeS3.start("lisa-l0");
  home = mkdtempSync(join(tmpdir(), "lisalab cache "));
  cache = new ObjectCache(home, new ObjectStore(objectAccess(fake.env), PATIENCE));
});
afterEach(async () => {
  rmSync(home, { recursive: true, force: true });
  await fake.stop();
});

async function fetched(url: string): Promise<string> {
  const objects = await cache.locate(url, signal);
  await cache.fetch(objects, signal);
  return objects.path;
}

function gets(): number {
  return fake.asked.filter((line) => line.startsWith("GET") && !line.includes("list-type")).length;
}

describe("ObjectCache", () => {
  it("makes a file of an object, under its name, and asks for its content once", async () => {
    fake.put("lisa-l0", "packets/day 1.h5", "day");
    const path = await fetched("s3://lisa-l0/packets/day 1.h5");
    expect([path.endsWith("/data/day 1.h5"), readFileSync(path, "utf8")]).toEqual([true, "day"]);
    expect(await fetched("s3://lisa-l0/packets/day 1.h5")).toBe(path);
    expect(gets()).toBe(1);
    const sums = readFileSync(join(dirname(path), "..", "SHA256SUMS"), "utf8");
    expect(sums).toBe(`${createHash("sha256").update("day").digest("hex")}  data/day 1.h5\n`);
  });

  it("makes a folder of what is below a prefix, also of an object that is called data", async () => {
    for (const key of ["day/data", "day/pass 1/a.bin", "day/pass 1/b.bin", "day/", "days.h5"])
      fake.put("lisa-l0", key, key);
    const path = await fetched("s3://lisa-l0/day/");
    const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name).sort()).toEqual(["a.bin", "b.bin", "data"]);
    expect(readFileSync(join(path, "pass 1", "b.bin"), "utf8")).toBe("day/pass 1/b.bin");
    expect(readFileSync(await fetched("s3://lisa-l0/day/data"), "utf8")).toBe("day/data");
  });

  it("has another place for another content", async () => {
    fake.put("lisa-l0", "day.h5", "old");
    const old = await fetched("s3://lisa-l0/day.h5");
    fake.put("lisa-l0", "day.h5", "new");
    expect(readFileSync(await fetched("s3://lisa-l0/day.h5"), "utf8")).toBe("new");
    expect(readFileSync(old, "utf8")).toBe("old");
  });

  it("leaves nothing of an object that was replaced between two questions", async () => {
    fake.put("lisa-l0", "day.h5", "old");
    const objects = await cache.locate("s3://lisa-l0/day.h5", signal);
    fake.put("lisa-l0", "day.h5", "new");
    await expect(cache.fetch(objects, signal)).rejects.toThrow(/status 412/);
    expect(readdirSync(join(home, "objects"))).toEqual([]);
  });

  it("fetches again what was damaged on the disk", async () => {
    fake.put("lisa-l0", "day.h5", "day");
    const path = await fetched("s3://lisa-l0/day.h5");
    writeFileSync(path, "bad");
    expect(readFileSync(await fetched("s3://lisa-l0/day.h5"), "utf8")).toBe("day");
    rmSync(path);
    expect(readFileSync(await fetched("s3://lisa-l0/day.h5"), "utf8")).toBe("day");
  });

  it("asks again when the content breaks off, and never takes a half one", async () => {
    fake.put("lisa-l0", "day.h5", "the whole day");
    const half = (length: number) => (_: unknown, response: import("node:http").ServerResponse) => {
      response.writeHead(200, { "Content-Length": length, ETag: '"x"' });
      response.write("the whole");
      return setTimeout(() => response.destroy(), 20) !== undefined;
    };
    const objects = await cache.locate("s3://lisa-l0/day.h5", signal);
    fake.faults.push(half(13), half(13));
    await cache.fetch(objects, signal);
    expect(readFileSync(objects.path, "utf8")).toBe("the whole day");
    fake.put("lisa-l0", "day.h5", "the other day");
    const other = await cache.locate("s3://lisa-l0/day.h5", signal);
    fake.faults.push(half(13), half(13), half(13));
    await expect(cache.fetch(other, signal)).rejects.toThrow(/broke off/);
    expect(existsSync(dirname(other.path))).toBe(false);
  });

  it("refuses a content that is not what the store says it is", async () => {
    const wrong = createHash("sha256").update("another").digest("base64");
    fake.put("lisa-l0", "day.h5", "day", { "x-amz-checksum-sha256": wrong });
    await expect(fetched("s3://lisa-l0/day.h5")).rejects.toThrow(/has the SHA-256 [0-9a-f]{64}, not/);
    expect(readdirSync(join(home, "objects"))).toEqual([]);
  });

  it("lets many fetch the same at once, and each finds it whole", async () => {
    fake.put("lisa-l0", "day.h5", "x".repeat(1e6));
    const paths = await Promise.all(Array.from({ length: 8 }, () => fetched("s3://lisa-l0/day.h5")));
    expect(new Set(paths).size).toBe(1);
    expect(readFileSync(paths[0]!, "utf8")).toHaveLength(1e6);
    expect(readdirSync(join(home, "objects"))).toHaveLength(1);
  });

  it("takes away what nobody used for a month, and halves of yesterday", async () => {
    fake.put("lisa-l0", "old.h5", "old");
    fake.put("lisa-l0", "new.h5", "new");
    const old = dirname(dirname(await fetched("s3://lisa-l0/old.h5")));
    const half = `${old}.half.part`;
    writeFileSync(half, "half");
    utimesSync(old, 0, Date.now() / 1000 - 31 * DAY);
    utimesSync(half, 0, Date.now() / 1000 - 1.1 * DAY);
    const path = await fetched("s3://lisa-l0/new.h5");
    expect(readdirSync(join(home, "objects"))).toEqual([
      dirname(dirname(path)).slice(home.length + "/objects/".length),
    ]);
  });

  it.each([
    ["s3://lisa-l0/absent.h5", /there is no object s3:\/\/lisa-l0\/absent.h5/],
    ["s3://lisa-l0/absent/", /no object below/],
    ["s3://absent/", /NoSuchBucket/],
    ["s3:///key", /names no object/],
    ["s3://UP/key", /names no object/],
    ["s3://lisa-l0/a/../b", /takes no key/],
    ["s3://lisa-l0/odd/", /its name has an empty part/],
  ])("refuses %s", async (url, message) => {
    fake.put("lisa-l0", "odd/a//b", "odd");
    await expect(fetched(url)).rejects.toThrow(message);
  });
});
