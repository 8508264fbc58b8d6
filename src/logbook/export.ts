import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { BadArgumentError } from "../core/errors.js";
import { writeDurably } from "../sql/durable.js";
import { checkName } from "./draft.js";
import { logbookFailure } from "./failure.js";
import type { Attachment, Entry, Logbook } from "./logbook.js";
import { sha256 } from "./seal.js";

/** An entry as Markdown: a heading, its fields as a table, its text, and its attachments by `pathOf`. */
export function markdownOf(entry: Entry, pathOf: (attachment: Attachment) => string = ({ name }) => name): string {
  const fields: (readonly [string, string])[] = [
    ["Time", entry.time],
    ["Entered", entry.enteredAt],
    ["System", entry.system],
    ["Author", entry.author],
    ["Status", `**${entry.status}**`],
    ["Run", entry.runId ?? ""],
    ...entry.links.map((link) => ["Link", link] as const),
    ...entry.attachments.map((attachment) => ["Attachment", linkTo(attachment, pathOf(attachment))] as const),
  ];
  const rows = fields.filter(([, value]) => value !== "").map(([name, value]) => `| ${name} | ${inCell(value)} |`);
  return [`## ${entry.id}. ${inLine(entry.subject)}`, "", "| | |", "| --- | --- |", ...rows, "", entry.text, ""].join(
    "\n",
  );
}

/**
 * Writes these entries into the new folder `target`: entries.json, logbook.md, and the attachments, each verified,
 * as `attachments/<id>/<name>`. The folder is there entirely or not at all. Gives its absolute path.
 */
export async function exportTo(logbook: Logbook, entries: readonly Entry[], target: string): Promise<string> {
  const folder = resolve(target);
  if (existsSync(folder)) {
    throw new BadArgumentError(`${folder} is there already; name a folder that is not, for the export to make`);
  }
  try {
    await mkdir(dirname(folder), { recursive: true });
    const aside = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
    try {
      await writeEntries(logbook, entries, aside);
      await rename(aside, folder);
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  } catch (error) {
    throw logbookFailure(error, folder);
  }
  return folder;
}

/** Saves the attachments of `entry` into `folder` under their own names; gives the paths. What is there is not touched. */
export async function saveAttachments(logbook: Logbook, entry: Entry, folder: string): Promise<readonly string[]> {
  const paths: string[] = [];
  try {
    await mkdir(folder, { recursive: true });
    for (const attachment of entry.attachments) {
      // Checked again: the name may come from a logbook that others wrote.
      checkName(attachment.name);
      const path = join(folder, attachment.name);
      if (existsSync(path)) {
        throw new BadArgumentError(`${path} is there already; name another folder, or move it away`);
      }
      await writeDurably(path, verifiedContent(await logbook.attachment(attachment.sha256), attachment));
      paths.push(path);
    }
  } catch (error) {
    throw logbookFailure(error, folder);
  }
  return paths;
}

async function writeEntries(logbook: Logbook, entries: readonly Entry[], folder: string): Promise<void> {
  for (const entry of entries.filter(({ attachments }) => attachments.length > 0)) {
    await saveAttachments(logbook, entry, join(folder, "attachments", String(entry.id)));
  }
  await writeDurably(join(folder, "entries.json"), `${JSON.stringify(entries, null, 2)}\n`);
  const pages = entries.map((entry) => markdownOf(entry, ({ name }) => `attachments/${entry.id}/${name}`));
  await writeDurably(join(folder, "logbook.md"), pages.join("\n"));
}

function verifiedContent(content: Uint8Array, { name, sha256: expected }: Attachment): Uint8Array {
  const found = sha256(content);
  if (found !== expected) {
    throw new BadArgumentError(`attachment "${name}" has SHA-256 ${found}; the entry says ${expected}`);
  }
  return content;
}

function linkTo({ name, bytes, sha256: hash }: Attachment, path: string): string {
  const address = path
    .split("/")
    .map(encodeURIComponent)
    .join("/")
    .replace(/[()]/g, (bracket) => (bracket === "(" ? "%28" : "%29"));
  return `[${name.replace(/[[\]\\]/g, "\\$&")}](${address}) (${bytes} bytes, SHA-256 \`${hash}\`)`;
}

function inLine(text: string): string {
  return text.replace(/\s+/g, " ");
}

function inCell(text: string): string {
  return inLine(text).replace(/\|/g, "\\|");
}
