import { BadFileError } from "../core/errors.js";
import { cellTitle } from "./cell-title.js";
import { type Cell, type Notebook, textOf } from "./notebook.js";
import { tagsOf } from "./notebook-file.js";

/** Characters of what is asked: it goes into the logbook, and to where messages are short. */
const LONGEST = 8000;

/** Characters of a title: it goes into a subject. */
const LONGEST_TITLE = 200;

/** What a cell tagged `hold` asks of people. */
export interface Question {
  /** In one line. */
  readonly title: string;
  /** Markdown. */
  readonly text: string;
}

/** Whether a cell waits for somebody's approval before it is executed. */
export function isHold(cell: Cell): boolean {
  return tagsOf(cell).includes("hold");
}

/** What the cell at `index` asks: the prose directly above it, and its first comment. */
export function questionOf(notebook: Notebook, index: number): Question {
  const { cells } = notebook;
  // The cell of parameters stands between the first cell of code and its prose, and is none of the author's.
  const above = cells.slice(0, index).filter((cell) => !tagsOf(cell).includes("injected-parameters"));
  const isProse = above.map((cell) => cell.cell_type === "markdown");
  const prose = above.slice(isProse.lastIndexOf(false) + 1).map(({ source }) => textOf(source).trim());
  const comment = firstComment(textOf(cells[index]!.source));
  const heading = /^#{1,6} +(.+)$/m.exec(prose.at(-1) ?? "");
  const title = heading?.[1] ?? (comment.split("\n")[0] || cellTitle(notebook, index));
  const said = prose.map((text) => text.replace(heading?.[0] ?? "", "").trim());
  const text = [...said, comment].filter((part) => part !== "" && part !== title).join("\n\n");
  return { title: shortened(title, LONGEST_TITLE), text: shortened(text, LONGEST) };
}

/** A hold that would be passed over, since nothing is executed there, is no hold. */
export function assertHolds({ cells }: Notebook, path: string): void {
  const index = cells.findIndex(
    (cell) => isHold(cell) && (cell.cell_type !== "code" || textOf(cell.source).trim() === ""),
  );
  if (index < 0) return;
  throw new BadFileError(
    `${path}: cell ${index + 1} is tagged hold, but there is no code in it to wait: tag the cell of code that needs approval`,
    { path, cell: index + 1 },
  );
}

/** The comment that a cell begins with, without its signs. */
function firstComment(source: string): string {
  const lines = /^\s*((?:\/\/.*(?:\n\s*|$))+)/.exec(source)?.[1];
  if (lines !== undefined) return lines.replace(/^\s*\/\/+ ?/gm, "").trim();
  const block = /^\s*\/\*+([\s\S]*?)\*\//.exec(source)?.[1] ?? "";
  return block.replace(/^\s*\* ?/gm, "").trim();
}

function shortened(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)} …` : text;
}
