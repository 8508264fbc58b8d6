/** Lines of spans with none longer than `columns`: what is longer goes on in the next line. */
export function wrapped<S extends { readonly text: string }>(
  lines: readonly (readonly S[])[],
  columns: number,
): readonly (readonly S[])[] {
  return lines.flatMap((line) => (widthOf(line) <= columns ? [line] : broken(line, columns)));
}

function widthOf(line: readonly { readonly text: string }[]): number {
  let width = 0;
  for (const { text } of line) for (const character of text) width += cellsOf(character);
  return width;
}

function broken<S extends { readonly text: string }>(line: readonly S[], columns: number): readonly (readonly S[])[] {
  const lines: S[][] = [[]];
  let used = 0;
  for (const span of line) {
    let text = "";
    for (const character of span.text) {
      const cells = cellsOf(character);
      if (used + cells > columns) {
        if (text !== "") lines.at(-1)!.push({ ...span, text });
        lines.push([]);
        text = "";
        used = 0;
      }
      text += character;
      used += cells;
    }
    if (text !== "") lines.at(-1)!.push({ ...span, text });
  }
  return lines;
}

/** Cells of a terminal that a character takes: two for East Asian letters and pictures. */
function cellsOf(character: string): number {
  return character >= "\u1100" &&
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u.test(character)
    ? 2
    : 1;
}

/** Text that may be broken within words of more than `longest` characters, by zero-width spaces. */
export function breakable(text: string, longest: number): string {
  return text.replace(/\S+/g, (word) => (word.length <= longest ? word : softened(word, longest)));
}

function softened(word: string, longest: number): string {
  return word
    .replace(/([/\\_.,:;=&?+-])(?=[^/\\_.,:;=&?+-])/g, "$1\u200b")
    .split("\u200b")
    .map((piece) =>
      [...piece].reduce(
        (all, character, index) => all + (index > 0 && index % longest === 0 ? "\u200b" : "") + character,
        "",
      ),
    )
    .join("\u200b");
}

/** The lines, or their beginning and end with `omitted` lines left out between them. */
export interface Excerpt<L> {
  readonly head: readonly L[];
  readonly omitted: number;
  readonly tail: readonly L[];
}

/** At most `most` lines: when there are more, the first two thirds and the last third of that. */
export function excerpt<L>(lines: readonly L[], most: number): Excerpt<L> {
  if (lines.length <= most) return { head: lines, omitted: 0, tail: [] };
  const tail = Math.floor(most / 3);
  const head = most - tail;
  return { head: lines.slice(0, head), omitted: lines.length - most, tail: lines.slice(-tail) };
}
