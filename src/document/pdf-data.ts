import { VERDICT_LOOKS, valueLabel } from "../figure/badge.js";
import { readAnsi } from "./ansi.js";
import { readCode } from "./code.js";
import type { Block, ChecksBlock, MediaBlock, TextBlock, VerdictBlock } from "./document.js";
import type { Table } from "./html-table.js";
import { readBundle } from "./media.js";
import type { Pictures } from "./pdf-pictures.js";
import { proseData } from "./pdf-prose.js";
import { breakable, excerpt, wrapped } from "./wrapping.js";

/** What the template reads of a block; `k` says of which kind. */
export type BlockData = Readonly<Record<string, unknown>>;

/** Characters that fit into a line of an output, and of code, which leaves room for its label. */
const COLUMNS = 94;
const CODE_COLUMNS = 88;
/** Lines of an output, of a cell's code, and rows of a table that are printed; the notebook has them all. */
const MOST_LINES = 60;
const MOST_CODE_LINES = 400;
const MOST_ROWS = 60;
/** Letters of a word that fit into a column of a table, and into the column of values. */
const CELL_WORD = 22;
const VALUE_WORD = 66;

/** Letters of a table's size that fit into a line, and as many as the gap between two columns is wide. */
const TABLE_LETTERS = 112;
const CELL_GAP = 3;
/** Letters from which on a row of a table may go on on the next page. */
const LONG_TEXT = 400;

/** A block as the data that the template sets; pictures go to `pictures`. */
export function blockData(block: Block, pictures: Pictures): readonly BlockData[] {
  switch (block.type) {
    case "heading":
      return [{ k: "heading", level: block.level, text: breakable(block.text, VALUE_WORD) }];
    case "prose":
      return [{ k: "prose", blocks: proseData(block.markdown, block.attachments, pictures) }];
    case "code":
      return codeData(block.source, block.label);
    case "text":
      return textData(block);
    case "media":
      return mediaData(block, pictures);
    case "facts":
      return [
        {
          k: "facts",
          rows: block.rows.map(([name, value]) => [breakable(name, CELL_WORD), breakable(value, VALUE_WORD)]),
        },
      ];
    case "verdict":
      return [verdictData(block)];
    case "checks":
      return [checksData(block)];
    case "contents":
      return [{ k: "contents" }];
    case "note":
      return [{ k: "note", text: breakable(block.text, VALUE_WORD) }];
  }
}

function codeData(source: string, label: string): readonly BlockData[] {
  const { head, omitted, tail } = excerpt(wrapped(readCode(source), CODE_COLUMNS), MOST_CODE_LINES);
  const code = (lines: typeof head, mark: string): BlockData => ({ k: "code", label: mark, lines });
  return omitted === 0 ? [code(head, label)] : [code(head, label), omission(omitted, "lines"), code(tail, "")];
}

function textData({ text, tone }: TextBlock): readonly BlockData[] {
  const { head, omitted, tail } = excerpt(wrapped(readAnsi(text), COLUMNS), MOST_LINES);
  const part = (lines: typeof head): BlockData => ({ k: "text", tone, lines });
  return omitted === 0 ? [part(head)] : [part(head), omission(omitted, "lines"), part(tail)];
}

function omission(count: number, what: string): BlockData {
  return { k: "note", text: `… ${count.toLocaleString("en")} ${what} omitted (see notebook.ipynb)` };
}

function mediaData({ bundle }: MediaBlock, pictures: Pictures): readonly BlockData[] {
  const medium = readBundle(bundle, ["svg", "image", "table", "htmlTable", "markdown", "text"]);
  switch (medium.kind) {
    case "svg":
      return [pictures.addSvg(medium.svg, medium.description)];
    case "image":
      return [pictures.addImage(medium.mediaType, medium.base64, medium.description)];
    case "table":
      return tableData(medium.table);
    case "markdown":
      return [{ k: "prose", blocks: proseData(medium.markdown, {}, pictures) }];
    case "text":
      return textData({ type: "text", text: medium.text, tone: "output" });
    default:
      return [];
  }
}

function tableData(table: Table): readonly BlockData[] {
  const columns = fittingColumns(table);
  const cells = (row: readonly string[]): readonly string[] =>
    row.slice(0, columns).map((cell) => breakable(cell, CELL_WORD));
  const missing = [
    ...(columns < table.head.length ? [omission(table.head.length - columns, "columns")] : []),
    ...(table.rows.length > MOST_ROWS ? [omission(table.rows.length - MOST_ROWS, "rows")] : []),
  ];
  return [{ k: "table", head: cells(table.head), rows: table.rows.slice(0, MOST_ROWS).map(cells) }, ...missing];
}

/** How many of the first columns fit side by side, judged by their longest words. */
function fittingColumns({ head, rows }: Table): number {
  let used = 0;
  for (let column = 0; column < head.length; column++) {
    const words = [head, ...rows.slice(0, MOST_ROWS)].flatMap((row) => row[column]!.split(/\s+/));
    used += Math.min(CELL_WORD, Math.max(...words.map((word) => word.length))) + CELL_GAP;
    if (used > TABLE_LETTERS && column > 0) return column;
  }
  return head.length;
}

function verdictData({ verdict, sentence }: VerdictBlock): BlockData {
  const look = verdict === null ? { colour: "#555555", tint: "#F3F3F3", symbol: "…" } : VERDICT_LOOKS[verdict];
  return { k: "verdict", ...look, verdict: verdict ?? "Running", sentence: breakable(sentence, VALUE_WORD) };
}

function checksData({ checks }: ChecksBlock): BlockData {
  const rows = checks.map((check) => {
    const { colour, symbol } = VERDICT_LOOKS[check.verdict];
    const [name, value, expected, reason] = [check.name, valueLabel(check), check.expected, check.reason].map((text) =>
      breakable(text, CELL_WORD),
    );
    const long = [check.name, check.reason, check.expected].some((text) => text.length > LONG_TEXT);
    return { colour, symbol, verdict: check.verdict, name, value, expected, reason, long };
  });
  return { k: "checks", rows };
}
