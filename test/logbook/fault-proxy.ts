import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** What a network does to a connection. */
export type Fault =
  | "none"
  /** It is reset at once. */
  | "refused"
  /** It is reset when half of the question has passed. */
  | "half question"
  /** It is closed, as if all were over, when half of the answer has passed. */
  | "half answer"
  /** The question arrives; the answer never does. */
  | "lost answer"
  /** Nothing passes for a while, and then all does, to whoever is still there. */
  | "stall";

/** The faults that there are. */
export const FAULTS: readonly Fault[] = ["refused", "half question", "half answer", "lost answer", "stall"];

/** A network with faults, in front of a server on this machine. */
export class FaultProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #target: number;
  readonly #next: () => Fault;
  readonly #stall: number;
  /** How often each fault struck. */
  readonly struck: Map<Fault, number> = new Map();

  private constructor(target: number, stall: number, next: () => Fault) {
    this.#target = target;
    this.#stall = stall;
    this.#next = next;
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
  }

  /** @param next says what happens to the next connection @param stall how long a stall lasts, in ms */
  static async start(target: number, stall: number, next: () => Fault): Promise<FaultProxy> {
    const proxy = new FaultProxy(target, stall, next);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, "close");
  }

  #accept(client: Socket): void {
    const fault = this.#next();
    this.struck.set(fault, (this.struck.get(fault) ?? 0) + 1);
    this.#watched(client);
    if (fault === "refused") {
      client.resetAndDestroy();
      return;
    }
    const question: Buffer[] = [];
    const passOn = (): void => {
      setTimeout(() => this.#pass(client, question, fault), fault === "stall" ? this.#stall : 0);
    };
    client.once("data", passOn);
    client.on("data", (part: Buffer) => question.push(part));
  }

  /** Passes a question on even when who asked it has gone: it was sent. */
  #pass(client: Socket, question: readonly Buffer[], fault: Fault): void {
    const server = this.#watched(connect(this.#target, "127.0.0.1"));
    const begun = Buffer.concat(question);
    if (fault === "half question") {
      server.write(begun.subarray(0, begun.length / 2), () => {
        server.resetAndDestroy();
        client.resetAndDestroy();
      });
      return;
    }
    server.write(begun);
    client.on("data", (more: Buffer) => server.write(more));
    if (client.destroyed || client.readableEnded) server.end();
    else client.on("close", () => server.end());
    const answer: Buffer[] = [];
    server.on("data", (part: Buffer) => answer.push(part));
    server.on("end", () => {
      const whole = Buffer.concat(answer);
      if (fault === "lost answer") client.resetAndDestroy();
      else client.end(fault === "half answer" ? whole.subarray(0, whole.length / 2) : whole);
      server.destroy();
    });
  }

  #watched(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    return socket;
  }
}
