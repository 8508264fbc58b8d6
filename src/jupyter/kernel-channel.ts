import { writeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { Connection } from "./kernel-connection.js";
import { messageKib, SHARED, type SocketsData, type ToCells, type ToSockets } from "./kernel-link.js";
import type { Header, Request } from "./kernel-messages.js";
import { PACED_VARIABLE } from "./kernelspec.js";

/** So much may wait to be sent; then who prints waits too, in KiB. */
const MOST_PENDING_KIB = 1 << 16;
/** How long a leaving kernel waits for its next message to go out, in ms; a paced flood rests that long. */
const FAREWELL = 5000;

/** Installed for servers that aren't ours, and started by one: its limits are to be kept. */
function isPaced(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env[PACED_VARIABLE]) && env.JPY_SESSION_NAME !== undefined;
}

/** The thread of cells' end of the link to the thread of sockets. Everything here works while a cell computes. */
export class SocketsChannel {
  readonly #worker: Worker;
  /** The numbers that both threads see. */
  readonly shared: Int32Array;
  #closed = false;

  constructor(connection: Connection, kernelInfo: string) {
    const shared = new SharedArrayBuffer(SHARED.length * Int32Array.BYTES_PER_ELEMENT);
    const workerData: SocketsData = { connection, kernelInfo, shared, paced: isPaced(process.env) };
    this.shared = new Int32Array(shared);
    this.#worker = new Worker(new URL("./kernel-sockets.js", import.meta.url), { workerData, execArgv: [] });
    this.#worker.on("error", (error) => this.#fail(error));
  }

  /** Without sockets nobody hears the kernel any more: it ends, so that its client starts another. */
  #fail(error: Error): void {
    this.#closed = true;
    const { address } = error as { address?: unknown };
    const place = address === undefined ? "" : ` (${String(address)})`;
    writeSync(2, `lisalab kernel: its sockets failed: ${error.message}${place}\n`);
    process.exit(1);
  }

  /** Calls `take` with all that the thread of sockets says. */
  listen(take: (message: ToCells) => void): void {
    this.#worker.on("message", take);
  }

  /** Sends text of the cell that `parent` asked for. */
  stream(parent: Header, name: "stdout" | "stderr", text: string): void {
    this.#post({ kind: "stream", parent, name, text });
  }

  /** Sends a message to all clients. */
  publish(type: string, parent: Header | undefined, content: unknown): void {
    const message = { identities: [type], type, parent, content: JSON.stringify(content) };
    this.#post({ kind: "publish", message });
  }

  /** Answers a request on the shell. */
  reply(request: Request, content: unknown): void {
    const type = request.header.msg_type.replace("_request", "_reply");
    this.#send("shell", type, request, content);
  }

  /** Asks the client that sent `request` for a line of input. */
  askInput(request: Request, prompt: string, password: boolean): void {
    this.#send("stdin", "input_request", request, { prompt, password });
  }

  #send(socket: "shell" | "stdin", type: string, { identities, header }: Request, content: unknown): void {
    const message = { identities, type, parent: header, content: JSON.stringify(content) };
    this.#post({ kind: "reply", socket, message });
  }

  /** Answers the thread of sockets. */
  signal(kind: "pong" | "ready" | "fence"): void {
    this.#post({ kind });
  }

  /** Says which cell runs now, 0 for none; an interrupt asks for it. */
  set runningCell(serial: number) {
    Atomics.store(this.shared, SHARED.runningCell, serial);
  }

  #post(message: ToSockets): void {
    if (this.#closed) return;
    Atomics.add(this.shared, SHARED.pendingMessages, 1);
    Atomics.add(this.shared, SHARED.pendingKib, messageKib(message));
    this.#worker.postMessage(message, []);
    while (Atomics.load(this.shared, SHARED.pendingKib) > MOST_PENDING_KIB) this.#waitForSending(100);
  }

  #pending(): number {
    return Atomics.load(this.shared, SHARED.pendingMessages);
  }

  #waitForSending(longest: number): void {
    const pending = this.#pending();
    if (pending > 0) Atomics.wait(this.shared, SHARED.pendingMessages, pending, longest);
  }

  /** Blocks until everything has been sent and the sockets are closed; the last thing a kernel does. */
  close(): void {
    if (this.#closed) return;
    let before = 0;
    for (let now = this.#pending(); now > 0 && now !== before; now = this.#pending()) {
      before = now;
      this.#waitForSending(FAREWELL);
    }
    this.#post({ kind: "close" });
    this.#closed = true;
    Atomics.wait(this.shared, SHARED.closed, 0, FAREWELL);
  }
}
