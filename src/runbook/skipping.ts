import { BadArgumentError } from "../core/errors.js";
import { isHold } from "./hold-question.js";
import { nearest } from "./nearest.js";
import type { Cell, Notebook } from "./notebook.js";
import { tagsOf } from "./notebook-file.js";

/** The notebook with cells of these tags tagged `skip`, too, so that they are not executed. */
export function withSkipped(notebook: Notebook, tags: readonly string[]): Notebook {
  const known = new Set(notebook.cells.flatMap(tagsOf));
  const unknown = tags.find((tag) => !known.has(tag));
  if (unknown !== undefined) {
    const hint = known.size === 0 ? ", nor with any other" : nearest(unknown, [...known]);
    throw new BadArgumentError(`--skip-tags ${unknown}: there is no cell with this tag${hint}`, { tag: unknown });
  }
  return { ...notebook, cells: notebook.cells.map((cell, index) => skippedIf(cell, index, tags)) };
}

function skippedIf(cell: Cell, index: number, tags: readonly string[]): Cell {
  const own = tagsOf(cell);
  const tag = own.find((each) => tags.includes(each));
  if (tag === undefined) return cell;
  if (isHold(cell)) {
    throw new BadArgumentError(
      `--skip-tags ${tag}: cell ${index + 1} waits for somebody's approval, which can't be skipped`,
      { tag, cell: index + 1 },
    );
  }
  return { ...cell, metadata: { ...cell.metadata, tags: [...new Set([...own, "skip"])] } };
}
