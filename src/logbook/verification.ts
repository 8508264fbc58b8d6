import type Database from "libsql";
import { errorMessage } from "../core/error-message.js";
import { EnvironmentError } from "../core/errors.js";
import type { AttachmentFolder } from "./attachments.js";
import type { ChainLog, Link } from "./chain.js";
import { foreignParts } from "./database.js";
import { attachmentsOf } from "./rows.js";
import { NO_PREVIOUS, type Row, sealOf } from "./seal.js";

/** Something in a logbook that does not fit. */
export interface Fault {
  /** The entry it concerns; 0 when it is the logbook as a whole. */
  readonly id: number;
  /** What was found, and what should be. */
  readonly message: string;
}

/** What a walk along the whole logbook found. */
export interface Verification {
  readonly entries: number;
  readonly attachments: number;
  /** The last entry and its hash: written down elsewhere, it shows also what can't be seen from inside. */
  readonly head: Link;
  /** What does not fit, by entry; none when the logbook is as it was written. */
  readonly faults: readonly Fault[];
}

/** How many rows are held in memory at a time. */
const PAGE = 200;

/** The head of a logbook without entries. */
export const NO_HEAD: Link = { id: 0, hash: NO_PREVIOUS };

/** What the entries of the database are held against. */
export interface Witnesses {
  readonly chain: ChainLog;
  readonly attachments: AttachmentFolder;
  /** A head that was noted elsewhere. */
  readonly noted: Link | undefined;
}

/** Walks the chain of `database`, the logbook in `folder`, against all that bears witness of it. */
export async function verified(
  folder: string,
  database: Database.Database | undefined,
  { chain, attachments, noted }: Witnesses,
): Promise<Verification> {
  // Before the database is read: what is written down here is in the database already.
  const links = chain.read();
  if (database === undefined && links === null) {
    throw new EnvironmentError(`there is no logbook in ${folder}; a run or \`lisalab logbook post\` makes one`);
  }
  const walk = new Walk(links, noted, attachments);
  if (database !== undefined) {
    walk.checkTables(database);
    for (const row of rowsOf(database)) {
      await walk.step(row);
    }
  }
  return walk.result();
}

/** One walk from the first entry to the last. */
class Walk {
  readonly #faults: Fault[] = [];
  readonly #recorded = new Map<number, Set<string>>();
  readonly #noted: Link | undefined;
  readonly #folder: AttachmentFolder;
  #recordedTo = 0;
  #previous: Link = NO_HEAD;
  #entries = 0;
  #attachments = 0;

  constructor(links: readonly Link[] | null, noted: Link | undefined, folder: AttachmentFolder) {
    this.#folder = folder;
    this.#noted = noted;
    for (const { id, hash } of links ?? []) {
      this.#recorded.set(id, (this.#recorded.get(id) ?? new Set()).add(hash));
    }
    for (const id of this.#recorded.keys()) {
      this.#recordedTo = Math.max(this.#recordedTo, id);
    }
    if (links === null) {
      this.#fault(0, "chain.log is missing, which records every entry's hash");
    }
  }

  checkTables(database: Database.Database): void {
    const found = database.prepare("PRAGMA integrity_check").all() as { integrity_check: string }[];
    for (const { integrity_check } of found.filter((line) => line.integrity_check !== "ok")) {
      this.#fault(0, `SQLite says: ${integrity_check}`);
    }
    const foreign = foreignParts(database);
    if (foreign.length > 0) {
      this.#fault(0, `the database may not refuse changes any more: ${foreign.join(", ")} is not as lisalab made it`);
    }
  }

  async step(row: Row): Promise<void> {
    this.#checkPlace(row);
    this.#checkSeal(row);
    this.#checkRecord(row);
    this.#checkNoted(row);
    this.#entries += 1;
    this.#previous = row;
    for (const attachment of this.#attachmentsOf(row)) {
      this.#attachments += 1;
      const fault = await this.#folder.check(attachment.sha256);
      if (fault !== null) {
        this.#fault(row.id, `attachment "${attachment.name}" (${attachment.sha256}) ${fault}`);
      }
    }
  }

  result(): Verification {
    const { id, hash } = this.#previous;
    this.#checkGap(id, Math.max(this.#recordedTo, this.#noted?.id ?? 0) + 1);
    return { entries: this.#entries, attachments: this.#attachments, head: { id, hash }, faults: this.#faults };
  }

  #checkPlace(row: Row): void {
    const { id, hash } = this.#previous;
    this.#checkGap(id, row.id);
    if (row.previous !== hash) {
      this.#fault(row.id, `names ${row.previous} as the hash of the entry before it; entry ${id} has ${hash}`);
    }
  }

  /** Entries are numbered without gaps: those between `last` and `next` were taken away. */
  #checkGap(last: number, next: number): void {
    const first = last + 1;
    if (next <= first) {
      return;
    }
    const what = next - 1 === first ? "is missing" : `and all up to entry ${next - 1} are missing`;
    const known = [...(this.#recorded.get(first) ?? [])];
    this.#fault(first, known.length === 0 ? what : `${what}; chain.log recorded it as ${known.join(", ")}`);
  }

  #checkSeal(row: Row): void {
    const seal = sealOf(row);
    if (seal !== row.hash) {
      this.#fault(
        row.id,
        `was changed after it was entered: its fields have hash ${seal}, it was sealed as ${row.hash}`,
      );
    }
  }

  #checkRecord(row: Row): void {
    const recorded = [...(this.#recorded.get(row.id) ?? [])];
    const others = recorded.filter((hash) => hash !== row.hash);
    if (others.length > 0) {
      this.#fault(row.id, `has hash ${row.hash}; chain.log recorded ${others.join(", ")}`);
    } else if (recorded.length === 0 && row.id <= this.#recordedTo) {
      this.#fault(row.id, "is not recorded in chain.log");
    }
  }

  #checkNoted(row: Row): void {
    if (this.#noted?.id === row.id && this.#noted.hash !== row.hash) {
      this.#fault(row.id, `has hash ${row.hash}; the head noted for it is ${this.#noted.hash}`);
    }
  }

  #attachmentsOf(row: Row): ReturnType<typeof attachmentsOf> {
    try {
      return attachmentsOf(row);
    } catch (error) {
      this.#fault(row.id, errorMessage(error));
      return [];
    }
  }

  #fault(id: number, message: string): void {
    this.#faults.push({ id, message });
  }
}

function* rowsOf(database: Database.Database): Generator<Row> {
  const page = database.prepare(`SELECT * FROM entry WHERE id > ? ORDER BY id LIMIT ${PAGE}`);
  let last = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const rows = page.all(last) as Row[];
    yield* rows;
    if (rows.length < PAGE) {
      return;
    }
    last = rows.at(-1)!.id;
  }
}
