import { cellTitle } from "../runbook/cell-title.js";
import { isHold, questionOf } from "../runbook/hold-question.js";
import type { Cell } from "../runbook/notebook.js";
import { tagsOf } from "../runbook/notebook-file.js";
import { isToRun } from "../runbook/run-state.js";
import type { Runbook } from "../runbook/runbook.js";
import type { Sidecar } from "../runbook/sidecar.js";
import { effectsOf } from "./dry-run-effects.js";
import { printable } from "./table.js";

/** What a run would do, as text: its parameters, cells and holds, and what it would write where. */
export async function intention(runbook: Runbook, home: string): Promise<string> {
  const { path, sidecar, parameters } = runbook;
  const { name, version, owner, description, kernel } = sidecar;
  const entries = Object.entries(parameters);
  const width = Math.max(0, ...entries.map(([key]) => key.length));
  return printable(
    [
      `${name} ${version}: ${description}`,
      `${path}, of ${owner}`,
      `kernel ${kernel}; ${boundsOf(sidecar)}`,
      ...section(
        "Parameters",
        entries.map(([key, value]) => `${key.padEnd(width)}  ${JSON.stringify(value)}`),
      ),
      ...section("Cells", cellLines(runbook)),
      ...section("Holds", holdLines(runbook)),
      ...section("It would write", await effectsOf(runbook, home)),
      "",
      "What cells write themselves is not known before they run.",
      "Nothing was executed.",
    ].join("\n"),
  );
}

function boundsOf({ timeouts, concurrency, retries }: Sidecar): string {
  const together = concurrency === null ? "any number" : String(concurrency);
  const bounds = `at most ${timeouts.cell} s a cell and ${timeouts.run} s in all; ${together} at once`;
  const { cell, run } = retries;
  return cell + run === 0 ? bounds : `${bounds}; tried again ${cell} times a cell, ${run} times a run`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`.trimEnd())];
}

function cellLines({ notebook }: Runbook): readonly string[] {
  return codeCells(notebook.cells).map(({ cell, index }) => {
    const tags = tagsOf(cell).filter((tag) => tag !== "injected-parameters");
    const told = tags.length === 0 ? "" : `  [${tags.join(", ")}]`;
    const does = !isToRun(cell) ? "skip" : isHold(cell) ? "hold" : "run ";
    return `${does}  cell ${index + 1}: ${cellTitle(notebook, index)}${told}`;
  });
}

/** What is asked, for how long, of whom, and what becomes of it when nobody answers. */
function holdLines({ notebook, sidecar: { holds } }: Runbook): readonly string[] {
  const asking = codeCells(notebook.cells).filter(({ cell }) => isHold(cell) && isToRun(cell));
  if (asking.length === 0) return [];
  const who = holds.approvers.length === 0 ? "anybody" : holds.approvers.join(", ");
  const but = holds.fourEyes ? ", but not who runs it" : "";
  const policy = `Each waits ${holds.timeout} s for ${who}${but}; then ${holds.otherwise === "reject" ? "the run ends as an Error" : "the run goes on"}.`;
  return [
    policy,
    ...asking.flatMap(({ index }) => {
      const { title, text } = questionOf(notebook, index);
      return [
        `cell ${index + 1}: ${title}`,
        ...text
          .split("\n")
          .filter((line) => line.trim() !== "")
          .map((line) => `    ${line}`),
      ];
    }),
  ];
}

function codeCells(cells: readonly Cell[]): readonly { readonly cell: Cell; readonly index: number }[] {
  return cells.flatMap((cell, index) => (cell.cell_type === "code" ? [{ cell, index }] : []));
}
