import { constants } from "node:fs";
import { access, open, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import type { File } from "h5wasm/node";
import { BadFileError, EnvironmentError, LisalabError } from "../core/errors.js";
import { Hdf5Gate, type OpenedFiles } from "./hdf5gate.js";
import { Hdf5Reader } from "./hdf5reader.js";
import { reasonOf } from "./hdf5reason.js";
import { withoutTimes } from "./hdf5timeless.js";
import { Hdf5Writer } from "./hdf5writer.js";

/** The library, and what of the disk it may read. */
interface H5wasm {
  readonly File: typeof File;
  readonly gate: Hdf5Gate;
}

let loading: Promise<H5wasm> | undefined;

/**
 * Opens an HDF5 file, lets `use` read from it, and closes it whatever happens. `use` must not keep the reader.
 * @throws BadFileError when the file is missing, foreign, truncated, or lacks what `use` asks of it
 */
export async function readHdf5<T>(path: string, use: (file: Hdf5Reader) => T | Promise<T>): Promise<T> {
  const h5 = await library();
  await mustLookLikeHdf5(path);
  const file = opened(h5, path);
  try {
    return await use(new Hdf5Reader(path, file, h5.gate));
  } finally {
    file.close();
  }
}

/**
 * Writes an HDF5 file: `fill` writes into a temporary file beside `path`, which gets its name only when all is on disk.
 * An error, or the end of the process, leaves `path` as it was. A timeless file doesn't say when it was written: the same data are the
 * same bytes.
 * @throws EnvironmentError when the folder is missing or not writable, or the disk is full
 */
export async function writeHdf5<T>(
  path: string,
  fill: (file: Hdf5Writer) => T | Promise<T>,
  { timeless = false }: { readonly timeless?: boolean } = {},
): Promise<T> {
  const h5 = await library();
  const folder = await writableFolder(path);
  const temporary = resolve(folder, `.${process.pid}-${temporaries++}.h5.part`);
  try {
    const result = await filled(h5, temporary, fill);
    if (timeless) await withoutTimes(temporary);
    await onDisk(temporary);
    await rename(temporary, path);
    return result;
  } catch (error) {
    throw writeError(path, error);
  } finally {
    await rm(temporary, { force: true });
  }
}

let temporaries = 0;

interface Module {
  readonly FS: OpenedFiles;
  activate_throwing_error_handler(): void;
  insert_plugin_search_path(path: string, index: number): void;
}

/**
 * h5wasm, loaded once, with errors thrown: its default is to hand out uninitialised memory as data. Its filters (LZF, for the
 * mission's files) lie beside it and are read when a file asks for one.
 */
function library(): Promise<H5wasm> {
  loading ??= import("h5wasm/node").then(async (h5) => {
    const module = (await h5.ready) as unknown as Module;
    module.activate_throwing_error_handler();
    const plugins = join(dirname(createRequire(import.meta.url).resolve("h5wasm-plugins/package.json")), "plugins");
    module.insert_plugin_search_path(plugins, 0);
    return { File: h5.File, gate: new Hdf5Gate(module.FS, plugins) };
  });
  return loading;
}

async function filled<T>(h5: H5wasm, path: string, fill: (file: Hdf5Writer) => T | Promise<T>): Promise<T> {
  const file = new h5.File(path, "w");
  let closed = false;
  try {
    const writer = new Hdf5Writer(file);
    const result = await fill(writer);
    writer.flush();
    file.flush();
    closed = true;
    file.close();
    return result;
  } finally {
    if (!closed) file.close();
  }
}

async function onDisk(path: string): Promise<void> {
  const handle = await open(path, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The folder of `path`, which must exist and let us write; `path` itself must be free or a file. */
export async function writableFolder(path: string): Promise<string> {
  const folder = dirname(resolve(path));
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    const why = missing ? "does not exist; make it first" : "is not writable; choose another or change its permissions";
    throw new EnvironmentError(`Can't write ${path}: the folder ${folder} ${why}.`, { path, folder }, cause);
  }
  await mustNotBeSpecial(path);
  return folder;
}

/** A new file takes the place of an old one, but not of a folder, nor of a device such as /dev/null. */
async function mustNotBeSpecial(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  const isFolder = found?.isDirectory() ?? /[/\\]$/.test(path);
  if (!isFolder && (found === undefined || found.isFile())) return;
  const kind = isFolder ? "a folder" : "a device or a pipe";
  throw new EnvironmentError(`Can't write ${path}: it is ${kind}; give the name of a file.`, { path });
}

/** What the library or the system refused, in words; what lisalab itself throws, and an abort, come back as they are. */
function writeError(path: string, error: unknown): unknown {
  if (error instanceof LisalabError || (error as Error).name === "AbortError") return error;
  const message = String((error as Error).message ?? error);
  const full = /ENOSPC|no space left/i.test(message);
  const why = full ? "the disk is full; free some space or choose another folder" : reasonOf(message);
  return new EnvironmentError(`Can't write ${path}: ${why}. Nothing was left behind.`, { path }, error);
}

const SIGNATURE = Buffer.from("\x89HDF\r\n\x1a\n", "latin1");

/** Refuses with a plain sentence what the HDF5 library would refuse with a page. */
async function mustLookLikeHdf5(path: string): Promise<void> {
  const size = await sizeOf(path);
  const handle = await open(path, "r").catch((cause: unknown) => {
    throw cantOpen(path, cause);
  });
  try {
    const start = Buffer.alloc(SIGNATURE.length);
    // The signature is at 0 or, behind a user block, at 512, 1024, 2048, …
    for (let offset = 0; offset < size; offset = offset === 0 ? 512 : offset * 2) {
      await handle.read(start, 0, start.length, offset);
      if (start.equals(SIGNATURE)) return;
    }
  } finally {
    await handle.close();
  }
  const what = size === 0 ? "is empty" : "is not an HDF5 file";
  throw new BadFileError(`${path} ${what}. Give a file that lisainstrument, lisaorbits or lisalab wrote.`, {
    path,
    size,
  });
}

async function sizeOf(path: string): Promise<number> {
  try {
    const status = await stat(path);
    if (status.isFile()) return status.size;
  } catch (cause) {
    throw cantOpen(path, cause);
  }
  throw new BadFileError(`${path} is a folder, not an HDF5 file.`, { path });
}

function cantOpen(path: string, cause: unknown): BadFileError {
  return new BadFileError(`Can't open ${path}: there is no such file, or it may not be read.`, { path }, cause);
}

function opened(h5: H5wasm, path: string): File {
  try {
    return new h5.File(path, "r");
  } catch (cause) {
    const why = reasonOf(String((cause as Error).message));
    throw new BadFileError(
      `${path} starts like an HDF5 file but can't be opened: ${why}. It is truncated or damaged; fetch or write it again.`,
      { path },
      cause,
    );
  }
}
