import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Fields, formOf, type PostedFile } from "./fake-elogd-form.js";
import { answer, cell, csvCell, page, passwordForm } from "./fake-elogd-pages.js";

/** What elogd.cfg would say. */
export interface ElogdConfig {
  readonly logbook?: string;
  readonly attributes?: readonly string[];
  readonly required?: readonly string[];
  readonly options?: Readonly<Record<string, readonly string[]>>;
  /** Users with their SHA-256-crypt, less `$5$$`. */
  readonly users?: Readonly<Record<string, string>>;
  readonly maxContentLength?: number;
}

const SEPARATOR = "=".repeat(40);

/** What elogd 3.1.5 does on the wire, with its quirks; text is kept as latin1, so that bytes are letters. */
export class FakeElogd {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #config: Required<ElogdConfig>;
  /** The one thread: a request begins when the one before has ended, or its client has gone. */
  #turn: Promise<void> = Promise.resolve();
  /** The log file. Nothing in it marks an entry but `$@MID@$:`. */
  #file: string[] = [];
  readonly #attachments = new Map<string, string>();
  /** URLs that a client had it fetch by the name of an empty file. */
  readonly fetched: string[] = [];
  /** How long each request takes, in ms. */
  delay = 0;
  /** What the clients sent, in order. */
  readonly requests: string[] = [];

  private constructor(config: ElogdConfig) {
    const attributes = ["Run ID", "System", "Subject", "Status", "Author"];
    const given = {
      logbook: "Operations",
      attributes,
      required: [],
      options: {},
      users: {},
      maxContentLength: 2 ** 24,
    };
    this.#config = { ...given, ...config };
    this.#server = createServer((socket) => this.#accept(socket));
  }

