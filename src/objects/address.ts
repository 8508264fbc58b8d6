import { BadArgumentError } from "../core/errors.js";

/** Where an object is. */
export interface ObjectAddress {
  readonly bucket: string;
  /** "" for the whole bucket; with "/" at its end for all objects below it. */
  readonly key: string;
}

const SCHEME = "s3://";

/** Longest key of S3, in bytes of UTF-8. */
const LONGEST_KEY = 1024;

/** Whether a text names an object, or many, and no file. */
export function isObjectUrl(text: string): boolean {
  return text.startsWith(SCHEME);
}

/** Reads `s3://bucket/key`; all behind the bucket is the key as it is, nothing of it is decoded. */
export function objectAddress(url: string): ObjectAddress {
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]*)(?:\/(.*))?$/s.exec(url) ?? [];
  if (!isBucket(bucket)) {
    throw new BadArgumentError(`${JSON.stringify(url)} names no object; s3://bucket/key is expected`, { url });
  }
  if (!isKey(key)) {
    throw new BadArgumentError(
      `${JSON.stringify(url)}: lisalab takes no key with ".", ".." or a control character, nor one above ${LONGEST_KEY} bytes`,
      { url },
    );
  }
  return { bucket, key };
}

/** The address as text. */
export function objectUrl({ bucket, key }: ObjectAddress): string {
  return `${SCHEME}${bucket}/${key}`;
}

/** Whether a bucket can have this name. */
export function isBucket(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes("..");
}

/** Whether lisalab takes such a key: URLs and folders would make another one of "a/../b". */
export function isKey(key: string): boolean {
  const steps = key.split("/").some((part) => part === "." || part === "..");
  return !steps && Buffer.byteLength(key) <= LONGEST_KEY && ![...key].some((one) => one < " " || one === "\x7f");
}
