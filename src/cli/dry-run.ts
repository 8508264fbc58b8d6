import { join } from "node:path";
import { cellTitle } from "../runbook/cell-title.js";
import { isToRun } from "../runbook/run-state.js";
import type { Runbook } from "../runbook/runbook.js";
import { printable } from "./table.js";

/** What a run would do, as text: its parameters, its cells and what it would leave. */
export function intention({ path, sidecar, parameters, notebook }: Runbook, home: string): string {
  const { name, version, owner, description, kernel, timeouts, concurrency } = sidecar;
  const cells = notebook.cells.flatMap((cell, index) => (cell.cell_type === "code" ? [{ cell, index }] : []));
  const lines = cells.map(({ cell, index }) => {
    const title = cellTitle(notebook, index);
    return `  ${isToRun(cell) ? "run " : "skip"}  cell ${index + 1}: ${title}`;
  });
  const entries = Object.entries(parameters);
  const width = Math.max(0, ...entries.map(([key]) => key.length));
  const together = concurrency === null ? "any number" : String(concurrency);
  return printable(
    [
      `${name} ${version}: ${description}`,
      `${path}, of ${owner}`,
      `kernel ${kernel}; at most ${timeouts.cell} s a cell and ${timeouts.run} s in all; ${together} at once`,
      "",
      "Parameters",
      ...entries.map(([key, value]) => `  ${key.padEnd(width)}  ${JSON.stringify(value)}`),
      "",
      "Cells",
      ...lines,
      "",
      `It would leave a record with evidence in ${join(home, "runs")} and an entry in ${join(home, "logbook")}.`,
      "Nothing was executed.",
    ].join("\n"),
  );
}
