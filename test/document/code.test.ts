import { string as anyString, assert, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { readCode } from "../../src/document/code.js";

function kindsOf(source: string): readonly string[] {
  return readCode(source)
    .flat()
    .filter(({ text }) => text.trim() !== "")
    .map(({ kind, text }) => `${kind}:${text}`);
}

describe("TypeScript in spans", () => {
  it("tells keywords, strings, numbers and comments apart", () => {
    expect(kindsOf('const x = 1e-3; // "no"')).toEqual([
      "keyword:const",
      "plain:x",
      "plain:=",
      "number:1e-3",
      "plain:;",
      'comment:// "no"',
    ]);
    expect(kindsOf("`a ${b} c`")).toEqual(["string:`a ${", "plain:b", "string:} c`"]);
  });

  it("keeps a comment's kind over its lines", () => {
    expect(readCode("/* a\nb */")).toEqual([[{ kind: "comment", text: "/* a" }], [{ kind: "comment", text: "b */" }]]);
  });

  it("loses nothing, whatever it reads", () => {
    assert(
      property(anyString({ unit: "binary", maxLength: 60 }), (source) => {
        const text = readCode(source)
          .map((line) => line.map((span) => span.text).join(""))
          .join("\n");
        expect(text).toBe(source.replace(/\t/g, "  ").replace(/\r\n|[\r\u2028\u2029]/g, "\n"));
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});
