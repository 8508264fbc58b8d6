import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { objectAccess } from "../../src/objects/access.js";
import { ObjectCache } from "../../src/objects/cache.js";
import { shipEvidence, withShipping } from "../../src/objects/carrier.js";
import { ObjectStore } from "../../src/objects/store.js";
import { type Clock, SYSTEM_CLOCK } from "../../src/service/clock.js";
import { Events } from "../../src/service/events.js";
import { listen, type Port } from "../../src/service/port.js";
import { routesOf } from "../../src/service/routes.js";
import { EventHouse } from "../service/event-house.js";
import { RealStore, STORES, type StoreKind, WEBHOOK_SECRET } from "./real-store.js";

const BUCKET = "lisa-l0";
const STRANGE = ["a b+c.h5", "ä/日本.h5", "100%/(x)!'*.h5", "b&<c>.h5", "a=1;b?c#d.h5", "plus+%2B.h5", "a%20b.h5"];

/** More than a page of a listing has. */
const MANY = 1005;

/** Products that a store tells of, and how long it may take, in ms. */
const PRODUCTS = 40;
const TOLD_WITHIN = 60_000;

const signal = AbortSignal.timeout(600_000);

describe.each(Object.entries(STORES))("%s", (_name, kind: StoreKind) => {
  let house: EventHouse;
  let events: Events;
  let port: Port;
  let real: RealStore;
  let store: ObjectStore;
  let home: string;

  beforeAll(async () => {
    vi.stubEnv("LISALAB_EVENTS_SECRET", WEBHOOK_SECRET);
    house = new EventHouse();
    const trigger = `{ bucket: told, suffix: .h5, parameter: observation }`;
    await house.serve("product", `triggers: [${trigger}]\nparameters: { observation: { type: string, format: file } }`);
    events = new Events(house.home, SYSTEM_CLOCK, house.tell);
    port = await listen(routesOf(events.routesOf(house.served)), "127.0.0.1", 0);
    real = await RealStore.start(kind, `${port.url}events`);
    for (const [variable, value] of Object.entries(real.env)) vi.stubEnv(variable, value);
    store = new ObjectStore(objectAccess());
    home = mkdtempSync(join(tmpdir(), "lisalab stores "));
    await real.makeBucket(BUCKET, { ...kind, tells: "never" });
    await real.makeBucket("told", kind);
  });
  afterAll(async () => {
    await real?.stop();
    await port?.close();
    await events?.close();
    await house?.close();
    if (home !== undefined) rmSync(home, { recursive: true, force: true });
    vi.unstubAllEnvs();
  });

  it.each(STRANGE)("puts, heads, gets and lists %s, with its SHA-256", async (key) => {
    const at = { bucket: BUCKET, key: `strange/${key}` };
    expect(await store.putNew(at, Buffer.from(key), "text/plain", signal)).toBe(true);
    expect(await store.putNew(at, Buffer.from("another"), "text/plain", signal)).toBe(false);
    const head = await store.head(at, signal);
    expect(head).toMatchObject({
      bytes: Buffer.byteLength(key),
      sha256: createHash("sha256").update(key).digest("hex"),
    });
    const listed: string[] = [];
    for await (const page of store.list({ bucket: BUCKET, key: "strange/" }, signal)) {
      for (const entry of page) if (entry.key === at.key) listed.push(entry.etag);
    }
    expect(listed).toEqual([head!.etag]);
    await expect(store.get(at, "0".repeat(32), signal)).rejects.toThrow(/status 412/);
  });

  it(`lists ${MANY} objects page after page`, async () => {
    const keys = Array.from({ length: MANY }, (_, n) => `many/${String(n).padStart(5, "0")}`);
    for (let at = 0; at < MANY; at += 15) {
      const some = keys.slice(at, at + 15);
      await Promise.all(
        some.map((key) => store.putNew({ bucket: BUCKET, key }, Buffer.from(key), "text/plain", signal)),
      );
    }
    const listed: string[] = [];
    let pages = 0;
    for await (const page of store.list({ bucket: BUCKET, key: "many/" }, signal)) {
      listed.push(...page.map(({ key }) => key));
      pages++;
    }
    expect([listed, pages]).toEqual([keys, 2]);
  });

  it("gives a folder of objects as files, and takes evidence once", async () => {
    const cache = new ObjectCache(home, store);
    for (const part of ["a", "sub/b"]) await real.put(BUCKET, `day/${part}.bin`, `content of ${part}`);
    const objects = await cache.locate(`s3://${BUCKET}/day/`, signal);
    await cache.fetch(objects, signal);
    expect(readdirSync(objects.path, { recursive: true }).sort()).toEqual(["a.bin", "sub", "sub/b.bin"]);
    expect(readFileSync(join(objects.path, "sub/b.bin"), "utf8")).toBe("content of sub/b");
    writeFileSync(join(home, "report.pdf"), "report");
    const to = (sha256: string): { bucket: string; key: string } => ({ bucket: BUCKET, key: `runs/${sha256}` });
    await withShipping(home, (shipping) =>
      shipping.add([{ path: join(home, "report.pdf"), to, type: "application/pdf" }]),
    );
    expect(await shipEvidence(home, { signal })).toMatchObject([{ delivered: true, problem: "" }]);
  });

  it(`has one run for each of ${PRODUCTS} products, told of or listed`, async () => {
    const keys = Array.from({ length: PRODUCTS }, (_, n) => `packets ${n % 3}/+ä${n}.h5`);
    for (const key of keys) await real.put("told", key, key);
    const runs = async (): Promise<string[]> => (await house.queued()).map(({ observation }) => observation!);
    if (kind.tells !== "never") await vi.waitFor(async () => expect(await runs()).toHaveLength(PRODUCTS), TOLD_WITHIN);
    const stop = new AbortController();
    const once: Clock = { now: () => Date.now(), sleep: async () => stop.abort() };
    const listing = new Events(house.home, once, house.tell);
    for (const trigger of listing.triggersOf(house.runbooks[0]!)) await trigger.run(house.ask, stop.signal);
    await listing.close();
    expect((await runs()).sort()).toEqual(keys.map((key) => `s3://told/${key}`).sort());
    expect(house.log.filter((line) => line.startsWith("refused"))).toEqual([]);
  });
});
