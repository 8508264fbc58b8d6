import type { Request } from "./kernel-messages.js";

interface Entry {
  readonly count: number;
  readonly code: string;
  readonly output: string | null;
}

/** The number under which the history knows this session: the kernel keeps no older ones. */
const SESSION = 1;

/** The cells of this kernel's life, as clients page through them. */
export class History {
  readonly #entries: Entry[] = [];

  add(count: number, code: string, output: string | null): void {
    this.#entries.push({ count, code, output });
  }

  /** The content of a history_reply. */
  reply({ content }: Request): { readonly status: "ok"; readonly history: readonly unknown[] } {
    const found = this.#select(content);
    const history = found.map(({ count, code, output }) => [
      SESSION,
      count,
      content.output === true ? [code, output] : code,
    ]);
    return { status: "ok", history };
  }

  #select(content: Readonly<Record<string, unknown>>): readonly Entry[] {
    const n = typeof content.n === "number" ? content.n : this.#entries.length;
    if (content.hist_access_type === "range") return this.#range(content);
    if (content.hist_access_type === "search") return last(this.#search(content), n);
    return last(this.#entries, n);
  }

  #range({ session, start, stop }: Readonly<Record<string, unknown>>): readonly Entry[] {
    if (session !== 0 && session !== SESSION) return [];
    const from = typeof start === "number" ? start : 1;
    const to = typeof stop === "number" ? stop : Number.POSITIVE_INFINITY;
    return this.#entries.filter(({ count }) => count >= from && count < to);
  }

  #search({ pattern, unique }: Readonly<Record<string, unknown>>): readonly Entry[] {
    const glob = globExpression(typeof pattern === "string" ? pattern : "*");
    const found = this.#entries.filter(({ code }) => glob.test(code));
    if (unique !== true) return found;
    return [...new Map(found.map((entry) => [entry.code, entry])).values()];
  }
}

function last(entries: readonly Entry[], n: number): readonly Entry[] {
  return n > 0 ? entries.slice(-n) : [];
}

/** A regular expression for a pattern in which `*` is any text and `?` any character. */
function globExpression(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/\*/g, "[\\s\\S]*").replace(/\?/g, "[\\s\\S]")}$`);
}
