import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { KERNEL_PORT, type MimeBundle } from "../../src/jupyter/display.js";
import type * as Products from "../../src/runbook/product.js";

const globals = globalThis as unknown as Record<symbol, unknown>;
const RUN = Symbol.for("lisalab.run");
const MIME = "application/vnd.lisalab.checkpoint+json";

let shown: MimeBundle[];
let run: string;

/** The library as a fresh kernel has it, in a run. */
async function kernel(): Promise<typeof Products.product> {
  const checkpoints = { folder: join(run, "checkpoints"), belongsTo: "run 1" };
  Object.defineProperty(globalThis, RUN, { value: { id: "r", checkpoints }, configurable: true });
  vi.resetModules();
  return (await import("../../src/runbook/product.js")).product;
}

beforeEach(() => {
  shown = [];
  run = mkdtempSync(join(tmpdir(), "lisalab products "));
  globals[KERNEL_PORT] = { display: (data: MimeBundle) => shown.push(data) };
});

afterEach(() => {
  delete globals[RUN];
  delete globals[KERNEL_PORT];
});

describe("a product", () => {
  const make = vi.fn((path: string) => writeFileSync(path, "level 1"));

  beforeEach(() => {
    make.mockClear();
  });

  it("is made once, whole, and taken by a kernel that comes later", async () => {
    const path = await (await kernel())("l1.h5", make);
    expect([path, readFileSync(path, "utf8")]).toEqual([join(run, "products", "l1.h5"), "level 1"]);
    expect(await (await kernel())("l1.h5", make)).toBe(path);
    expect(make).toHaveBeenCalledTimes(1);
    expect(shown.map((data) => data[MIME])).toMatchObject([
      { name: "product l1.h5", state: "saved", bytes: 7 },
      { name: "product l1.h5", state: "restored", bytes: 7 },
    ]);
  });

  it.each([
    ["changed", (path: string) => writeFileSync(path, "level 2"), /since its SHA-256 is another/],
    ["lost", (path: string) => rmSync(path), /since it can't be read: ENOENT/],
  ])("that was %s is made again, and told of", async (_, damage, problem) => {
    const path = await (await kernel())("l1.h5", make);
    damage(path);
    await (await kernel())("l1.h5", make);
    expect(readFileSync(path, "utf8")).toBe("level 1");
    expect(shown.at(-1)![MIME]).toMatchObject({ state: "saved", problem: expect.stringMatching(problem) });
  });

  it("that was not finished is none", async () => {
    const half = (path: string): void => {
      writeFileSync(path, "lev");
      throw new Error("boom");
    };
    await expect((await kernel())("l1.h5", half)).rejects.toThrow("boom");
    expect(existsSync(join(run, "products", "l1.h5"))).toBe(false);
    await (await kernel())("l1.h5", make);
    expect(readdirSync(join(run, "products"))).toEqual(["l1.h5"]);
  });

  it.each(["../x", "a/b", "", ".hidden", "a b"])("is a file in its folder, which %j is not", async (name) => {
    await expect((await kernel())(name, make)).rejects.toThrow(/give a file's name/);
  });

  it("must be written, and once", async () => {
    const product = await kernel();
    await expect(product("x.h5", () => undefined)).rejects.toThrow(/nothing was written at the path/);
    await expect(product("x.h5", make)).rejects.toThrow(/is there already in this run/);
  });
});
