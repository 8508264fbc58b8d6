import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient } from "./kernel-client.js";

let kernel: KernelClient;
let folder: string;
beforeAll(async () => {
  // Outside of any node_modules, in a path with a space: where notebooks lie.
  folder = mkdtempSync(join(tmpdir(), "note books-"));
  writeFileSync(join(folder, "helper.ts"), "export const helped: number = 5;\n");
  writeFileSync(join(folder, "outer.ts"), 'import { helped } from "./helper";\nexport const twice = 2 * helped;\n');
  writeFileSync(join(folder, "faulty.ts"), "export const text: string = 5;\n");
  writeFileSync(join(folder, "around.ts"), 'export { text } from "./faulty";\n');
  kernel = await KernelClient.start({ cwd: folder });
});
afterAll(async () => {
  await kernel.close();
  rmSync(folder, { recursive: true });
});

describe("the library in cells", () => {
  test("is there and typed before the first cell", async () => {
    const { reply } = await kernel.execute("const wrong: string = lisalab.days(1);");
    expect(reply.ename).toBe("TypeScriptError");
    expect((await kernel.execute("const day: number = lisalab.days(1);")).reply.status).toBe("ok");
  });

  test("is imported by name, from any folder", async () => {
    const { messages } = await kernel.execute('import { days } from "lisalab"; days(2)');
    expect(messages.find(({ type }) => type === "execute_result")?.content.data).toEqual({ "text/plain": "172800" });
  });

  test("is the same in all cells", async () => {
    const { messages } = await kernel.execute('import { days as other } from "lisalab"; other === lisalab.days');
    expect(messages.find(({ type }) => type === "execute_result")?.content.data).toEqual({ "text/plain": "true" });
  });

  test("Node's types and modules are there", async () => {
    const { stdout } = await kernel.execute(
      'import { basename } from "node:path"; console.log(basename("a/b"), process.pid > 0);',
    );
    expect(stdout).toBe("b true\n");
  });

  test("files beside the notebook can be imported", async () => {
    const { messages } = await kernel.execute('import { helped } from "./helper"; helped');
    expect(messages.find(({ type }) => type === "execute_result")?.content.data).toEqual({ "text/plain": "5" });
  });

  test("so are files that those import, and what is wrong in them is told", async () => {
    const { messages } = await kernel.execute('import { twice } from "./outer"; twice');
    expect(messages.find(({ type }) => type === "execute_result")?.content.data).toEqual({ "text/plain": "10" });
    const { reply } = await kernel.execute('import { text } from "./around"; text');
    expect(reply.ename).toBe("TypeScriptError");
    expect(reply.evalue).toContain("faulty.ts");
  });

  test("names of earlier cells are found in shorthand properties, and can be assigned to through them", async () => {
    await kernel.execute("let segment = 5; let order = 1; const nested = { inner: 3 };");
    const { messages } = await kernel.execute(
      "({ segment, order = 31 } = { segment: 7 } as { segment: number; order?: number });\n" +
        "const other = 2; JSON.stringify({ segment, order, nested, other, deep: [{ segment }] })",
    );
    expect(messages.find(({ type }) => type === "execute_result")?.content.data).toEqual({
      "text/plain": '{"segment":7,"order":31,"nested":{"inner":3},"other":2,"deep":[{"segment":7}]}',
    });
  });

  test("properties keep their names when what an earlier cell has made is taken apart", async () => {
    await kernel.execute('const load = () => ({ part: 5, whole: { inner: 6 } }); const key = "part"; let kept = 0;');
    const { messages } = await kernel.execute(
      "const { part: piece, whole: { inner: core }, [key]: again } = load(); ({ part: kept } = load()); [piece, core, again, kept]",
    );
    expect(messages.find(({ type }) => type === "execute_result")?.content.data).toEqual({
      "text/plain": "[ 5, 6, 5, 5 ]",
    });
  });

  test("a package that isn't there is an error of the cell's line", async () => {
    const { reply } = await kernel.execute('\nimport * as nothing from "no-such-package";');
    expect(reply.evalue).toMatch(/^line 2, column 26: Cannot find module 'no-such-package'/);
  });
});

describe("assistance", () => {
  const complete = (code: string): ReturnType<KernelClient["request"]> =>
    kernel.request("complete_request", { code, cursor_pos: [...code].length });

  test("completes the library, with kinds", async () => {
    const reply = await complete('"😀"; lisalab.day');
    expect(reply.matches).toContain("days");
    expect([reply.cursor_start, reply.cursor_end]).toEqual([13, 16]);
    const { _jupyter_types_experimental: types } = reply.metadata as Record<string, { text: string; type: string }[]>;
    expect(types.find(({ text }) => text === "days")?.type).toBe("function");
  });

  test("completes variables of earlier cells", async () => {
    await kernel.execute("const observation = { laser: 1, clock: 2 };");
    expect((await complete("observation.")).matches).toEqual(["clock", "laser"]);
  });

  test.each(["days", "days(", "lisalab.days"])("inspects %s: type and documentation", async (code) => {
    await kernel.execute('import { days } from "lisalab";');
    const { found, data } = await kernel.request("inspect_request", { code, cursor_pos: code.length, detail_level: 0 });
    expect(found).toBe(true);
    const text = (data as Record<string, string>)["text/plain"];
    expect(text).toMatch(/days\(.*number/);
    expect(text).toContain("\n\n");
  });

  test("finds nothing where there is nothing", async () => {
    expect(await kernel.request("inspect_request", { code: "  ", cursor_pos: 1, detail_level: 0 })).toMatchObject({
      found: false,
    });
  });
});
