import { closeSync, existsSync, fstatSync, fsyncSync, openSync, readFileSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";

/** What chain.log says of one entry. */
export interface Link {
  readonly id: number;
  readonly hash: string;
}

/** How much of the file's end is read to find the last line, in bytes. */
const TAIL = 1024;

const HEADER = "# lisalab logbook chain 1: one line an entry, its id and its hash; nothing is ever taken away";

/**
 * The second place where every entry's hash is written down, `chain.log`: one line an entry, only ever appended.
 * It shows what the database alone can't: that entries at its end were taken away.
 */
export class ChainLog {
  readonly path: string;

  constructor(folder: string) {
    this.path = join(folder, "chain.log");
  }

  /** Starts the file, unless there is one. */
  start(): void {
    if (!existsSync(this.path)) {
      this.#append([HEADER]);
    }
  }

  /** The lines in the order in which they were written; null when there is no such file. A torn line is left out. */
  read(): readonly Link[] | null {
    return existsSync(this.path) ? linksIn(readFileSync(this.path, "utf8")) : null;
  }

  /** Whether the entry is written down. */
  has(id: number): boolean {
    return this.read()?.some((link) => link.id === id) ?? false;
  }

  /**
   * Writes down `link`, and before it what is missing between the last line and it: entries whose writer died before
   * it came here. `since` gives these. A file that was taken away is not made up for, so that its loss shows.
   */
  record(link: Link, since: (id: number) => readonly Link[]): void {
    const tail = existsSync(this.path) ? tailOf(this.path) : "";
    const last = linksIn(tail).at(-1)?.id ?? (tail.startsWith(HEADER) ? 0 : undefined);
    const missed = last === undefined ? [] : since(last);
    this.#append([...missed, link].map(({ id, hash }) => `${id} ${hash}`));
  }

  #append(lines: readonly string[]): void {
    const handle = openSync(this.path, "a");
    try {
      // The line before may have been torn by a loss of power.
      const torn = !/(^|\n)$/.test(tailOf(this.path));
      writeSync(handle, `${torn ? "\n" : ""}${lines.join("\n")}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  }
}

function linksIn(text: string): readonly Link[] {
  return text.split("\n").flatMap((line) => {
    const [, id, hash] = /^(\d+) ([0-9a-f]{64})$/.exec(line) ?? [];
    return id === undefined || hash === undefined ? [] : [{ id: Number(id), hash }];
  });
}

/** The end of a file, long enough for several lines. */
function tailOf(path: string): string {
  const handle = openSync(path, "r");
  try {
    const { size } = fstatSync(handle);
    const tail = Buffer.alloc(Math.min(size, TAIL));
    readSync(handle, tail, 0, tail.length, size - tail.length);
    return tail.toString("utf8");
  } finally {
    closeSync(handle);
  }
}
