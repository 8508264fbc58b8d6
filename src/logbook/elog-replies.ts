import { BadDataError } from "../core/errors.js";
import { fieldName } from "./elog-fields.js";
import type { HttpAnswer } from "./http.js";

/** An entry of ELOG as it is read back. */
export interface ElogEntry {
  readonly id: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Attachments as elogd calls them: `YYMMDD_HHMMSS_name`. */
  readonly attachments: readonly string[];
  readonly text: string;
}

const SEPARATOR = "=".repeat(40);

/** The attributes that a logbook has: the head of its table. */
export function attributeNames(csv: string): readonly string[] {
  const [head = ""] = csv.split(/\r?\n/);
  const names = [...head.matchAll(/"((?:[^"]|"")*)"/g)].map(([, name]) => name!.replaceAll('""', '"'));
  // Message ID and Date, in whatever language the server speaks.
  if (names.length < 3) throw new BadDataError("its table has no head with attributes", { head });
  return names.slice(2);
}

/**
 * Ids of the entries of a search whose `attribute` is exactly `value`; elogd may have found more, as it searches by
 * patterns and in any case of letters. Refuses a list without its end: what is missing might be the entry.
 */
export function idsOf(xml: string, attribute: string, value: string): readonly string[] {
  if (!xml.trimEnd().endsWith("</ELOG_LIST>")) throw new BadDataError("its list of entries has no end");
  const entries = xml.split("<ENTRY>").slice(1);
  const found = entries.filter((entry) => element(entry, fieldName(attribute)) === value);
  return found.map((entry) => element(entry, "MID")!).sort((a, b) => Number(a) - Number(b));
}

/** An entry as `cmd=download` gives it. */
export function downloaded(id: string, text: string): ElogEntry {
  const lines = text.split(/\r?\n/);
  const end = lines.indexOf(SEPARATOR);
  if (end < 0) throw new BadDataError(`entry ${id} came without its end`);
  const fields = lines.slice(0, end).map((line) => /^([^:]*): ?(.*)$/.exec(line) ?? ["", "", ""]);
  const attributes = new Map(fields.map(([, name, value]) => [name!, value!]));
  const attachments = (attributes.get("Attachment") ?? "").split(",").filter((name) => name !== "");
  return { id, attributes, attachments, text: lines.slice(end + 1).join("\n") };
}

/** The id that elogd gave, from where it sends us; null when it sends us nowhere. */
export function idOf({ status, headers }: HttpAnswer): string | null {
  if (status !== 302 || headers.location === undefined) return null;
  const last = headers.location.split("?")[0]!.split("/").at(-1)!;
  return /^[1-9]\d*$/.test(last) ? last : null;
}

/** Why elogd refused, in its own words; null when it did not. */
export function refusalOf({ status, body }: HttpAnswer): string | null {
  if (status < 400) return null;
  const told = /class="errormsg"[^>]*>(.*?)<\/td>/s.exec(body.toString())?.[1];
  return told === undefined ? `status ${status}` : plain(told);
}

/** Whether elogd answers with its form for the password: to a wrong one, with status 200. */
export function asksForPassword({ headers, body }: HttpAnswer): boolean {
  const isPage = /^text\/html/i.test(headers["content-type"] ?? "");
  return isPage && /<input[^>]*type="?password/i.test(body.toString());
}

function element(entry: string, name: string): string | undefined {
  const start = entry.indexOf(`<${name}>`);
  const end = entry.indexOf(`</${name}>`, start);
  return start < 0 || end < 0 ? undefined : unescaped(entry.slice(start + name.length + 2, end));
}

function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}

function plain(html: string): string {
  return unescaped(html.replace(/<[^>]*>/g, " "))
    .replace(/&nbsp;/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}
