import { describe, expect, test } from "vitest";
import { Pacer } from "../../src/jupyter/kernel-pacing.js";

const message = (type: string, length: number) => ({
  identities: [],
  type,
  parent: undefined,
  content: type === "status" ? '{"execution_state":"idle"}' : "x".repeat(length),
});

/** jupyter_server's defaults: what it lets through in its window of 3 s. */
const SERVER_WINDOW = 3000;
const SERVER_BYTES = 3_000_000;
const SERVER_MESSAGES = 3000;

/** Sends `count` messages as a kernel would, and returns when each went, in ms. */
function sendAll(type: string, length: number, count: number): number[] {
  let now = 0;
  const pacer = new Pacer(() => now);
  return Array.from({ length: count }, () => {
    for (let wait = pacer.delay(message(type, length)); wait > 0; wait = pacer.delay(message(type, length)))
      now += wait;
    return now;
  });
}

function mostInWindow(times: readonly number[]): number {
  return Math.max(...times.map((start) => times.filter((t) => t >= start && t < start + SERVER_WINDOW).length));
}

describe("the pacing of output", () => {
  test("20 MB of text stay below a server's limit", () => {
    const size = 1 << 18;
    const times = sendAll("stream", size, 80);
    expect(mostInWindow(times) * size).toBeLessThan(SERVER_BYTES);
    expect(times[9]).toBe(0);
  });

  test("so do many small messages, and 1,500 displays aren't held up", () => {
    const times = sendAll("display_data", 10, 10_000);
    expect(mostInWindow(times)).toBeLessThan(SERVER_MESSAGES);
    expect(times[1499]).toBe(0);
  });

  test("a cell that ends starts the count anew", () => {
    const pacer = new Pacer(() => 0);
    for (let n = 0; n < 10; n++) pacer.delay(message("stream", 1 << 18));
    expect(pacer.delay(message("stream", 1 << 18))).toBeGreaterThan(0);
    expect(pacer.delay(message("status", 0))).toBe(0);
    expect(pacer.delay(message("stream", 1 << 18))).toBe(0);
  });
});
