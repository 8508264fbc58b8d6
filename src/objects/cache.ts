import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat, statfs, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BadArgumentError, EnvironmentError } from "../core/errors.js";
import { syncPath, writeDurably } from "../sql/durable.js";
import { storageFailure } from "../sql/failure.js";
import { isKey, type ObjectAddress, objectAddress, objectUrl } from "./address.js";
import { fileSha256, mustBeSame } from "./checksum.js";
import { ObjectError } from "./error.js";
import type { ObjectEntry } from "./listing.js";
import type { ObjectStore } from "./store.js";

/** Objects that a run reads as files, and where they are when they have been fetched. */
export interface CachedObjects {
  /** As it was given. */
  readonly url: string;
  /** Of the contents: another one when any of them changes. */
  readonly digest: string;
  /** The file, or the folder of a URL that ends with "/". */
  readonly path: string;
  readonly entries: readonly ObjectEntry[];
}

/** What nobody has used for so long is taken away, in ms: longer than the longest run. */
const KEPT = 30 * 86_400_000;

/** What a kill left half is taken away after so long, in ms: nobody fetches for a day. */
const KEPT_HALF = 86_400_000;

/** How often the content of an object is asked for when it breaks off. */
const TIMES = 3;

/** The list of an entry's files with their hashes, as `sha256sum -c` reads it. Who has it is whole. */
const SUMS = "SHA256SUMS";

/** Objects as files: `$LISALAB_HOME/objects/<digest>/`, each entry there as a whole or not at all. */
export class ObjectCache {
  readonly #folder: string;
  readonly #store: ObjectStore;

  constructor(home: string, store: ObjectStore) {
    this.#folder = join(home, "objects");
    this.#store = store;
  }

  /** What a URL names at this moment, `s3://bucket/key` or with a "/" at its end all below it; nothing is fetched. */
  async locate(url: string, signal: AbortSignal): Promise<CachedObjects> {
    const at = objectAddress(url);
    const entries = isFolder(at) ? await this.#below(at, signal) : [await this.#one(at, signal)];
    const lines = entries.map(({ key, etag, bytes }) => `${JSON.stringify([key, etag, bytes])}\n`);
    const digest = createHash("sha256").update(`${at.bucket}\n`).update(lines.join("")).digest("hex").slice(0, 32);
    const data = join(this.#folder, digest, "data");
    return { url, digest, entries, path: isFolder(at) ? data : join(data, nameOf(at.key, null)) };
  }

  /** Fetches what is not there yet, or not as it was, and verifies all of it. */
  async fetch(objects: CachedObjects, signal: AbortSignal): Promise<void> {
    const place = join(this.#folder, objects.digest);
    try {
      await this.#sweep();
      const state = await stateOf(place);
      if (state === "whole") return await touch(place);
      // What is not there may be made by somebody else at this moment: only what is damaged is taken away.
      if (state === "damaged") await putAway(place);
      await this.#fetched(objects, place, signal);
    } catch (error) {
      throw storageFailure(error, `the copy of ${objects.url} in ${place}`, place);
    }
  }

  async #one(at: ObjectAddress, signal: AbortSignal): Promise<ObjectEntry> {
    const head = await this.#store.head(at, signal);
    if (head !== null) return head;
    throw new BadArgumentError(`there is no object ${objectUrl(at)}; a folder of objects ends with "/"`, { ...at });
  }

  async #below(at: ObjectAddress, signal: AbortSignal): Promise<readonly ObjectEntry[]> {
    const entries: ObjectEntry[] = [];
    for await (const page of this.#store.list(at, signal)) {
      entries.push(...page.filter(({ key }) => !key.endsWith("/")));
    }
    if (entries.length > 0) return entries;
    throw new BadArgumentError(`there is no object below ${objectUrl(at)}`, { ...at });
  }

