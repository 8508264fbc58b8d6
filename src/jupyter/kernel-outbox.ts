import type { ToSockets } from "./kernel-link.js";
import type { Header, Outgoing } from "./kernel-messages.js";

type Stream = Extract<ToSockets, { kind: "stream" }>;

/** Text of one stream of one cell, collected until it is sent. */
interface Segment {
  readonly parent: Header;
  readonly name: "stdout" | "stderr";
  readonly parts: string[];
  length: number;
  /** How many messages and KiB of the link's count it settles. */
  messages: number;
  kib: number;
}

interface Ready {
  readonly message: Outgoing;
  readonly kib: number;
}

/** Longest text in one stream message: small enough for the rate limits of Jupyter servers. */
const LONGEST_TEXT = 1 << 18;
/** Streams that alternate are sent piece by piece until so many wait; then each stream is collected on its own. */
const FLOOD = 1000;
/** Text that comes right after text waits this long for more, in ms. */
const COLLECTING_TIME = 20;

/** The queue in front of the iopub socket: keeps the order, joins text, and sends one message after the other. */
export class Outbox {
  readonly #send: (message: Outgoing) => Promise<void>;
  readonly #settle: (messages: number, kib: number) => void;
  #queue: (Segment | Ready)[] = [];
  #growing = new Map<string, Segment>();
  #growingParent = "";
  #lastText = 0;
  #busy = false;

  constructor(send: (message: Outgoing) => Promise<void>, settle: (messages: number, kib: number) => void) {
    this.#send = send;
    this.#settle = settle;
  }

  /** Queues a message. */
  push(message: Outgoing, kib: number): void {
    this.#growing.clear();
    this.#queue.push({ message, kib });
    this.#wake(0);
  }

  /** Queues text; it joins the text before it where that doesn't change what a reader sees. */
  pushText(stream: Stream, kib: number): void {
    const segment = this.#segmentFor(stream);
    segment.parts.push(stream.text);
    segment.length += stream.text.length;
    segment.messages += 1;
    segment.kib += kib;
    this.#wake(0);
  }

  #segmentFor(stream: Stream): Segment {
    if (stream.parent.msg_id !== this.#growingParent) this.#growing.clear();
    this.#growingParent = stream.parent.msg_id;
    const segment = this.#growing.get(stream.name);
    const isLast = segment !== undefined && segment === this.#queue.at(-1);
    if (segment !== undefined && segment.length < LONGEST_TEXT && (isLast || this.#queue.length > FLOOD))
      return segment;
    const fresh: Segment = { parent: stream.parent, name: stream.name, parts: [], length: 0, messages: 0, kib: 0 };
    this.#growing.set(stream.name, fresh);
    this.#queue.push(fresh);
    return fresh;
  }

  #wake(delay: number): void {
    if (this.#busy) return;
    this.#busy = true;
    const run = (): void => void this.#pump();
    if (delay > 0) setTimeout(run, delay);
    else setImmediate(run);
  }

  async #pump(): Promise<void> {
    const queue = this.#queue;
    let sent = 0;
    while (sent < queue.length && !(sent === queue.length - 1 && this.#mayGrow(queue[sent])))
      await this.#sendNext(queue[sent++]);
    this.#queue = queue.slice(sent);
    this.#busy = false;
    if (this.#queue.length > 0) this.#wake(COLLECTING_TIME);
  }

  #mayGrow(item: Segment | Ready): boolean {
    return "parts" in item && item.length < LONGEST_TEXT && performance.now() - this.#lastText < COLLECTING_TIME;
  }

  async #sendNext(item: Segment | Ready): Promise<void> {
    if (!("parts" in item)) {
      await this.#send(item.message);
      this.#settle(1, item.kib);
      return;
    }
    if (this.#growing.get(item.name) === item) this.#growing.delete(item.name);
    for (const text of pieces(item.parts.join("")))
      await this.#send({
        identities: [`stream.${item.name}`],
        type: "stream",
        parent: item.parent,
        content: JSON.stringify({ name: item.name, text }),
      });
    this.#lastText = performance.now();
    this.#settle(item.messages, item.kib);
  }
}

/** `text` in pieces that fit into a message; no character is cut in two. */
function* pieces(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + LONGEST_TEXT, text.length);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last < 0xdc00) end -= 1;
    yield text.slice(start, end);
    start = end;
  }
}
