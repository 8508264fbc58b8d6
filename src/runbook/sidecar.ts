import { readFile, stat } from "node:fs/promises";
import { BadFileError, isLisalabError } from "../core/errors.js";
import { assertYamlSize } from "../core/yaml-size.js";
import type { Notification } from "../logbook/notification.js";
import type { HoldPolicy } from "../runs/holds.js";
import type { BaselinePeriod } from "../trends/period.js";
import { nearest } from "./nearest.js";
import { baselineIn } from "./sidecar-baseline.js";
import { evidenceOf } from "./sidecar-evidence.js";
import { holdPolicyOf } from "./sidecar-holds.js";
import { notificationsOf } from "./sidecar-notify.js";
import { type Retries, retriesOf } from "./sidecar-retries.js";
import { assertSchedule, type Missed, missedOf } from "./sidecar-schedule.js";
import { assertSecretSchema, secretNames } from "./sidecar-secrets.js";
import { type SidecarTrigger, triggersOf } from "./sidecar-triggers.js";

/** A parameter as its runbook declares it: a JSON Schema, of which `default` may also be `{ compute: "yesterday" }`, and `secret: true`. */
export type ParameterSchema = Readonly<Record<string, unknown>>;

/** What is written beside a runbook, in `<name>.yaml`. */
export interface Sidecar {
  readonly name: string;
  readonly version: string;
  /** Who answers for it. */
  readonly owner: string;
  readonly description: string;
  /** When it should run, in UTC: five fields of cron, or DTSTART and RRULE of RFC 5545; "" when only by hand. */
  readonly schedule: string;
  /** What becomes of times at which the service could not run it. */
  readonly missed: Missed;
  /** The kernel it is written for. */
  readonly kernel: string;
  /** How long, in seconds, a cell and the whole run may take. */
  readonly timeouts: { readonly cell: number; readonly run: number };
  /** How many runs of it may be at work at once; null for any number. */
  readonly concurrency: number | null;
  /** What cells tagged `hold` wait for. */
  readonly holds: HoldPolicy;
  /** How often what passes by itself is tried again. */
  readonly retries: Retries;
  readonly parameters: Readonly<Record<string, ParameterSchema>>;
  /** Logbooks elsewhere that are told of its verdicts, and of which. */
  readonly notify: readonly Notification[];
  /** What makes it run besides its schedule. */
  readonly triggers: readonly SidecarTrigger[];
  /** Where runs leave a copy of their evidence, as s3://bucket/prefix; "" for where LISALAB_EVIDENCE says, if it does. */
  readonly evidence: string;
  /** Which runs say what is usual, for control charts of its checks. */
  readonly baseline: BaselinePeriod;
  /** Environment variables of the runner that the notebook may read and nobody may see. */
  readonly secrets: readonly string[];
}

const KEYS = [
  "name",
  "version",
  "owner",
  "description",
  "schedule",
  "missed",
  "kernel",
  "timeouts",
  "concurrency",
  "holds",
  "retries",
  "parameters",
  "notify",
  "triggers",
  "evidence",
  "baseline",
  "secrets",
];

/** Seconds that a cell and a run may take when the sidecar says nothing. */
const DEFAULT_TIMEOUTS = { cell: 600, run: 3600 };

/** Seconds: the longest that a timer of Node can wait is 2^31 ms. */
const LONGEST_TIMEOUT = 2_000_000;

/** The sidecar that belongs to a notebook: `daily-ops.yaml` beside `daily-ops.ipynb`. */
export function sidecarPathOf(notebookPath: string): string {
  return notebookPath.replace(/\.ipynb$/, ".yaml");
}

/** Reads and checks the sidecar of a runbook. */
export async function readSidecar(path: string): Promise<Sidecar> {
  let text: string;
  try {
    // A pipe would be waited for.
    if (!(await stat(path)).isFile()) throw new BadFileError(`${path} is no file; a sidecar is expected`, { path });
    text = await readFile(path, "utf8");
  } catch (error) {
    if (isLisalabError(error)) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT") throw new BadFileError(`can't read the sidecar ${path}: ${message}`, { path }, error);
    throw new BadFileError(
      `no sidecar ${path}: a runbook needs this file beside it with name, version, owner and kernel`,
      { path },
      error,
    );
  }
  assertYamlSize(text, path);
  const { parse } = await import("yaml");
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new BadFileError(`${path} is not YAML: ${message}`, { path }, error);
  }
  return sidecarOf(content, path);
}

