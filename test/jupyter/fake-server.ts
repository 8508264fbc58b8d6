import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";

/** A message of the kernel protocol, as JSON on the WebSocket. */
export interface FakeMessage {
  readonly channel: string;
  readonly header: { readonly msg_id: string; readonly msg_type: string };
  readonly content: Record<string, unknown>;
}

/** What a fake kernel can do with a request. */
export interface FakeKernel {
  send(channel: string, type: string, content: Record<string, unknown>): void;
  /** Breaks the connection without a word. */
  drop(): void;
}

/** A Jupyter server as far as a run needs it, with a kernel that behaves as a test wants. */
export class FakeServer {
  readonly token: string = "fake-token";
  readonly base: string;
  /** Whether the kernel is still there when asked for. */
  hasKernel = true;
  /** Whether requests are answered at all. */
  answers = true;
  /** How many WebSockets were opened so far. */
  connections = 0;
  /** Method and path of each request. */
  readonly requests: string[] = [];
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #onExecute: (kernel: FakeKernel, request: FakeMessage) => void;

  /** `base` is the path below which it lives, with slashes. */
  constructor(onExecute: (kernel: FakeKernel, request: FakeMessage) => void, base = "/") {
    this.base = base;
    this.#onExecute = onExecute;
    this.#http = createServer((request, response) => this.#answer(request, response));
    this.#sockets = new WebSocketServer({ server: this.#http, handleProtocols: () => false });
    this.#sockets.on("connection", (socket, request) => this.#connected(socket, request));
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#http.listen(0, "127.0.0.1", resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}${this.base}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) {
      socket.terminate();
    }
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = new URL(request.url!, "http://x").pathname;
    this.requests.push(`${request.method} ${path}`);
    if (!this.answers) {
      response.destroy();
      return;
    }
    const [status, body] = this.#reply(request, path);
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }

  #reply(request: IncomingMessage, path: string): [number, unknown] {
    if (request.headers.authorization !== `token ${this.token}`) {
      return [403, { message: "Forbidden" }];
    }
    const kernel = { id: "k1", name: "fake", last_activity: "", execution_state: "idle", connections: 0 };
    const session = { id: "s1", path: "a.ipynb", name: "a", type: "notebook", kernel };
    const api = path.slice(`${this.base}api/`.length);
    if (api.startsWith("kernels/")) {
      return this.hasKernel ? [200, kernel] : [404, { message: "Kernel does not exist" }];
    }
    if (api === "kernelspecs") {
      const spec = { name: "fake", spec: { argv: [], display_name: "Fake", language: "typescript" }, resources: {} };
      return [200, { default: "fake", kernelspecs: { fake: spec } }];
    }
    if (api.startsWith("sessions")) {
      return request.method === "POST"
        ? [201, session]
        : request.method === "DELETE"
          ? [204, undefined]
          : [200, [session]];
    }
    return [404, { message: "Not found" }];
  }

  #connected(socket: WebSocket, request: IncomingMessage): void {
    if (request.headers.authorization !== `token ${this.token}`) {
      socket.close(4403);
      return;
    }
    this.connections += 1;
    socket.on("message", (data) => {
      const message = JSON.parse(String(data)) as FakeMessage;
      const send = (channel: string, type: string, content: Record<string, unknown>): void =>
        socket.send(JSON.stringify(answerTo(message, channel, type, content)));
      if (message.header.msg_type === "kernel_info_request") {
        send("shell", "kernel_info_reply", { status: "ok", implementation: "fake", implementation_version: "1" });
        send("iopub", "status", { execution_state: "idle" });
      } else if (message.header.msg_type === "execute_request") {
        this.#onExecute({ send, drop: () => socket.terminate() }, message);
      }
    });
  }
}

function answerTo(request: FakeMessage, channel: string, type: string, content: Record<string, unknown>): object {
  const header = {
    msg_id: `${Math.random()}`,
    msg_type: type,
    session: "kernel",
    username: "k",
    version: "5.3",
    date: "",
  };
  return { channel, header, parent_header: request.header, metadata: {}, content, buffers: [] };
}
