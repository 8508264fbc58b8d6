import { inspect } from "node:util";

/** The shortest text that is looked for: of a secret of several lines, each line that is as long. */
const SHORTEST = 8;

/** What a secret may look like in an output: as it is, and as programs encode it. The longest first. */
export function secretShapes(value: string): readonly string[] {
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  const parts = [value, value.trim(), ...lines].filter((part) => part.length >= SHORTEST);
  const shapes = new Set(
    parts.flatMap((part) => [part, ...quoted(part), ...marked(part), ...percent(part), ...bytes(part)]),
  );
  return [...shapes].sort((a, b) => b.length - a.length);
}

/** In quotes of JSON, also of JSON in JSON, with all that isn't ASCII escaped, and in those of Node's console. */
function quoted(text: string): readonly string[] {
  const json = inner(JSON.stringify(text));
  const ascii = json.replace(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  const once = [
    json,
    ascii,
    json.replaceAll("/", "\\/"),
    inner(inspect(text, { breakLength: Infinity, maxStringLength: null })),
  ];
  return [...once, ...once.map((shape) => inner(JSON.stringify(shape)))];
}

/** In HTML and XML, where quotes are escaped in several ways or not at all. */
function marked(text: string): readonly string[] {
  const plain = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const double = plain.replace(/"/g, "&quot;");
  return [plain, double, ...["&#39;", "&#x27;", "&apos;"].map((quote) => double.replace(/'/g, quote))];
}

/** In a URL: a part of it, the whole, a form; with small digits, too. */
function percent(text: string): readonly string[] {
  const formed = Buffer.from(text, "utf8").toString("utf8");
  const part = encodeURIComponent(formed);
  const strict = part.replace(/[!'()*~]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = new URLSearchParams({ _: formed }).toString().slice(2);
  const all = [part, strict, encodeURI(formed), form];
  return [...all, ...all.map((shape) => shape.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))];
}

/** Its bytes, in UTF-8 and, where that has all its letters, Latin-1, which `btoa` takes. */
function bytes(text: string): readonly string[] {
  const narrow = /[\u0080-\u00ff]/.test(text) && /^[\0-\u00ff]*$/.test(text);
  return [...encoded(Buffer.from(text, "utf8")), ...(narrow ? encoded(Buffer.from(text, "latin1")) : [])];
}

/** Bytes in base64 wherever they begin within a longer text, and in hexadecimal, also as Node shows a buffer. */
function encoded(content: Buffer): readonly string[] {
  const hex = content.toString("hex");
  const base64 = [0, 1, 2].map((before) => aligned(content, before));
  const url = base64.map((shape) => shape.replaceAll("+", "-").replaceAll("/", "_"));
  return [...base64, ...url, hex, hex.toUpperCase(), hex.replace(/..(?=.)/g, "$& ")];
}

/** The letters of base64 that depend on nothing but the content when so many bytes stand before it. */
function aligned(content: Uint8Array, before: number): string {
  const first = Math.ceil((before * 8) / 6);
  const end = Math.floor(((before + content.length) * 8) / 6);
  return Buffer.concat([Buffer.alloc(before), content])
    .toString("base64")
    .slice(first, end);
}

function inner(literal: string): string {
  return literal.slice(1, -1);
}
