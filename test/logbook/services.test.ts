import { afterEach, describe, expect, it } from "vitest";
import { Narrativelog } from "../../src/logbook/narrativelog.js";
import { Olog } from "../../src/logbook/olog.js";
import { Webhook } from "../../src/logbook/webhook.js";
import { type Answer, FakeService, fakeNarrativelog, fakeOlog, type Question } from "./fake-services.js";
import { filled, PATIENT } from "./neutral-sample.js";
import { attachment } from "./sample.js";

let service: FakeService | undefined;

afterEach(async () => {
  await service?.stop();
  service = undefined;
});

async function started(answerTo: (question: Question) => Answer): Promise<string> {
  service = await FakeService.start(answerTo);
  return service.url;
}

/** What a webhook is sent for an entry. */
async function messageTo(shape: "slack" | "mattermost", entry = filled("run 1"), again = false): Promise<string> {
  const hook = new Webhook(shape, `${await started(() => ({ body: "ok" }))}/hooks/secret`);
  await hook.post(entry, PATIENT, again);
  return Buffer.from(service!.questions[0]!.body, "latin1").toString();
}

describe("a webhook", () => {
  it("gets the verdict with its colour, where and when, and the names of files with their hashes", async () => {
    const message = JSON.parse(await messageTo("slack", filled("run 1", { status: "Fail" }))) as Record<
      string,
      unknown
    >;
    expect(message["text"]).toBe("*Fail* Daily OPS checks");
    expect(message["attachments"]).toMatchObject([
      {
        color: "#c0392b",
        text: expect.stringMatching(/^All checks passed\.\nAttachment.*report\.pdf, SHA-256 [0-9a-f]{64}$/) as string,
        fields: expect.arrayContaining([{ title: "Run ID", value: "run 1", short: true }]) as unknown,
      },
    ]);
    expect(service!.questions[0]).toMatchObject({ method: "POST", url: { pathname: "/hooks/secret" } });
  });

  it.each([
    ["slack", "<!channel> a & b", "&lt;!channel&gt; a &amp; b"],
    ["mattermost", "**@channel** x@example.org", "**@\u2060channel** x@\u2060example.org"],
  ] as const)("calls nobody by what a run says: %s", async (shape, text, shown) => {
    const message = await messageTo(shape, filled("run 1", { text, subject: text }));
    expect(message).toContain(shown);
    expect(message).not.toContain(text);
  });

  it("is told when a message is sent again, and gets no more than people read", async () => {
    const message = await messageTo("mattermost", filled("run 1", { text: "x".repeat(100_000) }), true);
    expect(message).toContain("sent again");
    expect(message.length).toBeLessThan(5000);
  });

  it("that refuses is told with its words but without its secret URL", async () => {
    const hook = new Webhook("slack", `${await started(() => ({ status: 404, body: "no_service" }))}/hooks/secret`);
    const refused = hook.post(filled("run 1"), PATIENT, false);
    await expect(refused).rejects.toThrow(/Slack's webhook at 127\.0\.0\.1:\d+ refused with status 404.*no_service/);
    await expect(refused).rejects.not.toThrow(/secret/);
  });

  it("is no page that answers 200 to everything", async () => {
    const hook = new Webhook("slack", await started(() => ({ body: "<html>Welcome</html>" })));
    await expect(hook.post(filled("run 1"), PATIENT, false)).rejects.toThrow(/for "ok"/);
  });
});

describe("Olog", () => {
  const account = { user: "robot", password: "secret" };

  async function olog(logbooks = ["Operations"], limit?: number): Promise<Olog> {
    const url = await started(fakeOlog(limit === undefined ? {} : { limit }));
    return new Olog({ url: `${url}/Olog`, logbooks, account });
  }

  it("takes an entry with its attachments, and finds it by its whole key only", async () => {
    const log = await olog();
    for (const key of ["run 1.5;a", "run 1x5xa", "run 10"]) {
      const entry = filled(key, {
        attachments: [attachment("report 1.pdf", `PDF ${key} µ`), attachment("b.txt", "b")],
      });
      expect(await log.find(key, PATIENT)).toEqual([]);
      const id = await log.post(entry, PATIENT);
      await log.verify(id, entry, PATIENT);
    }
    expect(await log.find("run 1.5;a", PATIENT)).toEqual(["1"]);
    expect(await log.find("run 1x5xa", PATIENT)).toEqual(["2"]);
    expect(await log.find("run*", PATIENT)).toEqual([]);
  });

  it("is told apart when an entry or a file is another", async () => {
    const log = await olog();
    await log.post(filled("run 1"), PATIENT);
    await expect(log.verify("1", filled("run 2"), PATIENT)).rejects.toThrow(/not the one that was posted/);
    await expect(
      log.verify("1", filled("run 1", { attachments: [attachment("report.pdf", "x")] }), PATIENT),
    ).rejects.toThrow(/another report\.pdf: SHA-256/);
  });

  it("is told what it refuses, and what to do", async () => {
    await expect((await olog(["Other"])).post(filled("run 1"), PATIENT)).rejects.toThrow(/400.*invalid logbook/);
    await service!.stop();
    await expect((await olog(undefined, 100)).post(filled("run 1"), PATIENT)).rejects.toThrow(/413.*too long/);
    const stranger = new Olog({ url: `${service!.url}/Olog`, logbooks: ["Operations"] });
    await expect(stranger.find("run 1", PATIENT)).rejects.toThrow(/401.*_PASSWORD variable/);
  });

  it("that breaks down may have taken the entry; what is no Olog has not", async () => {
    const broken = new Olog({ url: await started(() => ({ status: 502, body: "x" })), logbooks: ["Operations"] });
    await expect(broken.post(filled("run 1"), PATIENT)).rejects.toMatchObject({ unreached: true });
    await service!.stop();
    const other = new Olog({ url: await started(() => ({ body: {} })), logbooks: ["Operations"] });
    await expect(other.find("run 1", PATIENT)).rejects.toMatchObject({ unreached: false });
  });
});

describe("narrativelog", () => {
  it("takes an entry as it wants it: levels, tags, atomic time without a zone; and finds it by its whole key only", async () => {
    const log = new Narrativelog(`${await started(fakeNarrativelog())}/narrativelog/`);
    for (const key of ["run 10", "run 1"]) {
      const entry = filled(key, { status: "Warn" });
      await log.verify(await log.post(entry, PATIENT), entry, PATIENT);
    }
    expect(await log.find("run 1", PATIENT)).toEqual(["0000-2"]);
    expect(await log.find("run", PATIENT)).toEqual([]);
    // 37 s of leap seconds, as far as they are announced.
    expect(JSON.parse(service!.questions[0]!.body)).toMatchObject({
      level: 30,
      tags: ["daily_ops", "warn"],
      date_begin: "2037-01-31T06:00:37.000",
      is_human: false,
      user_agent: "lisalab",
      message_text: expect.stringMatching(/report\.pdf, SHA-256 [0-9a-f]{64}\nRun ID: run 10$/) as string,
    });
  });

  it("is told apart when a message has another text", async () => {
    const log = new Narrativelog(`${await started(fakeNarrativelog())}/narrativelog`);
    await log.post(filled("run 1"), PATIENT);
    await expect(log.verify("0000-1", filled("run 1", { text: "x" }), PATIENT)).rejects.toThrow(/another text/);
  });
});
