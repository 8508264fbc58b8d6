import { createRequire } from "node:module";

/** A table ready to be set. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The part of the document object model that is used here. */
interface ReadElement {
  readonly textContent: string | null;
  querySelectorAll(selector: string): Iterable<ReadElement>;
}

const require = createRequire(import.meta.url);

/** The first table in a piece of HTML, as texts; null when there is none, or it holds tables itself. */
export function readHtmlTable(html: string): Table | null {
  if (!/<table/i.test(html)) return null;
  // The reader of HTML takes longer to load than a report takes to make; most reports hold no table.
  const { parseHTML } = require("linkedom") as typeof import("linkedom");
  const { document } = parseHTML(`<html><body>${html}</body></html>`) as unknown as { document: ReadElement };
  const [table, ...others] = document.querySelectorAll("table");
  if (table === undefined || others.length > 0) return null;
  const rows = [...table.querySelectorAll("tr")].map((row) => [...row.querySelectorAll("th, td")].map(textIn));
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (width === 0) return null;
  const [head, ...body] = rows.map((row) => Array.from({ length: width }, (_, column) => row[column] ?? ""));
  return { head: head!, rows: body };
}

function textIn(element: ReadElement): string {
  return (element.textContent ?? "").replace(/\s+/g, " ").trim();
}
