import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileHash } from "./file-hash.js";
import { isPath } from "./parameters.js";
import type { Runbook } from "./runbook.js";
import { fetchedInputs } from "./stored-inputs.js";

/** Content hashes of the files that the run reads, by parameter; what is in buckets is fetched, and told where from. */
export async function inputHashes({ sidecar, parameters, stored }: Runbook): Promise<Record<string, string>> {
  const hashes: Record<string, string> = await fetchedInputs(stored);
  for (const [name, schema] of Object.entries(sidecar.parameters)) {
    if (isPath(schema)) {
      hashes[`sha256:${name}`] = await contentHash(String(parameters[name]));
    }
  }
  return hashes;
}

/** SHA-256 of a file; of a folder that of its files' hashes and names, in the order of the names. */
async function contentHash(path: string): Promise<string> {
  if (!(await stat(path)).isDirectory()) {
    return fileHash(path);
  }
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash("sha256");
  for (const file of files.sort()) {
    hash.update(`${await fileHash(file)}  ${relative(path, file)}\n`);
  }
  return hash.digest("hex");
}
