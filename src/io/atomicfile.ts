import { createHash, type Hash } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EnvironmentError } from "../core/errors.js";

/** A file that grows piece by piece beside its place, and gets its name only when all of it is on the disk. */
export class AtomicFile {
  readonly #path: string;
  readonly #aside: string;
  readonly #handle: FileHandle;
  readonly #hash: Hash = createHash("sha256");
  #bytes = 0;

  private constructor(path: string, aside: string, handle: FileHandle) {
    this.#path = path;
    this.#aside = aside;
    this.#handle = handle;
  }

  /** @throws EnvironmentError when the folder is missing or not writable */
  static async create(path: string): Promise<AtomicFile> {
    const aside = join(dirname(path), `.${process.pid}-${basename(path)}.part`);
    const handle = await open(aside, "w").catch((cause: unknown) => {
      throw cantWrite(path, cause);
    });
    return new AtomicFile(path, aside, handle);
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Appends. @throws EnvironmentError when the disk is full */
  async append(piece: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < piece.length; ) at += (await this.#handle.write(piece, at)).bytesWritten;
    } catch (cause) {
      throw cantWrite(this.#path, cause);
    }
    this.#hash.update(piece);
    this.#bytes += piece.length;
  }

  /** Gives the file its name, and its SHA-256 back. */
  async finish(): Promise<string> {
    try {
      await this.#handle.sync();
      await this.#handle.close();
      await rename(this.#aside, this.#path);
    } catch (cause) {
      await this.drop();
      throw cantWrite(this.#path, cause);
    }
    return this.#hash.digest("hex");
  }

  /** Takes away what was written. */
  async drop(): Promise<void> {
    await this.#handle.close().catch(alreadyClosed);
    await rm(this.#aside, { force: true });
  }
}

/** Writes a short file at once, or not at all. */
export async function writeAtomic(path: string, text: string): Promise<void> {
  const file = await AtomicFile.create(path);
  try {
    await file.append(Buffer.from(text));
  } catch (error) {
    await file.drop();
    throw error;
  }
  await file.finish();
}

function alreadyClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== "EBADF") throw error;
}

function cantWrite(path: string, cause: unknown): EnvironmentError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const why =
    code === "ENOSPC"
      ? "the disk is full; free some space or choose another folder"
      : `${message}; choose another folder`;
  return new EnvironmentError(`Can't write ${path}: ${why}. Nothing was left behind.`, { path }, cause);
}
