import { figureBundle } from "../../src/figure/bundle.js";
import type { Check } from "../../src/runbook/check.js";
import { CHECK_MIME } from "../../src/runbook/check.js";
import type { Cell, MimeBundle, Notebook, Output } from "../../src/runbook/notebook.js";
import type { RunRecord } from "../../src/runbook/record.js";
import { SPECTRUM } from "../figure/examples.js";

/** A check of a run. */
export function check(name: string, verdict: Check["verdict"], value: Check["value"], reason = ""): Check {
  return { name, verdict, value, unit: typeof value === "number" ? "dB" : "", expected: "fail above 0 dB", reason };
}

/** A code cell with what it left. */
export function code(source: string, outputs: readonly Output[], count: number | null = 1): Cell {
  return { cell_type: "code", id: `code-${count}`, metadata: {}, source, execution_count: count, outputs };
}

/** A cell of prose. */
export function prose(source: string): Cell {
  return { cell_type: "markdown", id: "prose", metadata: {}, source };
}

/** Something displayed. */
export function shown(data: MimeBundle): Output {
  return { output_type: "display_data", data, metadata: {} };
}

/** A notebook of these cells. */
export function notebookOf(cells: readonly Cell[]): Notebook {
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
}

/** A run that failed one check, with everything a record can have. */
export const RECORD: RunRecord = {
  version: 1,
  id: "20370102T060000Z-daily-ops-3f9a",
  runbook: { name: "daily-ops", version: "0.1.0", path: "runbooks/daily-ops/daily-ops.ipynb", sha256: "ab".repeat(32) },
  parameters: { input: "/data/observation.h5", order: 31, bands: [[1e-4, 1e-3]] },
  kernel: "lisalab-operations",
  notify: [],
  evidence: "",
  operator: "lisauser",
  attempt: 1,
  attempts: [],
  startedAt: "2037-01-02T06:00:00.123Z",
  endedAt: "2037-01-02T06:01:10.000Z",
  verdict: "Fail",
  reason: "laser noise below secondary noise at 1 mHz: 1.23 dB is above 0 dB",
  checks: [
    check("observation is complete", "Pass", true),
    check("laser noise below secondary noise at 1 mHz", "Fail", 1.23, "1.23 dB is above 0 dB"),
    check("clock drift measured", "Error", null, "the sidebands are missing"),
  ],
  notes: ["Since the last run **one** check changed: $S_A$ rose."],
  holds: [],
  cells: [],
  retries: [],
  checkpoints: [],
  artefacts: [{ role: "notebook", path: "notebook.ipynb", sha256: "cd".repeat(32), bytes: 1234 }],
  problems: [],
  entry: null,
  environment: { lisalab: "0.1.0", node: "v20.20.2" },
};

/** A notebook with prose, code, a figure, a check and an error. */
export const NOTEBOOK: Notebook = notebookOf([
  prose("# Daily operations\n\nwith $\\sigma^2$ and\n\n$$\\frac{1}{N}\\sum_{i=0}^{N-1} x_i$$"),
  code('import { psd } from "lisalab";', [
    { output_type: "stream", name: "stdout", text: ["one\n", "\u001b[32mtwo\u001b[0m\n"] },
  ]),
  code("show.spectrum(…)", [shown(figureBundle(SPECTRUM))], 2),
  code(
    "runbook.check(…)",
    [shown({ [CHECK_MIME]: RECORD.checks[0], "text/html": "<b>unused</b>", "text/plain": "x" })],
    3,
  ),
  code(
    "fail()",
    [
      {
        output_type: "error",
        ename: "BadDataError",
        evalue: "isi_12: 3 NaN",
        traceback: ["\u001b[31mBadDataError\u001b[0m: isi_12: 3 NaN", "    at cell 5, line 1"],
      },
    ],
    4,
  ),
]);
