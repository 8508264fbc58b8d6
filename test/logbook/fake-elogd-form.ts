/** The fields of a form by name. */
export type Fields = ReadonlyMap<string, string>;

/** A file of a form. */
export interface PostedFile {
  readonly name: string;
  readonly content: string;
}

/** A form as elogd reads it: only multipart, with a boundary without quotes. Another one is as good as none. */
export function formOf(head: string, body: string): { readonly fields: Fields; readonly files: readonly PostedFile[] } {
  const boundary = /^Content-Type: *multipart\/form-data; *boundary=([^\s"]+)/im.exec(head)?.[1];
  const parts = boundary === undefined ? [] : body.split(`--${boundary}`).slice(1, -1);
  const fields = new Map<string, string>();
  const files: PostedFile[] = [];
  for (const part of parts) {
    const start = part.indexOf("\r\n\r\n");
    const about = part.slice(0, start);
    const content = part.slice(start + 4, -2);
    const name = /[; ]name="([^"]*)"/.exec(about)![1]!;
    const file = /filename="([^"]*)"/.exec(about)?.[1];
    if (file === undefined) fields.set(name, content);
    else if (/^attfile\d+$/.test(name)) files.push({ name: file, content });
  }
  return { fields, files };
}
