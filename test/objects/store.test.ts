import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { objectAccess } from "../../src/objects/access.js";
import { ObjectError } from "../../src/objects/error.js";
import { ObjectStore } from "../../src/objects/store.js";
import { FakeS3, SECRET_KEY } from "./fake-s3.js";

/** Short pauses, so that the tests don't wait. */
const PATIENCE = { answer: 2000, attempts: 3, pause: 1 };

const signal = AbortSignal.timeout(60_000);
let fake: FakeS3;
let store: ObjectStore;

beforeAll(async () => {
  fake = await FakeS3.start("lisa-l0");
  store = new ObjectStore(objectAccess(fake.env), PATIENCE);
});
afterAll(() => fake.stop());
beforeEach(() => {
  fake.buckets.get("lisa-l0")!.clear();
  fake.asked.length = 0;
  fake.faults.length = 0;
});

async function contentOf(key: string, etag = ""): Promise<string> {
  const { content } = await store.get({ bucket: "lisa-l0", key }, etag, signal);
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts).toString();
}

async function listed(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of store.list({ bucket: "lisa-l0", key: prefix }, signal))
    keys.push(...page.map(({ key }) => key));
  return keys;
}

describe("ObjectStore", () => {
  const strange = ["a b+c.h5", "ä/日本.h5", "100%/(x)!'*.h5", "a//b&<c>.h5", "a=1;b?c#d.h5", "plus+%2B.h5"];

  it.each(strange)("puts, heads, gets and lists %s: signatures hold for any key", async (key) => {
    const at = { bucket: "lisa-l0", key };
    expect(await store.putNew(at, Buffer.from("day"), "text/plain", signal)).toBe(true);
    const head = await store.head(at, signal);
    expect(head).toMatchObject({ key, bytes: 3, sha256: createHash("sha256").update("day").digest("hex") });
    expect(await contentOf(key, head!.etag)).toBe("day");
    expect(await listed("")).toEqual([key]);
  });

  it("lists page after page, below a prefix", async () => {
    fake.pageSize = 7;
    const keys = Array.from({ length: 40 }, (_, n) => `packets/${String(n).padStart(2, "0")}.h5`);
    for (const key of [...keys, "other.h5"]) fake.put("lisa-l0", key, key);
    expect(await listed("packets/")).toEqual(keys);
    expect(fake.asked).toHaveLength(6);
    fake.pageSize = 1000;
  });

  it("puts only where nothing is", async () => {
    const at = { bucket: "lisa-l0", key: "record.json" };
    expect(await store.putNew(at, Buffer.from("first"), "text/plain", signal)).toBe(true);
    expect(await store.putNew(at, Buffer.from("second"), "text/plain", signal)).toBe(false);
    expect(await contentOf("record.json")).toBe("first");
  });

  it("says null for what is not there, and refuses what was replaced meanwhile", async () => {
    expect(await store.head({ bucket: "lisa-l0", key: "absent" }, signal)).toBeNull();
    const etag = fake.put("lisa-l0", "day.h5", "old");
    fake.put("lisa-l0", "day.h5", "new");
    await expect(contentOf("day.h5", etag)).rejects.toThrow(/status 412: PreconditionFailed/);
  });

  it("asks again when the store is busy or breaks off, and gives up with what it said", async () => {
    fake.put("lisa-l0", "day.h5", "day");
    fake.faults.push(
      (_, response) => !!response.writeHead(503).end("<Error><Code>SlowDown</Code></Error>"),
      (request) => !!request.socket.destroy(),
    );
    expect(await contentOf("day.h5")).toBe("day");
    for (let n = 0; n < 3; n++)
      fake.faults.push((_, response) => !!response.writeHead(500).end("<Error><Code>Broken</Code></Error>"));
    await expect(contentOf("day.h5")).rejects.toThrow(/s3:\/\/lisa-l0\/day.h5 was refused with status 500: Broken/);
  });

  it("takes no half answer for one", async () => {
    fake.put("lisa-l0", "day.h5", "day");
    fake.faults.push((_, response) => !!response.writeHead(200).end("<ListBucketResult><Contents><Key>a</Key>"));
    await expect(listed("")).rejects.toThrow(/is not whole/);
    fake.faults.push((_, response) => {
      response.writeHead(200, { "Content-Length": 100, ETag: '"x"' });
      response.write("half");
      response.flushHeaders();
      return setTimeout(() => response.destroy(), 20) !== undefined;
    });
    await expect(contentOf("day.h5")).rejects.toThrow(/broke off/);
  });

  it("tells who is refused what to look at, and never the secret", async () => {
    const wrong = new ObjectStore(objectAccess({ ...fake.env, AWS_SECRET_ACCESS_KEY: "another secret" }), PATIENCE);
    const error = await wrong
      .list({ bucket: "lisa-l0", key: "" }, signal)
      .next()
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ObjectError);
    expect((error as Error).message).toMatch(/403: SignatureDoesNotMatch.*AWS_SECRET_ACCESS_KEY may not/);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("another secret");
    await expect(store.list({ bucket: "absent", key: "" }, signal).next()).rejects.toThrow(/NoSuchBucket/);
    expect(() => objectAccess({ ...fake.env, AWS_SECRET_ACCESS_KEY: "" })).toThrow(/need AWS_SECRET_ACCESS_KEY/);
    expect(() => objectAccess({ ...fake.env, AWS_ENDPOINT_URL: `http://me:${SECRET_KEY}@host` })).toThrow(
      /^((?!fake).)*$/,
    );
  });

  it("waits no longer than it is given, and stops when told", async () => {
    const impatient = new ObjectStore(objectAccess(fake.env), { answer: 50, attempts: 1, pause: 1 });
    fake.faults.push(() => true);
    await expect(impatient.head({ bucket: "lisa-l0", key: "day" }, signal)).rejects.toThrow(/not in the time/);
    fake.faults.push(() => true);
    await expect(store.head({ bucket: "lisa-l0", key: "day" }, AbortSignal.timeout(50))).rejects.toThrow(/timeout/);
  });

  it.each(["../x", "a/../b", "./a", "a/..", "line\nbreak"])(
    "does not ask for the key %j, which a URL would change",
    async (key) => {
      await expect(store.head({ bucket: "lisa-l0", key }, signal)).rejects.toThrow(/can't be asked for/);
      expect(fake.asked).toEqual([]);
    },
  );
});
