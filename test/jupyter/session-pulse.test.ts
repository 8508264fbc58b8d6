import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Pulse } from "../../src/jupyter/session-pulse.js";

/** Time between two looks, in ms. */
const LOOK = 500;

let asked: number;
let silences: string[];
let serverAnswers: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  asked = 0;
  silences = [];
  serverAnswers = true;
});

afterEach(() => void vi.useRealTimers());

function pulse(canAsk = true): Pulse {
  return new Pulse({
    ask: () => {
      asked += 1;
      return canAsk;
    },
    askServer: () => Promise.resolve(serverAnswers),
    onSilence: (hung) => silences.push(hung),
  });
}

describe("a pulse", () => {
  it("asks again only when it has heard something", async () => {
    const listening = pulse();
    listening.heard(true);
    await vi.advanceTimersByTimeAsync(LOOK);
    expect(asked).toBe(2);
    await vi.advanceTimersByTimeAsync(3 * LOOK);
    expect(asked).toBe(2);
    listening.heard(false);
    await vi.advanceTimersByTimeAsync(LOOK);
    expect(asked).toBe(3);
    listening.stop();
  });

  it.each(["kernel", "server"])("tells once, after 4 s without a sign of life, that the %s hangs", async (hung) => {
    serverAnswers = hung === "kernel";
    pulse().heard(true);
    await vi.advanceTimersByTimeAsync(9 * LOOK - 1);
    expect(silences).toEqual([]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(silences).toEqual([hung]);
  });

  it("is content with any message, however long the answer takes", async () => {
    const listening = pulse();
    listening.heard(true);
    for (let n = 0; n < 20; n++) {
      await vi.advanceTimersByTimeAsync(6 * LOOK);
      listening.heard(false);
    }
    expect(silences).toEqual([]);
  });

  it("does not judge a kernel that never answers such questions, nor one that can't be asked", async () => {
    pulse();
    const broken = pulse(false);
    broken.heard(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(silences).toEqual([]);
  });
});
