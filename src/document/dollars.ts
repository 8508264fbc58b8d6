import type MarkdownIt from "markdown-it";

type InlineRule = Parameters<MarkdownIt["inline"]["ruler"]["before"]>[2];
type BlockRule = Parameters<MarkdownIt["block"]["ruler"]["before"]>[2];

/** Teaches `reader` math as Jupyter writes it: `$…$` within a line, `$$…$$` within it or on lines of its own. */
export function addMath(reader: MarkdownIt): MarkdownIt {
  reader.inline.ruler.before("escape", "math_inline", readInline);
  reader.block.ruler.before("fence", "math_block", readBlock, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
  return reader;
}

const readInline: InlineRule = (state, silent) => {
  if (state.src[state.pos] !== "$") return false;
  const rest = state.src.slice(state.pos);
  const display = /^\$\$([^]+?)\$\$/.exec(rest);
  // As pandoc has it: no space inside the dollars and no digit behind, so that "$5 and $6" stays money.
  const found = display ?? /^\$(?![\s$])((?:\\.|[^\\$])*?(?:\\.|[^\\$\s]))\$(?!\d)/.exec(rest);
  if (found === null) return false;
  if (!silent) {
    const token = state.push("math_inline", "", 0);
    token.content = found[1]!;
    token.info = display === null ? "" : "display";
  }
  state.pos += found[0].length;
  return true;
};

const readBlock: BlockRule = (state, startLine, endLine, silent) => {
  const lineAt = (line: number): string =>
    state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]);
  const first = lineAt(startLine);
  const closing = first.startsWith("$$") ? "$$" : /^\\begin\{((?:align|equation|gather)\*?)\}/.exec(first)?.[1];
  if (closing === undefined) return false;
  const isClosed = (text: string): boolean =>
    closing === "$$" ? text.trimEnd().endsWith("$$") : text.includes(`\\end{${closing}}`);
  let last = startLine;
  let closed = isClosed(closing === "$$" ? first.slice(2) : first);
  while (!closed && last + 1 < endLine) closed = isClosed(lineAt(++last));
  if (!closed) return false;
  if (silent) return true;
  const text = state.getLines(startLine, last + 1, state.blkIndent, false).trim();
  const token = state.push("math_block", "", 0);
  token.content = closing === "$$" ? text.slice(2, -2) : text;
  token.block = true;
  state.line = last + 1;
  return true;
};
