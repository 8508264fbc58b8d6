import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as zmq from "zeromq";

const KEY = "a key of the test";
const DELIMITER = "<IDS|MSG>";
const KERNEL = fileURLToPath(new URL("../../dist/jupyter/kernel.js", import.meta.url));

/** The fields of messages that tests look at. */
export interface Content {
  readonly [field: string]: unknown;
  readonly status?: string;
  readonly execution_state?: string;
  readonly execution_count?: number;
  readonly name?: string;
  readonly text?: string;
  readonly data?: Record<string, string>;
  readonly metadata?: Record<string, unknown>;
  readonly transient?: { readonly display_id?: string };
  readonly ename?: string;
  readonly evalue?: string;
  readonly traceback?: string[];
  readonly matches?: string[];
}

export interface Received {
  readonly type: string;
  readonly parent: string;
  readonly content: Content;
}

/** What came of an execution. */
export interface Result {
  readonly id: string;
  readonly reply: Content;
  readonly messages: readonly Received[];
  readonly stdout: string;
  readonly stderr: string;
}

interface Frames {
  readonly header: { readonly msg_type: string };
  readonly parent: { readonly msg_id?: string };
  readonly content: Content;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const server of servers) {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address !== null && typeof address === "object") ports.push(address.port);
  }
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** A Jupyter client of one kernel process, for tests. */
export class KernelClient {
  readonly process: ChildProcess;
  readonly #folder: string;
  readonly #shell = new zmq.Dealer({ linger: 0, receiveHighWaterMark: 0, sendHighWaterMark: 0 });
  readonly #control = new zmq.Dealer({ linger: 0 });
  readonly #stdin: zmq.Dealer;
  readonly #iopub = new zmq.Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  readonly #session: string = randomUUID();
  readonly #listeners = new Set<() => void>();
  /** All that came on iopub, in order. */
  readonly published: Received[] = [];
  readonly #replies: Received[] = [];
  readonly questions: Received[] = [];

  /** What the process itself wrote. */
  log = "";

