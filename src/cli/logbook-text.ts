import { ENTRY } from "../logbook/neutral.js";
import type { SealedEntry } from "../logbook/rows.js";
import type { Verification } from "../logbook/verification.js";
import { coloured, type Paper, printable, tableText } from "./table.js";

/** Entries as a table: one line each. */
export function tableOf(entries: readonly SealedEntry[], paper: Paper): string {
  const rows = entries.map((entry) => [
    String(entry.id),
    entry.time.replace(/(\.\d+)?Z$/, "").replace("T", " "),
    entry.status,
    entry.system,
    entry.subject,
    entry.author,
    entry.attachments.length === 0 ? "" : String(entry.attachments.length),
  ]);
  const head = ["ID", "TIME (UTC)", "STATUS", "SYSTEM", "SUBJECT", "AUTHOR", "FILES"];
  return tableText([head, ...rows], { elastic: 4, status: 2 }, paper);
}

/** An entry in full. */
export function pageOf(entry: SealedEntry, paper: Paper): string {
  const fields: (readonly [string, string])[] = [
    ["Message id", String(entry.id)],
    ["Entry time", entry.enteredAt],
    ["Time", entry.time],
    ["System", entry.system],
    ["Subject", entry.subject],
    ["Author", entry.author],
    ["Status", entry.status],
    ["Run", entry.runId ?? "-"],
    ["Key", entry.key],
    ["Hash", entry.hash],
    ...entry.links.map((link) =>
      link.startsWith(ENTRY) ? (["Reply to", link.slice(ENTRY.length)] as const) : (["Link", link] as const),
    ),
    ...entry.attachments.map(
      ({ name, bytes, mediaType, sha256 }) =>
        ["Attachment", `${name} (${bytes} bytes, ${mediaType}) ${sha256}`] as const,
    ),
  ];
  const lines = fields.map(([name, value]) => {
    const shown = printable(value);
    return `${name.padEnd(11)} ${name === "Status" ? coloured(shown, value, paper) : shown}`;
  });
  return entry.text === "" ? lines.join("\n") : `${lines.join("\n")}\n\n${printable(entry.text)}`;
}

/** What a verification found, as sentences. */
export function verdictOf({ entries, attachments, head, faults }: Verification): string {
  const count = `${plural(entries, "entry", "entries")}, ${plural(attachments, "attachment", "attachments")}`;
  if (faults.length === 0) {
    return `${count} verified\nhead ${head.id}:${head.hash}`;
  }
  const lines = faults.map(({ id, message }) => (id === 0 ? message : `entry ${id} ${message}`));
  return [`${count} read; the logbook is not as it was written:`, ...lines].map(printable).join("\n");
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
