import type { MathElement } from "./math.js";

/** An instruction for the PDF's typesetter: `f` names what to make, the rest is of what. */
export interface MathInstruction {
  readonly f: string;
  readonly v?: string;
  readonly c?: readonly MathInstruction[];
  readonly rows?: readonly (readonly MathInstruction[])[];
  readonly em?: number;
}

/** Characters set over a letter, as MathML has them and as combining ones. */
const ACCENTS: Readonly<Record<string, string>> = {
  ˆ: "\u0302",
  "^": "\u0302",
  "~": "\u0303",
  "˜": "\u0303",
  "¯": "\u0304",
  ˉ: "\u0304",
  "→": "\u20d7",
  "⃗": "\u20d7",
  "˙": "\u0307",
  "¨": "\u0308",
  ˇ: "\u030c",
  "˘": "\u0306",
  "´": "\u0301",
  "`": "\u0300",
};

const APPLICATION = "\u2061";
const EMPTY: MathInstruction = { f: "row", c: [] };

/** Presentation MathML as instructions; what has no instruction of its own is set as the row of its parts. */
export function mathInstruction(element: MathElement): MathInstruction {
  const table = onlyTable(element);
  if (table !== null && isAligned(table)) return { f: "lines", rows: withoutNumbers(cellsOf(table)) };
  return instructionOf(element);
}

function instructionOf(element: MathElement): MathInstruction {
  const [first, second, third] = element.children;
  switch (element.name) {
    case "text":
      return { f: "text", v: element.text };
    case "mi":
      return letters(element);
    case "mo":
      return operator(textIn(element));
    case "mn":
    case "mtext":
      return { f: "text", v: textIn(element) };
    case "mspace":
      return { f: "space", em: emOf(element.attributes["width"] ?? "0em") };
    case "mfrac":
      return fraction(element);
    case "msqrt":
      return { f: "sqrt", c: [row(element.children)] };
    case "mroot":
      return { f: "root", c: [part(second), part(first)] };
    case "msub":
      return { f: "sub", c: [part(first), part(second)] };
    case "msup":
      return { f: "sup", c: [part(first), part(second)] };
    case "msubsup":
      return { f: "subsup", c: [part(first), part(second), part(third)] };
    case "munder":
      return under(part(first), second);
    case "mover":
      return over(part(first), second);
    case "munderover":
      return { f: "underover", c: [part(first), part(second), part(third)] };
    case "mtable":
      return { f: isLeft(element) ? "cases" : "mat", rows: cellsOf(element) };
    case "menclose":
      return enclosed(element);
    case "mphantom":
      return { f: "hide", c: [row(element.children)] };
    default:
      return row(element.children);
  }
}

/** Children in a row; between stretching fences, as tall as what they hold. */
function row(children: readonly MathElement[]): MathInstruction {
  const [first, last] = [children[0], children.at(-1)];
  if (children.length > 1 && isStretchyFence(first, "prefix") && isStretchyFence(last, "postfix"))
    return { f: "fenced", c: children.map(instructionOf) };
  const parts = children.filter((child) => !(child.name === "mo" && textIn(child) === APPLICATION));
  return parts.length === 1 ? instructionOf(parts[0]!) : { f: "row", c: parts.map(instructionOf) };
}

function part(element: MathElement | undefined): MathInstruction {
  return element === undefined ? EMPTY : instructionOf(element);
}

function letters(element: MathElement): MathInstruction {
  const text = textIn(element);
  if ([...text].length > 1) return { f: "op", v: text };
  return { f: element.attributes["mathvariant"] === "normal" ? "upright" : "symbol", v: text };
}

function operator(text: string): MathInstruction {
  const visible = text.replace(/[\u2061-\u2064]/g, "");
  if (visible === "") return EMPTY;
  return { f: [...visible].length === 1 ? "symbol" : "op", v: visible };
}

function fraction({ attributes, children: [above, below] }: MathElement): MathInstruction {
  const parts = [part(above), part(below)];
  return attributes["linethickness"] === "0px" || attributes["linethickness"] === "0"
    ? { f: "mat", rows: parts.map((each) => [each]) }
    : { f: "frac", c: parts };
}

function over(base: MathInstruction, mark: MathElement | undefined): MathInstruction {
  const text = mark?.name === "mo" ? textIn(mark) : "";
  if (text === "⏞") return { f: "overbrace", c: [base] };
  if (ACCENTS[text] !== undefined) return { f: "accent", v: ACCENTS[text], c: [base] };
  return { f: "over", c: [base, part(mark)] };
}

function under(base: MathInstruction, mark: MathElement | undefined): MathInstruction {
  const text = mark?.name === "mo" ? textIn(mark) : "";
  return text === "⏟" ? { f: "underbrace", c: [base] } : { f: "under", c: [base, part(mark)] };
}

function enclosed(element: MathElement): MathInstruction {
  const inner = row(element.children);
  const notation = element.attributes["notation"] ?? "";
  if (notation === "top") return { f: "overline", c: [inner] };
  if (notation === "bottom") return { f: "underline", c: [inner] };
  return notation.includes("strike") ? { f: "cancel", c: [inner] } : inner;
}

function cellsOf(table: MathElement): readonly (readonly MathInstruction[])[] {
  return table.children.map((line) => line.children.map((cell) => row(cell.children)));
}

/** The rows without the columns for equation numbers, which are there, empty, at both ends. */
function withoutNumbers(rows: readonly (readonly MathInstruction[])[]): readonly (readonly MathInstruction[])[] {
  const first = rows.every((cells) => isEmpty(cells[0])) ? 1 : 0;
  const last = rows.every((cells) => isEmpty(cells.at(-1))) ? -1 : undefined;
  return rows.map((cells) => cells.slice(first, last));
}

function isEmpty(instruction: MathInstruction | undefined): boolean {
  return instruction === undefined || instruction.v === "" || instruction.c?.length === 0;
}

/** The table that is all there is in `element`, as of an `aligned` on its own; null when there is more. */
function onlyTable(element: MathElement): MathElement | null {
  if (element.name === "mtable") return element;
  return element.children.length === 1 && element.name !== "mtd" ? onlyTable(element.children[0]!) : null;
}

/** Whether columns are set to the right and to the left in turn, around a relation. */
function isAligned(table: MathElement): boolean {
  return firstRow(table).some((cell) => cell.classes.includes("tml-right"));
}

function isLeft(table: MathElement): boolean {
  return firstRow(table).some((cell) => cell.classes.includes("tml-left"));
}

function firstRow(table: MathElement): readonly MathElement[] {
  return table.children[0]?.children ?? [];
}

function isStretchyFence(element: MathElement | undefined, form: string): boolean {
  return element?.name === "mo" && element.attributes["stretchy"] === "true" && element.attributes["form"] === form;
}

function textIn(element: MathElement): string {
  return element.name === "text" ? element.text : element.children.map(textIn).join("");
}

function emOf(width: string): number {
  const value = Number.parseFloat(width);
  if (!Number.isFinite(value)) return 0;
  return Math.max(-2, Math.min(10, width.endsWith("pt") ? value / 10 : value));
}
