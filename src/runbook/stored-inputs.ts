import { BadArgumentError, TransientError } from "../core/errors.js";
import { lisalabHome } from "../jupyter/installation.js";
import { objectAccess } from "../objects/access.js";
import { isObjectUrl } from "../objects/address.js";
import { type CachedObjects, ObjectCache } from "../objects/cache.js";
import { ObjectError } from "../objects/error.js";
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
    inputs.push({ name, objects: await cache().locate(url, signal).catch(told) });
  }
  const places = Object.fromEntries(inputs.map(({ name, objects }) => [name, objects.path]));
  return { values: { ...values, ...places }, inputs };
}

/** Fetches what is not there yet, verified; tells where each input is from, by `source:<parameter>`. */
export async function fetchedInputs(inputs: readonly StoredInput[]): Promise<Record<string, string>> {
  const sources: Record<string, string> = {};
  for (const { name, objects } of inputs) {
    await cache().fetch(objects, AbortSignal.timeout(LONGEST)).catch(told);
    const { url, entries } = objects;
    sources[`source:${name}`] = url.endsWith("/") ? `${url} (${entries.length} objects)` : `${url}@${entries[0]!.etag}`;
  }
  return sources;
}

/** What may go well a little later is for the runbook's `retries`. */
function told(error: unknown): never {
  if (error instanceof ObjectError && error.isTransient) throw new TransientError(error.message, error.context, error);
  const isLate = error instanceof DOMException && error.name === "TimeoutError";
  throw isLate ? new TransientError("the store of objects did not answer in time", {}, error) : error;
}

/** A run waits for its inputs longer than a service for an answer: 15 s in five pauses. */
const PATIENT = { answer: 60_000, attempts: 6, pause: 500 };

function cache(): ObjectCache {
  return new ObjectCache(lisalabHome(), new ObjectStore(objectAccess(), PATIENT));
}
