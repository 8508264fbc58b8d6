import { BadArgumentError } from "../core/errors.js";
import type { FilledEntry } from "./neutral.js";

/** What of an entry goes into attributes. */
export type ElogField = "key" | "system" | "subject" | "verdict" | "author";

/** The attributes of a logbook of ELOG, as `Attributes` in its elogd.cfg names them; null for what it has none for. */
export type ElogAttributes = Readonly<Record<ElogField, string | null>>;

/** What the attributes are called when nothing else is said. */
export const ELOG_ATTRIBUTES: ElogAttributes = {
  key: "Run ID",
  system: "System",
  subject: "Subject",
  verdict: "Status",
  author: "Author",
};

/** Longest name of an attachment in bytes: elogd keeps 256 with its own date in front. */
const LONGEST_NAME = 200;

/** The attributes of an entry with their values. */
export function attributesOf(entry: FilledEntry, names: ElogAttributes): ReadonlyMap<string, string> {
  const fields = Object.entries(names) as [ElogField, string | null][];
  return new Map(fields.flatMap(([field, name]) => (name === null ? [] : [[name, safeLine(entry[field])] as const])));
}

/** The name of an attribute's field in a form, and of its element in XML. */
export function fieldName(attribute: string): string {
  return attribute.replace(/[\0-\x7f]/g, (char) => (/[A-Za-z0-9]/.test(char) ? char : "_"));
}

/** The value of an attribute: elogd cuts it at a line break. */
export function safeLine(value: string): string {
  return safeText(value).replace(/\s*[\r\n]+\s*/g, " ");
}

/** Text that elogd, which writes it down raw, doesn't take for the head of an entry when it starts the next time. */
export function safeText(text: string): string {
  return text.replaceAll("$@MID@$:", "$@MID@$ :");
}

/** What is posted as text: the links have no attribute. */
export function textOf({ text, links, time }: FilledEntry): string {
  return safeText([text, ...links, `Time: ${time}`].join("\n\n"));
}

/**
 * Whether elogd keeps a file of this name as `stored`: with the time in front, unless the name seems to have one already,
 * with underscores for spaces, and with `_1` for each file that was there by this name.
 */
export function isStoredAs(name: string, stored: string): boolean {
  const [stem, ending] = splitAtDot(name.replaceAll(" ", "_"));
  return [stored, stored.slice("YYMMDD_HHMMSS_".length)].some((one) => {
    const [begun, ended] = splitAtDot(one);
    return ended === ending && begun.startsWith(stem) && /^(_1)*$/.test(begun.slice(stem.length));
  });
}

function splitAtDot(name: string): readonly [string, string] {
  const dot = name.indexOf(".");
  return dot < 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot)];
}

/** Throws unless elogd keeps a file of this name and this content. */
export function checkElogFile(name: string, content: Uint8Array): void {
  const refused = refusalOf(name, content);
  if (refused !== undefined) {
    throw new BadArgumentError(`ELOG can't take the attachment ${JSON.stringify(name)}: ${refused}`, { name });
  }
}

function refusalOf(name: string, content: Uint8Array): string | undefined {
  // elogd fetches such a URL itself, from wherever it may reach.
  if (/:\/\//.test(name) || /^https?:/i.test(name)) return "its name is a URL; give it the plain name of a file";
  if (content.byteLength === 0) return "it is empty; leave it out";
  const bad = /[,;:+="\\/%?#&<>\p{Cc}]/u.exec(name)?.[0];
  if (bad !== undefined) return `there is ${JSON.stringify(bad)} in its name; use letters, digits, - _ and .`;
  // Two such names in one second, and elogd looks for a free one for ever.
  if (!name.includes(".")) return "its name has no ending; give it one, such as .txt";
  if (name.trim() !== name || name === "") return "its name is empty or has spaces around it; take them away";
  return Buffer.byteLength(name) > LONGEST_NAME ? `its name is longer than ${LONGEST_NAME} bytes` : undefined;
}
