import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isLisalabError } from "../../src/core/errors.js";
import { loadRunbook, type Runbook } from "../../src/runbook/runbook.js";

const FIXTURES = new URL("../fixtures/runbook/", import.meta.url);
const NOTEBOOK = readFileSync(new URL("level.ipynb", FIXTURES), "utf8");
const SIDECAR = readFileSync(new URL("level.yaml", FIXTURES), "utf8");

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lisalab-runbook-"));
  writeFileSync(join(folder, "level.ipynb"), NOTEBOOK);
  writeFileSync(join(folder, "level.yaml"), SIDECAR);
});

afterEach(() => rmSync(folder, { recursive: true }));

function load(runbook: string, given: Record<string, string> = {}): Promise<Runbook> {
  return loadRunbook({ runbook, given: new Map(Object.entries(given)), folder, now: new Date("2037-01-02T00:00:00Z") });
}

describe("loadRunbook", () => {
  it("is found with and without its ending, and in a folder of its name", async () => {
    expect(basename((await load("level.ipynb")).path)).toBe("level.ipynb");
    expect((await load("level")).path).toBe(join(folder, "level.ipynb"));
    mkdirSync(join(folder, "level2"));
    writeFileSync(join(folder, "level2", "level2.ipynb"), NOTEBOOK);
    writeFileSync(join(folder, "level2", "level2.yaml"), SIDECAR);
    expect((await load("level2")).path).toBe(join(folder, "level2", "level2.ipynb"));
  });

  it("is refused before it is read when it is longer than any", async () => {
    truncateSync(join(folder, "level.ipynb"), 100_000_001);
    await expect(load("level")).rejects.toThrow("level.ipynb has 100000001 bytes; 100000000 are allowed");
  });

  it("puts the parameters behind the cell tagged `parameters`", async () => {
    const { notebook } = await load("level", { level: "2" });
    const place = notebook.cells.findIndex((cell) => cell.id === "c01");
    expect(notebook.cells[place + 1]).toMatchObject({
      metadata: { tags: ["injected-parameters"] },
      source: '// Parameters of this run of level 1.0.0\nconst level: number = 2;\nconst day: string = "2037-01-01";',
    });
  });

  it("replaces the parameters of an executed notebook that is run again, and puts them first without a tag", async () => {
    const again = NOTEBOOK.replace('"parameters"', '"injected-parameters"');
    writeFileSync(join(folder, "level.ipynb"), again);
    const { notebook } = await load("level");
    expect(notebook.cells.map((cell) => cell.metadata["tags"] ?? null)).toEqual([
      null,
      ["injected-parameters"],
      null,
      null,
      null,
      null,
    ]);
  });

  it.each([
    ["none", "BadArgument", /no runbook none: looked for .*none\.ipynb and /],
    ["level.yaml", "BadArgument", /no runbook/],
  ])("refuses %s", async (name, tag, message) => {
    const error: unknown = await load(name).catch((failure: unknown) => failure);
    expect(isLisalabError(error, tag)).toBe(true);
    expect((error as Error).message).toMatch(message);
  });

  it("refuses a notebook without code, and one without a sidecar", async () => {
    writeFileSync(join(folder, "prose.ipynb"), JSON.stringify({ nbformat: 4, nbformat_minor: 5, cells: [] }));
    await expect(load("prose")).rejects.toThrow("has no cell of code");
    rmSync(join(folder, "level.yaml"));
    await expect(load("level")).rejects.toThrow(/no sidecar .*level\.yaml/);
  });

  it("writes nothing, whatever is wrong", async () => {
    const before = readdirSync(folder);
    for (let length = 0; length < NOTEBOOK.length; length += 97) {
      writeFileSync(join(folder, "level.ipynb"), NOTEBOOK.slice(0, length));
      await expect(load("level")).rejects.toThrow(/level\.ipynb is no notebook/);
    }
    expect(readdirSync(folder)).toEqual(before);
  });
});
