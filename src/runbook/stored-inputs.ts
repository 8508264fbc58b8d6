import { BadArgumentError } from "../core/errors.js";
import { lisalabHome } from "../jupyter/installation.js";
import { objectAccess } from "../objects/access.js";
import { isObjectUrl } from "../objects/address.js";
import { type CachedObjects, ObjectCache } from "../objects/cache.js";
import { ObjectStore } from "../objects/store.js";
import { isPath, type Parameters } from "./parameters.js";
import type { Sidecar } from "./sidecar.js";

/** A parameter that names objects of S3, which a run reads as a file or a folder. */
export interface StoredInput {
  /** The parameter. */
  readonly name: string;
  readonly objects: CachedObjects;
}

/** How long, in ms, a store may take to say what is there. */
const PATIENCE = 120_000;

/** How long, in ms, all inputs of a run may take to come. */
const LONGEST = 6 * 3_600_000;

/** Parameters with the places of files where objects are named; the objects are there, but nothing is fetched yet. */
export async function locatedInputs(
  { parameters: schemas }: Sidecar,
  values: Parameters,
): Promise<{ readonly values: Parameters; readonly inputs: readonly StoredInput[] }> {
  const signal = AbortSignal.timeout(PATIENCE);
  const inputs: StoredInput[] = [];
  for (const [name, schema] of Object.entries(schemas)) {
    const url = values[name];
    if (!isPath(schema) || typeof url !== "string" || !isObjectUrl(url)) continue;
    if (schema["format"] === "file" && url.endsWith("/")) {
      throw new BadArgumentError(`parameter "${name}": ${url} is a folder of objects; give one object`, { name, url });
    }
    inputs.push({ name, objects: await cache().locate(url, signal) });
  }
  const places = Object.fromEntries(inputs.map(({ name, objects }) => [name, objects.path]));
  return { values: { ...values, ...places }, inputs };
}

/** Fetches what is not there yet, verified; tells where each input is from, by `source:<parameter>`. */
export async function fetchedInputs(inputs: readonly StoredInput[]): Promise<Record<string, string>> {
  const sources: Record<string, string> = {};
  for (const { name, objects } of inputs) {
    await cache().fetch(objects, AbortSignal.timeout(LONGEST));
    const { url, entries } = objects;
    sources[`source:${name}`] = url.endsWith("/") ? `${url} (${entries.length} objects)` : `${url}@${entries[0]!.etag}`;
  }
  return sources;
}

function cache(): ObjectCache {
  return new ObjectCache(lisalabHome(), new ObjectStore(objectAccess()));
}
