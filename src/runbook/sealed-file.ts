import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { guarded, sha256 } from "./run-folder.js";

/** What a sealed file says of itself, in its first line. */
interface Seal {
  readonly lisalab: "checkpoint";
  /** What it was made for; whoever reads it must be the same. */
  readonly belongsTo: string;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What became of a sealed file: its content, or why it can't be used; null when there is none. */
export type Unsealed = { readonly content: Buffer } | { readonly damage: string } | null;

/** Writes `content` so that it is whole or not there at all, also after a loss of power, and nobody takes it for another's. */
export function seal(path: string, belongsTo: string, name: string, content: Uint8Array): void {
  const head: Seal = { lisalab: "checkpoint", belongsTo, name, bytes: content.length, sha256: sha256(content) };
  const draft = `${path}.${randomUUID()}.part`;
  guarded(path, () => {
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeDown(draft, [Buffer.from(`${JSON.stringify(head)}\n`), content]);
      renameSync(draft, path);
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
  });
}

/** Reads a sealed file and verifies all that its seal says. */
export function unseal(path: string, belongsTo: string, name: string): Unsealed {
  let file: Buffer;
  try {
    file = readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === "ENOENT" ? null : { damage: `it can't be read: ${message}` };
  }
  const end = file.indexOf("\n");
  const head = headOf(file.subarray(0, Math.max(end, 0)).toString("utf8"));
  if (head === null) return { damage: "its first line is not that of a checkpoint" };
  if (head.belongsTo !== belongsTo || head.name !== name) {
    return { damage: "it was made by another run, notebook, version of lisalab, or with other parameters" };
  }
  const content = file.subarray(end + 1);
  if (content.length !== head.bytes) return { damage: `it has ${content.length} bytes of ${head.bytes}` };
  return sha256(content) === head.sha256 ? { content } : { damage: "its SHA-256 is another" };
}

function headOf(line: string): Seal | null {
  try {
    const head = JSON.parse(line) as Partial<Seal> | null;
    return head?.lisalab === "checkpoint" ? (head as Seal) : null;
  } catch {
    // A line that is no JSON is no seal.
    return null;
  }
}

function writeDown(path: string, parts: readonly Uint8Array[]): void {
  const file = openSync(path, "wx");
  try {
    for (const part of parts) {
      for (let at = 0; at < part.length; ) at += writeSync(file, part, at);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
