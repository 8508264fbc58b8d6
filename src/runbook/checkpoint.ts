import { join } from "node:path";
import { errorMessage } from "../core/error-message.js";
import { BadArgumentError } from "../core/errors.js";
import { display } from "../jupyter/display.js";
import { type CheckpointPlace, currentRun, forgotten } from "./context.js";
import { Redaction } from "./redaction.js";
import { sha256 } from "./run-folder.js";
import { restoredValue, savedValue } from "./saved-value.js";
import { seal, type Unsealed, unseal } from "./sealed-file.js";
import { handedSecrets } from "./secrets.js";

/** MIME type under which a cell tells the runner of a checkpoint. */
export const CHECKPOINT_MIME = "application/vnd.lisalab.checkpoint+json";

/** What became of a checkpoint in a cell. */
export interface CheckpointNews {
  readonly name: string;
  /** "saved" for what was made here, "restored" for what an earlier attempt had made, "unsaved" for what only this attempt has. */
  readonly state: "saved" | "restored" | "unsaved";
  /** Of what is saved. */
  readonly bytes: number;
  /** What people should know, such as that an earlier one was damaged; "" when there is nothing. */
  readonly problem: string;
}

/** Names that checkpoints have in this kernel. */
const names = new Set<string>();

/**
 * What `make` gives, saved so that a run that is resumed need not make it again: then it comes from the file, to the bit.
 * For numbers, texts, arrays and plain objects of these; what can't come back as it is is refused.
 */
export async function checkpoint<T>(name: string, make: () => T | Promise<T>): Promise<T> {
  takeName(name);
  const place = currentRun()?.checkpoints ?? null;
  if (place === null) return make();
  const path = checkpointPath(place.folder, name);
  const found = restored(unseal(path, place.belongsTo, name));
  if (typeof found !== "string") {
    tell({ name, state: "restored", bytes: found.bytes, problem: "" });
    return found.value as T;
  }
  const value = await make();
  save(place, path, name, value, found);
  return value;
}

/** What an earlier attempt has saved; else why it is made again, "" when there was nothing. */
function restored(found: Unsealed): { readonly value: unknown; readonly bytes: number } | string {
  if (found === null) return "";
  if ("damage" in found) return `it was made again, since ${found.damage}`;
  try {
    return { value: restoredValue(found.content), bytes: found.content.length };
  } catch (error) {
    return `it was made again, since this version of Node can't read it: ${(error as Error).message}`;
  }
}

/** The file of a checkpoint: names may have any letters. */
export function checkpointPath(folder: string, name: string): string {
  const readable = name.replace(/[^A-Za-z0-9]+/g, "-").slice(0, 40);
  return join(folder, `${readable}-${sha256(name).slice(0, 12)}.checkpoint`);
}

/** A disk that takes no checkpoint does not end the run, which needs none as long as it lives; but it is told. */
function save({ belongsTo }: CheckpointPlace, path: string, name: string, value: unknown, again: string): void {
  const content = savedValue(name, value);
  assertNoSecret(name, content);
  try {
    seal(path, belongsTo, name, content);
    tell({ name, state: "saved", bytes: content.length, problem: again });
  } catch (error) {
    const problem = `it could not be saved: ${errorMessage(error)}`;
    tell({ name, state: "unsaved", bytes: 0, problem: [again, problem].filter(Boolean).join("; ") });
  }
}

/** A name stands for one checkpoint of a run; by hand a cell may be executed again. */
export function takeName(name: string): void {
  if (name.trim() === "") throw new BadArgumentError("a checkpoint needs a name: say what it holds");
  for (const each of forgotten("checkpoints")) names.delete(each);
  if (currentRun() !== null && names.has(name)) {
    throw new BadArgumentError(`checkpoint "${name}" is there already in this run: give each a name of its own`, {
      name,
    });
  }
  names.add(name);
}

/** Files that cells write are not redacted, so that no secret may get into one that the library writes. */
function assertNoSecret(name: string, content: Buffer): void {
  for (const secret of handedSecrets()) {
    const redaction = new Redaction([secret]);
    const texts = [content.toString("latin1"), content.toString("utf8"), content.toString("utf16le")];
    if (texts.some((text) => redaction.text(text) !== text)) {
      throw new BadArgumentError(`checkpoint "${name}" holds secret "${secret.name}": leave it out of what it returns`);
    }
  }
}

/** Tells the runner, and whoever reads the notebook. */
export function tell(news: CheckpointNews): void {
  const size = news.state === "unsaved" ? "" : `, ${news.bytes} bytes`;
  const text = `checkpoint "${news.name}": ${news.state}${size}${news.problem === "" ? "" : ` (${news.problem})`}`;
  display({ [CHECKPOINT_MIME]: news, "text/plain": text });
}

/** Whether a value that came out of a kernel tells of a checkpoint. */
export function isCheckpointNews(value: unknown): value is CheckpointNews {
  if (typeof value !== "object" || value === null) return false;
  const { name, state, bytes, problem } = value as CheckpointNews;
  const known = state === "saved" || state === "restored" || state === "unsaved";
  return typeof name === "string" && known && Number.isSafeInteger(bytes) && typeof problem === "string";
}
