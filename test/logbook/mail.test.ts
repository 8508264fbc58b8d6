import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { deliver } from "../../src/logbook/delivery.js";
import { Mail, type MailPlace } from "../../src/logbook/mail.js";
import { Spool } from "../../src/logbook/spool.js";
import { type Answers, FakeSmtpd } from "./fake-smtpd.js";
import { filled, PATIENT } from "./neutral-sample.js";
import { attachment, draft, newFolder } from "./sample.js";

let smtpd: FakeSmtpd | undefined;

afterEach(async () => {
  await smtpd?.stop();
  smtpd = undefined;
});

const PEOPLE = { from: "lisalab@example.org", to: ["ada@example.org", "grace@example.org"] };

async function started(answers: Answers = {}, extensions: readonly string[] = []): Promise<MailPlace> {
  smtpd = await FakeSmtpd.start(answers, extensions);
  return { host: "127.0.0.1", port: smtpd.port, encryption: "none", ...PEOPLE };
}

/** The value of a header of a mail, unfolded. */
function header(content: string, name: string): string | undefined {
  const head = content.slice(0, content.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
  return new RegExp(`^${name}: (.*)$`, "m").exec(head)?.[1];
}

/** Names of all headers of a mail, and of its parts' none. */
function headersOf(content: string): readonly string[] {
  return [...content.slice(0, content.indexOf("\r\n\r\n")).matchAll(/^([\w-]+):/gm)].map(([, name]) => name!);
}

const HEADERS = ["From", "To", "Subject", "Message-ID", "Auto-Submitted", "Date", "MIME-Version", "Content-Type"];

describe("a mail", () => {
  it("goes to all its people with subject, text and the report, whatever their letters are", async () => {
    const place = await started();
    const report = {
      name: "run µ.pdf",
      mediaType: "application/pdf",
      content: new Uint8Array([37, 80, 0, 255, 13, 10, 46, 13]),
    };
    const entry = filled("run 1", { subject: "Täglich: σ ≥ 3", text: "Grüße.\n.\nX2 ✓", attachments: [report] });
    const id = await new Mail(place).post(entry, PATIENT, false);
    expect(smtpd!.mails).toHaveLength(1);
    const { from, to, content } = smtpd!.mails[0]!;
    expect({ from, to }).toEqual(PEOPLE);
    expect(header(content, "Message-ID")).toBe(id);
    expect(header(content, "Date")).toBe("Sat, 31 Jan 2037 06:00:00 +0000");
    const [, encoded] = /^=\?UTF-8\?Q\?(.*)\?=$/.exec(header(content, "Subject")!.replace(/\?= =\?UTF-8\?Q\?/g, ""))!;
    expect(unquoted(encoded!.replaceAll("_", " "))).toBe("Pass: Täglich: σ ≥ 3");
    expect(unquoted(content)).toContain("Grüße.\r\n.\r\nX2 ✓\r\n");
    expect(unquoted(content)).toContain("Run ID: run 1\r\n");
    expect(content).toContain(Buffer.from(report.content).toString("base64"));
    expect(content).toMatch(/filename\*0?\*?=utf-8''run%20%C2%B5\.pdf/);
  });

  it("has the same bytes when it is sent again, but for the sentence that says so", async () => {
    const mail = new Mail(await started());
    for (const again of [false, false, true]) await mail.post(filled("run 1"), PATIENT, again);
    const [first, second, third] = smtpd!.mails.map(({ content }) => content);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(third).toContain("This mail is sent again");
    expect(header(third!, "Message-ID")).toBe(header(first!, "Message-ID"));
  });

  it("that answers another one is in its thread", async () => {
    const mail = new Mail(await started());
    const first = await mail.post(filled("run 1"), PATIENT, false);
    for (const replyTo of [first, `${first} not to ada@example.org (550 no)`]) {
      await mail.post({ ...filled("answer"), replyTo }, PATIENT, false);
      const { content } = smtpd!.mails.at(-1)!;
      expect([header(content, "In-Reply-To"), header(content, "References")]).toEqual([first, first]);
    }
  });

  it.each([
    ["another run", filled("run 2")],
    ["another logbook", filled("run 1", {}, "others")],
  ])("of %s has another identity", async (_, entry) => {
    const mail = new Mail(await started());
    expect(await mail.post(filled("run 1"), PATIENT, false)).not.toBe(await mail.post(entry, PATIENT, false));
  });

  it.each([
    ["subject", { subject: "Pass\r\nBcc: eve@example.org\r\n\r\nHello" }],
    ["system", { system: "a\r\nBcc: eve@example.org" }],
    ["key", { key: "run\r\nRCPT TO:<eve@example.org>" }],
    ["text", { text: "\r\n.\r\nMAIL FROM:<eve@example.org>\r\nBcc: eve@example.org" }],
    ["attachment", { attachments: [attachment('a"\r\nBcc: eve@example.org\r\n.pdf', "x")] }],
  ])("takes nothing from a %s that a header or a command could be made of", async (_, changes) => {
    const mail = new Mail(await started());
    await mail.post(filled("run 1", changes), PATIENT, false);
    expect(smtpd!.mails).toHaveLength(1);
    expect(smtpd!.mails[0]!.to).toEqual(PEOPLE.to);
    expect(headersOf(smtpd!.mails[0]!.content).filter((name) => !HEADERS.includes(name))).toEqual([]);
    expect(smtpd!.lines.filter((line) => line.includes("eve@"))).toEqual([]);
    const parts = smtpd!.mails[0]!.content.split(/^--.*\r\n/m).slice(1);
    expect(parts.flatMap(headersOf).filter((name) => !name.startsWith("Content-"))).toEqual([]);
  });

  it("that is too long for anybody goes without its attachments, which it names", async () => {
    const mail = new Mail(await started());
    const long = { name: "a.pdf", mediaType: "application/pdf", content: new Uint8Array(10_000_001) };
    await mail.post(filled("run 1", { attachments: [long] }), PATIENT, false);
    expect(smtpd!.mails[0]!.content.length).toBeLessThan(2000);
    expect(smtpd!.mails[0]!.content).toMatch(/Attachment in the embedded logbook: a\.pdf, SHA-256/);
  });

  it.each([
    ["says so before", {}, ["SIZE 20000"]],
    [
      "says so when it hears the size",
      { MAIL: (line) => (/SIZE=\d{5}/.test(line) ? "552 5.3.4 too big" : undefined) },
      ["SIZE"],
    ],
    ["says so when it has all of it", { ".": (_, n) => (n === 1 ? "552 5.3.4 too big" : undefined) }, []],
  ] as readonly [string, Answers, readonly string[]][])(
    "that is too long for its server goes without them too, when that %s",
    async (_, answers, extensions) => {
      const mail = new Mail(await started(answers, extensions));
      await mail.post(filled("run 1", { attachments: [attachment("a.pdf", "x".repeat(20_000))] }), PATIENT, false);
      expect(smtpd!.mails).toHaveLength(1);
      expect(smtpd!.mails[0]!.content).toMatch(/embedded logbook: a\.pdf/);
    },
  );
});

describe("a mail server", () => {
  const account = { user: "robot", password: "secret" };

  async function refusalOf(place: MailPlace): Promise<unknown> {
    return new Mail(place).post(filled("run 1"), PATIENT, false).catch((error: unknown) => error);
  }

  it.each([
    ["greets with 554", { greeting: () => "554 no" }],
    ["is closing", { greeting: () => "421 later" }],
    ["greylists", { RCPT: () => "451 4.7.1 greylisted, try again" }],
    ["knows nobody", { RCPT: () => "550 5.1.1 unknown" }],
    ["wants no such sender", { MAIL: () => "553 sender" }],
    ["refuses DATA", { DATA: () => "451 not now" }],
    ["refuses the mail", { ".": () => "554 5.7.1 spam" }],
    ["wants it later", { ".": () => "452 4.2.2 mailbox full" }],
  ] as readonly [string, Answers][])("that %s is told in its own words, and has nothing", async (_, answers) => {
    const said = Object.values(answers)[0]!("", 1)!;
    const error = await refusalOf(await started(answers));
    expect(error).toMatchObject({ unreached: false, tag: "Remote" });
    expect((error as Error).message).toContain(`refused: ${said}`);
    expect(smtpd!.mails).toEqual([]);
  });

  it.each([
    ["before it greets", { greeting: () => "drop" }, "NotReachedError"],
    ["at RCPT", { RCPT: () => "drop" }, "NotReachedError"],
    ["at DATA", { DATA: () => "drop" }, "NotReachedError"],
    ["behind the mail", { ".": () => "drop" }, "RemoteError"],
  ] as readonly [string, Answers, string][])(
    "that is cut off %s may have it only if it heard its end",
    async (_, answers, kind) => {
      const error = await refusalOf(await started(answers));
      expect(error).toMatchObject({ unreached: true });
      expect((error as object).constructor.name).toBe(kind);
    },
  );

  it("that isn't there is told with host and port", async () => {
    const place = await started();
    await smtpd!.stop();
    smtpd = undefined;
    const error = await refusalOf(place);
    expect((error as object).constructor.name).toBe("NotReachedError");
    expect((error as Error).message).toMatch(/^the mail server 127\.0\.0\.1:\d+ was not reached: .*ECONNREFUSED/);
  });

  it("that is silent is left when the attempt's time is over", async () => {
    const place = await started({ MAIL: () => "" });
    const limit = AbortSignal.timeout(300);
    const stopped = new Mail(place).post(filled("run 1"), limit, false);
    await expect(stopped).rejects.toThrow(/was not reached: not in the time it was given/);
  });

  it("that doesn't take the password is told without it", async () => {
    const place = await started({ AUTH: () => "535 5.7.8 bad credentials" }, ["AUTH PLAIN"]);
    const error = (await refusalOf({ ...place, account })) as Error;
    expect(error.message).toMatch(/refused: 535 5\.7\.8 bad credentials \(it takes neither user nor password/);
    expect(error).toMatchObject({ unreached: false });
    expect(inspect(error, { depth: 9 })).not.toMatch(/secret|cm9ib3Q|AHJvYm90/);
  });

  it("that takes the password gets it before the mail", async () => {
    const place = await started({}, ["AUTH PLAIN"]);
    await new Mail({ ...place, account }).post(filled("run 1"), PATIENT, false);
    expect(smtpd!.lines.filter((line) => line.startsWith("AUTH"))).toEqual([`AUTH PLAIN ${btoa("\0robot\0secret")}`]);
  });

  it("without STARTTLS gets neither password nor mail when it should have it", async () => {
    const place = await started({ STARTTLS: () => "502 unknown command" }, ["AUTH PLAIN"]);
    const error = (await refusalOf({ ...place, encryption: "starttls", account })) as Error;
    expect(error.message).toMatch(/refused: .*STARTTLS is needed/);
    expect(smtpd!.lines.filter((line) => /^(AUTH|MAIL)/.test(line))).toEqual([]);
  });

  it("that knows some of the people only is believed: the others get the mail once, and it is told", async () => {
    const place = await started({ RCPT: (line) => (line.includes("ada@") ? "550 5.1.1 no ada here" : undefined) });
    const mail = new Mail(place);
    const id = await mail.post(filled("run 1"), PATIENT, false);
    expect(smtpd!.mails.map(({ to }) => to)).toEqual([["grace@example.org"]]);
    expect(await mail.verify(id)).toBe("the mail server did not take it for ada@example.org (550 5.1.1 no ada here)");
  });
});

describe("mails in the spool", () => {
  /** Delivers until nothing waits; gives what was said of each attempt. */
  async function drained(place: MailPlace, spool: Spool): Promise<readonly string[]> {
    const said: string[] = [];
    for (let round = 0; round < 50 && (await spool.list()).length > 0; round++) {
      const done = await deliver(spool, new Map([["operations", () => new Mail(place)]]), PATIENT);
      said.push(...done.map(({ problem }) => problem));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return said;
  }

  it("are not lost by a server that greylists, goes away and fills up, and are doubled only where nobody can know", async () => {
    const place = await started({
      greeting: (_, n) => (n === 2 ? "drop" : n === 3 ? "421 too busy" : undefined),
      RCPT: (_, n) => (n <= 2 ? "451 4.7.1 greylisted" : undefined),
      ".": (_, n) => (n === 1 ? "452 disk full" : n === 2 ? "drop" : undefined),
    });
    const spool = new Spool(newFolder(), { pause: 0, settle: 50, attempt: 5000 });
    for (const key of ["run 1", "run 2"]) await spool.add(draft(key), ["operations"]);
    const said = await drained(place, spool);
    await spool.close();
    expect(said.filter((problem) => problem === "")).toHaveLength(2);
    const ids = smtpd!.mails.map(({ content }) => header(content, "Message-ID"));
    // The one whose answer was lost came twice, and says so; nothing else did.
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(2);
    expect(smtpd!.mails.filter(({ content }) => content.includes("sent again"))).toHaveLength(1);
  });

  it("stay marked as sent again when a later attempt does not even reach the server", async () => {
    const place = await started({
      ".": (_, n) => (n === 1 ? "drop" : undefined),
      greeting: (_, n) => (n === 2 ? "drop" : undefined),
    });
    const spool = new Spool(newFolder(), { pause: 0, settle: 20, attempt: 5000 });
    await spool.add(draft("run 1"), ["operations"]);
    expect(await drained(place, spool)).toHaveLength(3);
    await spool.close();
    expect(smtpd!.mails.map(({ content }) => content.includes("sent again"))).toEqual([false, true]);
  });
});

/** Text of quoted-printable in UTF-8. */
function unquoted(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}
