import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Countdown } from "../../src/runbook/countdown.js";

describe("a countdown", () => {
  it("does not count while it is paused", async () => {
    const countdown = new Countdown(0.2, "too long");
    await countdown.paused(() => sleep(400));
    expect(countdown.signal.aborted).toBe(false);
    await new Promise((resolve) => countdown.signal.addEventListener("abort", resolve));
    expect((countdown.signal.reason as Error).message).toBe("too long");
  });

  it("counts what it had counted before each pause", async () => {
    const begin = performance.now();
    const countdown = new Countdown(0.3, "too long");
    for (let pause = 0; pause < 4; pause++) {
      await sleep(50);
      await countdown.paused(async () => undefined);
    }
    await new Promise((resolve) => countdown.signal.addEventListener("abort", resolve));
    // Begun anew by each pause, it would be 0.5 s at least.
    expect(performance.now() - begin).toBeLessThan(480);
  });

  it("stays paused no longer than what fails, and ends when it is cancelled", async () => {
    const countdown = new Countdown(0.05, "too long");
    await expect(countdown.paused(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    countdown.cancel();
    await sleep(100);
    expect(countdown.signal.aborted).toBe(false);
  });
});
