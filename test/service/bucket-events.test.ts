import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { noticeOf, type ObjectEvent } from "../../src/service/bucket-events.js";

const SENT = JSON.parse(readFileSync("test/fixtures/service/bucket-events.json", "utf8")) as Record<string, unknown[]>;

/** MD5 of "day", which both objects of the fixture hold. */
const ETAG = "628b7db04235f228d40adc671413a8c8";
const PLAIN = "packets/2037-01-31.h5";
const STRANGE = "a b+c/ä(1).h5";

function eventsOf(body: unknown): readonly ObjectEvent[] {
  return noticeOf(body)!.events;
}

describe("noticeOf", () => {
  it.each(["minio", "versitygw", "aws"])("reads what %s sends", (store) => {
    const events = SENT[store]!.flatMap(eventsOf);
    expect(events.map(({ bucket, etag }) => [bucket, etag])).toEqual([
      ["lisa-l0", ETAG],
      ["lisa-l0", ETAG],
    ]);
    expect(events[0]!.keys).toContain(PLAIN);
    expect(events[1]!.keys).toContain(STRANGE);
  });

  it("opens the envelopes of SNS, SQS and both", () => {
    const [sns] = SENT["sns"]!;
    expect(eventsOf(sns)[0]!.keys[0]).toBe(STRANGE);
    expect(eventsOf({ Records: [{ Sns: sns }] })[0]!.keys[0]).toBe(STRANGE);
    expect(eventsOf({ Records: [{ body: JSON.stringify(sns) }] })[0]!.keys[0]).toBe(STRANGE);
    const inside = {
      "detail-type": "Object Created",
      detail: { bucket: { name: "lisa-l0" }, object: { key: STRANGE } },
    };
    expect(eventsOf(inside)).toEqual([{ bucket: "lisa-l0", keys: [STRANGE], etag: "", sequencer: "" }]);
  });

  it("keeps of what one letter tells twice the first, by bucket, key, ETag and sequencer", () => {
    const [record] = (SENT["minio"]![0] as { Records: { s3: { object: object } }[] }).Records;
    const later = { ...record, s3: { ...record!.s3, object: { ...record!.s3.object, sequencer: "18FF" } } };
    expect(eventsOf({ Records: [record, later, record] })).toHaveLength(2);
  });

  it("follows no link to confirm a subscription, and says what to do", () => {
    const asked = { Type: "SubscriptionConfirmation", TopicArn: "arn:topic", SubscribeURL: "http://10.0.0.1/" };
    expect(noticeOf(asked)).toMatchObject({
      events: [],
      todo: expect.stringContaining("arn:topic asks to be confirmed"),
    });
  });

  it.each([
    null,
    [],
    "text",
    {},
    { Records: {} },
    { Records: [null] },
    { Records: [{ eventName: "s3:ObjectCreated:Put" }] },
    { Records: [{ eventName: "s3:ObjectCreated:Put", s3: { bucket: { name: 1 }, object: { key: "a" } } }] },
    { Records: [{ body: "no JSON" }] },
    { Type: "Notification", Message: '{"Type":"Notification","Message":"{}"}' },
    JSON.parse(`${'{"Records":[{"body":'.repeat(1)}"{}"}]}`),
  ])("says null of %j", (body) => expect(noticeOf(body)).toBeNull());

  it("opens no endless row of envelopes", () => {
    let letter: object = SENT["aws"]![1] as object;
    for (let n = 0; n < 10; n++) letter = { Type: "Notification", Message: JSON.stringify(letter) };
    expect(noticeOf(letter)).toBeNull();
  });
});
