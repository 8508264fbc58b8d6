import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient } from "./kernel-client.js";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
});
afterAll(() => kernel.close());

describe("execution", () => {
  test("prints, returns and counts", async () => {
    const { reply, stdout, messages } = await kernel.execute('console.log("hello"); 6 * 7');
    expect(stdout).toBe("hello\n");
    expect(reply.status).toBe("ok");
    const result = messages.find(({ type }) => type === "execute_result");
    expect(result?.content.data).toEqual({ "text/plain": "42" });
    expect(messages.map(({ type }) => type)).toEqual(["status", "execute_input", "stream", "execute_result", "status"]);
  });
});
