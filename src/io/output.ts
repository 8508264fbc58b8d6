import { mkdir, readdir, realpath, statfs } from "node:fs/promises";
import { resolve } from "node:path";
import { BadArgumentError, EnvironmentError } from "../core/errors.js";
import { writableFolder } from "./hdf5.js";

/** @throws BadArgumentError when `output` is the same file as `input`, by whatever name; `what` would be lost */
export async function mustBeAnother(output: string, input: string, what: string): Promise<void> {
  if ((await realPathOf(output)) !== (await realPathOf(input))) return;
  throw new BadArgumentError(`The output ${output} is an input; give another name, or the ${what} would be lost.`, {
    output,
  });
}

/** Where a path leads to; for what does not exist yet, where it would be. */
async function realPathOf(path: string): Promise<string> {
  return realpath(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return resolve(path);
    throw new EnvironmentError(`Can't use the path ${path} (${cause.code}); give another name.`, { path }, cause);
  });
}

/** A folder for packets must be empty, or be made. `left` is told to whom it is not: what was not done. */
export async function mustBeEmpty(folder: string, left?: string): Promise<void> {
  const names = await mkdir(folder, { recursive: true })
    .then(() => readdir(folder))
    .catch((cause: NodeJS.ErrnoException) => {
      throw new EnvironmentError(
        `Can't write packets into ${folder} (${cause.code}); give the name of a folder that can be made.`,
        { folder },
        cause,
      );
    });
  if (names.length === 0) return;
  const end = left === undefined ? "" : `; ${left}`;
  throw new EnvironmentError(
    `${folder} is not empty: it has ${names.slice(0, 3).join(", ")}. Give a new folder, or empty this one${end}.`,
    { folder },
  );
}

/** Says before hours of work what would fail at their end. */
export async function mustHaveSpace(path: string, bytes: number): Promise<void> {
  const folder = await writableFolder(path);
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize > bytes) return;
  const megabytes = (count: number): string => `${(count / 1e6).toFixed(1)} MB`;
  throw new EnvironmentError(
    `Can't write ${path}: it needs ${megabytes(bytes)} and the disk has ${megabytes(bavail * bsize)} left. Free some space or choose another folder.`,
    { path, bytes },
  );
}
