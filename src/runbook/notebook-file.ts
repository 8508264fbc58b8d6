import { randomBytes } from "node:crypto";
import { BadFileError } from "../core/errors.js";
import { type Cell, type MimeBundle, type Notebook, type Output, type TextCell, textOf } from "./notebook.js";

/** Newest minor version of nbformat 4 that is understood; cells have ids since the fifth. */
const NEWEST_MINOR = 5;

/** Bytes of a notebook's file: what is more is no work of people. */
export const LONGEST_NOTEBOOK = 100_000_000;

/** How deep things in a notebook may be nested. */
const DEEPEST = 100;

/** What nbformat allows as a cell's id. */
const CELL_ID = /^[\w-]{1,64}$/;

/** Reads the text of a notebook, nbformat 4.0 to 4.5; `path` is for the messages. Cells without a valid id get one. */
export function parseNotebook(text: string, path: string): Notebook {
  const content = parsed(text, path);
  if (isDeeper(content, DEEPEST)) {
    throw new BadFileError(`${path} is nested deeper than ${DEEPEST} levels: it was not written by Jupyter`, { path });
  }
  if (!isObject(content) || content["nbformat"] !== 4 || !Array.isArray(content["cells"])) {
    throw new BadFileError(`${path} is no notebook of format 4: open it in JupyterLab and save it again`, { path });
  }
  const minor = content["nbformat_minor"];
  if (typeof minor !== "number" || minor > NEWEST_MINOR) {
    throw new BadFileError(`${path}: nbformat_minor is ${JSON.stringify(minor)}; 0 to ${NEWEST_MINOR} are understood`, {
      path,
    });
  }
  const cells = content["cells"].map((cell, index) => cellOf(cell, index, path));
  assertDistinctIds(cells, path);
  return { nbformat: 4, nbformat_minor: NEWEST_MINOR, metadata: objectOf(content["metadata"]), cells };
}

/** The notebook as text of its file, as nbformat writes it: text split into lines. */
export function notebookText(notebook: Notebook): string {
  return `${JSON.stringify({ ...notebook, cells: notebook.cells.map(cellOnDisk) }, null, 1)}\n`;
}

/** A new id for a cell. */
export function newCellId(): string {
  return randomBytes(4).toString("hex");
}

/** The tags of a cell, as people set them in JupyterLab. */
export function tagsOf(cell: Cell): readonly string[] {
  const tags = cell.metadata["tags"];
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new BadFileError(
      `${path} is no notebook: it is not JSON (${(error as Error).message}). It may have been cut off.`,
      { path },
      error,
    );
  }
}

function cellOf(cell: unknown, index: number, path: string): Cell {
  const type = isObject(cell) ? cell["cell_type"] : undefined;
  if (!isObject(cell) || !isText(cell["source"]) || (type !== "code" && type !== "markdown" && type !== "raw")) {
    throw new BadFileError(`${path}: cell ${index} is neither code nor markdown nor raw text`, { path, index });
  }
  const given = cell["id"];
  const id = typeof given === "string" && CELL_ID.test(given) ? given : newCellId();
  const common = { id, metadata: objectOf(cell["metadata"]), source: textOf(cell["source"]) };
  if (type === "code") {
    return { cell_type: "code", ...common, execution_count: null, outputs: [] };
  }
  return { cell_type: type, ...common, ...attachmentsOf(cell["attachments"]) };
}

function attachmentsOf(value: unknown): Pick<TextCell, "attachments"> {
  if (!isObject(value)) return {};
  const bundles = Object.entries(value).filter((entry): entry is [string, MimeBundle] => isObject(entry[1]));
  return { attachments: Object.fromEntries(bundles) };
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}

function assertDistinctIds(cells: readonly Cell[], path: string): void {
  const seen = new Set<string>();
  for (const { id } of cells) {
    if (seen.has(id)) {
      throw new BadFileError(`${path}: two cells have the id "${id}"; give one of them another`, { path, id });
    }
    seen.add(id);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectOf(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}

function isText(value: unknown): value is string | string[] {
  return typeof value === "string" || (Array.isArray(value) && value.every((line) => typeof line === "string"));
}

function cellOnDisk(cell: Cell): unknown {
  const source = linesOf(textOf(cell.source));
  return cell.cell_type === "code" ? { ...cell, source, outputs: cell.outputs.map(outputOnDisk) } : { ...cell, source };
}

function outputOnDisk(output: Output): unknown {
  if (output.output_type === "stream") {
    return { ...output, text: linesOf(textOf(output.text)) };
  }
  return output.output_type === "error" ? output : { ...output, data: bundleOnDisk(output.data) };
}

function bundleOnDisk(data: MimeBundle): MimeBundle {
  const split = (mime: string, value: unknown): unknown =>
    typeof value === "string" && /^text\/|\+xml$|javascript$/.test(mime) ? linesOf(value) : value;
  return Object.fromEntries(Object.entries(data).map(([mime, value]) => [mime, split(mime, value)]));
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}
