import { BadArgumentError } from "../core/errors.js";
import { escapeHtml } from "./badge.js";
import { numberLabel } from "./label.js";

/** Columns of a table by their names, all of one length. */
export type Columns = Readonly<Record<string, ArrayLike<number | string | boolean | null>>>;

/** MIME type of a table as data (Frictionless tabular data resource). */
export const TABLE_MIME = "application/vnd.dataresource+json";

/** Rows that are shown; a table is for looking at. */
const MOST_ROWS = 500;

/** A table for every reader: as data, as HTML and as text. */
export function tableBundle(columns: Columns): Readonly<Record<string, unknown>> {
  const names = Object.keys(columns);
  const length = lengthOf(columns);
  const shown = Math.min(length, MOST_ROWS);
  const rows = Array.from({ length: shown }, (_, row) => names.map((name) => cellText(columns[name]![row]!)));
  const more = length > shown ? `${length - shown} more rows` : "";
  return {
    [TABLE_MIME]: {
      schema: { fields: names.map((name) => ({ name, type: "string" })) },
      data: rows.map((row) => Object.fromEntries(row.map((cell, column) => [names[column]!, cell]))),
    },
    "text/html": html(names, rows, more),
    "text/plain": text(names, rows, more),
  };
}

function lengthOf(columns: Columns): number {
  const entries = Object.entries(columns);
  const [first] = entries;
  if (first === undefined)
    throw new BadArgumentError("A table needs at least one column, e.g. { mosa: [...], mean: [...] }.");
  const other = entries.find(([, values]) => values.length !== first[1].length);
  if (other !== undefined)
    throw new BadArgumentError(
      `Column "${first[0]}" has ${first[1].length} values, "${other[0]}" has ${other[1].length}. Give each the same number.`,
    );
  return first[1].length;
}

function cellText(value: number | string | boolean | null): string {
  if (value === null || value === undefined) return "";
  return typeof value === "number" ? numberLabel(value, 6) : String(value);
}

function html(names: readonly string[], rows: readonly (readonly string[])[], more: string): string {
  const line = (cells: readonly string[], name: string): string =>
    `<tr>${cells.map((cell) => `<${name}>${escapeHtml(cell)}</${name}>`).join("")}</tr>`;
  const note = more === "" ? "" : `<p>… ${more}</p>`;
  return `<table><thead>${line(names, "th")}</thead><tbody>${rows.map((row) => line(row, "td")).join("")}</tbody></table>${note}`;
}

function text(names: readonly string[], rows: readonly (readonly string[])[], more: string): string {
  const widths = names.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd();
  return [line(names), ...rows.map(line), ...(more === "" ? [] : [`… ${more}`])].join("\n");
}
