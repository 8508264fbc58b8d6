import { escapeHtml } from "./badge.js";

/** Attributes of an element by name. */
export type Attributes = Readonly<Record<string, string | number>>;

/** The rectangle in which the marks are, and where values lie in it. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** A straight line. */
export function line(x1: number, y1: number, x2: number, y2: number, stroke: string): string {
  return element("line", { x1, y1, x2, y2, stroke });
}

/** A text. */
export function label(text: string, attributes: Attributes): string {
  return element("text", attributes, clean(text));
}

/** An element; `content` is markup. */
export function element(name: string, attributes: Attributes, content = ""): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${clean(String(value))}"`);
  return content === "" ? `<${name}${pairs.join("")}/>` : `<${name}${pairs.join("")}>${content}</${name}>`;
}

/** Text as it stands in XML, which has no place for control characters. */
function clean(text: string): string {
  return escapeHtml(text.replace(/\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu, ""));
}

/** Pixels in hundredths. */
export function rounded(pixels: number): number {
  return Math.round(100 * pixels) / 100;
}
