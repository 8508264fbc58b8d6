/** Text of one look. */
export interface Span {
  readonly text: string;
  /** One of the eight colours of a terminal, by number; null for the text's own. */
  readonly colour: number | null;
  readonly bold: boolean;
}

const ESCAPE = "\u001b";
const BELL = "\u0007";
/** Line breaks, and the sequences that set colours or move the cursor. */
const PIECES = new RegExp(`(${ESCAPE}\\[[0-9;?]*[ -/]*[@-~]|\n)`);
/** A character taken back by the next one. */
const ERASED = /[^\p{Cc}][\b]/gu;
/** Sequences that choose a character set or name the window. */
const OTHER_SEQUENCES = new RegExp(`${ESCAPE}[()][AB012]|${ESCAPE}\\][^${BELL}]*${BELL}?`, "g");

/** Text of a terminal as lines of spans: colours kept, cursor movements resolved as far as `\r` and `\b` go, the rest dropped. */
export function readAnsi(text: string): readonly (readonly Span[])[] {
  let look: Omit<Span, "text"> = { colour: null, bold: false };
  const lines: Span[][] = [[]];
  for (const part of overwritten(text).split(PIECES)) {
    if (part === "\n") lines.push([]);
    else if (part.startsWith("\u001b[")) look = part.endsWith("m") ? looked(look, part.slice(2, -1)) : look;
    else if (part !== "") lines.at(-1)!.push({ text: visible(part), ...look });
  }
  if (lines.length > 1 && lines.at(-1)!.length === 0) lines.pop();
  return lines;
}

/** What stands in each line in the end: behind a carriage return the line starts anew. */
function overwritten(text: string): string {
  if (!text.includes("\r") && !text.includes("\b")) return text;
  return text
    .replace(/\r+\n/g, "\n")
    .split("\n")
    .map((line) => lastOf(line.split("\r")).replace(ERASED, ""))
    .join("\n");
}

function lastOf(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").at(-1) ?? "";
}

/** The characters that can be seen, tabs as spaces. */
function visible(text: string): string {
  return text
    .replace(/\t/g, "    ")
    .replace(OTHER_SEQUENCES, "")
    .replace(/\p{Cc}/gu, "");
}

function looked(look: Omit<Span, "text">, codes: string): Omit<Span, "text"> {
  let { colour, bold } = look;
  const numbers = codes.split(";").map(Number);
  for (let i = 0; i < numbers.length; i++) {
    const code = numbers[i]!;
    if (code === 0) [colour, bold] = [null, false];
    else if (code === 1) bold = true;
    else if (code === 22) bold = false;
    else if (code >= 30 && code <= 37) colour = code - 30;
    else if (code >= 90 && code <= 97) colour = code - 90;
    else if (code === 39) colour = null;
    else if (code === 38 || code === 48) i += numbers[i + 1] === 5 ? 2 : 4;
  }
  return { colour, bold };
}
