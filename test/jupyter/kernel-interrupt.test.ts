import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient, textOf } from "./kernel-client.js";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  await kernel.execute("let state = 41; const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));");
});
afterAll(() => kernel.close());

/** A cell that doesn't stop within this is not interrupted, in ms; the kernel needs 2 to 200. */
const STOPPED_WITHIN = 3000;

async function interrupted(code: string): Promise<void> {
  const id = kernel.sendCode(`console.log("started"); ${code}`);
  await kernel.until(() => textOf(kernel.messagesOf(id), "stdout") === "started\n", "the start");
  await kernel.interrupt();
  const { reply } = await kernel.result(id, STOPPED_WITHIN);
  expect(reply).toMatchObject({ status: "error", ename: "Interrupted" });
  const after = await kernel.execute("state += 1; state");
  expect(after.reply).toMatchObject({ status: "ok" });
}

const stuck = {
  "a synchronous loop": "for (;;);",
  "a synchronous loop after an await": "await sleep(1); for (;;);",
  "a loop of microtasks": "for (;;) await null;",
  "a loop that sleeps": "for (;;) await sleep(20);",
  "a loop that catches everything": "for (;;) { try { for (;;); } catch { state += 0; } }",
};

describe("interrupt", () => {
  test.each(Object.entries(stuck))("stops %s and keeps the state", (_, code) => interrupted(code));

  test("leaves nothing of the cell running, and says so", async () => {
    const code = `console.log("started");
      void (async () => { for (;;) { try { await sleep(5); console.log("async"); } catch { state += 0; } } })();
      void (async () => { for await (const n of (async function* () { for (;;) { await sleep(5); yield 1; } })()) console.log("each", n); })();
      setInterval(() => console.log("timer"), 5);
      await sleep(1e6);`;
    const id = kernel.sendCode(code);
    await kernel.until(() => textOf(kernel.messagesOf(id), "stdout").includes("timer\n"), "the timer");
    await kernel.interrupt();
    await kernel.result(id, STOPPED_WITHIN);
    await kernel.execute("await sleep(50)");
    const before = textOf(kernel.messagesOf(id), "stdout");
    await kernel.execute("await sleep(100)");
    expect(textOf(kernel.messagesOf(id), "stdout")).toBe(before);
    expect(textOf(kernel.messagesOf(id), "stderr")).toContain("something that it had started was still running");
  });

  test("reaches who asked for the cell's signal", async () => {
    const code = `await new Promise((_, reject) => lisalab.cellSignal().addEventListener("abort", () => reject(new Error("told"))));`;
    await interrupted(code);
  });

  test("with nothing running changes nothing", async () => {
    expect(await kernel.interrupt()).toEqual({ status: "ok" });
    expect((await kernel.execute("state > 41")).reply.status).toBe("ok");
  });

  test("stops what a finished cell left behind, when it lets nobody else run", async () => {
    await kernel.execute("setTimeout(() => { for (;;); }, 20);");
    const id = kernel.sendCode("state");
    await new Promise((resolve) => setTimeout(resolve, 200));
    await kernel.interrupt();
    await kernel.result(id, STOPPED_WITHIN);
    expect((await kernel.execute("state")).reply.status).toBe("ok");
  });
});
