import { join, resolve } from "node:path";
import { isLisalabError } from "../core/errors.js";
import type { Work } from "../core/progress.js";
import { contentOf } from "./filecopy.js";
import { type BackupFile, COPY, MANIFEST, type Manifest, readManifest } from "./manifest.js";
import { type Leaf, leavesOf } from "./tree.js";

/** Something in a backup that is not as it was written. */
export interface BackupFault {
  /** Below the backup's folder. */
  readonly path: string;
  readonly message: string;
}

/** What reading a backup found. */
export interface BackupVerification {
  /** Null when it can't be read; then there is a fault that says why. */
  readonly manifest: Manifest | null;
  /** Files and bytes that were read and are right. */
  readonly files: number;
  readonly bytes: number;
  readonly faults: readonly BackupFault[];
}

/** Reads every byte of the backup in `folder` and holds it against the manifest. */
export async function verifyBackup(folder: string, work: Work = {}): Promise<BackupVerification> {
  const root = resolve(folder);
  let manifest: Manifest;
  try {
    manifest = await readManifest(root);
  } catch (error) {
    if (!isLisalabError(error)) throw error;
    return { manifest: null, files: 0, bytes: 0, faults: [{ path: MANIFEST, message: error.message }] };
  }
  return { manifest, ...(await compared(root, manifest, work)) };
}

/** What lies in a backup's folder, found without following any link. */
export class Inventory {
  readonly #kinds: ReadonlyMap<string, Leaf["kind"]>;
  readonly #known: ReadonlySet<string>;

  private constructor(leaves: readonly Leaf[], files: readonly BackupFile[]) {
    this.#kinds = new Map(leaves.map(({ path, kind }) => [path, kind]));
    this.#known = new Set([MANIFEST, ...files.map(({ path }) => `${COPY}/${path}`)]);
  }

  static async of(root: string, { files }: Manifest): Promise<Inventory> {
    return new Inventory(await leavesOf(root), files);
  }

  /** Why a file of the manifest can't be read; null when it can. */
  obstacle({ path }: BackupFile): string | null {
    const kind = this.#kinds.get(`${COPY}/${path}`);
    if (kind === undefined) return "is missing";
    return kind === "file" ? null : KINDS[kind];
  }

  /** What lies there and is not of the backup. */
  strangers(): readonly BackupFault[] {
    const strange = [...this.#kinds].filter(([path]) => !this.#known.has(path));
    return strange.map(([path, kind]) => ({ path, message: `${KINDS[kind]}, and not of this backup` }));
  }
}

const KINDS: Readonly<Record<Leaf["kind"], string>> = {
  file: "is a file that the manifest does not name",
  link: "is a symbolic link",
  other: "is a pipe, a socket or a device",
};

async function compared(
  root: string,
  manifest: Manifest,
  { signal, onProgress }: Work,
): Promise<Omit<BackupVerification, "manifest">> {
  const inventory = await Inventory.of(root, manifest);
  const faults: BackupFault[] = [...inventory.strangers()];
  let [right, bytes] = [0, 0];
  for (const [index, file] of manifest.files.entries()) {
    onProgress?.({ fraction: index / manifest.files.length, message: "Verifying" });
    const path = `${COPY}/${file.path}`;
    const message = inventory.obstacle(file) ?? (await faultOf(join(root, path), file, signal));
    if (message !== null) {
      faults.push({ path, message });
    } else {
      right += 1;
      bytes += file.bytes;
    }
  }
  return { files: right, bytes, faults };
}

async function faultOf(path: string, file: BackupFile, signal: AbortSignal | undefined): Promise<string | null> {
  const found = await contentOf(path, signal);
  if (found.bytes !== file.bytes) return `has ${found.bytes} bytes; ${file.bytes} were written`;
  if (found.sha256 === file.sha256) return null;
  return `was changed: its content has SHA-256 ${found.sha256}, it was written as ${file.sha256}`;
}
