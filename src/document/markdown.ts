import MarkdownIt from "markdown-it";
import { addMath } from "./dollars.js";

/** A piece of a line of Markdown. */
export type Inline =
  | { readonly type: "text" | "code"; readonly text: string }
  | { readonly type: "strong" | "em" | "strike"; readonly children: readonly Inline[] }
  | { readonly type: "link"; readonly href: string; readonly children: readonly Inline[] }
  | { readonly type: "image"; readonly source: string; readonly alternative: string }
  | { readonly type: "math"; readonly tex: string; readonly display: boolean }
  | { readonly type: "break" };

/** A part of a Markdown text. */
export type Prose =
  | { readonly type: "paragraph"; readonly children: readonly Inline[] }
  | { readonly type: "heading"; readonly level: number; readonly children: readonly Inline[] }
  | { readonly type: "quote"; readonly children: readonly Prose[] }
  | { readonly type: "list"; readonly ordered: boolean; readonly start: number; readonly items: readonly Prose[][] }
  | { readonly type: "fence"; readonly text: string; readonly language: string }
  | { readonly type: "table"; readonly head: readonly Inline[][]; readonly rows: readonly Inline[][][] }
  | { readonly type: "rule" };

/** The part of markdown-it's tokens that is read here. */
interface Token {
  readonly type: string;
  readonly tag: string;
  readonly content: string;
  readonly info: string;
  readonly children: readonly Token[] | null;
  attrGet(name: string): string | null;
}

const reader = addMath(new MarkdownIt("default", { html: false, linkify: false, typographer: false }));

/** Reads Markdown into a tree without markup of its own: HTML in it is text. */
export function readMarkdown(markdown: string): readonly Prose[] {
  return new TokenReader(reader.parse(markdown, {}) as readonly Token[]).blocksUntil("");
}

/** Walks the flat list of tokens that markdown-it makes. */
class TokenReader {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  /** Blocks up to the token that closes them, which is taken too; to the end for "". */
  blocksUntil(close: string): Prose[] {
    const blocks: Prose[] = [];
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at++]!;
      if (token.type === close) break;
      blocks.push(...this.block(token));
    }
    return blocks;
  }

  private block(token: Token): readonly Prose[] {
    switch (token.type) {
      case "inline":
        return [{ type: "paragraph", children: inlines(token) }];
      case "heading_open":
        return [{ type: "heading", level: Number(token.tag.slice(1)), children: this.line("heading_close") }];
      case "blockquote_open":
        return [{ type: "quote", children: this.blocksUntil("blockquote_close") }];
      case "bullet_list_open":
        return [{ type: "list", ordered: false, start: 1, items: this.items("bullet_list_close") }];
      case "ordered_list_open": {
        const start = Number(token.attrGet("start") ?? 1);
        return [{ type: "list", ordered: true, start, items: this.items("ordered_list_close") }];
      }
      case "fence":
      case "code_block":
        return [{ type: "fence", text: token.content.replace(/\n$/, ""), language: token.info.trim() }];
      case "math_block":
        return [{ type: "paragraph", children: [{ type: "math", tex: token.content, display: true }] }];
      case "table_open":
        return [this.table()];
      case "hr":
        return [{ type: "rule" }];
      default:
        return [];
    }
  }

  /** The inline content up to `close`. */
  private line(close: string): readonly Inline[] {
    const found: Inline[] = [];
    for (;;) {
      const token = this.tokens[this.at++];
      if (token === undefined || token.type === close) return found;
      if (token.type === "inline") found.push(...inlines(token));
    }
  }

  private items(close: string): Prose[][] {
    const items: Prose[][] = [];
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at++]!;
      if (token.type === close) break;
      if (token.type === "list_item_open") items.push(this.blocksUntil("list_item_close"));
    }
    return items;
  }

  private table(): Prose {
    const rows: Inline[][][] = [];
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at++]!;
      if (token.type === "table_close") break;
      if (token.type === "tr_open") rows.push([]);
      if (token.type === "inline") rows.at(-1)?.push(inlines(token));
    }
    return { type: "table", head: rows[0] ?? [], rows: rows.slice(1) };
  }
}

function inlines(token: Token): Inline[] {
  const tokens = token.children ?? [];
  let at = 0;
  const until = (close: string): Inline[] => {
    const found: Inline[] = [];
    while (at < tokens.length) {
      const next = tokens[at++]!;
      if (next.type === close) break;
      found.push(...inline(next, until));
    }
    return found;
  };
  return until("");
}

function inline(token: Token, until: (close: string) => Inline[]): readonly Inline[] {
  switch (token.type) {
    case "text":
      return token.content === "" ? [] : [{ type: "text", text: token.content }];
    case "code_inline":
      return [{ type: "code", text: token.content }];
    case "math_inline":
      return [{ type: "math", tex: token.content, display: token.info === "display" }];
    case "strong_open":
      return [{ type: "strong", children: until("strong_close") }];
    case "em_open":
      return [{ type: "em", children: until("em_close") }];
    case "s_open":
      return [{ type: "strike", children: until("s_close") }];
    case "link_open":
      return [{ type: "link", href: token.attrGet("href") ?? "", children: until("link_close") }];
    case "image":
      return [{ type: "image", source: token.attrGet("src") ?? "", alternative: token.content }];
    case "hardbreak":
      return [{ type: "break" }];
    case "softbreak":
      return [{ type: "text", text: " " }];
    default:
      return [];
  }
}