  private constructor(folder: string, child: ChildProcess) {
    this.#folder = folder;
    this.process = child;
    this.#shell.routingId = this.#session;
    this.#stdin = new zmq.Dealer({ linger: 0, routingId: this.#session });
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (data: Buffer) => {
        this.log += data.toString();
      });
  }

  /** Starts a kernel and waits until it answers. */
  static async start(
    options: { readonly cwd?: string; readonly flags?: readonly string[]; readonly env?: NodeJS.ProcessEnv } = {},
  ): Promise<KernelClient> {
    const folder = mkdtempSync(join(tmpdir(), "lisalab kernel-"));
    const names = ["shell_port", "iopub_port", "stdin_port", "control_port", "hb_port"] as const;
    const ports = await freePorts(names.length);
    const places = Object.fromEntries(names.map((name, index) => [name, ports[index]]));
    const file = join(folder, "connection.json");
    const connection = { ...places, transport: "tcp", ip: "127.0.0.1", key: KEY, signature_scheme: "hmac-sha256" };
    writeFileSync(file, JSON.stringify(connection));
    const child = spawn(
      process.execPath,
      ["--enable-source-maps", "--expose-internals", KERNEL, file, ...(options.flags ?? [])],
      {
        cwd: options.cwd ?? folder,
        env: { ...process.env, ...options.env },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const client = new KernelClient(folder, child);
    await client.#connect(places);
    return client;
  }

  async #connect(places: Record<string, number>): Promise<void> {
    const at = (name: string): string => `tcp://127.0.0.1:${places[name]}`;
    this.#iopub.connect(at("iopub_port"));
    this.#iopub.subscribe("");
    this.#shell.connect(at("shell_port"));
    this.#control.connect(at("control_port"));
    this.#stdin.connect(at("stdin_port"));
    void this.#listen(this.#iopub, this.published);
    void this.#listen(this.#shell, this.#replies);
    void this.#listen(this.#control, this.#replies);
    void this.#listen(this.#stdin, this.questions);
    await this.until(() => this.published.some(({ type }) => type === "iopub_welcome"), "the iopub's welcome");
    await this.request("kernel_info_request", {});
  }

  async #listen(socket: AsyncIterable<Buffer[]>, into: Received[]): Promise<void> {
    for await (const frames of socket) {
      into.push(this.#decode(frames));
      for (const listener of this.#listeners) listener();
    }
  }

  #decode(frames: readonly Buffer[]): Received {
    const at = frames.findIndex((frame) => frame.toString() === DELIMITER);
    const parts = frames.slice(at + 2);
    if (frames[at + 1].toString() !== sign(parts)) throw new Error("The kernel's signature is wrong.");
    const [header, parent, , content] = parts.map((part) => JSON.parse(part.toString()) as unknown);
    const message = { header, parent, content } as Frames;
    return { type: message.header.msg_type, parent: message.parent.msg_id ?? "", content: message.content };
  }

  /** Sends a message and returns its id. */
  send(type: string, content: object, socket: "shell" | "control" | "stdin" = "shell", key: string = KEY): string {
    const id = randomUUID();
    const date = new Date().toISOString();
    const header = { msg_id: id, msg_type: type, session: this.#session, username: "test", date, version: "5.4" };
    const parts = [header, {}, {}, content].map((part) => Buffer.from(JSON.stringify(part)));
    const sockets = { shell: this.#shell, control: this.#control, stdin: this.#stdin };
    void sockets[socket].send([DELIMITER, sign(parts, key), ...parts]);
    return id;
  }

  /** Resolves once `met`, looking again whenever a message comes. */
  async until(met: () => boolean, what: string, patience = 25_000): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const late = (): void => {
        const last = this.published.slice(-5).map((message) => JSON.stringify(message).slice(0, 300));
        reject(new Error([`Waited ${patience} ms for ${what}. The last messages:`, ...last, this.log].join("\n")));
      };
      const timer = setTimeout(late, patience);
      const look = (): void => {
        if (!met()) return;
        clearTimeout(timer);
        this.#listeners.delete(look);
        resolve();
      };
      this.#listeners.add(look);
      look();
    });
  }

  /** The reply to the request `id`. */
  async replyTo(id: string, patience?: number): Promise<Content> {
    const find = (): Received | undefined => this.#replies.find(({ parent }) => parent === id);
    await this.until(() => find() !== undefined, "a reply", patience);
    return find()?.content ?? {};
  }

  /** Sends a request and waits for the reply. */
  request(type: string, content: object, socket: "shell" | "control" = "shell"): Promise<Content> {
    return this.replyTo(this.send(type, content, socket));
  }

  /** Asks for an execution without waiting. */
  sendCode(code: string, options: object = {}): string {
    return this.send("execute_request", { code, silent: false, store_history: true, ...options });
  }

  /** Waits for all that came of the execution `id`. */
  async result(id: string, patience?: number): Promise<Result> {
    const reply = await this.replyTo(id, patience);
    const isIdle = ({ parent, content }: Received): boolean => parent === id && content.execution_state === "idle";
    await this.until(() => this.published.some(isIdle), "idle", patience);
    const messages = this.messagesOf(id);
    return { id, reply, messages, stdout: textOf(messages, "stdout"), stderr: textOf(messages, "stderr") };
  }

  messagesOf(id: string): Received[] {
    return this.published.filter(({ parent }) => parent === id);
  }

  execute(code: string, options: object = {}, patience?: number): Promise<Result> {
    return this.result(this.sendCode(code, options), patience);
  }

  interrupt(): Promise<Content> {
    return this.request("interrupt_request", {}, "control");
  }

  /** Ends the kernel; a test that has ended it already may call this too. */
  async close(): Promise<void> {
    const { process: child } = this;
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
    }
    for (const socket of [this.#shell, this.#control, this.#stdin, this.#iopub]) socket.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function sign(parts: readonly Buffer[], key: string = KEY): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

/** What a stream showed, all messages together. */
export function textOf(messages: readonly Received[], name: "stdout" | "stderr"): string {
  return messages
    .filter(({ type, content }) => type === "stream" && content.name === name)
    .map(({ content }) => content.text)
    .join("");
}
