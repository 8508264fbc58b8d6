import { describe, expect, it } from "vitest";
import { type Inline, type Prose, readMarkdown } from "../../src/document/markdown.js";

function mathIn(markdown: string): readonly string[] {
  const inlines = (pieces: readonly Inline[]): readonly string[] =>
    pieces.flatMap((piece) => (piece.type === "math" ? [`${piece.display ? "$$" : "$"}${piece.tex.trim()}`] : []));
  return readMarkdown(markdown).flatMap((block) => (block.type === "paragraph" ? inlines(block.children) : []));
}

describe("math between dollars", () => {
  it.each([
    ["in a line", "so $x^2$ and $\\sigma$.", ["$x^2", "$\\sigma"]],
    ["displayed in a line", "so $$x_1$$", ["$$x_1"]],
    ["on lines of its own, with lines that look like lists and headings", "$$\na\n+ b\n= c\n$$", ["$$a\n+ b\n= c"]],
    ["as an environment", "\\begin{align}a&=b\\end{align}", ["$$\\begin{align}a&=b\\end{align}"]],
    ["with an escaped dollar", "$a\\$b$", ["$a\\$b"]],
    ["not as money", "from $5 to $6, or $ 7 $", []],
    ["not when it is escaped", "\\$x$", []],
    ["not in code", "`$x$`", []],
    ["not when it never ends", "$$\na", []],
  ])("is read %s", (_, markdown, math) => {
    expect(mathIn(markdown)).toEqual(math);
  });

  it("is not spoilt by what Markdown would do to it", () => {
    expect(mathIn("$a_1 b_2 * c * d$")).toEqual(["$a_1 b_2 * c * d"]);
  });
});

describe("Markdown as a tree", () => {
  it("has lists in lists, quotes, tables and code", () => {
    const tree = readMarkdown(
      "2. a\n   - b\n\n> q\n\n| x | y |\n| - | - |\n| 1 | **2** |\n\n```ts\nlet a;\n```\n\n---",
    );
    expect(tree.map(({ type }) => type)).toEqual(["list", "quote", "table", "fence", "rule"]);
    const [list, , table, fence] = tree as readonly Extract<Prose, { type: "list" | "table" | "fence" }>[];
    expect(list).toMatchObject({
      ordered: true,
      start: 2,
      items: [[{ type: "paragraph" }, { type: "list", ordered: false }]],
    });
    expect(table).toMatchObject({ rows: [[[{ text: "1" }], [{ type: "strong" }]]] });
    expect(fence).toMatchObject({ text: "let a;", language: "ts" });
  });

  it("takes HTML for text", () => {
    const [paragraph] = readMarkdown("<script>alert(1)</script> <b>x</b>") as readonly Extract<
      Prose,
      { type: "paragraph" }
    >[];
    expect(paragraph!.children.every(({ type }) => type === "text")).toBe(true);
  });
});
