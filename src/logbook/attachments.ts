import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BadArgumentError, BadFileError } from "../core/errors.js";
import { syncPath, writeDurably } from "../sql/durable.js";
import { sha256 } from "./seal.js";

/** The folder in which a logbook keeps attachments: `<first two digits>/<sha256>`. */
export class AttachmentFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Keeps the content, on the disk when this returns. Content that is there already is written anew, which mends it. */
  async keep(content: Uint8Array): Promise<void> {
    const path = this.pathOf(sha256(content));
    await mkdir(dirname(path), { recursive: true });
    await writeDurably(path, content);
    syncPath(this.#folder);
  }

  /** The content with this hash, verified. */
  async read(hash: string): Promise<Uint8Array> {
    const content = await contentOf(this.pathOf(hash));
    const fault = faultOf(content, hash);
    if (content === null || fault !== null) {
      throw new BadFileError(`attachment ${hash} ${fault}; put back ${this.pathOf(hash)} from a copy`, { hash });
    }
    return content;
  }

  /** What is wrong with the file of this hash; null when it is as it was posted. */
  async check(hash: string): Promise<string | null> {
    return faultOf(await contentOf(this.pathOf(hash)), hash);
  }

  /** Where the content with this hash lies. */
  pathOf(hash: string): string {
    if (!/^[0-9a-f]{64}$/.test(hash)) {
      throw new BadArgumentError(`"${hash}" is no SHA-256: 64 digits of 0-9 and a-f are expected`, { hash });
    }
    return join(this.#folder, hash.slice(0, 2), hash);
  }
}

function faultOf(content: Uint8Array | null, hash: string): string | null {
  if (content === null) {
    return "is missing";
  }
  const found = sha256(content);
  return found === hash ? null : `was changed: its content has SHA-256 ${found}`;
}

async function contentOf(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return null;
    }
    throw error;
  }
}
