import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FormPart, multipart } from "../../src/logbook/multipart.js";
import { FakeElogd } from "./fake-elogd.js";

let elogd: FakeElogd;

beforeEach(async () => {
  elogd = await FakeElogd.start();
});

afterEach(() => elogd.stop());

const fields = (more: Record<string, string> = {}): { name: string; content: string }[] =>
  Object.entries({ cmd: "Submit", exp: "Operations", Run_ID: "run 1", Text: "text", ...more }).map(
    ([name, content]) => ({
      name,
      content,
    }),
  );

/** Posts with the headers as they are given; gives the status, or what went wrong. */
async function posted(body: Buffer, headers: Record<string, string | number>): Promise<number | string> {
  const sent = request(elogd.url, { method: "POST", agent: false, headers });
  sent.end(body);
  try {
    const [answer] = (await once(sent, "response")) as [{ statusCode: number; resume(): void }];
    answer.resume();
    return answer.statusCode;
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}

function form(parts: readonly FormPart[] = fields()): [Buffer, Record<string, string | number>] {
  const { type, body } = multipart(parts);
  return [body, { "Content-Type": type, "Content-Length": body.length }];
}

const found = async (query: string): Promise<number> =>
  (await (await fetch(`${elogd.url}?${query}&mode=XML`)).text()).split("<ENTRY>").length - 1;

// Each of these was seen with elogd 3.1.5; a client that gets along with the fake must not need any of it to be better.
describe("the fake elogd has the quirks of elogd", () => {
  it("knows Content-Length in one spelling only", async () => {
    const [body, headers] = form();
    expect(await posted(body, headers)).toBe(302);
    const { "Content-Length": length, ...others } = headers;
    await posted(body, { ...others, "content-length": length! });
    expect(elogd.ids).toEqual([1]);
  });

  it("hangs on chunks", async () => {
    const [body, headers] = form();
    const { "Content-Length": _, ...others } = headers;
    const chunked = posted(body, { ...others, "Transfer-Encoding": "chunked" });
    expect(await Promise.race([chunked, sleep(150, "nothing")])).toBe("nothing");
  });

  it("drops forms that are not multipart", async () => {
    const body = Buffer.from("cmd=Submit&exp=Operations&Text=x");
    const type = "application/x-www-form-urlencoded";
    expect(await posted(body, { "Content-Type": type, "Content-Length": body.length })).toBe(200);
    expect(elogd.ids).toEqual([]);
  });

  it("ignores attributes it doesn't know, in a post and in a search", async () => {
    await posted(...form(fields({ Unknown: "x" })));
    await posted(...form(fields({ Run_ID: "run 10" })));
    expect(await found("Run_ID=^run 1$")).toBe(2);
    expect(await found("Run+ID=run 1")).toBe(2);
    expect(await found("Run+ID=^RUN 1$")).toBe(1);
    expect(await found("subtext=text")).toBe(2);
  });

  it("closes the connection without a byte for an entry that is not there", async () => {
    const socket = connect(elogd.port, "127.0.0.1");
    socket.write("GET /Operations/5?cmd=download HTTP/1.1\r\n\r\n");
    let bytes = 0;
    socket.on("data", (data: Buffer) => {
      bytes += data.length;
    });
    await once(socket, "close");
    expect(bytes).toBe(0);
  });

  it("takes a line of a text for an entry when it starts again", async () => {
    await posted(...form(fields({ Text: "a\n$@MID@$: 9\nRun ID: forged\n" })));
    expect(elogd.ids).toEqual([1]);
    elogd.restart();
    expect(elogd.ids).toEqual([1, 9]);
    expect(await found("Run+ID=^forged$")).toBe(1);
  });

  it("cuts an attribute at a line break", async () => {
    await posted(...form(fields({ Subject: "one\ntwo" })));
    expect(elogd.values("Subject")).toEqual(["one"]);
  });

  it("fetches a file whose name is a URL", async () => {
    const file = { name: "attfile0", content: "", fileName: "http://127.0.0.1:9/secret" };
    await posted(...form([...fields(), file]));
    expect(elogd.fetched).toEqual(["http://127.0.0.1:9/secret"]);
  });

  it.each(["a,b", "a;b", "a+b", "a=b"])("refuses the file name %s", async (fileName) => {
    expect(await posted(...form([...fields(), { name: "attfile0", content: "x", fileName }]))).toBe(404);
  });

  it("answers 200 with a form to a wrong password, and to a plain one", async () => {
    const guarded = await FakeElogd.start({ users: { robot: "o1w7HPzHt8gHmL5zUzDkRqt6Az.BjDfkvuDNNLWnXx5" } });
    for (const upwd of ["wrong", "secret"]) {
      const answer = await fetch(guarded.url, { headers: { cookie: `unm=robot; upwd=${upwd}` } });
      expect([answer.status, /type=password/.test(await answer.text())]).toEqual([200, true]);
    }
    await guarded.stop();
  });

  it("refuses an empty file, and renames one whose name is taken", async () => {
    const file = (fileName: string, content: string): FormPart => ({ name: "attfile0", content, fileName });
    expect(await posted(...form([...fields(), file("a.pdf", "")]))).toBe(404);
    for (const name of ["a.pdf", "a.pdf"]) expect(await posted(...form([...fields(), file(name, "x")]))).toBe(302);
    expect(elogd.values("Attachment")[1]).toMatch(/^\d{6}_\d{6}_a(_1)?\.pdf$/);
  });

  it("has no idempotency", async () => {
    const [body, headers] = form();
    await posted(body, headers);
    await posted(body, headers);
    expect(elogd.ids).toEqual([1, 2]);
  });

  it("serves nobody while a client stalls", async () => {
    const stalled = connect(elogd.port, "127.0.0.1");
    stalled.write("GET /Operations/ HTT");
    await once(stalled, "connect");
    const search = found("Run+ID=x");
    expect(await Promise.race([search, sleep(150, "nothing")])).toBe("nothing");
    stalled.destroy();
    expect(await search).toBe(0);
  });
});
