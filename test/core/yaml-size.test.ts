import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { assertYamlSize } from "../../src/core/yaml-size.js";

/** Longest time that a refusal takes, in ms: that of a look at each character, on a machine that is busy. */
const AT_ONCE = 2000;

/** Longest time that the parser takes for what is let through, in ms, on a machine that is busy. */
const SOON = 10_000;

const HOSTILE: readonly (readonly [string, string, RegExp])[] = [
  ["brackets without an end", `a: ${"[".repeat(30_000)}`, /30,000 brackets in brackets; .* at most 50/],
  ["brackets that are closed", `a: ${"[".repeat(600)}${"]".repeat(600)}`, /600 brackets in brackets/],
  ["mappings in mappings", `a: ${"{a: ".repeat(5000)}`, /5,000 brackets in brackets/],
  ["lists in lists on one line", `${"- ".repeat(15_000)}a`, /30,000 columns of indentation/],
  ["keys of keys", `${"? ".repeat(10_000)}a`, /20,000 columns/],
  [
    "lines that are indented ever more",
    Array.from({ length: 230 }, (_, n) => `${" ".repeat(n)}a:`).join("\n"),
    /229 columns/,
  ],
  ["a million characters", "#".repeat(1e6), /1,000,000 characters/],
  ["many keys", `{${Array.from({ length: 4000 }, (_, n) => `k${n}`).join()}}`, /3,999 lines and commas/],
];

/** What is as large as may be. */
const LARGE: readonly (readonly [string, string])[] = [
  ["keys", Array.from({ length: 2000 }, (_, n) => `k${n}: ${n}`).join("\n")],
  ["brackets", `a: [${`${"[".repeat(49)}${"]".repeat(49)},`.repeat(300)}1]`],
  ["indentation", Array.from({ length: 200 }, (_, n) => `${" ".repeat(n)}a:`).join("\n")],
  ["dashes", `${"- ".repeat(100)}a\n`.repeat(150)],
  ["errors", "]\n".repeat(2000)],
  ["aliases", `a: &a [x, x]\nb: [${"*a,".repeat(1900)}1]`],
];

describe("the size of YAML", () => {
  it.each(HOSTILE)("refuses %s at once", (_, text, message) => {
    const begin = performance.now();
    expect(() => assertYamlSize(text, "x.yaml")).toThrow(message);
    expect(performance.now() - begin).toBeLessThan(AT_ONCE);
  });

  it.each(LARGE)("lets through what takes the parser little time: many %s", (_, text) => {
    assertYamlSize(text, "x.yaml");
    const begin = performance.now();
    try {
      parse(text);
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }
    expect(performance.now() - begin).toBeLessThan(SOON);
  });

  it("lets all sidecars of this package through", () => {
    const folder = new URL("../../runbooks/", import.meta.url);
    const sidecars = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
    expect(sidecars.length).toBeGreaterThan(5);
    for (const name of sidecars) assertYamlSize(readFileSync(new URL(name, folder), "utf8"), name);
  });
});
