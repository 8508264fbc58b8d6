import { BadFileError } from "../core/errors.js";
import { nearest } from "./nearest.js";

/** How often what passes by itself is tried again. */
export interface Retries {
  /** How often a cell is executed again that met something that passes by itself. */
  readonly cell: number;
  /** How often the run is begun again when its server or kernel could not be had, or its cell's retries were not enough. */
  readonly run: number;
  /** How often the run is put into the queue, to be resumed, when its runner was killed. */
  readonly killed: number;
  /** Seconds before the first retry; each further one waits twice as long. */
  readonly backoff: number;
  /** Names of errors that pass by themselves, besides those that are known to. */
  readonly on: readonly string[];
}

const NONE: Retries = { cell: 0, run: 0, killed: 0, backoff: 5, on: [] };

/** Retries: more would hide that something is broken; and the longest first wait, in s. */
const MOST = 20;
const LONGEST_WAIT = 3600;

/** Errors of programs: they come again. */
const LASTING = ["Error", "TypeError", "RangeError", "ReferenceError", "SyntaxError", "EvalError", "URIError"];

/** Checks `retries` of a sidecar. */
export function retriesOf(value: unknown, path: string): Retries {
  if (value === undefined) return NONE;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new BadFileError(`${path}: retries must be a mapping, e.g. { cell: 2, backoff: 10 }`, { path });
  }
  const unknown = Object.keys(value).find((key) => !(key in NONE));
  if (unknown !== undefined) {
    throw new BadFileError(`${path}: unknown key "${unknown}" in retries${nearest(unknown, Object.keys(NONE))}`, {
      path,
    });
  }
  const retries = { ...NONE, ...value };
  for (const key of ["cell", "run", "killed"] as const) assertCount(key, retries[key], path);
  const { backoff, on } = retries;
  if (!(typeof backoff === "number" && backoff >= 0 && backoff <= LONGEST_WAIT)) {
    throw new BadFileError(
      `${path}: retries.backoff is ${JSON.stringify(backoff)}; give seconds, 0 to ${LONGEST_WAIT}`,
      { path },
    );
  }
  assertNames(on, path);
  return retries;
}

function assertCount(key: string, count: unknown, path: string): void {
  if (Number.isSafeInteger(count) && (count as number) >= 0 && (count as number) <= MOST) return;
  const found = JSON.stringify(count);
  throw new BadFileError(`${path}: retries.${key} is ${found}; give how often, 0 to ${MOST}`, { path });
}

function assertNames(names: unknown, path: string): void {
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string" && /^[A-Za-z_]\w*$/.test(name))) {
    throw new BadFileError(`${path}: retries.on must be a list of names of errors`, { path });
  }
  const lasting = names.find((name) => LASTING.includes(String(name)));
  if (lasting === undefined) return;
  throw new BadFileError(
    `${path}: retries.on has ${String(lasting)}, which a mistake in the code throws, too; throw a TransientError where it passes by itself`,
    { path },
  );
}
