import { secretShapes } from "./secret-shapes.js";

/** A value that must not be shown. */
export interface Secret {
  /** What is shown instead: the parameter or the environment variable. */
  readonly name: string;
  readonly value: string;
}

/** Deeper than any output that people read; what is deeper is left out. */
const DEEPEST = 100;

/** A part of a secret at the end of a text is hidden from this length on; a shorter one is a chance. */
const TELLING_PART = 6;

/** Puts `[secret NAME]` in the place of secrets, however they are encoded. */
export class Redaction {
  readonly #names = new Map<string, string>();
  /** The shapes by their first letter, the longest first. */
  readonly #byLetter = new Map<string, string[]>();
  readonly #longest: number;
  readonly #pattern: RegExp | null;

  constructor(secrets: readonly Secret[]) {
    for (const { name, value } of secrets) {
      for (const shape of secretShapes(value)) this.#names.set(shape, name);
    }
    const shapes = [...this.#names.keys()].sort((a, b) => b.length - a.length);
    for (const shape of shapes) this.#byLetter.set(shape[0]!, [...(this.#byLetter.get(shape[0]!) ?? []), shape]);
    this.#longest = shapes[0]?.length ?? 0;
    this.#pattern = shapes.length === 0 ? null : new RegExp(shapes.map(escaped).join("|"), "g");
  }

  /** Whether there is nothing to hide. */
  get isIdle(): boolean {
    return this.#pattern === null;
  }

  /** The text without secrets. */
  text(text: string): string {
    return this.#pattern === null ? text : text.replace(this.#pattern, (shape) => this.#mark(shape));
  }

  /** Any JSON without secrets, in keys and numbers, too. */
  value<T>(value: T): T {
    return this.#pattern === null ? value : (this.#without(value, 0) as T);
  }

  /**
   * A text that goes on later: what of it can be shown now, without secrets, and what has to wait, since it may be the
   * beginning of one.
   */
  beginning(text: string): { readonly shown: string; readonly waiting: string } {
    if (this.#pattern === null) return { shown: text, waiting: "" };
    let cut = this.#openFrom(text, Math.max(0, text.length - this.#longest + 1));
    for (const { index, 0: shape } of text.matchAll(this.#pattern)) {
      if (index >= cut) break;
      const end = index + shape.length;
      if (end > cut) cut = this.#openFrom(text, end);
    }
    return { shown: this.text(text.slice(0, cut)), waiting: text.slice(cut) };
  }

  /** What waited, when nothing follows: a long part of a secret stays hidden. */
  ending(waiting: string): string {
    const shape = this.#shapeFrom(waiting, 0);
    const text = this.text(waiting);
    if (shape === undefined || text !== waiting || waiting.length < TELLING_PART) return text;
    return `[part of secret ${this.#names.get(shape)!}]`;
  }

  /** The first place from which on the text is the beginning of a shape, and not a whole one. */
  #openFrom(text: string, start: number): number {
    for (let at = start; at < text.length; at++) {
      if (this.#shapeFrom(text, at) !== undefined) return at;
    }
    return text.length;
  }

  #shapeFrom(text: string, at: number): string | undefined {
    const shapes = this.#byLetter.get(text[at] ?? "") ?? [];
    const left = text.length - at;
    return shapes.find((shape) => shape.length > left && shape.startsWith(text.slice(at)));
  }

  #without(value: unknown, depth: number): unknown {
    if (typeof value === "string") return this.text(value);
    if (typeof value === "number") return this.text(String(value)) === String(value) ? value : this.text(String(value));
    if (typeof value !== "object" || value === null) return value;
    if (depth > DEEPEST) return "[nested too deeply]";
    if (Array.isArray(value)) return value.map((item) => this.#without(item, depth + 1));
    const entries = Object.entries(value).map(([key, item]) => [this.text(key), this.#without(item, depth + 1)]);
    return Object.fromEntries(entries) as unknown;
  }

  #mark(shape: string): string {
    return `[secret ${this.#names.get(shape) ?? ""}]`;
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
