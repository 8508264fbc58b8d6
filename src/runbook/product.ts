import { mkdirSync, renameSync, rmSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { BadArgumentError, BadFileError } from "../core/errors.js";
import { checkpointPath, takeName, tell } from "./checkpoint.js";
import { type CheckpointPlace, currentRun } from "./context.js";
import { fileHash } from "./file-hash.js";
import { productPath, productTitle } from "./product-name.js";
import { guarded } from "./run-folder.js";
import { seal, unseal } from "./sealed-file.js";

/** A file's name, and no way to another folder. */
const FILE_NAME = /^\w[\w.-]{0,99}$/;

/**
 * A file below the run's folder, `products/NAME`, that `make` writes at the path it is given; gives its path. A resumed run
 * takes the one that an earlier attempt has made, when it is the same to the byte. By hand it is in the current folder.
 */
export async function product(name: string, make: (path: string) => unknown): Promise<string> {
  if (!FILE_NAME.test(name)) {
    throw new BadArgumentError(`product "${name}": give a file's name of letters, digits, dots and hyphens`, { name });
  }
  const title = productTitle(name);
  takeName(title);
  const place = currentRun()?.checkpoints ?? null;
  if (place === null) {
    await make(resolve(name));
    return resolve(name);
  }
  const path = join(dirname(place.folder), productPath(title)!);
  const found = await earlier(place, title, path);
  if (typeof found === "number") {
    tell({ name: title, state: "restored", bytes: found, problem: "" });
    return path;
  }
  await made(name, path, make);
  const { size } = await stat(path);
  seal(checkpointPath(place.folder, title), place.belongsTo, title, Buffer.from(await fileHash(path)));
  tell({ name: title, state: "saved", bytes: size, problem: found });
  return path;
}

/** Bytes of the file that an earlier attempt made, when it is what it was; else why it is made again. */
async function earlier({ folder, belongsTo }: CheckpointPlace, title: string, path: string): Promise<number | string> {
  const sealed = unseal(checkpointPath(folder, title), belongsTo, title);
  if (sealed === null) return "";
  if ("damage" in sealed) return `it was made again, since ${sealed.damage}`;
  try {
    if ((await fileHash(path)) === sealed.content.toString("utf8")) return (await stat(path)).size;
    return "it was made again, since its SHA-256 is another";
  } catch (error) {
    return `it was made again, since it can't be read: ${(error as Error).message}`;
  }
}

/** Under its name there is a whole file or none. */
async function made(name: string, path: string, make: (path: string) => unknown): Promise<void> {
  const draft = join(dirname(path), `.making-${name}`);
  guarded(path, () => mkdirSync(dirname(path), { recursive: true }));
  rmSync(draft, { recursive: true, force: true });
  await make(draft);
  const file = await open(draft, "r").catch((error: unknown) => {
    throw new BadFileError(
      `product "${name}": nothing was written at the path that was given, ${draft}`,
      { name },
      error,
    );
  });
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  guarded(path, () => renameSync(draft, path));
}
