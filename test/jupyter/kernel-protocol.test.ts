import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient } from "./kernel-client.js";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
});
afterAll(() => kernel.close());

describe("execute_request", () => {
  test("silent shows nothing, counts nothing, still runs", async () => {
    const before = await kernel.execute("let quiet = 0; 1");
    const { reply, messages } = await kernel.execute('quiet = 5; console.log("x"); quiet', { silent: true });
    expect(reply.status).toBe("ok");
    expect(messages.map(({ type }) => type)).toEqual(["status", "status"]);
    const after = await kernel.execute("quiet");
    expect(after.reply.execution_count).toBe(Number(before.reply.execution_count) + 1);
    expect(after.messages.find(({ type }) => type === "execute_result")?.content.data).toEqual({ "text/plain": "5" });
  });

  test("store_history: false neither counts nor enters the history", async () => {
    const before = await kernel.execute("1");
    const { reply } = await kernel.execute('"not to be remembered"', { store_history: false });
    expect(reply.execution_count).toBe(before.reply.execution_count);
    const { history } = await kernel.request("history_request", { hist_access_type: "tail", n: 1, output: true });
    expect(history).toEqual([[1, before.reply.execution_count, ["1", "1"]]]);
  });

  test("user_expressions are evaluated, each with its own result", async () => {
    const { reply } = await kernel.execute("const x = 20;", {
      user_expressions: { twice: "x * 2", wrong: "null.y", unknown: "nothing" },
    });
    const results = reply.user_expressions as Record<string, { status: string; ename?: string; data?: unknown }>;
    expect(results.twice).toEqual({ status: "ok", data: { "text/plain": "40" }, metadata: {} });
    expect(results.wrong.status).toBe("error");
    expect(results.unknown.ename).toBe("TypeScriptError");
  });

  test("an error aborts what is queued behind it, unless told not to", async () => {
    const ids = ['await null; throw new Error("stop")', "1", "2"].map((code) =>
      kernel.sendCode(code, { stop_on_error: true }),
    );
    const statuses = await Promise.all(ids.map(async (id) => (await kernel.result(id)).reply.status));
    expect(statuses).toEqual(["error", "aborted", "aborted"]);
    expect((await kernel.execute("3")).reply.status).toBe("ok");
    const on = ['throw new Error("go on")', "4"].map((code) => kernel.sendCode(code, { stop_on_error: false }));
    expect((await kernel.result(on[1])).reply.status).toBe("ok");
  });

  test("input asks the client, and says so when nobody is there", async () => {
    const id = kernel.sendCode('const name = await lisalab.input("Name? "); name.toUpperCase()', { allow_stdin: true });
    await kernel.until(() => kernel.questions.some(({ parent }) => parent === id), "the question");
    expect(kernel.questions.at(-1)?.content).toEqual({ prompt: "Name? ", password: false });
    kernel.send("input_reply", { value: "lisa", status: "ok" }, "stdin");
    const { messages } = await kernel.result(id);
    expect(messages.find(({ type }) => type === "execute_result")?.content.data).toEqual({ "text/plain": "LISA" });
    const { reply } = await kernel.execute('await lisalab.input("Name? ")', { allow_stdin: false });
    expect(reply).toMatchObject({ status: "error", ename: "StdinNotImplementedError" });
  });
});

describe("other requests", () => {
  test("kernel_info tells the language, also while a cell computes", async () => {
    const id = kernel.sendCode("const until = Date.now() + 800; while (Date.now() < until);");
    await kernel.until(() => kernel.messagesOf(id).length > 0, "busy");
    const info = await kernel.request("kernel_info_request", {}, "control");
    expect(info).toMatchObject({
      implementation: "lisalab",
      language_info: { name: "typescript", file_extension: ".ts" },
    });
    await kernel.result(id);
  });

  test.each([
    ["const a = 1;", "complete"],
    ["function f() {", "incomplete"],
    ["const s = `open", "incomplete"],
    ["const = 3;", "invalid"],
  ])("is_complete: %s is %s", async (code, status) => {
    expect((await kernel.request("is_complete_request", { code })).status).toBe(status);
  });

  test("comms: none are open, and unknown targets are closed", async () => {
    expect(await kernel.request("comm_info_request", {})).toEqual({ status: "ok", comms: {} });
    const id = kernel.send("comm_open", { comm_id: "c1", target_name: "nobody", data: {} });
    await kernel.until(() => kernel.messagesOf(id).some(({ type }) => type === "comm_close"), "comm_close");
  });

  test("a message with a wrong signature is dropped, the kernel goes on", async () => {
    kernel.send("execute_request", { code: "process.exit(1)" }, "shell", "a forged key");
    expect((await kernel.execute("7")).reply.status).toBe("ok");
    expect(kernel.log).toContain("wrong signature");
  });

  test("history finds cells by pattern", async () => {
    await kernel.execute("const findMe = 1;");
    const { history } = await kernel.request("history_request", { hist_access_type: "search", pattern: "*findMe*" });
    expect((history as unknown[][]).map(([, , code]) => code)).toEqual(["const findMe = 1;"]);
  });
});
