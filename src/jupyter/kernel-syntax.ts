import type { TailoredTslab } from "./kernel-typescript.js";

interface SyntaxModule {
  isCompleteCode: (code: string) => { readonly completed: boolean; readonly indent?: string };
}

/** Returns what answers is_complete_request: whether code can be run, needs more lines, or never will be right. */
export function isCompleteReply(tslab: TailoredTslab): (code: string) => unknown {
  const { isCompleteCode } = tslab.load<SyntaxModule>("converter");
  return (code) => {
    const { completed, indent } = isCompleteCode(code);
    if (!completed) return { status: "incomplete", indent: indent ?? "" };
    return { status: tslab.hasSyntaxError(code) ? "invalid" : "complete" };
  };
}
