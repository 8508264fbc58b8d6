import { errorMessage } from "../core/error-message.js";
import type { Clock } from "./clock.js";

/** Troubles that are kept for those who ask. */
const KEPT = 20;

/** Something that went wrong. */
export interface Trouble {
  /** ISO 8601 UTC. */
  readonly at: string;
  /** What was being done. */
  readonly what: string;
  readonly message: string;
}

/** The service's log: one line an event. */
export class ServiceLog {
  readonly #clock: Clock;
  readonly #write: (line: string) => void;
  readonly #latest: Trouble[] = [];
  /** What goes wrong at this moment, by what is being done. */
  readonly #open = new Map<string, string>();

  constructor(clock: Clock, write: (line: string) => void) {
    this.#clock = clock;
    this.#write = write;
  }

  /** @param event one word, such as "queued" */
  tell(event: string, message: string): void {
    const line = `${this.#now()}  ${event.padEnd(9)}  ${message.replace(/\s*\n\s*/g, " / ")}`;
    // Names of files and messages of others are shown, not obeyed.
    this.#write(line.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, "␛"));
  }

  /** Something went wrong once. */
  trouble(what: string, error: unknown): void {
    const message = errorMessage(error);
    this.#latest.push({ at: this.#now(), what, message });
    if (this.#latest.length > KEPT) this.#latest.shift();
    this.tell("TROUBLE", `${what}: ${message}`);
  }

  /** Something goes wrong again and again: told when it begins, and when it is another thing that does. */
  broken(what: string, error: unknown): void {
    const message = errorMessage(error);
    if (this.#open.get(what) === message) return;
    this.#open.set(what, message);
    this.trouble(what, error);
  }

  /** It is well again, if it was not. */
  well(what: string): void {
    if (this.#open.delete(what)) this.tell("again", `${what}: works again`);
  }

  /** What goes wrong at this moment. */
  get open(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#open);
  }

  /** What went wrong last, the latest first. */
  get latest(): readonly Trouble[] {
    return [...this.#latest].reverse();
  }

  #now(): string {
    return `${new Date(this.#clock.now()).toISOString().slice(0, 19)}Z`;
  }
}
