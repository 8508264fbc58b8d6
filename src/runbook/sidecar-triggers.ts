import { dirname, resolve } from "node:path";
import { BadFileError } from "../core/errors.js";
import { isBucket, isKey } from "../objects/address.js";
import { nearest } from "./nearest.js";
import { isSecret } from "./sidecar-secrets.js";

/** Every complete file that comes into a folder is given to a run as `parameter`. */
export interface FolderTrigger {
  /** Absolute; in the sidecar it is relative to it. */
  readonly folder: string;
  /** Of names, with `*` and `?`. */
  readonly pattern: string;
  readonly parameter: string;
}

/** Whoever knows its secret asks for a run at `/hooks/NAME`. */
export interface HookTrigger {
  readonly hook: string;
  /** Parameters by name: where their values are in the JSON that comes, as JSON Pointers (RFC 6901). */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Every object that comes into a bucket of S3 is given to a run as `parameter`. */
export interface BucketTrigger {
  readonly bucket: string;
  /** What keys begin and end with. */
  readonly prefix: string;
  readonly suffix: string;
  readonly parameter: string;
}

/** What makes runs happen besides a schedule. */
export type SidecarTrigger = FolderTrigger | HookTrigger | BucketTrigger;

type Schemas = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The kinds by the key that tells them, with their other keys. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  folder: ["pattern", "parameter"],
  hook: ["parameters"],
  bucket: ["prefix", "suffix", "parameter"],
};

/** Checks `triggers` of a sidecar. */
export function triggersOf(value: unknown, schemas: Schemas, path: string): readonly SidecarTrigger[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    throw new BadFileError(`${path}: triggers is ${JSON.stringify(value)}; a list is expected`, { path });
  }
  return value.map((one: unknown, n) => new Checked(`${path}: triggers[${n}]`, one, schemas).trigger(path));
}

/** The fields of one trigger. */
class Checked {
  readonly #where: string;
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #schemas: Schemas;

  constructor(where: string, value: unknown, schemas: Schemas) {
    this.#where = where;
    this.#schemas = schemas;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw this.#bad(`is ${JSON.stringify(value)}; a mapping with folder, hook or bucket is expected`);
    }
    this.#fields = value as Record<string, unknown>;
  }

  trigger(path: string): SidecarTrigger {
    const kinds = Object.keys(KINDS).filter((kind) => kind in this.#fields);
    const [kind] = kinds;
    if (kind === undefined || kinds.length > 1) throw this.#bad("must have one of folder, hook and bucket");
    const known = [kind, ...KINDS[kind]!];
    const unknown = Object.keys(this.#fields).find((key) => !known.includes(key));
    if (unknown !== undefined) throw this.#bad(`has the unknown key "${unknown}"${nearest(unknown, known)}`);
    if (kind === "folder") return this.#folder(path);
    return kind === "hook" ? this.#hook() : this.#bucket();
  }

  #folder(path: string): FolderTrigger {
    const pattern = this.#text("pattern", "*");
    if (pattern === "" || pattern.includes("/")) {
      throw this.#bad(`pattern is "${pattern}"; a pattern of names such as "*.h5" is expected, without a folder`);
    }
    return { folder: resolve(dirname(path), this.#text("folder")), pattern, parameter: this.#parameter() };
  }

  #hook(): HookTrigger {
    const hook = this.#text("hook");
    if (!/^[a-z0-9][a-z0-9-]*$/.test(hook))
      throw this.#bad(`hook is "${hook}"; use lower-case letters, digits, hyphens`);
    const parameters = this.#fields["parameters"] ?? {};
    if (typeof parameters !== "object" || Array.isArray(parameters)) {
      throw this.#bad("parameters must be a mapping of names to places in the JSON, such as /product/path");
    }
    for (const [name, pointer] of Object.entries(parameters)) {
      this.#mustBeGivable(name);
      if (typeof pointer !== "string" || !/^(\/([^~/]|~[01])*)*$/.test(pointer)) {
        throw this.#bad(`parameters.${name} is ${JSON.stringify(pointer)}; a place such as /product/path is expected`);
      }
    }
    this.#mustHaveDefaults(Object.keys(parameters));
    return { hook, parameters: parameters as Record<string, string> };
  }

  #bucket(): BucketTrigger {
    const bucket = this.#text("bucket");
    const [prefix, suffix] = [this.#text("prefix", ""), this.#text("suffix", "")];
    if (!isBucket(bucket)) throw this.#bad(`bucket is "${bucket}", which is no name of a bucket`);
    if (!isKey(prefix) || !isKey(suffix)) throw this.#bad("prefix or suffix is nothing that lisalab takes in a key");
    return { bucket, prefix, suffix, parameter: this.#parameter() };
  }

  #parameter(): string {
    const name = this.#text("parameter");
    this.#mustBeGivable(name);
    const { type } = this.#schemas[name]!;
    if (type !== "string") throw this.#bad(`parameter "${name}" is of type ${JSON.stringify(type)}; it must be string`);
    this.#mustHaveDefaults([name]);
    return name;
  }

  #mustBeGivable(name: string): void {
    const schema = this.#schemas[name];
    if (schema === undefined) {
      throw this.#bad(`names the parameter "${name}", which there is not${nearest(name, Object.keys(this.#schemas))}`);
    }
    if (isSecret(schema)) throw this.#bad(`names the parameter "${name}", which is secret: an event must not carry it`);
  }

  /** A run that nobody types must find the rest in the sidecar. */
  #mustHaveDefaults(given: readonly string[]): void {
    const bare = Object.keys(this.#schemas).find(
      (name) => !given.includes(name) && this.#schemas[name]!["default"] === undefined,
    );
    if (bare !== undefined) throw this.#bad(`does not give the parameter "${bare}", which has no default`);
  }

  #text(key: string, whenAbsent?: string): string {
    const value = this.#fields[key] ?? whenAbsent;
    if (typeof value === "string" && (value !== "" || whenAbsent !== undefined)) return value;
    throw this.#bad(`has ${value === undefined ? "no" : `${JSON.stringify(value)} for`} ${key}; text is expected`);
  }

  #bad(what: string): BadFileError {
    return new BadFileError(`${this.#where} ${what}`);
  }
}
