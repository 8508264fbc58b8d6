/** A string, or its lines: notebooks store text both ways. */
export type MultilineText = string | readonly string[];

/** Data of one output by MIME type. JSON types hold any JSON, text types hold text. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** Text printed to stdout or stderr. */
export interface StreamOutput {
  readonly output_type: "stream";
  readonly name: "stdout" | "stderr";
  readonly text: MultilineText;
}

/** Something displayed. */
export interface DisplayOutput {
  readonly output_type: "display_data";
  readonly data: MimeBundle;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The value of a cell. */
export interface ResultOutput {
  readonly output_type: "execute_result";
  readonly execution_count: number | null;
  readonly data: MimeBundle;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The error that ended a cell. */
export interface ErrorOutput {
  readonly output_type: "error";
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** One output of a code cell. */
export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

/** A cell of code with what it left. */
export interface CodeCell {
  readonly cell_type: "code";
  readonly id: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly source: MultilineText;
  readonly execution_count: number | null;
  readonly outputs: readonly Output[];
}

/** A cell of prose, or of text left as it is. */
export interface TextCell {
  readonly cell_type: "markdown" | "raw";
  readonly id: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly source: MultilineText;
  /** Images of the cell, by name, as MIME bundles. */
  readonly attachments?: Readonly<Record<string, MimeBundle>>;
}

/** One cell of a notebook. */
export type Cell = CodeCell | TextCell;

/** A Jupyter notebook, nbformat 4.5. */
export interface Notebook {
  readonly nbformat: 4;
  readonly nbformat_minor: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly cells: readonly Cell[];
}

/** The text, its lines joined. */
export function textOf(text: MultilineText): string {
  return typeof text === "string" ? text : text.join("");
}
