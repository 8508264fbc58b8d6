import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { deliver } from "../../src/logbook/delivery.js";
import { ElogLogbook } from "../../src/logbook/elog.js";
import { ELOG_ATTRIBUTES } from "../../src/logbook/elog-fields.js";
import type { RemoteLogbook } from "../../src/logbook/remote.js";
import { RemoteError } from "../../src/logbook/remote.js";
import { type Patience, Spool } from "../../src/logbook/spool.js";
import { FakeElogd } from "./fake-elogd.js";
import { PATIENT } from "./neutral-sample.js";
import { attachment, draft, newFolder } from "./sample.js";

const QUICK: Patience = { pause: 1, settle: 0, attempt: 5000 };

const elogds: FakeElogd[] = [];

afterEach(async () => {
  await Promise.all(elogds.splice(0).map((elogd) => elogd.stop()));
});

async function newElogd(): Promise<FakeElogd> {
  const elogd = await FakeElogd.start();
  elogds.push(elogd);
  return elogd;
}

function clientOf(url: string): () => ElogLogbook {
  return () => new ElogLogbook({ url, attributes: { ...ELOG_ATTRIBUTES, key: "Run ID" } });
}

/** A URL where nobody listens. */
async function nowhere(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return `http://127.0.0.1:${port}/Operations/`;
}

describe("the spool", () => {
  it("delivers in order, once, and has nothing left", async () => {
    const elogd = await newElogd();
    const spool = new Spool(newFolder(), QUICK);
    for (const key of ["run 1", "run 2", "run 3"]) expect(await spool.add(draft(key), ["operations"])).toHaveLength(1);
    expect(await spool.add(draft("run 1", { text: "another" }), ["operations"])).toEqual([]);
    const books = new Map([["operations", clientOf(elogd.url)]]);
    const deliveries = await deliver(spool, books, PATIENT);
    expect(deliveries.map(({ delivered, problem }) => [delivered, problem])).toEqual([
      [true, ""],
      [true, ""],
      [true, ""],
    ]);
    expect(elogd.values("Run ID")).toEqual(["run 1", "run 2", "run 3"]);
    expect(await spool.list()).toEqual([]);
    expect((await spool.list(true)).map(({ messageId }) => messageId)).toEqual(["1", "2", "3"]);
    expect(await deliver(spool, books, PATIENT)).toEqual([]);
    await spool.close();
  });

  it("delivers an answer as a reply, when what it answers has arrived, and plainly where that was not for", async () => {
    const spool = new Spool(newFolder(), QUICK);
    const elogd = await newElogd();
    const answer = draft("run 1/decision", { links: ["entry:run 1/hold", "https://example.org"] });
    await spool.add(draft("run 1/hold"), ["operations"]);
    await spool.add(answer, ["operations", "mission"]);
    const away = new Map([["operations", clientOf(await nowhere())]]);
    await deliver(spool, away, PATIENT, true);
    const [asked] = await spool.list();
    expect(await spool.claim("operations", asked!.id, true), "an answer before what it answers").toBeUndefined();
    const there = new Map([["operations", clientOf(elogd.url)]]);
    expect((await deliver(spool, there, PATIENT, true)).map(({ delivered }) => delivered)).toEqual([true, true]);
    const [reply] = (await spool.list(true)).filter(({ entry: { key } }) => key === answer.key);
    expect(await spool.filled(reply!)).toMatchObject({ replyTo: "1", links: ["https://example.org"] });
    expect(elogd.values("In reply to")).toEqual([undefined, "1"]);
    const other = await spool.claim("mission", 0, true);
    expect(await spool.filled(other!)).toMatchObject({ replyTo: null });
    await spool.close();
  });

  it("makes nothing before its first use", async () => {
    const spool = new Spool(`${newFolder()}/not made`, QUICK);
    expect(await spool.list()).toEqual([]);
    expect(await deliver(spool, new Map([["operations", clientOf("http://127.0.0.1:9/x")]]), PATIENT)).toEqual([]);
    await spool.close();
  });

  it("keeps what can't be delivered, says why, waits longer each time, and delivers when told to", async () => {
    const home = newFolder();
    const spool = new Spool(home, { ...QUICK, pause: 60_000 });
    await spool.add(draft("run 1"), ["operations", "mission"]);
    const elogd = await newElogd();
    const books = new Map([
      ["operations", clientOf(await nowhere())],
      ["mission", clientOf(elogd.url)],
    ]);
    const found = await deliver(spool, books, PATIENT);
    expect(found.find(({ delivered }) => !delivered)).toMatchObject({
      problem: expect.stringContaining("ECONNREFUSED") as string,
    });
    expect(elogd.ids).toEqual([1]);
    const [waiting] = await spool.list();
    expect(waiting).toMatchObject({ attempts: 1, sentAt: null, entry: { logbook: "operations" } });
    expect(waiting!.dueAt - Date.now()).toBeGreaterThan(30_000);
    expect(await deliver(spool, books, PATIENT)).toEqual([]);
    expect(await deliver(spool, books, PATIENT, true)).toHaveLength(1);
    expect((await spool.list())[0]!.dueAt - Date.now()).toBeGreaterThan(90_000);
    await spool.close();
    // As after a restart, with the logbook up again.
    const later = new Spool(home, QUICK);
    const back = await newElogd();
    expect(await deliver(later, new Map([["operations", clientOf(back.url)]]), PATIENT, true)).toMatchObject([
      { delivered: true },
    ]);
    await later.close();
  });

  it("leaves a logbook alone that is not reached, whatever waits for it", async () => {
    const spool = new Spool(newFolder(), QUICK);
    for (let n = 1; n <= 5; n++) await spool.add(draft(`run ${n}`), ["operations"]);
    expect(await deliver(spool, new Map([["operations", clientOf(await nowhere())]]), PATIENT)).toHaveLength(1);
    await spool.close();
  });

  it("goes on behind a post that the logbook refuses", async () => {
    const elogd = await newElogd();
    const spool = new Spool(newFolder(), QUICK);
    await spool.add(draft("run 1", { attachments: [attachment("a=b.pdf", "x")] }), ["operations"]);
    await spool.add(draft("run 2"), ["operations"]);
    const found = await deliver(spool, new Map([["operations", clientOf(elogd.url)]]), PATIENT);
    expect(found.map(({ delivered }) => delivered)).toEqual([false, true]);
    expect(await spool.list()).toMatchObject([{ problem: expect.stringContaining('"="') as string, sentAt: null }]);
    await spool.close();
  });

  it("never posts again what it knows to be there, though an attachment was spoilt", async () => {
    const elogd = await newElogd();
    const spool = new Spool(newFolder(), QUICK);
    await spool.add(draft("run 1"), ["operations"]);
    const client = clientOf(elogd.url)();
    const spoiling = Object.assign(Object.create(client) as RemoteLogbook, {
      find: client.find.bind(client),
      verify: client.verify.bind(client),
      post: async (...all: Parameters<RemoteLogbook["post"]>) => {
        const id = await client.post(all[0], all[1]);
        elogd.spoilAttachments();
        return id;
      },
    });
    const books = new Map([["operations", () => spoiling]]);
    for (let n = 0; n < 3; n++) {
      expect(await deliver(spool, books, PATIENT, true)).toMatchObject([{ delivered: false }]);
    }
    expect(elogd.ids).toEqual([1]);
    expect(await spool.list()).toMatchObject([
      { messageId: "1", problem: expect.stringContaining("another report.pdf") as string },
    ]);
    await spool.close();
  });

  it("delivers each post once, though several deliver at the same time", async () => {
    const elogd = await newElogd();
    elogd.delay = 5;
    const home = newFolder();
    const spools = [1, 2, 3].map(() => new Spool(home, QUICK));
    for (let n = 1; n <= 6; n++) await spools[0]!.add(draft(`run ${n}`), ["operations"]);
    const books = new Map([["operations", clientOf(elogd.url)]]);
    await Promise.all(spools.map((spool) => deliver(spool, books, PATIENT)));
    expect(elogd.values("Run ID").sort()).toEqual(["run 1", "run 2", "run 3", "run 4", "run 5", "run 6"]);
    await Promise.all(spools.map((spool) => spool.close()));
  });
});

