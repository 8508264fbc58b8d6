import { realpath, statfs } from "node:fs/promises";
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