  async #fetched(objects: CachedObjects, place: string, signal: AbortSignal): Promise<void> {
    const aside = `${place}.${randomUUID()}.part`;
    try {
      await mkdir(join(aside, "data"), { recursive: true });
      await mustHaveRoom(aside, objects);
      const at = objectAddress(objects.url);
      const sums: string[] = [];
      for (const entry of objects.entries) {
        const name = nameOf(entry.key, isFolder(at) ? at.key : null);
        sums.push(`${await this.#file(at.bucket, entry, join(aside, "data", name), signal)}  data/${name}\n`);
      }
      await writeDurably(join(aside, SUMS), sums.join(""));
      await rename(aside, place);
      syncPath(this.#folder);
    } catch (error) {
      await rm(aside, { recursive: true, force: true });
      // Somebody else was faster, with the same objects.
      if (!isTaken(error) || (await stateOf(place)) !== "whole") throw error;
    }
  }

  /** Fetches an object into a new file, and gives its SHA-256. */
  async #file(bucket: string, entry: ObjectEntry, path: string, signal: AbortSignal): Promise<string> {
    await mkdir(dirname(path), { recursive: true });
    for (let time = 1; ; time++) {
      try {
        return await this.#written({ bucket, key: entry.key }, entry, path, signal);
      } catch (error) {
        const again = error instanceof ObjectError && error.isTransient && time < TIMES && !signal.aborted;
        if (!again) throw error;
      }
    }
  }

  async #written(at: ObjectAddress, { etag, bytes }: ObjectEntry, path: string, signal: AbortSignal): Promise<string> {
    const { head, content } = await this.#store.get(at, etag, signal);
    const hash = createHash("sha256");
    let length = 0;
    const file = await open(path, "w");
    try {
      for await (const piece of content) {
        length += piece.byteLength;
        hash.update(piece);
        await file.writeFile(piece);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    if (length !== bytes) throw new ObjectError(`${objectUrl(at)} came with ${length} bytes, not ${bytes}`, null);
    const sha256 = hash.digest("hex");
    if (head.sha256 !== "") mustBeSame(objectUrl(at), head.sha256, sha256);
    return sha256;
  }

  /** Takes away what nobody used for long, and what a kill left half. */
  async #sweep(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      const kept = name.endsWith(".part") ? KEPT_HALF : KEPT;
      const used = await lastUse(path);
      if (used !== null && Date.now() - used > kept) await rm(path, { recursive: true, force: true });
    }
  }
}

function isFolder({ key }: ObjectAddress): boolean {
  return key === "" || key.endsWith("/");
}

/** Where an object's file is: below a folder's prefix, or by its last name alone. What no file can be called is refused. */
function nameOf(key: string, prefix: string | null): string {
  const name = prefix === null ? key.slice(key.lastIndexOf("/") + 1) : key.slice(prefix.length);
  if (name !== "" && isKey(name) && name.split("/").every((part) => part !== "")) return name;
  throw new BadArgumentError(`the object ${JSON.stringify(key)} can't be a file: its name has an empty part`, { key });
}

/** Whether an entry is there with all its files as they were fetched. */
async function stateOf(place: string): Promise<"whole" | "damaged" | "absent"> {
  try {
    const lines = (await readFile(join(place, SUMS), "utf8")).split("\n").slice(0, -1);
    for (const line of lines) {
      if ((await fileSha256(join(place, line.slice(66)))) !== line.slice(0, 64)) return "damaged";
    }
    return "whole";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return (await lastUse(place)) === null ? "absent" : "damaged";
  }
}

/** Takes away what is there and is not whole: in one step, since somebody may look at it. */
async function putAway(place: string): Promise<void> {
  const aside = `${place}.${randomUUID()}.part`;
  try {
    await rename(place, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

async function mustHaveRoom(folder: string, { url, entries }: CachedObjects): Promise<void> {
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize > bytes) return;
  throw new EnvironmentError(
    `${url} has ${bytes} bytes and the disk of ${dirname(folder)} has ${bavail * bsize} left: make room, or set LISALAB_HOME elsewhere`,
    { url, bytes },
  );
}

async function touch(place: string): Promise<void> {
  const now = new Date();
  await utimes(place, now, now);
}

async function lastUse(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function isTaken(error: unknown): boolean {
  return ["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "");
}
