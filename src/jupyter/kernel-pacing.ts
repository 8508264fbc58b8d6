import type { Outgoing } from "./kernel-messages.js";

/**
 * What a Jupyter server lets through by default: 1,000 messages and 1,000,000 bytes of streams a second, averaged over
 * 3 s; what is above is thrown away. A tenth less, in a longer window: the server's clock starts when it reads.
 */
const WINDOW = 4000;
const MOST_MESSAGES = 2700;
const MOST_BYTES = 2_700_000;
/** Header, parent header and signature of a message, roughly, in bytes. */
const OVERHEAD = 1000;
/** These the server doesn't count. */
const UNCOUNTED: ReadonlySet<string> = new Set(["status", "comm_open", "execute_input"]);

interface Sent {
  readonly time: number;
  readonly bytes: number;
}

/** Keeps a flood of output below the limits above which Jupyter servers lose it. */
export class Pacer {
  readonly #now: () => number;
  #sent: Sent[] = [];
  #bytes = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** How long `message` has to wait, in ms; 0 when it may go, and then it's counted. */
  delay(message: Outgoing): number {
    if (UNCOUNTED.has(message.type)) return this.#passStatus(message);
    const bytes = message.type === "stream" ? Buffer.byteLength(message.content) + OVERHEAD : 0;
    const now = this.#now();
    this.#forget(now - WINDOW);
    const full = this.#sent.length >= MOST_MESSAGES || (this.#bytes > 0 && this.#bytes + bytes > MOST_BYTES);
    if (full) return Math.max(1, this.#sent[0].time + WINDOW - now);
    this.#sent.push({ time: now, bytes });
    this.#bytes += bytes;
    return 0;
  }

  /** A server starts to count anew with every idle. */
  #passStatus({ type, content }: Outgoing): number {
    if (type === "status" && content.includes('"idle"')) {
      this.#sent = [];
      this.#bytes = 0;
    }
    return 0;
  }

  #forget(before: number): void {
    const kept = this.#sent.findIndex(({ time }) => time > before);
    for (const { bytes } of this.#sent.splice(0, kept < 0 ? this.#sent.length : kept)) this.#bytes -= bytes;
  }
}
