/** Colours of a terminal by status: SGR codes. */
const COLOURS: Readonly<Record<string, number>> = {
  Pass: 32,
  Warn: 33,
  Fail: 31,
  Error: 35,
  Info: 36,
  passed: 32,
  warned: 33,
  failed: 31,
  errored: 35,
  abandoned: 35,
  running: 36,
  held: 36,
  usual: 32,
  changed: 33,
};

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

/** How much of a table's text may be cut to make it fit the paper, at least these columns stay. */
const NARROWEST = 10;

/** Where a table gives way, and where its colours are, by column. */
export interface TableShape {
  /** Cut to what the paper leaves. */
  readonly elastic: number;
  /** Coloured as a status. */
  readonly status: number;
}

/** Lines as a table, the first its head. */
export function tableText(
  lines: readonly (readonly string[])[],
  { elastic, status }: TableShape,
  paper: Paper,
): string {
  const shown = lines.map((line) => line.map(printable));
  const widths = shown[0]!.map((_, column) => Math.max(...shown.map((line) => line[column]!.length)));
  const others = sum(widths) - widths[elastic]! + 2 * (widths.length - 1);
  widths[elastic] = Math.max(NARROWEST, Math.min(widths[elastic]!, paper.width - others));
  return shown.map((line) => lineOf(line, widths, status, paper)).join("\n");
}

/** Text that can't move the cursor or rename the window: control characters but line feeds and tabs are shown as ␛. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (char) => (/[\n\t]/.test(char) ? char : "␛"));
}

function lineOf(line: readonly string[], widths: readonly number[], status: number, paper: Paper): string {
  const cells = line.map((cell, column) => {
    const width = widths[column]!;
    const fitted = cell.length > width ? `${cell.slice(0, width - 1)}…` : cell.padEnd(width);
    return column === status ? coloured(fitted, cell, paper) : fitted;
  });
  return cells.join("  ").trimEnd();
}

export function coloured(text: string, status: string, paper: Paper): string {
  const colour = COLOURS[status];
  return paper.coloured && colour !== undefined ? `\u001b[${colour}m${text}\u001b[0m` : text;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
