import { tmpdir } from "node:os";
import { join } from "node:path";
import { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";
import { LisalabError } from "../core/errors.js";
import type { Document } from "./document.js";
import { blockData } from "./pdf-data.js";
import { Pictures } from "./pdf-pictures.js";
import { TEMPLATE } from "./pdf-template.js";
import { breakable } from "./wrapping.js";

/**
 * The document as a PDF on A4, set by Typst. Its contents reach the typesetter as data (JSON and pictures), never as
 * source, and the typesetter sees no file but those. The same document gives the same bytes.
 */
export function toPdf(document: Document): Uint8Array {
  // The folder is only a name: every file the typesetter reads is held in memory under it.
  const workspace = join(tmpdir(), "lisalab-document");
  const compiler = NodeCompiler.create({ workspace });
  const pictures = new Pictures((name, content) => isSound(compiler, join(workspace, name), content));
  const data = {
    title: document.title,
    heading: { title: breakable(document.title, 30), id: breakable(document.id, 60) },
    running: { title: shortened(document.title), id: shortened(document.id) },
    author: document.author,
    date: dateOf(document.date),
    blocks: document.blocks.flatMap((block) => blockData(block, pictures)),
  };
  for (const [name, content] of pictures.files) compiler.mapShadow(join(workspace, name), content);
  compiler.mapShadow(join(workspace, "document.json"), Buffer.from(JSON.stringify(data), "utf8"));
  return compiled(compiler);
}

function compiled(compiler: NodeCompiler): Uint8Array {
  const outcome = compiler.compile({ mainFileContent: TEMPLATE });
  const result = outcome.result;
  if (result === null)
    throw new LisalabError("Typesetting", `The PDF could not be set: ${complaintOf(compiler, outcome)}`);
  const pdf = compiler.pdf(result);
  compiler.evictCache(0);
  return pdf;
}

function complaintOf(compiler: NodeCompiler, outcome: ReturnType<NodeCompiler["compile"]>): string {
  const error = outcome.takeError();
  const diagnostics = error === null ? [] : (compiler.fetchDiagnostics(error) as { readonly message?: string }[]);
  return diagnostics.map(({ message }) => message ?? "").join("; ") || "no reason given";
}

/** Whether the typesetter can read the picture: one that it can't would cost the whole document. */
function isSound(compiler: NodeCompiler, path: string, content: Buffer): boolean {
  compiler.mapShadow(path, content);
  const name = path.split(/[\\/]/).at(-1)!;
  const outcome = compiler.compile({ mainFileContent: `#image("/${name}")` });
  if (outcome.result === null) compiler.unmapShadow(path);
  return outcome.result !== null;
}

/** A text that fits into half a header. */
function shortened(text: string): string {
  const letters = [...text];
  return letters.length > 55 ? `${letters.slice(0, 54).join("")}…` : text;
}

/** Year, month, … second; null for a text that is no date. */
function dateOf(iso: string): Readonly<Record<string, number>> | null {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return null;
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}
