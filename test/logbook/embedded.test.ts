import { readdirSync } from "node:fs";
import { join } from "node:path";
import { assert, asyncProperty, string } from "fast-check";
import Database from "libsql";
import { describe, expect, it } from "vitest";
import { openLogbook } from "../../src/logbook/embedded.js";
import { attachment, draft, filledLogbook, newFolder } from "./sample.js";

describe("posting", () => {
  it("gives the entry back as it was posted, with an id, the time of entry and hashes", async () => {
    const logbook = openLogbook(join(newFolder(), "logbook"));
    const posted = await logbook.post(draft("run 1", { links: ["https://example.org/run/1"] }));
    expect(posted).toMatchObject({ id: 1, outcome: "added", key: "run 1", links: ["https://example.org/run/1"] });
    expect(posted.enteredAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(posted.attachments).toEqual([
      {
        name: "report.pdf",
        mediaType: "application/pdf",
        bytes: 12,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
    ]);
    const { outcome, ...entry } = posted;
    expect(outcome).toBe("added");
    expect(await logbook.get(1)).toEqual(entry);
    await logbook.close();
    expect(await openLogbook(logbook.folder).list()).toEqual([entry]);
  });

  it("gives attachments back byte for byte, empty ones too", async () => {
    const logbook = openLogbook(join(newFolder(), "logbook"));
    const content = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 256);
    const attachments = [
      { name: "all bytes.bin", mediaType: "application/octet-stream", content },
      { name: "empty", mediaType: "text/plain", content: new Uint8Array(0) },
    ];
    const entry = await logbook.post(draft("run 1", { attachments }));
    expect(Buffer.compare(await logbook.attachment(entry.attachments[0]!.sha256), content)).toBe(0);
    expect(await logbook.attachment(entry.attachments[1]!.sha256)).toHaveLength(0);
  });

  it("keeps the same content once", async () => {
    const logbook = openLogbook(join(newFolder(), "logbook"));
    await logbook.post(draft("run 1", { attachments: [attachment("a", "same"), attachment("b", "same")] }));
    await logbook.post(draft("run 2", { attachments: [attachment("c", "same")] }));
    const folder = join(logbook.folder, "attachments");
    expect(readdirSync(folder).flatMap((part) => readdirSync(join(folder, part)))).toHaveLength(1);
  });

  it("makes one entry of the same key, and says whether the content is the same", async () => {
    const logbook = openLogbook(join(newFolder(), "logbook"));
    const first = await logbook.post(draft("run 1"));
    const again = await logbook.post(draft("run 1"));
    const other = await logbook.post(draft("run 1", { status: "Fail", attachments: [attachment("report.pdf", "x")] }));
    expect(again).toEqual({ ...first, outcome: "known" });
    expect(other).toEqual({ ...first, outcome: "conflict" });
    expect(await logbook.list()).toHaveLength(1);
    expect((await logbook.verify()).faults).toEqual([]);
  });

  it("gives back any text that can be kept, and refuses the rest", async () => {
    const logbook = openLogbook(join(newFolder(), "logbook"));
    let count = 0;
    await assert(
      asyncProperty(string({ unit: "binary", maxLength: 60 }), async (text) => {
        const posted = logbook.post(draft(`run ${count++}`, { text, attachments: [] }));
        await (text.includes("\0") ? expect(posted).rejects.toThrow("NUL") : expect(posted).resolves.toBeDefined());
        if (!text.includes("\0")) {
          const [entry] = await logbook.list({ limit: 1 });
          expect(entry!.text).toBe(text);
        }
      }),
      { numRuns: 30, seed: 3 },
    );
    expect((await logbook.verify()).faults).toEqual([]);
  });
});

describe("looking up", () => {
  it("lists the newest first, by all conditions together", async () => {
    const logbook = openLogbook(join(newFolder(), "logbook"));
    await logbook.post(draft("run 1", { subject: "50% of A_E lost", status: "Fail" }));
    await logbook.post(draft("run 2", { text: "Gap at noon", time: "2037-02-01T06:00:00.5Z" }));
    await logbook.post(draft("run 3", { system: "release", time: "2037-02-02T06:00:00Z" }));
    const ids = async (query: Parameters<typeof logbook.list>[0]): Promise<number[]> =>
      (await logbook.list(query)).map(({ id }) => id);
    expect(await ids({})).toEqual([3, 2, 1]);
    expect(await ids({ limit: 2 })).toEqual([3, 2]);
    expect(await ids({ system: "daily-ops" })).toEqual([2, 1]);
    expect(await ids({ status: "Fail" })).toEqual([1]);
    expect(await ids({ runId: "run 3" })).toEqual([3]);
    expect(await ids({ text: "NOON gap" })).toEqual([2]);
    expect(await ids({ text: "0% A_E" })).toEqual([1]);
    expect(await ids({ text: "A%E" })).toEqual([]);
    expect(await ids({ since: "2037-02-01T06:00:00Z" })).toEqual([3, 2]);
    expect(await ids({ since: "2037-02-01T06:00:00.6Z", system: "daily-ops" })).toEqual([]);
  });

  it("finds nothing, and makes nothing, where there is no logbook", async () => {
    const folder = newFolder();
    const logbook = openLogbook(join(folder, "logbook"));
    expect(await logbook.list()).toEqual([]);
    await expect(logbook.get(1)).rejects.toThrow("the logbook is empty");
    await expect(logbook.verify()).rejects.toThrow("there is no logbook");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("says which entries there are when one is not, and refuses limits that make no sense", async () => {
    const logbook = openLogbook(await filledLogbook(2));
    await expect(logbook.get(3)).rejects.toThrow("no entry 3");
    await expect(logbook.get(3)).rejects.toThrow("there are entries 1 to 2");
    for (const limit of [0, -1, 1.5, Number.NaN]) {
      await expect(logbook.list({ limit })).rejects.toThrow("a whole number from 1 is expected");
    }
    await expect(logbook.list({ since: "yesterday" })).rejects.toThrow("ISO 8601");
    await expect(logbook.attachment("../../etc/passwd")).rejects.toThrow("no SHA-256");
  });
});

describe("the table of entries", () => {
  it.each([
    "UPDATE entry SET status = 'Pass'",
    "DELETE FROM entry",
    "INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE id = 1",
    "REPLACE INTO entry SELECT 3, key, entered_at, time, system, subject, author, 'Pass', text, run_id, links, attachments, previous, hash FROM entry WHERE id = 1",
    "INSERT INTO entry SELECT 9, 'new', entered_at, time, system, subject, author, status, text, run_id, links, attachments, previous, hash FROM entry WHERE id = 1",
  ])("refuses %s", async (sql) => {
    const folder = await filledLogbook(2);
    const database = new Database(join(folder, "logbook.sqlite"));
    expect(() => database.exec(sql)).toThrow("the logbook is append-only");
    database.close();
    expect(await openLogbook(folder).verify()).toMatchObject({ entries: 2, faults: [] });
  });

  it("has all that was written in its one file once the logbook is closed", async () => {
    const folder = await filledLogbook(3);
    const database = new Database(`file:${encodeURI(join(folder, "logbook.sqlite"))}?immutable=1`);
    expect(database.prepare("SELECT count(*) AS count FROM entry").all()).toEqual([{ count: 3 }]);
    database.close();
  });
});
