import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isLisalabError } from "../../src/core/errors.js";
import type { CodeCell, Notebook } from "../../src/runbook/notebook.js";
import { notebookText, parseNotebook, tagsOf } from "../../src/runbook/notebook-file.js";

const LEVEL = readFileSync(new URL("../fixtures/runbook/level.ipynb", import.meta.url), "utf8");

function withCell(cell: object, rest: object = {}): string {
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell], ...rest });
}

const CODE = { cell_type: "code", id: "a", metadata: {}, source: ["a\n", "b"], outputs: [], execution_count: null };

describe("parseNotebook", () => {
  it("cut at any byte, a notebook is one clear error", () => {
    for (let length = 0; length < LEVEL.length; length++) {
      const cut = LEVEL.slice(0, length);
      try {
        parseNotebook(cut, "cut.ipynb");
        // Only white space may be missing from something valid.
        expect(LEVEL.slice(length).trim()).toBe("");
      } catch (error) {
        expect(isLisalabError(error, "BadFile"), `cut at ${length}: ${String(error)}`).toBe(true);
        expect((error as Error).message).toMatch(/^cut\.ipynb is no notebook/);
      }
    }
  });

  it.each([
    ["a list", "[]"],
    ["a number", "1"],
    ["format 3", JSON.stringify({ nbformat: 3, worksheets: [] })],
    ["a newer format", withCell(CODE, { nbformat_minor: 6 })],
    ["an unknown cell", withCell({ cell_type: "heading", source: "" })],
    ["a cell without source", withCell({ cell_type: "code" })],
    ["a cell that is null", JSON.stringify({ nbformat: 4, nbformat_minor: 5, cells: [null] })],
  ])("refuses %s", (_, text) => {
    expect(() => parseNotebook(text, "n.ipynb")).toThrow(/^n\.ipynb/);
  });

  it("refuses two cells with one id", () => {
    const text = JSON.stringify({ nbformat: 4, nbformat_minor: 5, cells: [CODE, CODE] });
    expect(() => parseNotebook(text, "n.ipynb")).toThrow('two cells have the id "a"');
  });

  it("gives ids to the cells of an older notebook, and drops old outputs", () => {
    const { id: _, ...old } = CODE;
    const text = withCell({ ...old, outputs: [{ output_type: "stream" }], execution_count: 3 }, { nbformat_minor: 2 });
    const notebook = parseNotebook(text, "n.ipynb");
    const cell = notebook.cells[0] as CodeCell;
    expect(notebook.nbformat_minor).toBe(5);
    expect(cell.id).toMatch(/^[0-9a-f]{8}$/);
    expect(cell).toMatchObject({ outputs: [], execution_count: null, source: "a\nb" });
  });
});

describe("notebookText", () => {
  it("splits text into lines, as nbformat does, and reads back as it was", () => {
    const notebook: Notebook = {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { kernelspec: { name: "k" } },
      cells: [
        {
          cell_type: "code",
          id: "a",
          metadata: {},
          source: "x\ny\n",
          execution_count: 1,
          outputs: [
            { output_type: "stream", name: "stdout", text: "1\n2" },
            { output_type: "display_data", data: { "text/html": "<b>\n", "application/json": "a\nb" }, metadata: {} },
          ],
        },
      ],
    };
    const written = JSON.parse(notebookText(notebook)) as { cells: { source: string[]; outputs: unknown[] }[] };
    expect(written.cells[0]!.source).toEqual(["x\n", "y\n"]);
    expect(written.cells[0]!.outputs).toMatchObject([
      { text: ["1\n", "2"] },
      { data: { "text/html": ["<b>\n"], "application/json": "a\nb" } },
    ]);
    expect(parseNotebook(notebookText(notebook), "n").cells[0]).toMatchObject({ id: "a", source: "x\ny\n" });
  });
});

it("reads tags, and none from odd metadata", () => {
  expect(tagsOf({ cell_type: "raw", id: "a", metadata: { tags: ["skip"] }, source: "" })).toEqual(["skip"]);
  expect(tagsOf({ cell_type: "raw", id: "a", metadata: { tags: "skip" }, source: "" })).toEqual([]);
});
