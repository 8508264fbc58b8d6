import { createInterface } from "node:readline/promises";
import { BadArgumentError } from "../core/errors.js";
import { kernelPort } from "./display.js";

/** Asks the person in front of the notebook, or at the terminal, for a line. A headless run throws: nobody answers. */
export async function input(prompt = ""): Promise<string> {
  const port = kernelPort();
  return port === undefined ? askTerminal(prompt) : port.input(prompt, false);
}

/** Like `input`, for what nobody may read along. Only in a notebook. */
export async function inputSecret(prompt = ""): Promise<string> {
  const port = kernelPort();
  if (port === undefined) throw new BadArgumentError("inputSecret: a terminal shows what is typed. Use a notebook.");
  return port.input(prompt, true);
}

async function askTerminal(prompt: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await lines.question(prompt);
  } finally {
    lines.close();
  }
}
