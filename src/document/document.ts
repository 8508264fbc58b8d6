import type { Verdict } from "../core/verdict.js";
import type { CheckRow } from "../figure/badge.js";

/** A part of a document that starts a section. */
export interface HeadingBlock {
  readonly type: "heading";
  /** 1 for a section, 2 for a part of one. */
  readonly level: 1 | 2;
  readonly text: string;
}

/** Markdown with TeX math between dollars. */
export interface ProseBlock {
  readonly type: "prose";
  readonly markdown: string;
  /** Images that the Markdown names as `attachment:name`, as MIME bundles. */
  readonly attachments: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** TypeScript. */
export interface CodeBlock {
  readonly type: "code";
  readonly source: string;
  /** Stands beside it, e.g. "[3]"; "" for nothing. */
  readonly label: string;
}

/** Text as a terminal prints it, ANSI colours included. */
export interface TextBlock {
  readonly type: "text";
  readonly text: string;
  readonly tone: "output" | "warning" | "error";
}

/** One thing in several representations, of which each renderer takes the one it shows best. */
export interface MediaBlock {
  readonly type: "media";
  readonly bundle: Readonly<Record<string, unknown>>;
}

/** Names and values. */
export interface FactsBlock {
  readonly type: "facts";
  readonly rows: readonly (readonly [name: string, value: string])[];
}

/** A verdict with the sentence that explains it. */
export interface VerdictBlock {
  readonly type: "verdict";
  /** null while it is open. */
  readonly verdict: Verdict | null;
  readonly sentence: string;
}

/** A table of checks. */
export interface ChecksBlock {
  readonly type: "checks";
  readonly checks: readonly CheckRow[];
}

/** A remark of the document about itself: what was left out, what was not run. */
export interface NoteBlock {
  readonly type: "note";
  readonly text: string;
}

/** Where a table of contents stands, if the document is long and on paper. */
export interface ContentsBlock {
  readonly type: "contents";
}

/** What a document is made of. */
export type Block =
  | HeadingBlock
  | ProseBlock
  | CodeBlock
  | TextBlock
  | MediaBlock
  | FactsBlock
  | VerdictBlock
  | ChecksBlock
  | NoteBlock
  | ContentsBlock;

/** A document as data: one description, rendered as HTML for screens and as PDF for paper. Its texts are not trusted. */
export interface Document {
  readonly title: string;
  /** Stands in the header of every page. */
  readonly id: string;
  readonly author: string;
  /** When what it tells happened, ISO 8601 UTC. */
  readonly date: string;
  readonly blocks: readonly Block[];
}
