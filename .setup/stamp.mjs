// @ts-check
// A stamp says of which content a thing was made. It is written last, so what was interrupted has none.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inside } from "./paths.mjs";

/**
 * The hash of all that lies in the named files and folders of the checkout, names included.
 * @param {readonly string[]} names
 * @param {{ extra?: readonly string[], except?: readonly string[] }} options more that the thing depends on, and files to leave out
 */
export function contentHash(names, { extra = [], except = [] } = {}) {
  const hash = createHash("sha256");
  for (const file of names.flatMap(filesOf).filter((name) => !except.includes(name))) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(inside(file)))
      .update("\0");
  }
  return hash.update(extra.join("\0")).digest("hex");
}

/**
 * @param {string} name
 * @returns {string[]}
 */
function filesOf(name) {
  if (!statSync(inside(name)).isDirectory()) {
    return [name];
  }
  const entries = readdirSync(inside(name), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(path.relative(inside(), entry.parentPath ?? entry.path), entry.name))
    .sort();
}

/**
 * @param {string} file
 * @returns {string | undefined} the stamp, undefined when there is none
 */
export function readStamp(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw error;
  }
}

/**
 * @param {string} file
 * @param {string} content
 */
export function writeStamp(file, content) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, content);
  renameSync(`${file}.${process.pid}`, file);
}

/** @param {string} file */
export function removeStamp(file) {
  rmSync(file, { force: true });
}

/** @param {unknown} error */
export function isMissing(error) {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ENOENT" || code === "ENOTDIR";
}
