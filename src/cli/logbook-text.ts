import type { SealedEntry } from "../logbook/rows.js";
import type { Verification } from "../logbook/verification.js";

/** Colours of a terminal by status: SGR codes. */
const COLOURS: Readonly<Record<string, number>> = { Pass: 32, Warn: 33, Fail: 31, Error: 35, Info: 36 };

/** How text is fitted to where it is shown. */
export interface Paper {
  /** Columns of the terminal. */
  readonly width: number;
  readonly coloured: boolean;
}

/** The paper that standard output is: a terminal, or something that wants plain text. */
export function outputPaper(): Paper {
  const { isTTY, columns } = process.stdout;
  return { width: isTTY ? (columns ?? 100) : 160, coloured: isTTY === true && process.env["NO_COLOR"] === undefined };
}

/** Entries as a table: one line each. */
export function tableOf(entries: readonly SealedEntry[], paper: Paper): string {
  const rows = entries.map((entry) => [
    String(entry.id),
    entry.time.replace(/(\.\d+)?Z$/, "").replace("T", " "),
    entry.status,
    entry.system,
    entry.subject,
    entry.author,
    entry.attachments.length === 0 ? "" : String(entry.attachments.length),
  ]);
  const lines = [["ID", "TIME (UTC)", "STATUS", "SYSTEM", "SUBJECT", "AUTHOR", "FILES"], ...rows].map((row) =>
    row.map(printable),
  );
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  widths[4] = Math.max(10, Math.min(widths[4]!, paper.width - (sum(widths) - widths[4]!) - 2 * (widths.length - 1)));
  return lines.map((line) => lineOf(line, widths, paper)).join("\n");
}

/** An entry in full. */
export function pageOf(entry: SealedEntry, paper: Paper): string {
  const fields: (readonly [string, string])[] = [
    ["Message id", String(entry.id)],
    ["Entry time", entry.enteredAt],
    ["Time", entry.time],
    ["System", entry.system],
    ["Subject", entry.subject],
    ["Author", entry.author],
    ["Status", entry.status],
    ["Run", entry.runId ?? "-"],
    ["Key", entry.key],
    ["Hash", entry.hash],
    ...entry.links.map((link) => ["Link", link] as const),
    ...entry.attachments.map(
      ({ name, bytes, mediaType, sha256 }) =>
        ["Attachment", `${name} (${bytes} bytes, ${mediaType}) ${sha256}`] as const,
    ),
  ];
  const lines = fields.map(([name, value]) => {
    const shown = printable(value);
    return `${name.padEnd(11)} ${name === "Status" ? coloured(shown, value, paper) : shown}`;
  });
  return entry.text === "" ? lines.join("\n") : `${lines.join("\n")}\n\n${printable(entry.text)}`;
}

/** What a verification found, as sentences. */
export function verdictOf({ entries, attachments, head, faults }: Verification): string {
  const count = `${plural(entries, "entry", "entries")}, ${plural(attachments, "attachment", "attachments")}`;
  if (faults.length === 0) {
    return `${count} verified\nhead ${head.id}:${head.hash}`;
  }
  const lines = faults.map(({ id, message }) => (id === 0 ? message : `entry ${id} ${message}`));
  return [`${count} read; the logbook is not as it was written:`, ...lines].map(printable).join("\n");
}

/** Text that can't move the cursor or rename the window: control characters but line feeds and tabs are shown as ␛. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (char) => (/[\n\t]/.test(char) ? char : "␛"));
}

function lineOf(line: readonly string[], widths: readonly number[], paper: Paper): string {
  const cells = line.map((cell, column) => {
    const width = widths[column]!;
    const fitted = cell.length > width ? `${cell.slice(0, width - 1)}…` : cell.padEnd(width);
    return column === 2 ? coloured(fitted, cell, paper) : fitted;
  });
  return cells.join("  ").trimEnd();
}

function coloured(text: string, status: string, paper: Paper): string {
  const colour = COLOURS[status];
  return paper.coloured && colour !== undefined ? `\u001b[${colour}m${text}\u001b[0m` : text;
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
