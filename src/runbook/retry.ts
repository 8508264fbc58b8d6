import { setTimeout as sleep } from "node:timers/promises";
import type { Ending } from "./classifier.js";
import type { Retries } from "./sidecar-retries.js";

/** Longest time between two tries, in s. */
const LONGEST_WAIT = 3600;

/** Errors that pass by themselves, whoever throws them: the library's own, and that of a time that ran out. */
const TRANSIENT = ["TransientError", "TimeoutError"];

/** What Node says of a network that did not answer. */
const NETWORK =
  /^Error: (connect|read|write|getaddrinfo) (ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|EAI_AGAIN)\b/;

/**
 * Whether the same may go well a little later: a server or kernel that could not be had, or an error that is known, or
 * declared, to pass by itself. What checks found never does, nor what a mistake in the code throws.
 */
export function isTransient(ending: Ending, declared: readonly string[]): boolean {
  if (ending.kind === "broken") return ending.transient === true;
  if (ending.kind === "completed") return false;
  const name = /^[^\s:]+/.exec(ending.error)?.[0] ?? "";
  return TRANSIENT.includes(name) || declared.includes(name) || NETWORK.test(ending.error);
}

/** Seconds to wait before the next try, after so many; null when that was the last. */
export function waitBefore(tries: number, most: number, { backoff }: Retries): number | null {
  return tries >= most ? null : Math.min(backoff * 2 ** tries, LONGEST_WAIT);
}

/** Waits; false when it is stopped meanwhile. */
export async function waited(seconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(seconds * 1000, undefined, { signal });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
