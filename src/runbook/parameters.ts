import { access, constants, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { ValidateFunction } from "ajv";
import { errorMessage } from "../core/error-message.js";
import { BadArgumentError, BadFileError } from "../core/errors.js";
import { once } from "../core/once.js";
import { isObjectUrl } from "../objects/address.js";
import { nearest } from "./nearest.js";
import { secretValue } from "./secrets.js";
import type { ParameterSchema, Sidecar } from "./sidecar.js";
import { isSecret } from "./sidecar-secrets.js";

/** Where values come from that are not in the sidecar. */
export interface ParameterSources {
  /** What the person gave, name → text, as in `-p name=text`. */
  readonly given: ReadonlyMap<string, string>;
  /** The folder that given file names are relative to. */
  readonly folder: string;
  /** The sidecar's path: file names in defaults are relative to its folder. */
  readonly sidecarPath: string;
  /** The time now, for computed defaults. */
  readonly now: Date;
  /** Has the values of secrets that are given as env:NAME. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Validated parameters, defaults included, in the sidecar's order. */
export type Parameters = Readonly<Record<string, unknown>>;

/** Defaults that are computed when the run starts; days and times are UTC. */
const COMPUTED: Readonly<Record<string, (now: Date) => string>> = {
  today: (now) => now.toISOString().slice(0, 10),
  yesterday: (now) => new Date(now.getTime() - 86_400_000).toISOString().slice(0, 10),
  now: (now) => `${now.toISOString().slice(0, 19)}Z`,
};

/** How texts of a format are written. */
const EXAMPLES: Readonly<Record<string, string>> = { date: "2037-01-31", "date-time": "2037-01-31T06:00:00Z" };

/** Splits `name=value`, as given behind -p. */
export function parseAssignments(assignments: readonly string[]): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (const assignment of assignments) {
    const at = assignment.indexOf("=");
    if (at < 1) {
      throw new BadArgumentError(`-p ${assignment}: expected name=value`, { assignment });
    }
    const name = assignment.slice(0, at);
    if (given.has(name)) {
      throw new BadArgumentError(`-p ${name}=… is given twice`, { name });
    }
    given.set(name, assignment.slice(at + 1));
  }
  return given;
}

/** Works out every parameter of a runbook: given, computed or by default; each is validated against its JSON Schema. */
export async function resolveParameters(sidecar: Sidecar, sources: ParameterSources): Promise<Parameters> {
  const names = Object.keys(sidecar.parameters);
  for (const name of sources.given.keys()) {
    if (!names.includes(name)) {
      throw new BadArgumentError(`${sidecar.name} has no parameter "${name}"${nearest(name, names)}`, { name });
    }
  }
  if (names.length === 0) {
    return {};
  }
  const compile = await schemaCompiler();
  const values: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(sidecar.parameters)) {
    const validate = compiled(compile, name, schema, sources.sidecarPath);
    values[name] = await valueOf(name, schema, validate, sources);
  }
  return values;
}

async function valueOf(
  name: string,
  schema: ParameterSchema,
  validate: ValidateFunction,
  sources: ParameterSources,
): Promise<unknown> {
  const text = sources.given.get(name);
  if (isSecret(schema)) {
    return secretOf(name, text ?? schema["default"], validate, sources);
  }
  if (text !== undefined) {
    const value = typed(name, text, schema);
    assertValid(name, value, schema, validate, (message) => new BadArgumentError(`-p ${message}`, { name, value }));
    return placed(name, value, schema, sources.folder);
  }
  const value = defaultOf(name, schema, sources);
  const folder = dirname(sources.sidecarPath);
  const wrong = (message: string): BadFileError => new BadFileError(`${sources.sidecarPath}: default of ${message}`);
  assertValid(name, value, schema, validate, wrong);
  return placed(name, value, schema, folder);
}

/** Paths are made absolute; "" in the place of one that may be left out stays. */
async function placed(name: string, value: unknown, schema: ParameterSchema, folder: string): Promise<unknown> {
  if (isPath(schema)) return existing(name, folder, String(value), schema);
  return schema["format"] === "path" && value !== "" ? resolve(folder, String(value)) : value;
}

/** What is wrong with a secret is told without it. */
function secretOf(name: string, text: unknown, validate: ValidateFunction, { env }: ParameterSources): string {
  if (text === undefined) {
    throw new BadArgumentError(
      `secret parameter "${name}" is missing: give the variable that has it, -p ${name}=env:…`,
      {
        name,
      },
    );
  }
  const value = secretValue(name, String(text), env);
  if (!validate(value)) {
    throw new BadArgumentError(`secret parameter "${name}" ${validate.errors![0]!.message ?? "is invalid"}`, { name });
  }
  return value;
}

function defaultOf(name: string, schema: ParameterSchema, { now, sidecarPath }: ParameterSources): unknown {
  const value = schema["default"];
  if (value === undefined) {
    throw new BadArgumentError(`parameter "${name}" has no default: give it with -p ${name}=…`, { name });
  }
  if (typeof value !== "object" || value === null || !("compute" in value)) {
    return value;
  }
  const compute = COMPUTED[String(value.compute)];
  if (compute === undefined) {
    const known = nearest(String(value.compute), Object.keys(COMPUTED));
    throw new BadFileError(`${sidecarPath}: parameter "${name}" computes "${String(value.compute)}"${known}`);
  }
  return compute(now);
}

