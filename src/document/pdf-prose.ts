import { type Inline, type Prose, readMarkdown } from "./markdown.js";
import { mathTree } from "./math.js";
import { mathInstruction } from "./math-setting.js";
import { type Attachments, attachmentOf } from "./media.js";
import type { Pictures } from "./pdf-pictures.js";
import { breakable, wrapped } from "./wrapping.js";

/** What the template reads of a piece of Markdown. */
export type ProseData = Readonly<Record<string, unknown>>;

const LINE_WORD = 60;
const FENCE_COLUMNS = 94;

/** Markdown as the data that the template sets. */
export function proseData(markdown: string, attachments: Attachments, pictures: Pictures): readonly ProseData[] {
  const inline = (piece: Inline): ProseData => inlineData(piece, attachments, pictures);
  const block = (part: Prose): ProseData => {
    switch (part.type) {
      case "quote":
        return { ...part, children: part.children.map(block) };
      case "list":
        return { ...part, items: part.items.map((item) => item.map(block)) };
      case "fence": {
        const lines = part.text.split("\n").map((text) => [{ text }]);
        return { type: "fence", lines: wrapped(lines, FENCE_COLUMNS) };
      }
      case "table": {
        const cells = (row: readonly Inline[][]): readonly ProseData[][] => row.map((cell) => cell.map(inline));
        return { type: "table", head: cells(part.head), rows: part.rows.map(cells) };
      }
      case "rule":
        return part;
      default:
        return { ...part, children: part.children.map(inline) };
    }
  };
  return readMarkdown(markdown).map(block);
}

function inlineData(piece: Inline, attachments: Attachments, pictures: Pictures): ProseData {
  switch (piece.type) {
    case "text":
      return { type: "text", text: breakable(piece.text, LINE_WORD) };
    case "code":
      return { type: "code", text: breakable(piece.text, LINE_WORD) };
    case "math": {
      const tree = mathTree(piece.tex, piece.display);
      return tree === null
        ? { type: "code", text: breakable(piece.tex, LINE_WORD) }
        : { type: "math", display: piece.display, tree: mathInstruction(tree) };
    }
    case "image": {
      const medium = attachmentOf(piece.source, attachments);
      if (medium?.kind === "svg") return { type: "picture", ...pictures.addSvg(medium.svg, piece.alternative) };
      if (medium?.kind === "image")
        return { type: "picture", ...pictures.addImage(medium.mediaType, medium.base64, piece.alternative) };
      return {
        type: "text",
        text: breakable(`[image: ${piece.alternative === "" ? piece.source : piece.alternative}]`, LINE_WORD),
      };
    }
    case "link": {
      const href = /^(https?:|mailto:)/i.test(piece.href) ? piece.href : "";
      return { type: "link", href, children: piece.children.map((child) => inlineData(child, attachments, pictures)) };
    }
    case "break":
      return piece;
    default:
      return { ...piece, children: piece.children.map((child) => inlineData(child, attachments, pictures)) };
  }
}