  static async start(config: ElogdConfig = {}): Promise<FakeElogd> {
    const elogd = new FakeElogd(config);
    elogd.#server.listen(0, "127.0.0.1");
    await once(elogd.#server, "listening");
    return elogd;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** URL of its logbook. */
  get url(): string {
    return `http://127.0.0.1:${this.port}/${this.#config.logbook}/`;
  }

  /** Ids of the entries, as it knows them now. */
  get ids(): number[] {
    return this.#file.map(idOf);
  }

  /** Values of an attribute, entry by entry. */
  values(attribute: string): (string | undefined)[] {
    return this.#file.map((entry) => headOf(entry).get(attribute));
  }

  /** Reads its file anew, as at a start. */
  restart(): void {
    this.#file = this.#file
      .join("")
      .split("$@MID@$:")
      .slice(1)
      .map((entry) => `$@MID@$:${entry}`);
  }

  /** Does to the stored attachments what a bad disk does. */
  spoilAttachments(): void {
    for (const [name, content] of this.#attachments) this.#attachments.set(name, `${content}?`);
  }

  async stop(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, "close");
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    this.#turn = this.#turn.then(() => this.#serve(socket));
  }

  async #serve(socket: Socket): Promise<void> {
    const request = await requestFrom(socket);
    if (request === null) return;
    await sleep(this.delay);
    this.requests.push(request);
    const reply = this.#reply(request);
    if (reply === null) {
      socket.destroy();
      return;
    }
    // What was not read, such as a body of unknown length, makes the closing of the connection a reset.
    const unread = request.startsWith("POST") && lengthOf(request) === 0;
    await new Promise<void>((resolve) => socket.end(Buffer.from(reply, "latin1"), () => resolve()));
    if (unread) socket.resetAndDestroy();
    else socket.destroySoon();
  }

  /** The reply, or null for a connection that is closed without a byte. */
  #reply(request: string): string | null {
    const [head, body] = splitOnce(request, "\r\n\r\n");
    const [method, target] = head.split(" ", 2) as [string, string];
    const url = new URL(target, "http://elogd");
    const [, logbook, last = ""] = url.pathname.split("/").map(decoded);
    if (logbook !== this.#config.logbook) return page(404, `Logbook "${logbook}" does not exist on remote server`);
    const form = method === "POST" ? formOf(head, body) : { fields: new Map<string, string>(), files: [] };
    if (!this.#isAllowed(head, form.fields)) return answer(200, "text/html", passwordForm);
    if (form.fields.get("cmd") === "Submit") return this.#submit(form.fields, form.files);
    if (/^\d+$/.test(last)) return url.searchParams.get("cmd") === "download" ? this.#download(Number(last)) : null;
    if (last !== "") return this.#attachment(last);
    return this.#search(url.searchParams);
  }

  #isAllowed(head: string, fields: Fields): boolean {
    const cookies = new Map(
      /^Cookie: (.*)$/m
        .exec(head)?.[1]!
        .split("; ")
        .map((one) => splitOnce(one, "=")),
    );
    const told = (name: string): string => fields.get(name) ?? decoded(cookies.get(name)?.trim() ?? "");
    const names = Object.keys(this.#config.users);
    return names.length === 0 || this.#config.users[told("unm")] === told("upwd");
  }

  #submit(fields: Fields, files: readonly PostedFile[]): string {
    const { attributes, required, options, maxContentLength } = this.#config;
    const given = new Map(attributes.map((name) => [name, fields.get(name.replace(/[^A-Za-z0-9]/g, "_")) ?? ""]));
    const missing = required.find((name) => given.get(name) === "");
    if (missing !== undefined) return page(404, `Please supply value for <b>${missing}</b>`);
    const bad = Object.entries(options).find(([name, values]) => !values.includes(given.get(name)!));
    if (bad !== undefined) return page(404, `Error: Attribute option <b>${given.get(bad[0])}</b> not existing`);
    const length = files.reduce((sum, { content }) => sum + content.length, 0);
    if (length > maxContentLength) return page(404, "Error: Content length exceeds maximum content length");
    for (const { name, content } of files) {
      if (/[,;+=]/.test(name)) return page(404, `Error: Filename "${name}" contains invalid character`);
      if (content === "" && /https?:\/\//i.test(name)) this.fetched.push(name);
      else if (content === "") return page(404, `Attachment file <b>"${name}"</b> empty or not found`);
    }
    const id = Math.max(0, ...this.ids) + 1;
    this.#write(id, given, fields, files);
    return answer(
      302,
      "text/html",
      "redir",
      `Location: http://127.0.0.1:${this.port}/${this.#config.logbook}/${id}\r\n`,
    );
  }

  #write(id: number, given: ReadonlyMap<string, string>, fields: Fields, files: readonly PostedFile[]): void {
    const stored = files.map(({ name, content }) => {
      const own = this.#freeName(`${stamp()}_${name.replaceAll(" ", "_")}`);
      this.#attachments.set(own, content);
      return own;
    });
    const reply = fields.get("reply_to");
    const lines = [
      `$@MID@$: ${id}`,
      `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
      ...(reply === undefined ? [] : [`In reply to: ${reply}`]),
      ...[...given].map(([name, value]) => `${name}: ${value}`),
      `Attachment: ${stored.join(",")}`,
      `Encoding: ${fields.get("encoding") ?? "plain"}`,
      SEPARATOR,
      `${fields.get("Text") ?? ""}\n`,
    ];
    this.#file.push(lines.join("\n"));
  }

  /** Of a name without a dot that is taken, there is no other: elogd looks for one for ever. */
  #freeName(name: string): string {
    let free = name;
    while (this.#attachments.has(free)) {
      if (!free.includes(".")) throw new Error(`elogd hangs: there is a file ${free} already`);
      free = free.replace(".", "_1.");
    }
    return free;
  }

  #download(id: number): string | null {
    const entry = this.#file.find((one) => idOf(one) === id);
    return entry === undefined ? null : answer(200, "text/plain", visible(entry));
  }

  #attachment(name: string): string {
    const content = this.#attachments.get(name) ?? this.#attachments.get(name.replace(/^(\d{6}_\d{6})\//, "$1_"));
    if (content === undefined) return page(404, `Error: file <i>"${name}"</i> not found`);
    return answer(200, "application/octet-stream", content, `Content-Length: ${content.length}\r\n`);
  }

  #search(query: URLSearchParams): string {
    const { attributes } = this.#config;
    const patterns = attributes.flatMap((name) => {
      const value = query.get(name);
      return value === null ? [] : [[name, new RegExp(bytes(value), "i")] as const];
    });
    const found = this.#file.filter((entry) => {
      const head = headOf(entry);
      const words = new RegExp(query.get("subtext") ?? "", "i");
      return patterns.every(([name, pattern]) => pattern.test(head.get(name) ?? "")) && words.test(entry);
    });
    if (query.get("mode") === "XML") return answer(200, "text/xml", this.#xml(found));
    if (query.get("mode") === "Raw") return answer(200, "text/plain", found.map(visible).join("\r\n"));
    if (query.get("mode") === "CSV1") return answer(200, "text/plain", this.#csv(found));
    return answer(200, "text/html", `<html><body>${found.length} entries</body></html>`);
  }

  #csv(found: readonly string[]): string {
    const { attributes } = this.#config;
    const rows = found.map((entry) => {
      const head = headOf(entry);
      const date = head.get("Date")!.replaceAll(",", " ");
      return [String(idOf(entry)), date, ...attributes.map((name) => csvCell(head.get(name) ?? ""))].join(",");
    });
    const head = ["Message ID", "Date", ...attributes].map((name) => csvCell(name)).join(",");
    return [head, ...rows].map((row) => `${row}\r\n`).join("");
  }

  #xml(found: readonly string[]): string {
    const entries = found.map((entry) => {
      const head = headOf(entry);
      const attributes = this.#config.attributes.map((name) => cell(name, head.get(name) ?? ""));
      const parts = [`<MID>${idOf(entry)}</MID>`, ...attributes, cell("TEXT", splitOnce(visible(entry), SEPARATOR)[1])];
      return `\t<ENTRY>\n\t\t${parts.join("\n\t\t")}\n\t</ENTRY>\n`;
    });
    return `<?xml version="1.0" encoding="UTF-8"?>\n<ELOG_LIST>\n${entries.join("")}</ELOG_LIST>\n`;
  }
}

/** A whole request as text; null when the client leaves before. A chunked one never becomes whole. */
async function requestFrom(socket: Socket): Promise<string | null> {
  let text = "";
  return new Promise((resolve) => {
    if (socket.destroyed) resolve(null);
    socket.on("close", () => resolve(null));
    socket.on("end", () => resolve(null));
    socket.on("data", (data: Buffer) => {
      text += data.toString("latin1");
      const [head, body] = splitOnce(text, "\r\n\r\n");
      if (!text.includes("\r\n\r\n") || /^transfer-encoding: *chunked/im.test(head)) return;
      if (body.length >= lengthOf(head)) resolve(`${head}\r\n\r\n${body.slice(0, lengthOf(head))}`);
    });
  });
}

/** The length of the body: elogd knows one spelling of the header. */
function lengthOf(head: string): number {
  return Number(/Content-Length:\s*(\d+)/.exec(head)?.[1] ?? 0);
}

function idOf(entry: string): number {
  return Number.parseInt(entry.slice("$@MID@$:".length), 10);
}

/** The lines above the separator. */
function headOf(entry: string): ReadonlyMap<string, string> {
  const [head] = splitOnce(entry, SEPARATOR);
  return new Map(head.split("\n").map((line) => splitOnce(line, ": ")));
}

/** An entry as it is read: it ends where the next one seems to begin. */
function visible(entry: string): string {
  const next = entry.indexOf("$@MID@$:", 8);
  return next < 0 ? entry : entry.slice(0, next);
}

function stamp(): string {
  return new Date().toISOString().replace(/^..(..)-(..)-(..)T(..):(..):(..).*/, "$1$2$3_$4$5$6");
}

function decoded(text: string): string {
  return bytes(decodeURIComponent(text));
}

/** UTF-8 with a letter for each byte. */
function bytes(text: string): string {
  return Buffer.from(text).toString("latin1");
}

export function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}
