import { readFile } from "node:fs/promises";
import { BadFileError } from "../core/errors.js";
import { isNestedDeeper } from "../core/nesting.js";

/** How deep lists and objects may be nested; no configuration needs a tenth of it. */
const DEEPEST = 100;

/**
 * The object in a command's CONFIG.json.
 * @throws BadFileError when there is no such file, or it is no JSON, or no object
 */
export async function readConfig(path: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new BadFileError(
      `Can't read the configuration ${path} (${cause.code}); give a file of JSON.`,
      { path },
      cause,
    );
  });
  const config = parsed(path, text);
  if (isNestedDeeper(config, DEEPEST))
    throw new BadFileError(`The configuration ${path} is nested more than ${DEEPEST} deep; make it flatter.`, { path });
  if (typeof config === "object" && config !== null && !Array.isArray(config)) {
    return config as Readonly<Record<string, unknown>>;
  }
  throw new BadFileError(`The configuration ${path} is ${text.slice(0, 40).trim()}; it must be an object: { … }.`, {
    path,
  });
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BadFileError(`The configuration ${path} is not JSON: ${(cause as Error).message}.`, { path }, cause);
  }
}
