import { readFileSync } from "node:fs";
import fc from "fast-check";
import { isLisalabError } from "../../src/core/errors.js";
import { toHtml } from "../../src/document/html.js";
import { notebookText, parseNotebook, tagsOf } from "../../src/runbook/notebook-file.js";
import { reportOf } from "../../src/runbook/report.js";
import { HOSTILE_NOTEBOOK } from "./hostile.js";
import { NOTEBOOK, RECORD } from "./sample-run.js";

const ORIGINALS: readonly string[] = [
  readFileSync(new URL("../fixtures/runbook/level.ipynb", import.meta.url), "utf8"),
  notebookText(NOTEBOOK),
  notebookText(HOSTILE_NOTEBOOK),
];

/** Values that something may trip over, in JSON. */
const ODD = [
  '{"toString":1,"valueOf":2}',
  '{"__proto__":{"a":1},"constructor":0,"length":-1}',
  "[[],[null],{}]",
  "null",
  "-1e400",
  '"\\ud800"',
  '"attachment:__proto__"',
  `${"[".repeat(20_000)}${"]".repeat(20_000)}`,
  `"${"w".repeat(100_000)}"`,
];

const PLACE = fc.double({ min: 0, max: 1, noNaN: true });
const BYTES = fc.record({ place: PLACE, value: fc.oneof(fc.constantFrom(...ODD), fc.string()), removed: fc.nat(200) });
const VALUES = fc.record({
  place: PLACE,
  value: fc.oneof({ weight: 3, arbitrary: fc.json() }, { weight: 1, arbitrary: fc.constantFrom(...ODD) }),
});

/** A notebook in which something is not as it should be: a part of its text, or values in it. */
export const MUTATED: fc.Arbitrary<string> = fc
  .record({
    original: fc.constantFrom(...ORIGINALS),
    bytes: fc.array(BYTES, { maxLength: 1 }),
    values: fc.array(VALUES, { maxLength: 4 }),
    isText: fc.boolean(),
  })
  .map(({ original, bytes, values, isText }) =>
    isText ? bytes.reduce(withBytes, original) : values.reduce(withValue, original),
  );

interface Change {
  readonly place: number;
  readonly value: string;
}

function withBytes(text: string, { place, value, removed }: Change & { readonly removed: number }): string {
  const at = Math.floor(place * text.length);
  return `${text.slice(0, at)}${value}${text.slice(at + removed)}`;
}

/** The text with another value in the place of one of its values; the text is JSON before and after. */
function withValue(text: string, { place, value }: Change): string {
  const values = [...text.matchAll(/(?<=[:,[]\s*)("(?:[^"\\]|\\.)*"(?!\s*:)|[-\d.e+]+|null|true|false|\[\]|\{\})/g)];
  const chosen = values[Math.floor(place * values.length)];
  if (chosen === undefined) return text;
  return `${text.slice(0, chosen.index)}${value}${text.slice(chosen.index + chosen[0].length)}`;
}

/** Reads it as a run would, and writes what a run leaves; tells whether it is a notebook. Throws when something breaks. */
export function survives(text: string): boolean {
  let notebook: ReturnType<typeof parseNotebook>;
  try {
    notebook = parseNotebook(text, "mutated.ipynb");
  } catch (error) {
    if (!isLisalabError(error, "BadFile")) throw error;
    return false;
  }
  notebook.cells.flatMap(tagsOf);
  const again = parseNotebook(notebookText(notebook), "again.ipynb");
  if (again.cells.length !== notebook.cells.length) throw new Error("it is another notebook when it is read again");
  toHtml(reportOf(RECORD, notebook));
  return true;
}
