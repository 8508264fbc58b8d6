import { afterEach, describe, expect, it } from "vitest";
import { ElogLogbook, type ElogPlace } from "../../src/logbook/elog.js";
import { ELOG_ATTRIBUTES, isStoredAs } from "../../src/logbook/elog-fields.js";
import { type ElogdConfig, FakeElogd } from "./fake-elogd.js";
import { filled, PATIENT } from "./neutral-sample.js";
import { attachment } from "./sample.js";

const SECRET = "o1w7HPzHt8gHmL5zUzDkRqt6Az.BjDfkvuDNNLWnXx5";
const ATTRIBUTES = { ...ELOG_ATTRIBUTES, key: "Run ID" };

let elogd: FakeElogd | undefined;

afterEach(async () => {
  await elogd?.stop();
  elogd = undefined;
});

async function logbook(config: ElogdConfig = {}, place: Partial<ElogPlace> = {}): Promise<ElogLogbook> {
  elogd = await FakeElogd.start(config);
  return new ElogLogbook({ url: elogd.url, attributes: ATTRIBUTES, ...place });
}

describe("an entry in ELOG", () => {
  it("is posted, found by its run, read back and verified with its attachments", async () => {
    const book = await logbook();
    const binary = { ...attachment("plot 1.png", ""), content: Uint8Array.from({ length: 4096 }, (_, n) => n * 7) };
    const entry = filled("20370131T060000Z-daily-ops-1a2b", {
      text: "# Verdict: Pass\n\nµHz",
      attachments: [attachment("report.pdf", "%PDF\n--\r\n--x\r\n"), binary],
    });
    expect(await book.find(entry.key, PATIENT)).toEqual([]);
    expect(await book.post(entry, PATIENT)).toBe("1");
    expect(await book.find(entry.key, PATIENT)).toEqual(["1"]);
    await book.verify("1", entry, PATIENT);
    const { attributes, attachments, text } = await book.get("1", PATIENT);
    expect(Object.fromEntries(attributes)).toMatchObject({
      "Run ID": entry.key,
      System: "daily-ops",
      Subject: "Daily OPS checks",
      Status: "Pass",
      Author: "operator",
    });
    expect(attachments.map((name) => name.slice(14))).toEqual(["report.pdf", "plot_1.png"]);
    expect(text).toContain("# Verdict: Pass\n\nµHz");
  });

  it("is verified though many of one second have attachments of one name", async () => {
    const book = await logbook();
    for (let n = 1; n <= 4; n++) {
      const entry = filled(`run ${n}`);
      await book.verify(await book.post(entry, PATIENT), entry, PATIENT);
    }
    expect(isStoredAs("a b.tar.gz", "370131_060000_a_b_1_1.tar.gz")).toBe(true);
    expect(isStoredAs("370131_060000_a.pdf", "370131_060000_a.pdf")).toBe(true);
    expect(isStoredAs("a.pdf", "370131_060000_a_2.pdf")).toBe(false);
    expect(isStoredAs("a.pdf", "370131_060000_ba.pdf")).toBe(false);
  });

  it("goes out in one piece behind Content-Length, spelt so", async () => {
    const book = await logbook();
    await book.post(filled("run 1"), PATIENT);
    expect(elogd!.requests.at(-1)).toMatch(/\r\nContent-Length: \d+\r\n/);
    expect(elogd!.requests.at(-1)).not.toMatch(/transfer-encoding/i);
  });

  it("is found by its whole run id only, whatever letters that has", async () => {
    const book = await logbook();
    for (const key of ["run 1", "RUN 1", "run 10", "a run 1", "run.1", "run (1)", "run [1] ^$ µ"]) {
      await book.post(filled(key), PATIENT);
    }
    expect(await book.find("run 1", PATIENT)).toEqual(["1"]);
    expect(await book.find("run.1", PATIENT)).toEqual(["5"]);
    expect(await book.find("run (1)", PATIENT)).toEqual(["6"]);
    expect(await book.find("run [1] ^$ µ", PATIENT)).toEqual(["7"]);
    expect(await book.find(".*", PATIENT)).toEqual([]);
  });

  it("keeps all of a subject, though there is a line break in it", async () => {
    const book = await logbook();
    const entry = { ...filled("run 1"), subject: 'Daily OPS\r\nchecks: <Pass> & "more"' };
    await book.verify(await book.post(entry, PATIENT), entry, PATIENT);
    expect(elogd!.values("Subject")).toEqual(['Daily OPS checks: <Pass> & "more"']);
  });

  it("can't forge another entry by what its text or subject says", async () => {
    const book = await logbook();
    const forged = "$@MID@$: 99\nDate: x\nRun ID: forged\n";
    await book.post({ ...filled("run 1", { text: `Log:\n${forged}` }), subject: forged }, PATIENT);
    elogd!.restart();
    expect(elogd!.ids).toEqual([1]);
    expect(await book.find("forged", PATIENT)).toEqual([]);
  });
});

