import { describe, expect, it } from "vitest";
import type { Block } from "../../src/document/document.js";
import { CHECK_MIME } from "../../src/runbook/check.js";
import type { Cell } from "../../src/runbook/notebook.js";
import { reportOf } from "../../src/runbook/report.js";
import { check, code, notebookOf, RECORD, shown } from "./sample-run.js";

/** The blocks that stand for these cells. */
function blocksOf(
  cells: readonly Cell[],
  states: Readonly<Record<string, "pending" | "running" | "skipped">> = {},
): readonly Block[] {
  const told = Object.entries(states).map(([id, state], index) => ({
    id,
    index,
    state,
    startedAt: null,
    endedAt: null,
  }));
  const { blocks } = reportOf({ ...RECORD, cells: told }, notebookOf(cells));
  const names = blocks.map((block) => (block.type === "heading" ? block.text : ""));
  return blocks.slice(names.indexOf("Notebook") + 1, names.indexOf("Files"));
}

describe("a report", () => {
  it("joins the pieces of a stream, but not those of two", () => {
    const piece = (name: "stdout" | "stderr", text: string) => ({ output_type: "stream", name, text }) as const;
    const blocks = blocksOf([code("x", [piece("stdout", "a"), piece("stdout", "b\n"), piece("stderr", "c")])]);
    expect(blocks.slice(1)).toEqual([
      { type: "text", text: "ab\n", tone: "output" },
      { type: "text", text: "c", tone: "warning" },
    ]);
  });

  it("puts checks that follow one another into one table", () => {
    const [one, other] = [check("a", "Pass", 1), check("b", "Warn", 2)];
    const blocks = blocksOf([code("x", [shown({ [CHECK_MIME]: one }), shown({ [CHECK_MIME]: other })])]);
    expect(blocks[1]).toEqual({ type: "checks", checks: [one, other] });
  });

  it("takes nothing for a check that is none", () => {
    const faulty = [
      {},
      null,
      "x",
      { ...check("a", "Pass", 1), verdict: "Great" },
      { ...check("a", "Pass", 1), value: {} },
    ];
    for (const value of faulty) expect(blocksOf([code("x", [shown({ [CHECK_MIME]: value })])])[1]!.type).toBe("media");
  });

  it.each([
    ["pending", "This cell was not reached."],
    ["skipped", "This cell was skipped."],
    ["running", "This cell had not ended."],
  ] as const)("says of a %s cell what became of it", (state, text) => {
    expect(blocksOf([code("x", [], 1)], { "code-1": state }).at(-1)).toEqual({ type: "note", text });
  });

  it("says an error once, with its traceback when there is one", () => {
    const error = { output_type: "error", ename: "TypeError", evalue: "no", traceback: [] } as const;
    expect(blocksOf([code("x", [error])])[1]).toMatchObject({ text: "TypeError: no", tone: "error" });
    const traced = { ...error, traceback: ["TypeError: no", "  at line 1"] };
    expect(blocksOf([code("x", [traced])])[1]).toMatchObject({ text: "TypeError: no\n  at line 1" });
  });

  it("leaves out empty cells", () => {
    expect(blocksOf([code(" ", [], null)])).toEqual([]);
  });
});
