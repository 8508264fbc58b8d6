/** Deeper than any output that people read; a notebook that is deeper could not be written. */
const DEEPEST = 200;

/** Bytes that a part which is nested beyond measure counts for: more than anybody may show. */
const TOO_DEEP = 1e9;

/** About how many bytes a value takes as JSON. */
export function jsonSize(value: unknown, depth = 0): number {
  if (typeof value === "string") return Buffer.byteLength(value) + 2;
  if (typeof value !== "object" || value === null) return String(value).length;
  if (depth > DEEPEST) return TOO_DEEP;
  let bytes = 2;
  for (const [key, item] of Object.entries(value)) {
    bytes += (Array.isArray(value) ? 1 : key.length + 4) + jsonSize(item, depth + 1);
  }
  return bytes;
}

/** As much of a text as fits into so many bytes, whole characters. */
export function beginningOf(text: string, room: number): { readonly text: string; readonly bytes: number } {
  if (room <= 0) return { text: "", bytes: 0 };
  const { read, written } = new TextEncoder().encodeInto(text, new Uint8Array(room));
  return { text: text.slice(0, read), bytes: written };
}
