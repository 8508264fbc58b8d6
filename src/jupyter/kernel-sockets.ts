import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import * as zmq from "zeromq";
import { socketAddress } from "./kernel-connection.js";
import { Interrupter } from "./kernel-interrupt.js";
import { messageKib, SHARED, type SocketsData, type ToCells, type ToSockets } from "./kernel-link.js";
import { type Header, MessageCodec, type Outgoing, type Request } from "./kernel-messages.js";
import { Outbox } from "./kernel-outbox.js";
import { Pacer } from "./kernel-pacing.js";

/** How long the thread of cells may take to leave by itself after a shutdown request, in ms. */
const SHUTDOWN_PATIENCE = 4000;
/** The same while it still loads the compiler: it has nothing to lose, and time for the reply is enough, in ms. */
const LOADING_PATIENCE = 200;
/** How often the kernel looks whether its parent still lives, in ms. */
const PARENT_CHECK = 1000;
/** Time for ZeroMQ's own thread to write the last messages out, in ms. */
const LINGER = 1000;

type RouterName = "shell" | "control" | "stdin";

/**
 * The thread of sockets. It alone touches ZeroMQ, so that what a computing cell prints is seen at once, heartbeats,
 * kernel_info and interrupts are answered while it computes, and sending never runs ahead of what ZeroMQ takes.
 */
class SocketsThread {
  readonly #data: SocketsData;
  readonly #shared: Int32Array;
  readonly #codec: MessageCodec;
  readonly #iopub = new zmq.XPublisher({ sendHighWaterMark: 0, linger: LINGER, verbosity: "allSubs" });
  readonly #heartbeat = new zmq.Router({ linger: 0 });
  readonly #routers: Record<RouterName, zmq.Router>;
  readonly #outbox: Outbox;
  readonly #pacer: Pacer | undefined;
  readonly #interrupter: Interrupter;
  #replies: Promise<void> = Promise.resolve();
  #cellsReady = false;

