import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient } from "./kernel-client.js";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
});
afterAll(() => kernel.close());

/** The traceback as text, without colours. */
function plain(traceback: readonly string[] | undefined): string {
  // oxlint-disable-next-line no-control-regex -- colours are written with control characters
  return (traceback ?? []).join("\n").replace(/\u001b\[[\d;]*m/g, "");
}

describe("errors", () => {
  test("have a name, a message and a traceback in the cell's own lines", async () => {
    const code =
      'interface Unused {}\nconst a: number = 1;\n\nfunction broken() {\n  throw new RangeError("too far");\n}\nbroken();';
    const { reply, messages } = await kernel.execute(code);
    expect(reply).toMatchObject({ status: "error", ename: "RangeError", evalue: "too far" });
    const error = messages.find(({ type }) => type === "error");
    expect(error?.content).toMatchObject({ ename: "RangeError", evalue: "too far", traceback: reply.traceback });
    const text = plain(reply.traceback);
    expect(text).toContain("line 5, column 9");
    expect(text).toContain('> 5 |   throw new RangeError("too far");');
    expect(text).toMatch(/at cell \[\d+\], line 7, column 1/);
    expect(text.match(/ {4}at /g)).toHaveLength(2);
  });

  test("behind an await, and from a function of an earlier cell", async () => {
    const first = await kernel.execute("\nasync function later() {\n  await null;\n  throw new TypeError('late');\n}");
    const { reply } = await kernel.execute("// a comment\nawait later();");
    const text = plain(reply.traceback);
    expect(text).toContain(`cell [${first.reply.execution_count}], line 4, column 9`);
    expect(text).toContain(`cell [${reply.execution_count}], line 2, column 1`);
  });

  test("of the compiler come with line, column and the line itself", async () => {
    const { reply } = await kernel.execute('const fine = 1;\nconst wrong: number = "text";');
    expect(reply.ename).toBe("TypeScriptError");
    expect(reply.evalue).toBe("line 2, column 7: Type 'string' is not assignable to type 'number'. (TS2322)");
    expect(plain(reply.traceback)).toContain('> 2 | const wrong: number = "text";\n    |       ^');
  });

  test("show their cause, and what isn't an Error is shown, too", async () => {
    const caused = await kernel.execute('throw new Error("outer", { cause: new Error("inner") });');
    expect(plain(caused.reply.traceback)).toContain("caused by Error: inner");
    const thrown = await kernel.execute("throw { code: 3 };");
    expect(thrown.reply).toMatchObject({ ename: "Thrown", evalue: "{ code: 3 }" });
  });

  test("of the library keep their name", async () => {
    const { reply } = await kernel.execute("lisalab.display({});");
    expect(reply.ename).toBe("BadArgumentError");
    expect(plain(reply.traceback)).toContain("line 1, column 9");
  });
});

describe("late errors", () => {
  test("a rejection nobody handles fails the cell", async () => {
    const { reply } = await kernel.execute('Promise.reject(new Error("unheard")); 1');
    expect(reply).toMatchObject({ status: "error", ename: "Error", evalue: "unheard" });
  });

  test("an error thrown in a timer while the cell waits fails it at once", async () => {
    const { reply } = await kernel.execute(
      'setTimeout(() => { throw new Error("in a timer"); }, 10);\nawait new Promise(() => {});',
    );
    expect(reply).toMatchObject({ status: "error", evalue: "in a timer" });
  });

  test.each(["throw error", "Promise.reject(error)"])("%s is shown in the cell it came from", async (what) => {
    const code = `setTimeout(() => { const error = new Error("late"); console.log("printed late"); ${what}; }, 50);`;
    const { id, reply } = await kernel.execute(code);
    expect(reply.status).toBe("ok");
    const { messages } = await kernel.execute("await new Promise((done) => setTimeout(done, 200)); 1");
    expect(messages.some(({ type }) => type === "error" || type === "stream")).toBe(false);
    const late = kernel.messagesOf(id);
    expect(late.find(({ type }) => type === "stream")?.content.text).toBe("printed late\n");
    expect(late.find(({ type }) => type === "error")?.content.evalue).toBe("late");
  });

  test("the kernel goes on", async () => {
    expect((await kernel.execute("1 + 1")).reply.status).toBe("ok");
  });
});
