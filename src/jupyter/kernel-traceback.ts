import { inspect } from "node:util";
import { CellDiagnosticsError } from "./kernel-diagnostics.js";
import type { CellSource } from "./kernel-executor.js";
import type { CellPosition } from "./kernel-typescript.js";

/** An error as the Jupyter protocol writes it. */
export interface ErrorContent {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** How errors are told. */
export interface TracebackOptions {
  readonly source: (serial: number) => CellSource | undefined;
  /** Whether frames of Node and of packages are shown as well. */
  readonly allFrames: boolean;
}

/** Lines of the cell shown before and after the one at fault. */
const CONTEXT_LINES = 2;
const RED = "\u001b[0;31m";
const GREEN = "\u001b[0;32m";
const PLAIN = "\u001b[0m";
const CELL_PLACE = /(?:lisalab-cell-)(\d+):(\d+):(\d+)/;
/** Frames below the cell: how the kernel came to run it. */
const KERNEL_FRAME = /\/jupyter\/kernel[\w-]*\.[jt]s|tslab\/dist\/|node:vm|node:async_hooks/;

interface CellFrame extends CellPosition {
  readonly source: CellSource;
}

/** What clients show of `thrown`: its name, its message, and where in which cell it came from. */
export function describeError(thrown: unknown, options: TracebackOptions): ErrorContent {
  if (thrown instanceof CellDiagnosticsError) return describeDiagnostics(thrown);
  const isError = thrown instanceof Error || Object.prototype.toString.call(thrown) === "[object Error]";
  if (!isError) return describeValue(thrown);
  const error = thrown as Error;
  const ename = error.name || "Error";
  const evalue = error.message;
  const head = `${RED}${ename}${PLAIN}: ${evalue}`;
  return { ename, evalue, traceback: [head, ...describeStack(error, options), ...describeCause(error, options)] };
}

function describeValue(thrown: unknown): ErrorContent {
  const evalue = typeof thrown === "string" ? thrown : inspect(thrown);
  return {
    ename: "Thrown",
    evalue,
    traceback: [`${RED}Thrown${PLAIN}: ${evalue}`, "(not an Error: no place is known)"],
  };
}

function describeDiagnostics(error: CellDiagnosticsError): ErrorContent {
  const code = String(error.context.code);
  const traceback = error.diagnostics.flatMap(({ fileName, start, messageText, code: number }) => {
    const place = { line: start.line + 1, column: start.character + 1 };
    const head = `${RED}TypeScript${PLAIN}: ${messageText} (TS${number})`;
    if (fileName !== undefined) return [head, `    at ${fileName}, line ${place.line}, column ${place.column}`];
    return [head, `line ${place.line}, column ${place.column}`, ...excerpt(code, place)];
  });
  return { ename: error.name, evalue: error.message, traceback };
}

function describeCause(error: Error, options: TracebackOptions): string[] {
  if (error.cause === undefined) return [];
  const [head, ...rest] = describeError(error.cause, options).traceback;
  return [`caused by ${head}`, ...rest];
}

function describeStack(error: Error, options: TracebackOptions): string[] {
  const frames = stackFrames(error);
  const first = frames.map((frame) => cellFrame(frame, options)).find((frame) => frame !== undefined);
  const lines = frames.flatMap((frame) => describeFrame(frame, options));
  if (first === undefined) return lines;
  const place = `${GREEN}cell [${first.source.count}], line ${first.line}, column ${first.column}${PLAIN}`;
  return [place, ...excerpt(first.source.code, first), ...lines];
}

function stackFrames(error: Error): string[] {
  const stack = typeof error.stack === "string" ? error.stack : "";
  return stack.split("\n").filter((line) => /^\s+at /.test(line));
}

function cellFrame(frame: string, options: TracebackOptions): CellFrame | undefined {
  const match = CELL_PLACE.exec(frame);
  const source = match === null ? undefined : options.source(Number(match[1]));
  if (match === null || source === undefined) return undefined;
  const place = source.position(Number(match[2]), Number(match[3]));
  return place === undefined ? undefined : { source, ...place };
}

function describeFrame(frame: string, options: TracebackOptions): string[] {
  const cell = cellFrame(frame, options);
  if (cell !== undefined) {
    const name = /^\s+at (?:async )?([^\s(]+) \(/.exec(frame)?.[1];
    const place = `cell [${cell.source.count}], line ${cell.line}, column ${cell.column}`;
    return [name === undefined || name === "eval" ? `    at ${place}` : `    at ${name} (${place})`];
  }
  if (CELL_PLACE.test(frame) || KERNEL_FRAME.test(frame)) return [];
  if (!options.allFrames && /\(?node:internal|node_modules\/(?!lisalab\/)/.test(frame)) return [];
  return [frame];
}

function excerpt(code: string, { line, column }: CellPosition): string[] {
  const lines = code.split("\n");
  const width = String(Math.min(lines.length, line + CONTEXT_LINES)).length;
  const shown: string[] = [];
  for (let n = Math.max(1, line - CONTEXT_LINES); n <= Math.min(lines.length, line + CONTEXT_LINES); n++) {
    shown.push(`${n === line ? `${RED}>${PLAIN}` : " "} ${String(n).padStart(width)} | ${lines[n - 1]}`);
    if (n === line) shown.push(`  ${" ".repeat(width)} | ${" ".repeat(Math.max(0, column - 1))}${RED}^${PLAIN}`);
  }
  return shown;
}
