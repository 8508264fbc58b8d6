import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { BadFileError } from "../core/errors.js";
import { mustBeObject } from "../core/options.js";
import type { Work } from "../core/progress.js";
import { challengeConfiguration } from "../io/challengeconfig.js";
import { makeChallenge } from "../io/challengewriter.js";
import { softwareName } from "../pipeline/provenance.js";

/**
 * Data for a runbook: the path itself, or, of a configuration (*.json), what `lisalab challenge make` makes of it, in `folder`, without its
 * sources. What was made before by the same version of lisalab is taken as it is.
 */
export async function dataFor(path: string, folder: string, work: Work = {}): Promise<string> {
  if (!path.endsWith(".json")) return path;
  const text = await readFile(path, "utf8");
  const name = createHash("sha256").update(`${softwareName()}\n${text}`).digest("hex").slice(0, 12);
  const made = join(folder, `${name}.h5`);
  if (await isThere(made)) return made;
  const draft = join(folder, `.${name}.${randomUUID()}`);
  try {
    await mkdir(draft, { recursive: true });
    const { blind } = await makeChallenge(draft, challengeConfiguration(configOf(path, text)), work);
    await rename(blind, made);
    return made;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function configOf(path: string, text: string): Readonly<Record<string, unknown>> {
  try {
    const config: unknown = JSON.parse(text);
    mustBeObject(path, config, "an object, as `lisalab challenge make` takes it");
    return config as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new BadFileError(
      `${path} is no JSON: give a configuration as \`lisalab challenge make\` takes it, or a file of level 1.`,
      { path },
      error,
    );
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
