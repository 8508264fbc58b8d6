import { readFileSync } from "node:fs";
import type { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Events } from "../../src/service/events.js";
import { routesOf } from "../../src/service/routes.js";
import type { ServedRunbook } from "../../src/service/trigger.js";
import { FakeS3 } from "../objects/fake-s3.js";
import { EventHouse, SteppedClock } from "./event-house.js";

const SECRET = "a-secret-of-enough-characters";
const SENT = JSON.parse(readFileSync("test/fixtures/service/bucket-events.json", "utf8")) as Record<string, unknown[]>;

const SIDECAR = `
triggers: [{ bucket: lisa-l0, suffix: .h5, parameter: observation }]
parameters: { observation: { type: string } }`;

let store: FakeS3;
let house: EventHouse;
let runbook: ServedRunbook;
let clock: SteppedClock;
let events: Events;
let app: Hono;

beforeEach(async () => {
  store = await FakeS3.start("lisa-l0");
  for (const [name, value] of Object.entries(store.env)) vi.stubEnv(name, value);
  vi.stubEnv("LISALAB_EVENTS_SECRET", SECRET);
  house = new EventHouse();
  runbook = await house.serve("daily-ops", SIDECAR);
  clock = new SteppedClock();
  events = new Events(house.home, clock, house.tell);
  app = routesOf(events.routesOf(house.served));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await events.close();
  await house.close();
  await store.stop();
});

async function tell(body: unknown): Promise<number> {
  const headers = { Authorization: `Bearer ${SECRET}` };
  return (await app.request("/events", { method: "POST", body: JSON.stringify(body), headers })).status;
}

/** Lists the bucket so often, as the service does when it starts and then every few minutes. */
async function listed(times = 1): Promise<void> {
  const stop = new AbortController();
  const running = events.triggersOf(runbook).map((trigger) => trigger.run(house.ask, stop.signal));
  await clock.step(times - 1);
  stop.abort();
  await Promise.all(running);
}

async function observations(): Promise<string[]> {
  return (await house.queued()).map(({ observation }) => observation!);
}

function record(key: string, eTag: string, eventName = "ObjectCreated:Put", sequencer = "1"): unknown {
  return { Records: [{ eventName, s3: { bucket: { name: "lisa-l0" }, object: { key, eTag, sequencer } } }] };
}

describe("a bucket", () => {
  it.each(["minio", "versitygw", "aws", "sns"])(
    "that %s tells of has one run for each object, told and listed",
    async (who) => {
      store.put("lisa-l0", "packets/2037-01-31.h5", "day");
      store.put("lisa-l0", "a b+c/ä(1).h5", "day");
      for (const body of [...SENT[who]!, ...SENT[who]!]) expect(await tell(body)).toBe(200);
      expect(await observations()).toHaveLength(who === "sns" ? 1 : 2);
      await listed(3);
      expect((await observations()).sort()).toEqual([
        "s3://lisa-l0/a b+c/ä(1).h5",
        "s3://lisa-l0/packets/2037-01-31.h5",
      ]);
      const { cause, operator } = (await house.runs()).find(({ ask }) => /2037/.test(ask.parameters["observation"]!))!;
      expect(cause).toBe("event:daily-ops:s3://lisa-l0/packets/2037-01-31.h5@628b7db04235f228d40adc671413a8c8");
      expect(operator).toBe("bucket lisa-l0");
    },
  );

  it("is listed over all pages, at the start and again later", async () => {
    store.pageSize = 3;
    for (let n = 0; n < 10; n++) store.put("lisa-l0", `${n}.h5`, String(n));
    store.put("lisa-l0", "notes.txt", "no data");
    store.put("lisa-l0", "folder.h5/", "");
    await listed();
    expect(await observations()).toHaveLength(10);
    store.put("lisa-l0", "0.h5", "another content");
    await listed(2);
    expect(await observations()).toHaveLength(11);
  });

  it("is believed, not who tells of it: events of what is gone, replaced, deleted or not there have no run", async () => {
    const old = store.put("lisa-l0", "day.h5", "old");
    const etag = store.put("lisa-l0", "day.h5", "new");
    expect(await tell(record("day.h5", etag, "ObjectCreated:Put", "2"))).toBe(200);
    expect(await tell(record("day.h5", old, "ObjectCreated:Put", "1"))).toBe(200);
    expect(await tell(record("absent.h5", etag))).toBe(200);
    expect(await tell(record("day.h5", etag, "ObjectRemoved:Delete"))).toBe(200);
    expect(
      await tell({
        Records: [{ eventName: "ObjectCreated:Put", s3: { bucket: { name: "../x" }, object: { key: "day.h5" } } }],
      }),
    ).toBe(200);
    expect(await tell(record("../lisa-l0/day.h5", etag))).toBe(200);
    expect((await house.runs()).map(({ cause }) => cause)).toEqual([`event:daily-ops:s3://lisa-l0/day.h5@${etag}`]);
  });

  it("asks the store nothing about an event that is told again", async () => {
    const etag = store.put("lisa-l0", "day.h5", "day");
    await tell(record("day.h5", etag));
    store.asked.length = 0;
    await tell(record("day.h5", etag));
    expect(store.asked).toEqual([]);
  });

  it("tells the sender to come again when the bucket can't be asked, and the listing finds it else", async () => {
    const etag = store.put("lisa-l0", "day.h5", "day");
    for (let n = 0; n < 4; n++) store.faults.push((_, response) => !!response.writeHead(503).end());
    expect(await tell(record("day.h5", etag))).toBe(503);
    expect(await tell(record("day.h5", etag))).toBe(200);
    expect(await observations()).toEqual(["s3://lisa-l0/day.h5"]);
  });

  it("hears nobody without the secret, and nothing that is no event", async () => {
    const post = (headers: Record<string, string>): Promise<number> =>
      Promise.resolve(app.request("/events", { method: "POST", body: "{}", headers })).then(({ status }) => status);
    expect(await post({})).toBe(401);
    expect(await post({ Authorization: "Bearer wrong" })).toBe(401);
    expect(await post({ Authorization: `Bearer ${SECRET}` })).toBe(400);
    vi.stubEnv("LISALAB_EVENTS_SECRET", "");
    expect(await post({ Authorization: "Bearer " })).toBe(503);
    expect(house.log).toHaveLength(4);
  });

  it("says what is missing in the environment", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "");
    const [trigger] = events.triggersOf(runbook);
    await expect(trigger!.run(house.ask, AbortSignal.timeout(1000))).rejects.toThrow("need AWS_ACCESS_KEY_ID");
  });
});
