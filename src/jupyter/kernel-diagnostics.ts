import { LisalabError } from "../core/errors.js";

/** A place in a cell as the compiler counts, from 0. */
interface Place {
  readonly line: number;
  readonly character: number;
}

/** What the compiler says against a cell. */
export interface Diagnostic {
  readonly start: Place;
  readonly end: Place;
  readonly messageText: string;
  readonly code: number;
  /** A file that the cell imports, when the fault lies there. */
  readonly fileName?: string;
}

/** A cell that doesn't compile. It didn't run, not even in part. */
export class CellDiagnosticsError extends LisalabError {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[], code: string) {
    super("TypeScript", diagnostics.map((diagnostic) => describe(diagnostic)).join("\n"), { context: { code } });
    this.diagnostics = diagnostics;
  }
}

function describe({ fileName, start, messageText, code }: Diagnostic): string {
  const file = fileName === undefined ? "" : `${fileName}, `;
  return `${file}line ${start.line + 1}, column ${start.character + 1}: ${messageText} (TS${code})`;
}
