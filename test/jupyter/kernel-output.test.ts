import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient, type Received, textOf } from "./kernel-client.js";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
});
afterAll(() => kernel.close());

function lines(prefix: string, count: number): string {
  return Array.from({ length: count }, (_, n) => `${prefix} ${n}\n`).join("");
}

describe("floods: nothing is lost or out of order", () => {
  test("200,000 lines in one synchronous stretch", async () => {
    const { stdout, messages } = await kernel.execute('for (let n = 0; n < 200_000; n++) console.log("line", n);');
    expect(stdout === lines("line", 200_000)).toBe(true);
    expect(messages.length).toBeLessThan(1000);
  });

  test("stdout and stderr in turn", async () => {
    const code = 'for (let n = 0; n < 100_000; n++) { console.log("out", n); console.error("err", n); }';
    const { stdout, stderr } = await kernel.execute(code);
    expect(stdout === lines("out", 100_000)).toBe(true);
    expect(stderr === lines("err", 100_000)).toBe(true);
  });

  test("a few hundred turns keep the order between the streams, too", async () => {
    const code = 'for (let n = 0; n < 400; n++) { console.log("out", n); console.error("err", n); }';
    const { messages } = await kernel.execute(code);
    const shown = messages.flatMap(({ type, content }) => (type === "stream" ? [content.text] : []));
    expect(shown.join("")).toBe(Array.from({ length: 400 }, (_, n) => `out ${n}\nerr ${n}\n`).join(""));
  });

  test("1,500 displays, between them text", async () => {
    const code = `for (let n = 0; n < 1500; n++) {
      lisalab.display({ "text/plain": "display " + n });
      if (n % 10 === 0) console.log("text", n);
    }`;
    const { messages } = await kernel.execute(code);
    const expected: string[] = [];
    for (let n = 0; n < 1500; n++) expected.push(`display ${n}`, ...(n % 10 === 0 ? [`text ${n}\n`] : []));
    const shown = messages.flatMap(({ type, content }) => {
      if (type === "stream") return [content.text];
      return type === "display_data" ? [content.data?.["text/plain"]] : [];
    });
    expect(shown).toEqual(expected);
  });

  test("20 MB in one line arrive in messages that servers let through", async () => {
    const { messages } = await kernel.execute('console.log("x😀".repeat(5_000_000));');
    const texts = messages.filter(({ type }) => type === "stream").map(({ content }) => String(content.text));
    expect(texts.join("") === `${"x😀".repeat(5_000_000)}\n`).toBe(true);
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(1 << 18);
  });

  test("what a computing cell prints is seen while it computes", async () => {
    const id = kernel.sendCode('console.log("first"); const end = Date.now() + 1500; while (Date.now() < end);');
    await kernel.until(() => textOf(kernel.messagesOf(id), "stdout") === "first\n", "the first line", 1200);
    expect(kernel.messagesOf(id).some(({ content }) => content.execution_state === "idle")).toBe(false);
    await kernel.result(id);
  });
});

describe("displays", () => {
  const shown = (messages: readonly Received[], type: string): (Received["content"] | undefined)[] =>
    messages.filter((message) => message.type === type).map(({ content }) => content);

  test("a bundle with metadata, bytes as base64", async () => {
    const code = `lisalab.display(
      { "text/html": "<b>1</b>", "image/png": new Uint8Array([1, 2, 3]), "application/json": { a: [1] } },
      { metadata: { "image/png": { width: 10 } } },
    );`;
    const { messages } = await kernel.execute(code);
    expect(shown(messages, "display_data")).toEqual([
      {
        data: { "text/html": "<b>1</b>", "image/png": "AQID", "application/json": { a: [1] } },
        metadata: { "image/png": { width: 10 } },
        transient: {},
      },
    ]);
  });

  test("a display is updated, from a later cell as well", async () => {
    await kernel.execute('lisalab.display({ "text/plain": "0 %" }, { displayId: "bar" });');
    const { messages } = await kernel.execute('lisalab.updateDisplay("bar", { "text/plain": "50 %" });');
    expect(shown(messages, "update_display_data")).toEqual([
      { data: { "text/plain": "50 %" }, metadata: {}, transient: { display_id: "bar" } },
    ]);
  });

  test("a value shows itself", async () => {
    const code = '({ [Symbol.for("lisalab.display")]: () => ({ "text/plain": "p", "text/html": "<i>p</i>" }) })';
    const { messages } = await kernel.execute(code);
    expect(shown(messages, "execute_result")[0]?.data).toEqual({ "text/plain": "p", "text/html": "<i>p</i>" });
  });

  test("tslab's own display works", async () => {
    const { messages, reply } = await kernel.execute('import * as tslab from "tslab"; tslab.display.html("<p>");');
    expect(reply.status).toBe("ok");
    expect(shown(messages, "display_data")[0]?.data).toEqual({ "text/html": "<p>" });
  });

  test("objects look as Node prints them", async () => {
    const { stdout } = await kernel.execute('console.log({ a: [1, { b: 2n }], c: new Map([["k", 1]]) });');
    expect(stdout).toBe("{ a: [ 1, { b: 2n } ], c: Map(1) { 'k' => 1 } }\n");
  });

  test("outputs are taken back", async () => {
    const { messages } = await kernel.execute("lisalab.clearOutput(true);");
    expect(shown(messages, "clear_output")).toEqual([{ wait: true }]);
  });
});
