import { createHash } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { type FileHandle, link, open } from "node:fs/promises";
import { EnvironmentError } from "../core/errors.js";

/** What a file holds. */
export interface Content {
  readonly sha256: string;
  readonly bytes: number;
}

/** What came of copying a file. */
export interface Copied extends Content {
  /** What the file was when it was opened. */
  readonly was: Stats;
}

/** Bytes that are read at a time. */
const PIECE = 1 << 20;

/** No symbolic link is followed, and nothing hangs on a pipe without a writer. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Reads a file to its end. */
export async function contentOf(path: string, signal?: AbortSignal): Promise<Copied> {
  const file = await opened(path);
  try {
    return await poured(file, null, signal);
  } finally {
    await file.close();
  }
}

/** Copies a file to a place where there is none; it is on the disk when this returns. */
export async function copyFile(source: string, target: string, signal?: AbortSignal): Promise<Copied> {
  const file = await opened(source);
  try {
    const copy = await open(target, "wx");
    try {
      const copied = await poured(file, copy, signal);
      await copy.sync();
      return copied;
    } finally {
      await copy.close();
    }
  } finally {
    await file.close();
  }
}

/** Gives a file a second name; false where the file system has no such thing, or no more of it. */
export async function linked(path: string, second: string): Promise<boolean> {
  try {
    await link(path, second);
    return true;
  } catch (error) {
    if (/^(EPERM|EMLINK|ENOTSUP|EOPNOTSUPP|ENOSYS|EXDEV)$/.test((error as NodeJS.ErrnoException).code ?? ""))
      return false;
    throw error;
  }
}

async function opened(path: string): Promise<FileHandle> {
  return open(path, READ).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") throw cause;
    const why = cause.code === "ELOOP" ? "it is a symbolic link" : cause.message;
    throw new EnvironmentError(`${path} can't be read (${why}); check its owner and its mode`, { path }, cause);
  });
}

async function poured(file: FileHandle, into: FileHandle | null, signal: AbortSignal | undefined): Promise<Copied> {
  const was = await file.stat();
  const hash = createHash("sha256");
  const piece = Buffer.allocUnsafe(Math.min(PIECE, was.size + 1));
  let bytes = 0;
  for (;;) {
    signal?.throwIfAborted();
    const { bytesRead } = await file.read(piece, 0, piece.length, null);
    if (bytesRead === 0) return { sha256: hash.digest("hex"), bytes, was };
    const part = piece.subarray(0, bytesRead);
    hash.update(part);
    if (into !== null) await write(into, part);
    bytes += bytesRead;
  }
}

async function write(file: FileHandle, part: Uint8Array): Promise<void> {
  for (let at = 0; at < part.length; ) at += (await file.write(part, at)).bytesWritten;
}
