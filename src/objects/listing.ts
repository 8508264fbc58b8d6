import { elements, textOf } from "./xml.js";

/** An object as a listing, or its head, describes it. */
export interface ObjectEntry {
  readonly key: string;
  /** Of this content, without quotes: others make another one. */
  readonly etag: string;
  readonly bytes: number;
  /** ISO 8601 UTC; "" when the store did not say. */
  readonly modified: string;
}

/** One page of a listing. */
export interface ListedPage {
  readonly entries: readonly ObjectEntry[];
  /** Where the next page begins; "" when there is none. */
  readonly next: string;
}

/** Reads a page of ListObjectsV2; null when it is no whole one. */
export function listedPage(xml: string): ListedPage | null {
  if (!/<\/ListBucketResult>\s*$/.test(xml)) return null;
  const isEncoded = textOf(xml, "EncodingType") === "url";
  const more = textOf(xml, "IsTruncated") === "true";
  const next = textOf(xml, "NextContinuationToken");
  if (more && next === "") return null;
  const entries = elements(xml, "Contents").map((inner) => entryOf(inner, isEncoded));
  return { entries, next: more ? next : "" };
}

function entryOf(inner: string, isEncoded: boolean): ObjectEntry {
  const key = textOf(inner, "Key");
  return {
    key: isEncoded ? decodedKey(key) : key,
    etag: bareEtag(textOf(inner, "ETag")),
    bytes: Number(textOf(inner, "Size")),
    modified: textOf(inner, "LastModified"),
  };
}

/** A key as it is, of one that is encoded for a URL: "+" is a space. Text that nobody encoded comes back as it is. */
export function decodedKey(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** An ETag without its quotes, which events do not have. */
export function bareEtag(etag: string): string {
  return etag.replace(/^(W\/)?"(.*)"$/s, "$2");
}