  constructor(data: SocketsData) {
    const options = { sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: LINGER, handover: true };
    this.#data = data;
    this.#pacer = data.paced ? new Pacer() : undefined;
    this.#shared = new Int32Array(data.shared);
    this.#codec = new MessageCodec(data.connection.key, data.connection.signature_scheme);
    this.#routers = {
      shell: new zmq.Router(options),
      control: new zmq.Router(options),
      stdin: new zmq.Router(options),
    };
    this.#outbox = new Outbox(
      (message) => this.#sendPaced(message),
      (messages, kib) => this.#settle(messages, kib),
    );
    this.#interrupter = new Interrupter({
      shared: this.#shared,
      tell: (serial) => this.#tell({ kind: "interrupt", serial }),
      ping: () => this.#tell({ kind: "ping" }),
    });
  }

  async run(): Promise<void> {
    const { connection } = this.#data;
    const sockets = { ...this.#routers, iopub: this.#iopub, hb: this.#heartbeat };
    for (const name of ["hb", "iopub", "control", "stdin", "shell"] as const)
      await sockets[name].bind(socketAddress(connection, name));
    parentPort?.on("message", (message: ToSockets) => this.#take(message));
    for (const name of ["shell", "control", "stdin"] as const) void this.#listen(name);
    void this.#beat();
    void this.#welcome();
    this.#watchParent();
    this.#publish("status", undefined, { execution_state: "starting" });
    this.#tell({ kind: "bound" });
  }

  async #sendPaced(message: Outgoing): Promise<void> {
    for (let wait = this.#pacer?.delay(message) ?? 0; wait > 0; wait = this.#pacer?.delay(message) ?? 0)
      await sleep(wait);
    await this.#iopub.send(this.#codec.encode(message));
  }

  #tell(message: ToCells): void {
    parentPort?.postMessage(message, []);
  }

  #settle(messages: number, kib: number): void {
    Atomics.sub(this.#shared, SHARED.pendingMessages, messages);
    Atomics.sub(this.#shared, SHARED.pendingKib, kib);
    Atomics.notify(this.#shared, SHARED.pendingMessages);
  }

  #take(message: ToSockets): void {
    const kib = messageKib(message);
    if (message.kind === "stream") this.#outbox.pushText(message, kib);
    else if (message.kind === "publish") this.#outbox.push(message.message, kib);
    else if (message.kind === "reply") this.#reply(message.socket, message.message, () => this.#settle(1, kib));
    else {
      this.#settle(1, kib);
      this.#obey(message);
    }
  }

  #obey(message: Exclude<ToSockets, { kind: "stream" | "publish" | "reply" }>): void {
    if (message.kind === "pong") this.#interrupter.pong();
    else if (message.kind === "ready") this.#cellsReady = true;
    else if (message.kind === "fence") setImmediate(() => setImmediate(() => this.#tell({ kind: "fence" })));
    else this.#close();
  }

  #publish(type: string, parent: Header | undefined, content: unknown): void {
    Atomics.add(this.#shared, SHARED.pendingMessages, 1);
    this.#outbox.push({ identities: [type], type, parent, content: JSON.stringify(content) }, 0);
  }

  #reply(socket: RouterName, message: Outgoing, sent: () => void = () => {}): void {
    this.#replies = this.#replies.then(() => this.#routers[socket].send(this.#codec.encode(message))).then(sent);
  }

  #replyTo(socket: RouterName, { header, identities }: Request, content: string): void {
    this.#reply(socket, { identities, type: header.msg_type.replace("_request", "_reply"), parent: header, content });
  }

  async #listen(socket: RouterName): Promise<void> {
    for await (const frames of this.#routers[socket]) {
      const request = this.#decode(frames);
      if (request !== undefined) this.#route(socket, request);
    }
  }

  #decode(frames: Buffer[]): Request | undefined {
    try {
      return this.#codec.decode(frames);
    } catch (error) {
      complain(String(error));
      return undefined;
    }
  }

  #route(socket: RouterName, request: Request): void {
    const type = request.header.msg_type;
    if (type === "shutdown_request") this.#answer(request, () => this.#shutDown(socket, request));
    else if (type === "interrupt_request") this.#answer(request, () => this.#interrupt(socket, request));
    else if (type === "kernel_info_request" && (socket === "control" || !this.#cellsReady))
      this.#answer(request, () => this.#replyTo(socket, request, this.#data.kernelInfo));
    else if (socket === "control") this.#answer(request, () => this.#refuse(request));
    else this.#tell({ kind: "request", socket, request });
  }

  #answer(request: Request, work: () => void): void {
    this.#publish("status", request.header, { execution_state: "busy" });
    work();
    this.#publish("status", request.header, { execution_state: "idle" });
  }

  #refuse(request: Request): void {
    complain(`${request.header.msg_type} on the control channel isn't supported.`);
  }

  #interrupt(socket: RouterName, request: Request): void {
    this.#interrupter.interrupt();
    this.#replyTo(socket, request, JSON.stringify({ status: "ok" }));
  }

  #shutDown(socket: RouterName, request: Request): void {
    const restart = request.content.restart === true;
    this.#replyTo(socket, request, JSON.stringify({ status: "ok", restart }));
    this.#publish("shutdown_reply", request.header, { status: "ok", restart });
    this.#tell({ kind: "request", socket: "control", request });
    this.#interrupter.interrupt();
    const patience = this.#cellsReady ? SHUTDOWN_PATIENCE : LOADING_PATIENCE;
    setTimeout(() => process.kill(process.pid, "SIGKILL"), patience);
  }

  async #beat(): Promise<void> {
    for await (const frames of this.#heartbeat) await this.#heartbeat.send(frames);
  }

  /** Greets who subscribes, so that a client knows when it no longer misses output (JEP 65). */
  async #welcome(): Promise<void> {
    for await (const [frame] of this.#iopub)
      if (frame[0] === 1) this.#publish("iopub_welcome", undefined, { subscription: frame.toString("utf8", 1) });
  }

  #watchParent(): void {
    const started = process.ppid;
    const server = Number(process.env.JPY_PARENT_PID);
    const timer = setInterval(() => {
      if (process.ppid !== started || (server > 0 && !isAlive(server))) process.kill(process.pid, "SIGKILL");
    }, PARENT_CHECK);
    timer.unref();
  }

  #close(): void {
    void this.#replies.finally(() => {
      for (const socket of [this.#iopub, this.#heartbeat, ...Object.values(this.#routers)]) socket.close();
      setTimeout(() => {
        Atomics.store(this.#shared, SHARED.closed, 1);
        Atomics.notify(this.#shared, SHARED.closed);
      }, 20);
    });
  }
}

/** Whether there is a process `pid`. The parent may have died before this thread could look who it is. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Writes into the log of who started the kernel: this thread's console would end up in a cell. */
function complain(text: string): void {
  writeSync(2, `lisalab kernel: ${text}\n`);
}

void new SocketsThread(workerData as SocketsData).run();
