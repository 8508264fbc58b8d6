import { type Notebook, textOf } from "./notebook.js";

/** What a notebook's cell is about: the heading above it, or its first line. */
export function cellTitle({ cells }: Notebook, index: number): string {
  const above = cells.slice(0, index).filter((cell) => cell.cell_type === "markdown");
  const headings = above.flatMap(({ source }) =>
    [...textOf(source).matchAll(/^#{1,6} +(.+)$/gm)].map(([, text]) => text!),
  );
  return headings.at(-1) ?? textOf(cells[index]!.source).trim().split("\n")[0]!;
}
