import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, link, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { CatalogueRelease } from "../catalogue/release.js";
import { EnvironmentError, isLisalabError } from "../core/errors.js";
import { days, type Seconds } from "../core/units.js";
import { readCatalogue } from "../io/cataloguefile.js";

/** A release that was published: a file `W05.h5`, or `W05.2.h5` where the fifth week was released again. */
export interface PublishedRelease {
  readonly version: string;
  /** Weeks of data, begun ones included. */
  readonly week: number;
  /** 1 for the first of a week. */
  readonly edition: number;
  readonly path: string;
}

const NAME = /^W(\d{2,4})(?:\.(\d{1,4}))?\.h5$/;

/** The releases in a folder, the oldest first; none where there is no folder yet. Other files are left alone. */
export async function publishedReleases(folder: string): Promise<readonly PublishedRelease[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new EnvironmentError(`Can't read the folder of releases, ${folder} (${error.code}).`, { folder }, error);
  });
  return names
    .flatMap((name) => {
      const [, week, edition = "1"] = NAME.exec(name) ?? [];
      if (week === undefined) return [];
      return [{ version: name.slice(0, -3), week: Number(week), edition: Number(edition), path: join(folder, name) }];
    })
    .sort((a, b) => a.week - b.week || a.edition - b.edition);
}

/** What a release of so much data is called among those there are, and which it follows: the last of fewer weeks. */
export interface NextRelease {
  readonly version: string;
  readonly week: number;
  /** None for a first release. */
  readonly last: PublishedRelease | null;
}

/** A release of data of this duration. */
export function nextRelease(published: readonly PublishedRelease[], duration: Seconds): NextRelease {
  const week = Math.max(1, Math.ceil(duration / days(7) - 1e-6));
  const editions = published.filter((one) => one.week === week).map(({ edition }) => edition);
  const name = `W${String(week).padStart(2, "0")}`;
  return {
    version: editions.length === 0 ? name : `${name}.${Math.max(...editions) + 1}`,
    week,
    last: published.filter((one) => one.week < week).at(-1) ?? null,
  };
}

/** A release and those before it as far as they are there, `most` at most, the oldest first. */
export async function releasesBefore(
  published: readonly PublishedRelease[],
  version: string,
  most: number,
): Promise<readonly CatalogueRelease[]> {
  const out: CatalogueRelease[] = [];
  for (let name = version; out.length < most; name = out[0]!.parent) {
    const found = published.find((one) => one.version === name);
    if (found === undefined) break;
    out.unshift(await readCatalogue(found.path));
  }
  return out;
}

/** The files of a release: its catalogue, and the residuals that it refers to. */
export interface ReleaseFiles {
  readonly catalogue: string;
  readonly residual: string;
}

/**
 * Publishes a release: its residuals as `VERSION-l2.h5`, then its catalogue as `VERSION.h5`, each whole or not at all. A catalogue that is there already is
 * never written over; the same one again is no error, since a run that was killed may have come so far.
 * @throws EnvironmentError when another one is there, or it can't be written
 */
export async function publishRelease(folder: string, version: string, files: ReleaseFiles): Promise<string> {
  const target = join(folder, `${version}.h5`);
  const drafts = [files.residual, files.catalogue].map(() => join(folder, `.${version}.${randomUUID()}.part`));
  const [residual, catalogue] = drafts as [string, string];
  try {
    await mkdir(folder, { recursive: true });
    if (await isSame(target, files.catalogue)) return target;
    await copied(files.residual, residual);
    await copied(files.catalogue, catalogue);
    await rename(residual, join(folder, `${version}-l2.h5`));
    await link(catalogue, target);
    return target;
  } catch (error) {
    if (isLisalabError(error)) throw error;
    throw new EnvironmentError(`${target} can't be published: ${(error as Error).message}.`, { target }, error);
  } finally {
    for (const draft of drafts) await rm(draft, { force: true });
  }
}

/** Whether the release is there already, as it is to be. @throws EnvironmentError when another one of its name is there */
async function isSame(target: string, file: string): Promise<boolean> {
  const there = await readFile(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (there === null) return false;
  if (there.equals(await readFile(file))) return true;
  throw new EnvironmentError(
    `${target} was published before, and a release is never changed: this one needs another version.`,
    { target },
  );
}

async function copied(file: string, draft: string): Promise<void> {
  await copyFile(file, draft, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  const copy = await open(draft, "r+");
  await copy.sync().finally(() => copy.close());
}
