import { describe, expect, it } from "vitest";
import { mathMarkup, mathTree } from "../../src/document/math.js";
import { type MathInstruction, mathInstruction } from "../../src/document/math-setting.js";

function instruction(tex: string): MathInstruction {
  return mathInstruction(mathTree(tex, true)!);
}

/** The instructions used, and the characters set. */
function flat(given: MathInstruction): readonly string[] {
  const inner = [...(given.c ?? []), ...(given.rows ?? []).flat()];
  return [given.v ?? given.f, ...inner.flatMap(flat)];
}

describe("TeX as instructions for the typesetter", () => {
  it.each([
    ["\\frac{a}{b}", ["frac", "a", "b"]],
    ["x_1^2", ["subsup", "x", "1", "2"]],
    ["\\sqrt[3]{x}", ["root", "3"]],
    ["\\sum_{i=0}^n", ["underover", "∑", "i"]],
    ["\\tilde{S}", ["\u0303", "S"]],
    ["\\overline{ab}", ["overline"]],
    ["\\underbrace{x}_n", ["under", "underbrace", "x", "n"]],
    ["\\sin x", ["sin", "x"]],
    ["\\mathbf{D}", ["𝐃"]],
    ["\\left(\\frac12\\right)", ["fenced", "(", "frac", ")"]],
    ["\\begin{pmatrix}a&b\\\\c&d\\end{pmatrix}", ["fenced", "mat", "a", "d"]],
    ["\\begin{cases}1&x\\\\0&y\\end{cases}", ["fenced", "{", "cases"]],
    ["\\text{a word}", ["a\u00a0word"]],
  ])("%s", (tex, parts) => {
    expect(flat(instruction(tex))).toEqual(expect.arrayContaining(parts));
  });

  it("aligns equations at their relations, without columns for numbers", () => {
    const aligned = instruction("\\begin{align}A&=1\\\\E&=2\\end{align}");
    expect(aligned.f).toBe("lines");
    expect(aligned.rows!.map((row) => row.length)).toEqual([2, 2]);
  });

  it.each(["\\frobnicate", "\\frac{1", "\\def\\a{\\a\\a}\\a", "x^a^b"])("does not take %s", (tex) => {
    expect(mathTree(tex, false)).toBeNull();
    expect(mathMarkup(tex, true)).toBeNull();
  });

  it("lets nothing through that links, styles or runs", () => {
    for (const tex of [
      "\\href{javascript:alert(1)}{x}",
      "\\htmlData{a=b}{x}",
      "\\includegraphics{a.png}",
      "</math><script>",
    ])
      expect(mathMarkup(tex, true) ?? "").not.toMatch(/javascript:|<script|<img|data-a|href=/);
  });
});