/** Checks the content of a sidecar; `path` is for the messages. */
export function sidecarOf(content: unknown, path: string): Sidecar {
  const fields = mapping(content, "the sidecar", path);
  assertKnown(fields, KEYS, path);
  const parameters = parametersOf(fields["parameters"], path);
  const sidecar = {
    name: text(fields, "name", path),
    version: text(fields, "version", path),
    owner: text(fields, "owner", path),
    description: text(fields, "description", path, ""),
    schedule: text(fields, "schedule", path, ""),
    missed: missedOf(fields["missed"], path),
    kernel: text(fields, "kernel", path),
    timeouts: timeoutsOf(fields["timeouts"], path),
    concurrency: concurrencyOf(fields["concurrency"], path),
    holds: holdPolicyOf(fields["holds"], path),
    retries: retriesOf(fields["retries"], path),
    parameters,
    notify: notificationsOf(fields["notify"], path),
    triggers: triggersOf(fields["triggers"], parameters, path),
    evidence: evidenceOf(fields["evidence"], path),
    baseline: baselineIn(fields["baseline"], path),
    secrets: secretNames(fields["secrets"], parameters, path),
  };
  if (!/^[a-z0-9][a-z0-9-]*$/.test(sidecar.name)) {
    throw new BadFileError(`${path}: name is "${sidecar.name}"; use lower-case letters, digits and hyphens`, { path });
  }
  assertSchedule(sidecar.schedule, path);
  return sidecar;
}

function timeoutsOf(value: unknown, path: string): Sidecar["timeouts"] {
  const given = value === undefined ? {} : mapping(value, "timeouts", path);
  assertKnown(given, ["cell", "run"], path);
  for (const [key, seconds] of Object.entries(given)) {
    if (typeof seconds !== "number" || !(seconds > 0 && seconds <= LONGEST_TIMEOUT)) {
      const found = JSON.stringify(seconds);
      throw new BadFileError(
        `${path}: timeouts.${key} is ${found}; give seconds, above 0 and at most ${LONGEST_TIMEOUT}`,
        { path },
      );
    }
  }
  return { ...DEFAULT_TIMEOUTS, ...given };
}

function concurrencyOf(value: unknown, path: string): number | null {
  if (value === undefined) return null;
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
  throw new BadFileError(
    `${path}: concurrency is ${JSON.stringify(value)}; give how many runs may be at work at once, 1 or more`,
    { path },
  );
}

function parametersOf(value: unknown, path: string): Sidecar["parameters"] {
  const parameters = value === undefined || value === null ? {} : mapping(value, "parameters", path);
  for (const [name, schema] of Object.entries(parameters)) {
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      throw new BadFileError(`${path}: parameter "${name}" can't be the name of a constant in a cell`, { path });
    }
    assertSecretSchema(name, mapping(schema, `parameters.${name}`, path), path);
  }
  return parameters as Sidecar["parameters"];
}

function mapping(value: unknown, what: string, path: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new BadFileError(`${path}: ${what} must be a mapping of names to values`, { path });
  }
  return value as Record<string, unknown>;
}

function text(fields: Record<string, unknown>, key: string, path: string, whenAbsent?: string): string {
  const value = fields[key] ?? whenAbsent;
  if (value === undefined) {
    throw new BadFileError(`${path}: ${key} is missing`, { path, key });
  }
  if (typeof value !== "string") {
    throw new BadFileError(`${path}: ${key} is ${JSON.stringify(value)}, not text; put it in quotes`, { path, key });
  }
  return value;
}

function assertKnown(fields: Record<string, unknown>, known: readonly string[], path: string): void {
  const unknown = Object.keys(fields).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new BadFileError(`${path}: unknown key "${unknown}"${nearest(unknown, known)}`, { path, key: unknown });
  }
}
