import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { formOf } from "./fake-elogd-form.js";

/** A question to a fake service, with its body as latin1. */
export interface Question {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** What a fake service answers: text as it is, bytes as latin1, anything else as JSON. */
export interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

/** A service on this machine that answers what it is told to. */
export class FakeService {
  readonly #server: Server;
  readonly questions: Question[] = [];

  private constructor(answerTo: (question: Question) => Answer) {
    this.#server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
      const question = {
        method: request.method!,
        url: new URL(request.url!, "http://fake"),
        headers: request.headers,
        body: Buffer.concat(parts).toString("latin1"),
      };
      this.questions.push(question);
      const { status = 200, body } = answerTo(question);
      response.statusCode = status;
      response.end(typeof body === "string" ? Buffer.from(body, "latin1") : JSON.stringify(body));
    });
  }

  static async start(answerTo: (question: Question) => Answer): Promise<FakeService> {
    const service = new FakeService(answerTo);
    service.#server.listen(0, "127.0.0.1");
    await once(service.#server, "listening");
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }
}

const utf8 = (latin1: string): string => Buffer.from(latin1, "latin1").toString();

interface FakeLog {
  readonly id: number;
  readonly logbooks: readonly { name: string }[];
  readonly properties: readonly { name: string; attributes: readonly { name: string; value: string }[] }[];
  readonly attachments: readonly { filename: string }[];
}

/** What Olog does: wildcards in searches, logbooks that must be there, files by entry and name, a limit for uploads. */
export function fakeOlog({ limit = 2 ** 20 } = {}): (question: Question) => Answer {
  const logs: FakeLog[] = [];
  const files = new Map<string, string>();
  return ({ method, url, headers, body }) => {
    if (headers.authorization !== `Basic ${btoa("robot:secret")}`) return { status: 401, body: "" };
    if (method === "PUT" && url.pathname === "/Olog/logs/multipart") {
      if (body.length > limit) return { status: 413, body: "Maximum upload size exceeded" };
      const form = formOf(`Content-Type: ${headers["content-type"]}`, body);
      const log = JSON.parse(utf8(form.fields.get("logEntry")!)) as FakeLog;
      if (log.logbooks.some(({ name }) => name !== "Operations"))
        return { status: 400, body: "invalid logbook name(s)" };
      const id = logs.length + 1;
      logs.push({ ...log, id });
      [...body.matchAll(/name="files"; filename="([^"]*)"[^]*?\r\n\r\n([^]*?)\r\n--lisalab/g)].forEach(
        ([, , content], n) => files.set(`/Olog/logs/attachments/${id}/${log.attachments[n]!.filename}`, content!),
      );
      return { body: logs.at(-1) };
    }
    if (url.pathname === "/Olog/logs/search") {
      const [name, attribute, value] = url.searchParams.get("properties")!.split(/[|,;]/)[0]!.split(".");
      const pattern = new RegExp(
        `^${value!
          .replace(/[\\^$+()[\]{}]/g, "\\$&")
          .replaceAll("?", ".")
          .replaceAll("*", ".*")}$`,
      );
      const found = logs.filter(({ properties }) =>
        properties.some(
          (one) => one.name === name && one.attributes.some((a) => a.name === attribute && pattern.test(a.value)),
        ),
      );
      return { body: { hitCount: found.length, logs: [...found].reverse() } };
    }
    const path = decodeURIComponent(url.pathname);
    const file = files.get(path);
    const log = logs.find(({ id }) => path === `/Olog/logs/${id}`);
    return file !== undefined ? { body: file } : log === undefined ? { status: 404, body: "" } : { body: log };
  };
}

interface FakeMessage {
  readonly id: string;
  readonly message_text: string;
}

/** What narrativelog does: substrings in searches, tags and dates that must be as it wants them. */
export function fakeNarrativelog(): (question: Question) => Answer {
  const messages: FakeMessage[] = [];
  return ({ method, url, body }) => {
    if (method === "POST" && url.pathname === "/narrativelog/messages") {
      const message = JSON.parse(utf8(body)) as FakeMessage & Record<string, unknown>;
      const needed = ["message_text", "level", "user_id", "user_agent", "is_human"];
      const missing = needed.filter((name) => message[name] === undefined);
      if (missing.length > 0) return { status: 422, body: { detail: missing } };
      const badTags = (message["tags"] as string[]).filter((tag) => !/^[a-zA-Z][a-zA-Z0-9_]+$/.test(tag));
      if (badTags.length > 0) return { status: 400, body: { detail: `Invalid tags: ${badTags}` } };
      if (/(Z|[+-]\d\d:\d\d)$/.test(String(message["date_begin"]))) {
        return { status: 400, body: { detail: "date_begin must not have a time zone suffix" } };
      }
      messages.push({ ...message, id: `0000-${messages.length + 1}` });
      return { body: messages.at(-1) };
    }
    if (url.pathname === "/narrativelog/messages") {
      const words = url.searchParams.get("message_text") ?? "";
      return { body: messages.filter(({ message_text: text }) => text.includes(words)) };
    }
    const one = messages.find(({ id }) => url.pathname === `/narrativelog/messages/${id}`);
    return one === undefined ? { status: 404, body: { detail: "no such message" } } : { body: one };
  };
}
