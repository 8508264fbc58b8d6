import { BadFileError } from "../core/errors.js";

type Schema = Readonly<Record<string, unknown>>;

/** Where the text of a secret says that its value is in an environment variable: `env:NAME`. */
const REFERENCE = /^env:([A-Za-z_]\w*)$/;

/** What a schema can't have besides `secret: true`, since it would write the value down, or name a file by it. */
const TELLING = ["enum", "const", "examples"];

/** Whether a parameter is marked `secret: true`. */
export function isSecret(schema: Schema): boolean {
  return schema["secret"] === true;
}

/** The environment variable that a text refers to; undefined when the text is the value itself. */
export function referredVariable(text: string): string | undefined {
  return REFERENCE.exec(text)?.[1];
}

/** Checks `secret` in the schema of a parameter. */
export function assertSecretSchema(name: string, schema: Schema, path: string): void {
  const { secret, type, format, default: preset } = schema;
  const refuse = (what: string): never => {
    throw new BadFileError(`${path}: parameter "${name}" ${what}`, { path, name });
  };
  if (secret !== undefined && typeof secret !== "boolean") {
    refuse(`has secret: ${JSON.stringify(secret)}; true or false is expected`);
  }
  if (secret !== true) return;
  if (type !== "string") refuse("is secret and must be of type string");
  if (format === "file" || format === "data") refuse("is secret and can't name a file");
  const telling = TELLING.find((key) => key in schema);
  if (telling !== undefined) refuse(`is secret, but its ${telling} can be read here: take it out`);
  if (preset !== undefined && referredVariable(String(preset)) === undefined) {
    refuse("is secret; its default can only be env:NAME, the environment variable that has the value");
  }
}

/** The environment variables that the notebook may read; `parameters` have other names. */
export function secretNames(value: unknown, parameters: Readonly<Record<string, Schema>>, path: string): string[] {
  if (value === undefined || value === null) return [];
  const isName = (name: unknown): boolean => typeof name === "string" && /^[A-Za-z_]\w*$/.test(name);
  if (!Array.isArray(value) || !value.every(isName)) {
    throw new BadFileError(`${path}: secrets must be a list of names of environment variables`, { path });
  }
  const names = value as string[];
  const doubled = names.find((name, index) => names.indexOf(name) < index || name in parameters);
  if (doubled !== undefined) {
    throw new BadFileError(`${path}: secret "${doubled}" has the name of another secret or parameter`, { path });
  }
  return names;
}
