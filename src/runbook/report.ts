import type { Block, Document } from "../document/document.js";
import { CHECK_MIME, isCheck } from "./check.js";
import { decisionText } from "./hold-record.js";
import { type CodeCell, type ErrorOutput, type Notebook, type Output, type TextCell, textOf } from "./notebook.js";
import type { CellRecord, RunRecord } from "./record.js";

/** Characters at each end of a long text that a report shows. */
const END_OF_TEXT = 200_000;

/** What a run leaves for people, as a document: what came out, then how, cell by cell, then with what. */
export function reportOf(record: RunRecord, notebook: Notebook): Document {
  const cells = new Map(record.cells.map((cell) => [cell.id, cell]));
  return {
    title: `${record.runbook.name} ${record.runbook.version}`,
    id: record.id,
    author: record.operator,
    date: record.startedAt,
    blocks: [
      ...outcome(record),
      { type: "contents" },
      heading("Notebook"),
      ...notebook.cells.flatMap((cell) =>
        cell.cell_type === "code" ? codeBlocks(cell, cells.get(cell.id)) : textBlocks(cell),
      ),
      ...provenance(record),
    ],
  };
}

function heading(text: string): Block {
  return { type: "heading", level: 1, text };
}

function outcome(record: RunRecord): readonly Block[] {
  const parameters = Object.entries(record.parameters).map(([name, value]) => [name, valueText(value)] as const);
  return [
    { type: "verdict", verdict: record.verdict, sentence: record.reason },
    ...record.notes.map((markdown): Block => ({ type: "prose", markdown, attachments: {} })),
    heading("Checks"),
    record.checks.length === 0
      ? { type: "note", text: "No check was made." }
      : { type: "checks", checks: record.checks },
    ...holdBlocks(record),
    heading("Run"),
    {
      type: "facts",
      rows: [
        ["Run", record.id],
        ["Started", timeText(record.startedAt)],
        ["Ended", record.endedAt === null ? "still running" : timeText(record.endedAt)],
        ["Operator", record.operator],
        ["Runbook", `${record.runbook.name} ${record.runbook.version} (${record.runbook.path})`],
        ["Kernel", record.kernel],
      ],
    },
    ...(parameters.length === 0 ? [] : [heading("Parameters"), { type: "facts", rows: parameters } as const]),
  ];
}

/** Who let it go on, when and why. */
function holdBlocks({ holds }: RunRecord): readonly Block[] {
  if (holds.length === 0) return [];
  const rows = holds.map((hold) => {
    const times = [`asked ${timeText(hold.askedAt)}`, ...(hold.decidedAt === null ? [] : [timeText(hold.decidedAt)])];
    return [hold.title, `${decisionText(hold)} (${times.join(", decided ")})`] as const;
  });
  return [heading("Holds"), { type: "facts", rows }];
}

function provenance(record: RunRecord): readonly Block[] {
  const files = record.artefacts.map(({ path, sha256, bytes }) => [path, `${bytes} bytes, sha256 ${sha256}`] as const);
  return [
    ...(files.length === 0 ? [] : [heading("Files"), { type: "facts", rows: files } as const]),
    heading("Environment"),
    {
      type: "facts",
      rows: [["runbook sha256", record.runbook.sha256], ...Object.entries(record.environment)],
    },
  ];
}

function textBlocks(cell: TextCell): readonly Block[] {
  const text = textOf(cell.source);
  if (text.trim() === "") return [];
  if (cell.cell_type === "raw") return [{ type: "text", text, tone: "output" }];
  return [{ type: "prose", markdown: text, attachments: cell.attachments ?? {} }];
}

function codeBlocks(cell: CodeCell, told: CellRecord | undefined): readonly Block[] {
  const source = textOf(cell.source);
  if (source.trim() === "" && cell.outputs.length === 0) return [];
  const label = cell.execution_count === null ? "" : `[${cell.execution_count}]`;
  const fate = fateOf(told);
  return [
    { type: "code", source, label },
    ...together(joined(cell.outputs).flatMap(outputBlocks)),
    ...(fate === "" ? [] : [{ type: "note", text: fate } as const]),
  ];
}

function fateOf(told: CellRecord | undefined): string {
  switch (told?.state) {
    case "kept":
      return "This cell was not executed in this attempt: what stands here is what it did in an earlier one.";
    case "skipped":
      return "This cell was skipped.";
    case "pending":
      return "This cell was not reached.";
    case "running":
      return "This cell had not ended.";
    default:
      return "";
  }
}

/** The outputs with neighbouring pieces of one stream as one. */
function joined(outputs: readonly Output[]): readonly Output[] {
  const whole: Output[] = [];
  for (const output of outputs) {
    const last = whole.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name)
      whole[whole.length - 1] = { ...last, text: textOf(last.text) + textOf(output.text) };
    else whole.push(output);
  }
  return whole;
}

function outputBlocks(output: Output): readonly Block[] {
  switch (output.output_type) {
    case "stream":
      return textBlocksOf(textOf(output.text), output.name === "stderr" ? "warning" : "output");
    case "error":
      return [{ type: "text", text: errorText(output), tone: "error" }];
    default: {
      const check = output.data[CHECK_MIME];
      if (isCheck(check)) return [{ type: "checks", checks: [check] }];
      return [{ type: "media", bundle: output.data }];
    }
  }
}

/** A text, of a very long one its beginning and its end: nobody reads megabytes in a report. */
function textBlocksOf(text: string, tone: "warning" | "output"): readonly Block[] {
  if (text.length <= 2 * END_OF_TEXT) return [{ type: "text", text, tone }];
  const omitted = text.length - 2 * END_OF_TEXT;
  return [
    { type: "text", text: text.slice(0, END_OF_TEXT), tone },
    { type: "note", text: `… ${omitted.toLocaleString("en")} characters omitted (see notebook.ipynb)` },
    { type: "text", text: text.slice(-END_OF_TEXT), tone },
  ];
}

/** Checks that follow one another as one table. */
function together(blocks: readonly Block[]): readonly Block[] {
  const merged: Block[] = [];
  for (const block of blocks) {
    const last = merged.at(-1);
    if (block.type === "checks" && last?.type === "checks")
      merged[merged.length - 1] = { type: "checks", checks: [...last.checks, ...block.checks] };
    else merged.push(block);
  }
  return merged;
}

function errorText(error: ErrorOutput): string {
  const summary = `${error.ename}: ${error.evalue}`;
  const trace = error.traceback.join("\n");
  if (trace === "") return summary;
  return trace.includes(error.evalue) ? trace : `${summary}\n${trace}`;
}

/** Seconds are enough for people. */
function timeText(iso: string): string {
  return iso.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC");
}

function valueText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
