import { describe, expect, it } from "vitest";
import { assertHolds, questionOf } from "../../src/runbook/hold-question.js";
import type { Cell, Notebook } from "../../src/runbook/notebook.js";

function notebook(...cells: readonly (readonly [type: "code" | "markdown", source: string, tag?: string])[]): Notebook {
  const made = cells.map(([type, source, tag], i) => {
    const common = { id: `c${i}`, metadata: tag === undefined ? {} : { tags: [tag] }, source };
    return (
      type === "code"
        ? { cell_type: type, ...common, execution_count: null, outputs: [] }
        : { cell_type: type, ...common }
    ) satisfies Cell;
  });
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: made };
}

describe("what a hold asks", () => {
  it("is the prose directly above it and its first comment, under its heading", () => {
    const book = notebook(
      ["markdown", "# Far above"],
      ["code", "work();"],
      ["markdown", "## Switch it?\n\nIs it **warm**?"],
      ["code", "// Look at page 12.\n//   Twice.\nswitchOver(); // now\n// and then", "hold"],
    );
    expect(questionOf(book, 3)).toEqual({ title: "Switch it?", text: "Is it **warm**?\n\nLook at page 12.\n  Twice." });
  });

  it("has the comment for a title when no prose is above", () => {
    const book = notebook(["markdown", "# Above"], ["code", "a"], ["code", "/* Go on?\n * Really? */\nb", "hold"]);
    expect(questionOf(book, 2)).toEqual({ title: "Go on?", text: "Go on?\nReally?" });
    expect(questionOf(notebook(["markdown", "# Above"], ["code", "a"], ["code", "b()", "hold"]), 2)).toEqual({
      title: "Above",
      text: "",
    });
  });

  it("is not hidden by the cell of parameters", () => {
    const book = notebook(
      ["markdown", "## Begin?\n\nThink."],
      ["code", "const a = 1;", "injected-parameters"],
      ["code", "b()", "hold"],
    );
    expect(questionOf(book, 2)).toEqual({ title: "Begin?", text: "Think." });
  });

  it("is no longer than people and messages can take", () => {
    const { title, text } = questionOf(
      notebook(["markdown", `# ${"x".repeat(5000)}\n${"y".repeat(50_000)}`], ["code", "b", "hold"]),
      1,
    );
    expect([title.length, text.length]).toEqual([202, 8002]);
  });

  it("is refused where nothing would wait", () => {
    expect(() => assertHolds(notebook(["markdown", "Wait", "hold"]), "a.ipynb")).toThrow(/cell 1 is tagged hold, but/);
    expect(() => assertHolds(notebook(["code", "a"], ["code", " \n", "hold"]), "a.ipynb")).toThrow(/cell 2 is tagged/);
    assertHolds(notebook(["code", "a", "hold"], ["markdown", "b"]), "a.ipynb");
  });
});
