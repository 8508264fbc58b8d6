import { createHash } from "node:crypto";
import { open, readFile, rm } from "node:fs/promises";
import { BadDataError, EnvironmentError } from "../core/errors.js";
import type { FitStep } from "../search/global-steps.js";

/** What tells a fit from others. */
export interface FitIdentity {
  /** Of the series that are fitted. */
  readonly data: string;
  readonly software: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * The steps of a fit on the disk, beside its output: a line of JSON each, with the SHA-256 of the line before. A line that was cut short by
 * the end of the process is forgotten, the others count.
 */
export class FitJournal {
  readonly #path: string;
  readonly steps: readonly FitStep[];
  #hash: string;
  #bytes: number;

  private constructor(path: string, steps: readonly FitStep[], hash: string, bytes: number) {
    this.#path = path;
    this.steps = steps;
    this.#hash = hash;
    this.#bytes = bytes;
  }

  /** A new journal in place of any that was there. */
  static async create(output: string, identity: FitIdentity): Promise<FitJournal> {
    const path = placeOf(output);
    const journal = new FitJournal(path, [], "", 0);
    await rm(path, { force: true });
    await journal.#append(identity);
    return journal;
  }

  /** The journal of an earlier run, or a new one where there is none. @throws BadDataError for the journal of another fit */
  static async resume(output: string, identity: FitIdentity): Promise<FitJournal> {
    const path = placeOf(output);
    const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw new EnvironmentError(
        `Can't read ${path} (${error.code}); remove it, and begin anew without --resume.`,
        {
          path,
        },
        error,
      );
    });
    const { entries, hash, bytes } = readable(text);
    const [found, ...steps] = entries;
    if (found === undefined) return FitJournal.create(output, identity);
    mustBe(path, found as Partial<FitIdentity>, identity);
    return new FitJournal(path, steps as readonly FitStep[], hash, bytes);
  }

  /** Adds a step; it is on the disk when this returns. */
  async add(step: FitStep): Promise<void> {
    await this.#append(step);
  }

  /** Takes the journal away: the fit is done. */
  async remove(): Promise<void> {
    await rm(this.#path, { force: true });
  }

  async #append(entry: object): Promise<void> {
    const body = JSON.stringify(entry);
    const hash = digestOf(this.#hash + body);
    const line = Buffer.from(`${hash} ${body}\n`);
    const file = await open(this.#path, this.#bytes === 0 ? "w" : "r+").catch((cause: unknown) => {
      throw cantWrite(this.#path, cause);
    });
    try {
      // What a line that was cut short left is written over.
      await file.truncate(this.#bytes);
      await file.write(line, 0, line.length, this.#bytes);
      await file.sync();
    } catch (cause) {
      throw cantWrite(this.#path, cause);
    } finally {
      await file.close();
    }
    this.#hash = hash;
    this.#bytes += line.length;
  }
}

/** The file beside an output that has what was done so far. */
export function placeOf(output: string): string {
  return `${output}.partial`;
}

function readable(text: string): {
  readonly entries: readonly unknown[];
  readonly hash: string;
  readonly bytes: number;
} {
  const entries: unknown[] = [];
  let [hash, bytes, at] = ["", 0, 0];
  for (;;) {
    const end = text.indexOf("\n", at);
    if (end < 0) break;
    const line = text.slice(at, end);
    const [name = "", body = ""] = [line.slice(0, 64), line.slice(65)];
    if (digestOf(hash + body) !== name) break;
    entries.push(JSON.parse(body));
    [hash, at] = [name, end + 1];
    bytes += Buffer.byteLength(line) + 1;
  }
  return { entries, hash, bytes };
}

function mustBe(path: string, found: Partial<FitIdentity>, expected: FitIdentity): void {
  const [before, now] = [found.options ?? {}, expected.options];
  const other = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]),
  );
  const what = [
    ...(found.data === expected.data ? [] : ["other data"]),
    ...(found.software === expected.software ? [] : [`${String(found.software)} instead of ${expected.software}`]),
    ...other.map(
      (name) =>
        `${name} ${JSON.stringify(before[name]) ?? "not given"} instead of ${JSON.stringify(now[name]) ?? "nothing"}`,
    ),
  ];
  if (what.length === 0) return;
  throw new BadDataError(
    `${path} was begun with ${what.join(", ")}: this fit can't go on from there. Give the same input and options, or begin anew without --resume.`,
    { path, what },
  );
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function cantWrite(path: string, cause: unknown): EnvironmentError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const why = code === "ENOSPC" ? "the disk is full; free some space" : message;
  return new EnvironmentError(`Can't write ${path}: ${why}. Then go on with --resume.`, { path }, cause);
}
