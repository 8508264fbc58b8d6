import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes a runbook of one cell with its sidecar, and gives the notebook's path. */
export function runbookIn(
  folder: string,
  name: string,
  sidecar: Readonly<Record<string, unknown>> = {},
  source = "",
): string {
  const check = 'import { runbook } from "lisalab";\nrunbook.check("one", { value: 1, unit: "1", failAbove: 2 });';
  const path = join(folder, `${name}.ipynb`);
  const cell = {
    cell_type: "code",
    id: "one",
    metadata: {},
    source: `${check}\n${source}`,
    execution_count: null,
    outputs: [],
  };
  writeFileSync(path, JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 }));
  const base = { name, version: "1.0.0", owner: "operations", kernel: "lisalab-operations" };
  // JSON is YAML.
  writeFileSync(join(folder, `${name}.yaml`), JSON.stringify({ ...base, ...sidecar }));
  return path;
}