/** Reads the text of a command line as the type that the schema asks for: "5" is a number, but not for a string. */
function typed(name: string, text: string, schema: ParameterSchema): unknown {
  if (schema["type"] === "string" || isChoice(text, schema)) {
    return text;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new BadArgumentError(`-p ${name}=${text}: expected ${expectedOf(schema)}`, { name, text }, error);
  }
}

/** Whether the text is one of the words that a parameter without a type may be. */
function isChoice(text: string, { type, enum: choices }: ParameterSchema): boolean {
  return type === undefined && Array.isArray(choices) && choices.includes(text);
}

function expectedOf({ type, enum: choices }: ParameterSchema): string {
  if (type === undefined && Array.isArray(choices)) return `one of ${choices.map(String).join(", ")}`;
  const name = String(type ?? "JSON value");
  return `${article(name)} ${name}`;
}

function assertValid(
  name: string,
  value: unknown,
  schema: ParameterSchema,
  validate: ValidateFunction,
  failure: (message: string) => Error,
): void {
  if (validate(value)) {
    return;
  }
  const { instancePath, message, params, keyword } = validate.errors![0]!;
  const allowed = keyword === "enum" ? `: ${(schema["enum"] as unknown[] | undefined)?.join(", ") ?? ""}` : "";
  const example = keyword === "format" ? EXAMPLES[String(params["format"])] : undefined;
  const hint = example !== undefined ? `, e.g. ${example}` : keyword === "rising" ? ": its numbers must rise" : "";
  throw failure(`${name}${instancePath}=${JSON.stringify(value)}: ${message ?? "is invalid"}${allowed}${hint}`);
}

/** Whether a parameter names a file, or a file or folder ("data"), that must be there. */
export function isPath(schema: ParameterSchema): boolean {
  return schema["format"] === "file" || schema["format"] === "data";
}

/** The absolute path of what is there; what is in a bucket is looked for there, later. */
async function existing(name: string, folder: string, value: string, schema: ParameterSchema): Promise<string> {
  if (isObjectUrl(value)) return value;
  const path = resolve(folder, value);
  const wanted = schema["format"] === "data" ? "a file or a folder" : "a file";
  const cantRead = (cause?: unknown): BadArgumentError =>
    new BadArgumentError(
      `parameter "${name}": can't read ${path}; give ${wanted} that is there`,
      { name, path },
      cause,
    );
  try {
    await access(path, constants.R_OK);
  } catch (error) {
    throw cantRead(error);
  }
  const found = await stat(path);
  if (!found.isFile() && !(schema["format"] === "data" && found.isDirectory())) {
    throw cantRead();
  }
  return path;
}

type SchemaCompiler = (schema: object) => ValidateFunction;

/** Made once a process: JSON Schema's own schema takes longer to compile than all that it is for. */
const schemaCompiler = once(newCompiler);

async function newCompiler(): Promise<SchemaCompiler> {
  const { Ajv2020 } = await import("ajv/dist/2020.js");
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  ajv.addKeyword({ keyword: "rising", type: "array", schemaType: "boolean", validate: isRising, errors: false });
  ajv.addKeyword({ keyword: "secret", schemaType: "boolean" });
  ajv.addFormat("date", isDate);
  ajv.addFormat("date-time", isDateTime);
  ajv.addFormat("file", (text) => text !== "");
  ajv.addFormat("data", (text) => text !== "");
  ajv.addFormat("path", true);
  return (schema) => {
    try {
      return ajv.compile(schema);
    } finally {
      // A service compiles the schemas of every run: none of them may be kept.
      ajv.removeSchema(schema);
    }
  };
}

function compiled(
  compile: (schema: object) => ValidateFunction,
  name: string,
  schema: ParameterSchema,
  path: string,
): ValidateFunction {
  const { default: _, ...rest } = schema;
  try {
    return compile(rest);
  } catch (error) {
    const message = errorMessage(error);
    throw new BadFileError(`${path}: parameter "${name}" is no JSON Schema: ${message}`, { path, name }, error);
  }
}

/** Whether numbers rise where they must: limits of which the first warns and the second, wider one fails. */
function isRising(mustRise: boolean, numbers: readonly number[]): boolean {
  return !mustRise || numbers.every((number, index) => index === 0 || number >= numbers[index - 1]!);
}

/** Whether the text is a day of the calendar, as RFC 3339 writes it: 2036-02-29 is, 2037-02-29 is not. */
function isDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Whether the text is a date and a time with its offset, as RFC 3339 writes them. */
function isDateTime(text: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.exec(text);
  return match !== null && isDate(match[1]!) && !Number.isNaN(Date.parse(text));
}

function article(word: string): string {
  return /^[aeiou]/.test(word) ? "an" : "a";
}
