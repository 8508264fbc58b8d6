import { gzipSync } from "node:zlib";

/** Text as a page's script unpacks it: gzip, in base64, which nothing in HTML can mistake for markup. */
export function packed(text: string): string {
  return gzipSync(text, { level: 6 }).toString("base64");
}