describe("an attachment that elogd would mangle or fetch", () => {
  it.each([
    ["http://127.0.0.1:9/x", "", /URL/],
    ["a,b.pdf", "x", /","/],
    ["a;b.pdf", "x", /";"/],
    ["a+b.pdf", "x", /"\+"/],
    ["a=b.pdf", "x", /"="/],
    ['a"b.pdf', "x", /in its name/],
    ["a:b.pdf", "x", /":"/],
    ["report", "x", /no ending/],
    ["a.pdf", "", /empty/],
    [`${"é".repeat(99)}.pdf`, "x", /200 bytes/],
  ])("is refused before anything is sent: %s", async (name, content, message) => {
    const book = await logbook();
    await expect(book.post(filled("run 1", { attachments: [attachment(name, content)] }), PATIENT)).rejects.toThrow(
      message,
    );
    expect(elogd!.requests).toEqual([]);
  });

  it("is told when its content comes back changed, or not at all", async () => {
    const book = await logbook();
    const entry = filled("run 1");
    await book.post(entry, PATIENT);
    elogd!.spoilAttachments();
    await expect(book.verify("1", entry, PATIENT)).rejects.toThrow(/another report\.pdf: SHA-256/);
    const more = filled("run 1", { attachments: [attachment("other.pdf", "x")] });
    await expect(book.verify("1", more, PATIENT)).rejects.toThrow(/without its attachment other\.pdf/);
  });
});

describe("an account", () => {
  it("posts and reads with the hash of its password, never with the password", async () => {
    const book = await logbook({ users: { robot: SECRET } }, { account: { user: "robot", password: "secret" } });
    const entry = filled("run 1");
    expect(await book.find("run 1", PATIENT)).toEqual([]);
    await book.verify(await book.post(entry, PATIENT), entry, PATIENT);
    expect(elogd!.requests.join("\n")).not.toContain("secret");
  });

  it.each(["wrong", ""])("that is wrong is told, though elogd answers 200: %s", async (password) => {
    const book = await logbook({ users: { robot: SECRET } }, { account: { user: "robot", password } });
    await expect(book.post(filled("run 1"), PATIENT)).rejects.toThrow(/takes neither user nor password/);
    await expect(book.find("run 1", PATIENT)).rejects.toThrow(/_PASSWORD variable/);
    expect(elogd!.ids).toEqual([]);
  });
});

describe("a refusal", () => {
  it.each<[string, ElogdConfig, RegExp]>([
    [
      "a required attribute",
      { attributes: ["Run ID", "System", "Subject", "Status", "Author", "Shift"], required: ["Shift"] },
      /refused: Please supply value for Shift/,
    ],
    [
      "a value outside of its options",
      { options: { Status: ["ok", "bad"] } },
      /refused: Error: Attribute option Pass not existing/,
    ],
    ["more than the maximum length", { maxContentLength: 3 }, /maximum content length/],
  ])("is told in elogd's own words: %s", async (_, config, message) => {
    const book = await logbook(config);
    await expect(book.post(filled("run 1"), PATIENT)).rejects.toThrow(message);
  });

  it("names the attribute that the logbook lacks, and those it has", async () => {
    const book = await logbook({ attributes: ["Run ID", "Subject"] });
    await expect(book.find("run 1", PATIENT)).rejects.toThrow(
      /no attribute "System".*attributes\.system.*Run ID, Subject/,
    );
    const without = new ElogLogbook({
      url: elogd!.url,
      attributes: { ...ATTRIBUTES, system: null, verdict: null, author: null },
    });
    expect(await without.find("run 1", PATIENT)).toEqual([]);
  });

  it("of a logbook that is not there names the server", async () => {
    await logbook();
    const other = new ElogLogbook({ url: `http://127.0.0.1:${elogd!.port}/Other`, attributes: ATTRIBUTES });
    await expect(other.find("run 1", PATIENT)).rejects.toThrow(/Logbook "Other" does not exist/);
  });

  it("is not what a missing entry or a dead server gets: these are not reached", async () => {
    const book = await logbook();
    await expect(book.get("7", PATIENT)).rejects.toMatchObject({ unreached: true });
    await elogd!.stop();
    elogd = undefined;
    await expect(book.find("run 1", PATIENT)).rejects.toMatchObject({
      unreached: true,
      message: expect.stringContaining("ECONNREFUSED") as string,
    });
  });
});
