import { expect, it } from "vitest";
import { isNestedDeeper } from "../../src/core/nesting.js";

it("tells what is nested too deep, however deep that is", () => {
  const nested = (depth: number): unknown => JSON.parse(`${"[".repeat(depth)}1${"]".repeat(depth)}`);
  expect([1, 3, 4].map((depth) => isNestedDeeper(nested(depth), 3))).toEqual([false, false, true]);
  expect(isNestedDeeper(nested(1_000_000), 100)).toBe(true);
  expect(isNestedDeeper(JSON.parse(`${'{"a":'.repeat(101)}1${"}".repeat(101)}`), 100)).toBe(true);
  expect([1, "text", null, {}, []].some((plain) => isNestedDeeper(plain, 1))).toBe(false);
});
