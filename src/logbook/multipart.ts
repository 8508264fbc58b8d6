import { randomUUID } from "node:crypto";
import { BadArgumentError } from "../core/errors.js";

/** A part of a form: a field, or a file. */
export interface FormPart {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly fileName?: string;
  readonly mediaType?: string;
}

/** A form in one buffer, and its Content-Type. */
export interface Form {
  readonly type: string;
  readonly body: Buffer;
}

/** A form as multipart/form-data. The boundary is unquoted, and new for each form: elogd looks for it inside of files. */
export function multipart(parts: readonly FormPart[]): Form {
  const boundary = `lisalab${randomUUID().replaceAll("-", "")}`;
  const pieces = parts.flatMap((part) => [Buffer.from(headOf(part, boundary)), Buffer.from(part.content), NEW_LINE]);
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

const NEW_LINE = Buffer.from("\r\n");

function headOf({ name, fileName, mediaType }: FormPart, boundary: string): string {
  const file = fileName === undefined ? "" : `; filename="${inQuotes(fileName)}"`;
  const type = mediaType === undefined ? "" : `Content-Type: ${inQuotes(mediaType)}\r\n`;
  return `--${boundary}\r\nContent-Disposition: form-data; name="${inQuotes(name)}"${file}\r\n${type}\r\n`;
}

function inQuotes(value: string): string {
  if (/["\r\n\0]/.test(value)) {
    throw new BadArgumentError(`${JSON.stringify(value)} can't be a name in a form; take out quotes and line breaks`, {
      value,
    });
  }
  return value;
}