/** A logbook that takes what it gets and loses every answer but the last `answers`. */
function silent(held: string[], searchable: boolean): RemoteLogbook & { heard: boolean[] } {
  const heard: boolean[] = [];
  return {
    heard,
    find: async (key) => (searchable ? held.flatMap((one, n) => (one === key ? [String(n + 1)] : [])) : null),
    post: async ({ key }, _signal, again) => {
      heard.push(again);
      held.push(key);
      if (held.length < 2 || searchable) throw new RemoteError("the answer is lost", true);
      return String(held.length);
    },
    verify: async () => "",
  };
}

describe("a post whose answer was lost", () => {
  it("is looked for, after it must have arrived, and not posted again when it is there", async () => {
    const held: string[] = [];
    const spool = new Spool(newFolder(), { ...QUICK, settle: 300 });
    await spool.add(draft("run 1"), ["operations"]);
    const books = new Map([["operations", () => silent(held, true)]]);
    expect(await deliver(spool, books, PATIENT)).toMatchObject([{ delivered: false }]);
    expect(await deliver(spool, books, PATIENT, true)).toEqual([]);
    await sleep(400);
    expect(await deliver(spool, books, PATIENT, true)).toMatchObject([{ delivered: true, problem: "" }]);
    expect(held).toEqual(["run 1"]);
    await spool.close();
  });

  it("is posted again, and marked so, where nobody can look", async () => {
    const held: string[] = [];
    const spool = new Spool(newFolder(), QUICK);
    await spool.add(draft("run 1"), ["alerts"]);
    const book = silent(held, false);
    const books = new Map([["alerts", () => book]]);
    await deliver(spool, books, PATIENT, true);
    await sleep(5);
    await deliver(spool, books, PATIENT, true);
    expect(book.heard).toEqual([false, true]);
    await spool.close();
  });

  it("is told when it is there twice after all", async () => {
    const held = ["run 1"];
    const spool = new Spool(newFolder(), QUICK);
    await spool.add(draft("run 1"), ["operations"]);
    const book = silent(held, true);
    const blind = { ...book, find: async () => [] };
    await deliver(spool, new Map([["operations", () => blind]]), PATIENT);
    await sleep(5);
    const found = await deliver(spool, new Map([["operations", () => book]]), PATIENT, true);
    expect(found).toMatchObject([{ delivered: true, problem: "it is there more than once: as 1, and as 2" }]);
    await spool.close();
  });
});
