import { BadFileError } from "./errors.js";

/** Characters of a file of YAML that people write; the parser takes seconds for some texts that are ten times as long. */
const LONGEST = 32_768;

/** Lines and commas, of which each entry has one: the parser compares each key of a mapping with each. */
const MOST = 2000;

/** How deep lists and mappings may be nested: the parser calls itself, for minutes, until its stack is full. */
const DEEPEST = 50;

/** Columns before the first word of a line: each level that is told by indentation, or by a dash, takes at least one. */
const WIDEST = 4 * DEEPEST;

/**
 * Refuses a text of YAML that would keep the parser busy, before it is parsed.
 * @throws BadFileError that says what there is too much of in the file `path`
 */
export function assertYamlSize(text: string, path: string): void {
  mustBeAtMost(text.length, LONGEST, "characters", path);
  mustBeAtMost(text.match(/[\n\r,]/g)?.length ?? 0, MOST, "lines and commas", path);
  mustBeAtMost(deepestBrackets(text), DEEPEST, "brackets in brackets", path);
  const indents = text.split(/[\n\r]/).map((line) => /^[\s?:-]*/.exec(line)![0].length);
  mustBeAtMost(Math.max(...indents), WIDEST, "columns of indentation", path);
}

function mustBeAtMost(found: number, most: number, what: string, path: string): void {
  if (found <= most) return;
  throw new BadFileError(
    `${path} has ${found.toLocaleString("en-US")} ${what}; lisalab reads YAML of at most ${most.toLocaleString("en-US")}: make it smaller`,
    { path, found, most },
  );
}

/** How many brackets are open at once, at most; in quotes, too, where they can't do harm. */
function deepestBrackets(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = bracket === "[" || bracket === "{" ? depth + 1 : Math.max(0, depth - 1);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
