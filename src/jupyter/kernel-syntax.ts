import type { TailoredTslab } from "./kernel-typescript.js";

interface SyntaxModule {
  isCompleteCode: (code: string) => { readonly completed: boolean; readonly indent?: string };
}

/** TypeScript's numbers for a template or a comment that goes on. */
const UNTERMINATED: ReadonlySet<number> = new Set([1160, 1010]);

/** Returns what answers is_complete_request: whether code can be run, needs more lines, or never will be right. */
export function isCompleteReply(tslab: TailoredTslab): (code: string) => unknown {
  const { isCompleteCode } = tslab.load<SyntaxModule>("converter");
  return (code) => {
    const { completed, indent } = isCompleteCode(code);
    if (!completed) return { status: "incomplete", indent: indent ?? "" };
    const errors = tslab.syntaxErrors(code);
    if (errors.some((error) => UNTERMINATED.has(error))) return { status: "incomplete", indent: "" };
    return { status: errors.length > 0 ? "invalid" : "complete" };
  };
}
