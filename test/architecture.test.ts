import { describe, expect, it } from "vitest";
import { impurities } from "./architecture/purity.js";
import { barrelViolations, cycles, importViolations, type Ranks, ranksOf, readRanks } from "./architecture/rooms.js";
import { readSources, sourceOf } from "./architecture/sources.js";

describe("the library", () => {
  const sources = readSources();
  const ranks = readRanks();

  it("has sources and a table of rooms, or this test looks at nothing", () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(ranks.get("core")).toBe(0);
    expect(ranks.get("cli")).toBeGreaterThan(ranks.get("jupyter")!);
  });

  it("has every room of the table, and in each something", () => {
    const rooms = new Set(sources.map(({ name }) => name.split("/")[0]));
    expect([...ranks.keys()].filter((room) => !rooms.has(room))).toEqual([]);
  });

  it("imports only from the own room and from below", () => {
    expect(importViolations(sources, ranks)).toEqual([]);
  });

  it("has no cycle between files", () => {
    expect(cycles(sources)).toEqual([]);
  });

  it("re-exports only in index.ts and the rooms' public.ts", () => {
    expect(barrelViolations(sources)).toEqual([]);
  });

  it("is pure in the ranks 0 to 5", () => {
    expect(impurities(sources, ranks)).toEqual([]);
  });
});

describe("a planted violation is found", () => {
  const ranks: Ranks = ranksOf("| 0 | core | x |\n| 1 | math, time | x |\n| 7 | io | x |\n| - | index.ts | x |\n");

  it("reads the table", () => {
    expect([...ranks]).toEqual([
      ["core", 0],
      ["math", 1],
      ["time", 1],
      ["io", 7],
    ]);
  });

  it.each([
    ["upward", 'import { a } from "../io/a.js";'],
    ["upward, a type", 'import type { A } from "../io/a.js";'],
    ["upward, inline type", 'export const a = (x: import("../io/a.js").A) => x;'],
    ["upward, re-exported", 'export { a } from "../io/a.js";'],
    ["upward, dynamic", 'const a = () => import("../io/a.js");'],
    ["upward, required", 'const a = require("../io/a.js");'],
    ["sideways", 'import { a } from "../time/a.js";'],
    ["a barrel", 'import { a } from "../core/public.js";'],
    ["the index", 'import { a } from "../index.js";'],
    ["an unknown room", 'import { a } from "../utils/a.js";'],
  ])("import: %s", (_name, text) => {
    expect(importViolations([sourceOf("math/x.ts", text)], ranks)).toHaveLength(1);
  });

  it("lets pass what goes down and stays in the room", () => {
    const text = 'import { a } from "../core/a.js"; import { b } from "./b.js"; import { c } from "node:fs";';
    expect(importViolations([sourceOf("math/x.ts", text)], ranks)).toEqual([]);
  });

  it.each(["math/deep/x.ts", "x.ts", "attic/x.ts"])("place: %s", (name) => {
    expect(importViolations([sourceOf(name, "export const a = 1;")], ranks)).toHaveLength(1);
  });

  it("cycle", () => {
    const a = sourceOf("math/a.ts", 'import type { B } from "./b.js";');
    const b = sourceOf("math/b.ts", 'import { c } from "./c.js";');
    const c = sourceOf("math/c.ts", 'export const f = () => import("./a.js");');
    expect(cycles([a, b, c])).toEqual(["math/a.ts -> math/b.ts -> math/c.ts -> math/a.ts"]);
    expect(cycles([a, b])).toEqual([]);
  });

  it("barrel", () => {
    expect(barrelViolations([sourceOf("math/x.ts", 'export { a } from "./a.js";')])).toHaveLength(1);
    expect(barrelViolations([sourceOf("math/x.ts", 'export * from "./a.js";')])).toHaveLength(1);
    expect(barrelViolations([sourceOf("math/public.ts", "export const a = 1;")])).toHaveLength(1);
    expect(barrelViolations([sourceOf("math/public.ts", 'export * from "./a.js";')])).toEqual([]);
    expect(barrelViolations([sourceOf("math/x.ts", "const a = 1;\nexport { a };\nexport const b = a;")])).toEqual([]);
  });

  it.each([
    'import { readFileSync } from "node:fs";',
    'import { readFileSync } from "fs";',
    'export const f = () => import("h5wasm/node");',
    "export async function f() {}",
    "export const f = async () => {};",
    "export function f(): Promise<void> { return g(); }",
    "export const now = () => new Date();",
    "export const now = () => Date.now();",
    "export const f = () => Math.random();",
    "export const f = () => console.log(1);",
    "export const f = () => process.env;",
    "export const f = () => globalThis.count++;",
    "export const f = () => performance.now();",
    "export const f = () => ({ process });",
    "let count = 0;",
    "export var count = 0;",
    "const memory = new Map<string, number>();",
    "const memory: number[] = [];",
    "const memory: Record<string, number> = {};",
    "const state: { current: number | undefined } = { current: undefined };",
  ])("impure: %s", (text) => {
    expect(impurities([sourceOf("math/x.ts", text)], ranks)).toHaveLength(1);
    expect(impurities([sourceOf("io/x.ts", text)], ranks)).toEqual([]);
  });

  it("lets pass what merely has such a name", () => {
    const text = "export const f = (x: { process: number }) => x.process; const t = new Map([[1, 2]]); // Date, async";
    expect(impurities([sourceOf("math/x.ts", text)], ranks)).toEqual([]);
  });
});
