import { createHash } from "node:crypto";
import { attachmentLines } from "./json-service.js";
import type { FilledEntry } from "./neutral.js";

/** From whom and to whom. */
export interface Addresses {
  readonly from: string;
  readonly to: readonly string[];
}

/** Longest attachments of a mail together, in bytes; most mail servers take no more than twice that once it is encoded. */
const LONGEST = 10_000_000;

/** What a mail that goes out once more says, with the same Message-ID as the first one. */
const AGAIN = "This mail is sent again: the first one may not have arrived.";

/**
 * The Message-ID of an entry's mail. It follows from the entry, so that whoever gets the mail twice can see that it is one:
 * mail programs and servers do.
 */
export function messageIdOf({ key, logbook }: FilledEntry, from: string): string {
  const identity = createHash("sha256")
    .update(JSON.stringify([logbook, key]))
    .digest("hex")
    .slice(0, 40);
  return `<${identity}@${from.slice(from.lastIndexOf("@") + 1)}>`;
}

/** An entry as a mail of plain text, with its attachments or with their names. @param again whether it may be there already */
export async function mailOf(
  entry: FilledEntry,
  { from, to }: Addresses,
  { again, attach }: { readonly again: boolean; readonly attach: boolean },
): Promise<Buffer> {
  const { default: MailComposer } = await import("nodemailer/lib/mail-composer");
  const messageId = messageIdOf(entry, from);
  const isAttached = attach && entry.contents.reduce((sum, { byteLength }) => sum + byteLength, 0) <= LONGEST;
  const mail = new MailComposer({
    from,
    to: [...to],
    subject: entry.subject.includes(entry.verdict) ? entry.subject : `${entry.verdict}: ${entry.subject}`,
    date: new Date(entry.time),
    messageId,
    text: textOf(entry, again, isAttached),
    ...threadOf(entry),
    headers: { "Auto-Submitted": "auto-generated", ...(entry.level === "error" && { Importance: "high" }) },
    attachments: isAttached ? attachmentsOf(entry) : [],
    // The same entry makes the same bytes.
    baseBoundary: messageId.slice(1, 33),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return mail.compile().build();
}

/** The mail that this one answers, of whose id in the spool the first part is its Message-ID. */
function threadOf({ replyTo }: FilledEntry): { readonly inReplyTo?: string; readonly references?: string } {
  const [messageId] = /^<[^<>\s]+>/.exec(replyTo ?? "") ?? [];
  return messageId === undefined ? {} : { inReplyTo: messageId, references: messageId };
}

function attachmentsOf({
  attachments,
  contents,
}: FilledEntry): { filename: string; contentType: string; content: Buffer }[] {
  return attachments.map(({ name, mediaType }, n) => {
    return { filename: name, contentType: mediaType, content: Buffer.from(contents[n]!) };
  });
}

function textOf(entry: FilledEntry, again: boolean, isAttached: boolean): string {
  const { system, author, time, key, verdict } = entry;
  const facts = [`Verdict: ${verdict}`, `System: ${system}`, `Author: ${author}`, `Time: ${time}`, `Run ID: ${key}`];
  const files = isAttached ? [] : attachmentLines(entry.attachments);
  const parts = [again ? AGAIN : "", entry.text, entry.links.join("\n"), files.join("\n"), facts.join("\n")];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
